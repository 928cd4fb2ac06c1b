"""How much, and which story: counts per minute, hour and day, what is usual then, and narratives.

Takes readings; gives windows. Start here: `records.py`, `stage.py`.
"""
