"""Larum, the open, self-hosted crisis room for social media.

`larum` **collects** posts from the platforms, **matches** them to what we watch, **analyses** what they say,
**measures** how much and which story, **detects** the unusual, **alerts** the right people, opens an **incident** with
a plan, **responds** with approved statements, **engages** with the community, and **learns** from it.

The bold words are packages, in this order. To know the product, read this page, `flow/path.py`, `base/stage.py`,
`match/records.py` and `match/stage.py`.
"""

__version__ = "0.1.0"
