"""What a team knows of the days to come: planned campaigns and events, known good news, public holidays.

Nobody is told of it here; `larum.detect.season` says what it changes. Start here: `model.py`, `store.py`.
"""
