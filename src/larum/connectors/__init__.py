"""Platforms: one folder each, behind one contract, with one conformance suite.

Takes what a platform sends; gives `Post`s and `Removal`s in our words. Start here: `records.py`, `contract.py`.
"""
