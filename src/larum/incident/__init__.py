"""A situation that is being managed: what we know, what we do about it, who does it, and by when.

Takes alerts and people's decisions; gives the incident room its facts, tasks, promises and timeline, and tells what
happened as events. Nothing happens without a line in the timeline. Start here: `lifecycle.py`, `actions/declare.py`.
"""
