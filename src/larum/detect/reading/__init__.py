"""Takes a monitor's mentions, post by post, a few minutes after they were posted; gives signals of what they tell.

Start here: `step.py`."""
