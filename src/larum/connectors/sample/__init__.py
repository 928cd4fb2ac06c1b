"""A platform that exists only on this machine: invented people write about an invented brand, quietly and then not.

Takes a seed and the hour at which the story begins; gives posts up to now, the same for everybody. Start here:
`story.py` (what happens), `voices.py` (how people put it), `connector.py`.
"""
