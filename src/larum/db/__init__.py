"""The database: SQLite for one machine, PostgreSQL for more; the same code for both.

Gives `Work`, the one transaction everything is done in. Start here: `work.py`, `engine.py`.
"""
