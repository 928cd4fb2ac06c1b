"""Stories as they are kept: which there are, which mention tells which, and where the storyteller stands.

`narrative.py` tells; this keeps what it told. Start here: `step.py`, then `store.py`.
"""
