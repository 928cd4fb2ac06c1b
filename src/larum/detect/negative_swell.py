"""Negative swell: a whole day with more negative posts than any of the last four weeks; `swell.py` on another count.

Less is asked than of mentions, 4.25 standard deviations of its own days: nothing that was planned brings anger.

*Example.* After weeks of about 22 negative posts a day, six an hour come from noon on. No hour stands out enough, but
by five the last 24 hours hold twice as many as are usual, and more than any day of four weeks.
"""

from larum.detect.swell import Swell

detector = Swell("negative_swell", "negative", least=25, sure=4.25)
