"""How far it will go: the size of one post's spread, and the mentions of a burst in the coming hours.

Takes what has happened so far; gives a forecast with an 80 % interval, and the error it had when it was tested. Start
at `cascade.py` (one post) and `volume.py` (an alert).
"""
