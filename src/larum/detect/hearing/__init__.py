"""Takes how many new posts came from each source; tells when one has fallen silent, and when it is heard again.

Start here: `step.py`."""
