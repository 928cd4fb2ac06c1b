"""Feeds: RSS, RDF and Atom, as newspapers, blogs and forums publish them.

Takes a feed's address; gives its items as posts, politely (asking only for what is new). Start here: `feed.py`.
"""
