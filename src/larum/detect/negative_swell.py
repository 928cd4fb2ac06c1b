"""Negative swell: a whole day with more negative posts than any of the last four weeks; `swell.py` on another count."""

from larum.detect.swell import Swell

detector = Swell("negative_swell", "negative", least=25)
