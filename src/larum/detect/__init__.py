"""What is unusual: detectors as files under one contract, causal and explained.

Takes counts; gives signals. Start here: `records.py`, `contract.py`, `surge.py`.
"""
