"""Negative surge: more negative posts than usual, whatever the volume; the same machine as `surge.py` on another count.

Four are enough to look at, because anger about a small brand is rare and a handful within the hour is the early moment.
"""

from larum.detect.surge import Surge

detector = Surge("negative_surge", "negative", least=4)
