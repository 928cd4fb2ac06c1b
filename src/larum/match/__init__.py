"""Which posts concern us: exact boolean queries over every post, fast.

Takes posts; gives mentions, each saying which words matched. Start here: `records.py`, `query.py`, `stage.py`.
"""
