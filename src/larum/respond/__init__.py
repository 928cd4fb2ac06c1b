"""Official words: drafted, checked, approved by a second person, and published at most once on each channel.

Takes what people write; gives publications. Start here: `model.py`, `lifecycle.py`, `publishing.py`.
"""
