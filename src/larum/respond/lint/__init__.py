"""Reads a draft the way a wary journalist will: what is missing from it, and which words will hurt.

Takes a text and its language, gives `Checks`: findings with exact places, in code points. The knowledge is data: one
readable rule file per language under `rules/`. Start with `check.py`; `advice.py` holds what the desk says about each
finding.
"""
