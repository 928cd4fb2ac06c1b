"""The ground: clock, ids, errors, text, settings and the stage contract. Knows no post, alert or incident.

Start here: `stage.py`, the one shape every step of the path has.
"""
