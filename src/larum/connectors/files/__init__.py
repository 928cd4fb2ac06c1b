"""Files of posts: JSON Lines in the post format, or a table (CSV) with a map of its columns; packed or not.

Takes a path; gives arrivals in batches, from where it left off. Start here: `reading.py`.
"""
