"""Past answers as cases: what was forecast when the first statement went out, and what came in the day after it.

Takes alerts, publications and counts; gives the cases from which a forecast “with an answer” is said, once there are
enough. Start here: `records.py`, `step.py`.
"""
