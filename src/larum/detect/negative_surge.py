"""Negative surge: more negative posts than usual, whatever the volume; the same machine as `surge.py` on another count.

Four are enough to look at, because anger about a small brand is rare and a handful within the hour is the early moment.

*Example.* Of twenty mentions an hour one a day is angry; on Friday six people complain within a quarter of an hour.
The mentions are as ever, of negative ones a hundredth was usual. The call comes at the fourth, or a little
later if two came close together of late.
"""

from larum.detect.surge import Surge

detector = Surge("negative_surge", "negative", least=4)
