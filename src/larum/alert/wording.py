"""An alert in words, for whoever reads it: on a page, in a mail, on a phone at night.

Detectors and caveats are tables by code: whoever adds one adds a line, and what has none is still told, by its numbers.
The sentences of the explained card stand in `sentences.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from larum.alert.explain import DAY, over
from larum.alert.grouping import COUNTING
from larum.alert.model import Alert
from larum.alert.severity import WORDS
from larum.base.translate import Msgid, Words, msgid
from larum.detect.records import Signal
from larum.measure.baseline import times_as_many

CLAIM_LENGTH: Final = 90
"""Letters of a claim in the first line of a call: what a locked phone shows."""


class Told(msgspec.Struct, frozen=True):
    """How one detector's evidence is told."""

    name: Msgid
    seen: Msgid
    """What it counted; `observed`, `usual` and whatever the detector put into its evidence can stand in it."""
    title: Msgid | None = None
    """The alert in a line where this evidence weighs most and is no multiple of the usual."""


DETECTORS: Final[dict[str, Told]] = {
    "surge": Told(
        msgid("More mentions than usual"),
        msgid("{observed} mentions where {usual} is usual"),
        msgid("{brand}: more mentions than usual"),
    ),
    "negative_surge": Told(
        msgid("More negative mentions than usual"),
        msgid("{observed} negative mentions where {usual} is usual"),
        msgid("{brand}: more negative mentions than usual"),
    ),
    "swell": Told(
        msgid("A day larger than any lately"),
        msgid("{observed} mentions in 24 hours, {usual} is usual"),
        msgid("{brand}: more mentions than usual"),
    ),
    "negative_swell": Told(
        msgid("A day with more negative mentions than any lately"),
        msgid("{observed} negative mentions in 24 hours, {usual} is usual"),
        msgid("{brand}: more negative mentions than usual"),
    ),
    "mood_shift": Told(
        msgid("The mood has turned"),
        msgid("{observed} negative mentions where {usual} would be usual among so many"),
        msgid("{brand}: the mood has turned"),
    ),
    "reach_jump": Told(
        msgid("A large account speaks ill"),
        msgid("it has {observed} followers; a day's largest usually has {usual}"),
        msgid("{brand}: a large account speaks ill"),
    ),
    "cross_platform": Told(
        msgid("It spreads to other platforms"),
        msgid("seen on {observed} platforms where {usual} is usual"),
        msgid("{brand}: it spreads to other platforms"),
    ),
    "complaint_cluster": Told(
        msgid("Several people report the same problem"),
        msgid("people who complain in their own words: {observed}, usually {usual}"),
        msgid("{brand}: several people report the same problem"),
    ),
    "new_story": Told(
        msgid("A story nobody told before"),
        msgid("posts that tell it: {observed}"),
        msgid("{brand}: a new story"),
    ),
    "coordination": Told(
        msgid("Accounts act together"),
        msgid("accounts that shared the same at once: {observed}"),
        msgid("{brand}: accounts act together"),
    ),
    "dormant": Told(
        msgid("An old post is back"),
        msgid("accounts that pass it on: {observed}"),
        msgid("{brand}: an old post is back"),
    ),
    "silence": Told(
        msgid("Nothing comes any more"),
        msgid("none came where {usual} are usual: perhaps our own collection has stopped"),
        msgid("{brand}: nothing comes any more, perhaps our own collection has stopped"),
    ),
}
"""By name of the detector."""
QUOTING: Final = frozenset({"coordination", "dormant"})
"""Detectors that say what they found in the words of a post; others say it in words of their own."""

CAVEATS: Final[dict[str, Msgid]] = {
    "short_history": msgid(
        "Little is known yet of what is usual here, so this may be no more than the collection starting."
    ),
    "late_start": msgid("The collection itself starts late: what came before is not seen."),
    "planned_event": msgid("Something planned was on, and people may talk about that."),
    "public_holiday": msgid("It was a public holiday: the hour of the week is no guide to what is usual then."),
}
"""Msgids for the codes of what weakens the evidence; `caveat` says those that are not here."""
TAKEN_FOR: Final = msgid("Something else may explain it: {code}")


def headline(words: Words, alert: Alert, brand: str) -> str:
    """What happened, in one line, the most important first."""
    times = times_as_many(alert.observed, alert.usual)
    if alert.detector in COUNTING and times >= 2:
        many = words.number(times, 1)
        if alert.detector.startswith("negative"):
            return words("{brand}: {times} times as many negative mentions as usual", brand=brand, times=many)
        return words("{brand}: {times} times as many mentions as usual", brand=brand, times=many)
    told = DETECTORS.get(alert.detector, DETECTORS["surge"])
    return words(told.title or told.name, brand=brand)


def summary(words: Words, alert: Alert, signal: Signal | None) -> str:
    """How much against how much, over which time, and since when; `signal` is the one that weighs most."""
    if signal is None:
        return words("Since {since}.", since=words.moment(alert.begun_at))
    said = evidence(words, signal)
    return words("{evidence}; unusual since {since}.", evidence=said[:1].upper() + said[1:], since=alert.begun_at)


def evidence(words: Words, signal: Signal) -> str:
    """One detector's evidence in a sentence, without its full stop: what it counted, over which time, and of what."""
    said = seen(words, signal.detector, signal.observed, signal.usual, signal.evidence)
    if "span_minutes" in signal.evidence and over(signal) < DAY:
        said = words("{seen}, in {span}", seen=said, span=words.duration(over(signal)))
    what = subject(signal)
    told = quoted(words, what) if signal.detector in QUOTING else what
    return words("{seen}: {what}", seen=said, what=told) if what else said


def subject(signal: Signal) -> str:
    """What a detector of posts says it is about; empty for one that only counts."""
    what = signal.evidence.get("what", "")
    return what if isinstance(what, str) else ""


def seen(
    words: Words, detector: str, observed: float, usual: float, more: Mapping[str, float | str] | None = None
) -> str:
    """What a detector counted, and what is usual."""
    told = DETECTORS.get(detector)
    fields = {key: words.number(value, 1) if isinstance(value, float) else value for key, value in (more or {}).items()}
    numbers = {"observed": words.number(round(observed)), "usual": words.number(usual, 1 if usual < 100 else 0)}
    return words(told.seen if told else msgid("{observed} where {usual} is usual"), **fields | numbers)


def name(words: Words, detector: str) -> str:
    """What a detector found, in a few words; one without words is called by its name."""
    told = DETECTORS.get(detector)
    return words(told.name) if told else detector.replace("_", " ").capitalize()


def caveat(words: Words, code: str) -> str:
    """What weakens the evidence; a code without words of its own is said as it is: better odd than unsaid."""
    known = CAVEATS.get(code)
    return words(known) if known else words(TAKEN_FOR, code=code.replace("_", " "))


def reason(words: Words, code: str, number: float) -> str:
    """One thing that weighed, with its number; shares as whole per cents."""
    shown = number * 100 if code in ("negative_share", "harmless") else number
    return words(WORDS[code], number=words.number(shown, 1 if 0 < shown < 10 and code == "times_usual" else 0))


def first_line(words: Words, alert: Alert, brand: str, claim: str, about: Sequence[str] = ()) -> str:
    """The first line of a call: how grave, whose, how much, since when, and what is told."""
    line = f"SEV{alert.severity} {headline(words, alert, brand)}"
    line = words("{what}, since {when}", what=line, when=words.moment(alert.begun_at))
    return f"{line}: {quoted(words, claim) if claim else ', '.join(about)}" if claim or about else line


def quoted(words: Words, text: str, most: int = CLAIM_LENGTH) -> str:
    """Somebody's words, cut to what a line holds, in the reader's quotation marks."""
    line = " ".join(text.split()).strip('“”„"')
    return words("“{text}”", text=line if len(line) <= most else line[: most - 1].rstrip() + "…")
