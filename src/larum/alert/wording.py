"""An alert in words, for whoever reads it: on a page, in a mail, on a phone at night."""

from larum.alert.model import Alert
from larum.alert.severity import WORDS
from larum.base.translate import Words, msgid
from larum.measure.baseline import times_as_many


def headline(words: Words, alert: Alert, brand: str) -> str:
    """What happened, in one line, the most important first."""
    times = times_as_many(alert.observed, alert.usual)
    negative = alert.detector.startswith("negative")
    if times >= 2:
        many = words.number(times, 1)
        if negative:
            return words("{brand}: {times} times as many negative mentions as usual", brand=brand, times=many)
        return words("{brand}: {times} times as many mentions as usual", brand=brand, times=many)
    if negative:
        return words("{brand}: more negative mentions than usual", brand=brand)
    return words("{brand}: more mentions than usual", brand=brand)


def summary(words: Words, alert: Alert) -> str:
    """Since when, and how much against how much."""
    return words.ngettext(
        "Since {since}: {count} mention where {usual} is usual.",
        "Since {since}: {count} mentions where {usual} is usual.",
        round(alert.observed),
        since=words.moment(alert.begun_at),
        usual=words.number(round(alert.usual, 1)),
    )


def reason(words: Words, code: str, number: float) -> str:
    """One thing that weighed, with its number; shares as whole per cents."""
    shown = number * 100 if code in ("negative_share", "harmless") else number
    return words(WORDS[code], number=words.number(shown, 1 if 0 < shown < 10 and code == "times_usual" else 0))


CAVEATS = {
    "short_history": msgid(
        "Little is known yet of what is usual here, so this may be no more than the collection starting."
    ),
    "late_start": msgid("The collection itself starts late: what came before is not seen."),
}
"""Msgids for the codes of what weakens the evidence."""
