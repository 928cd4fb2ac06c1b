"""The order of the steps, what follows from what, and the runners that drive them.

Start here: `path.py` (the order), `reactions.py` (when this, then that), `embedded.py` (one process).
"""
