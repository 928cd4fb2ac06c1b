"""An alert in words, for whoever reads it: on a page, in a mail, on a phone at night."""

from larum.alert.model import Alert
from larum.base.translate import Words


def headline(words: Words, alert: Alert, brand: str) -> str:
    """What happened, in one line, the most important first."""
    times = alert.observed / max(alert.usual, 0.5)
    negative = alert.detector == "negative_surge"
    if times >= 2:
        many = words.number(round(times)) if times >= 10 else words.number(round(times, 1))
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


CAVEATS = {
    "short_history": "Little is known yet of what is usual here, so this may be no more than the collection starting.",
    "late_start": "The collection itself starts late: what came before is not seen.",
}
"""Msgids for the codes of what weakens the evidence."""
