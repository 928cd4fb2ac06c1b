"""What was done, by whom, when: one chain of entries in which nothing can be changed unseen. Start here: `trail.py`."""
