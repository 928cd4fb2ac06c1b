"""What a mention says: language, mood, question, complaint, threat, and a fingerprint for near-copies.

Takes mentions; gives readings. Start here: `records.py`, `stage.py`.
"""
