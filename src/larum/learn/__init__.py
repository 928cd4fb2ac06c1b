"""What a crisis teaches: how fast we were, what worked, what did not, and who changes what by when.

Takes an incident with its statements; gives the crisis clock and the review with its lessons. Start here: `clock.py`,
`rightness.py`, `actions.py`.
"""
