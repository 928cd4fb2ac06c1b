"""Bluesky: posts as they are written, by Jetstream; our statements, by the account's own server.

Takes Jetstream's events on either of its wires; gives posts and removals, in order. Start here: `events.py`.
"""
