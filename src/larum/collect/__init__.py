"""Posts come in: which sources we read, how far we have read them, and what is kept of what came.

Takes what connectors read; gives posts. Start here: `model.py`, `store.py`.
"""
