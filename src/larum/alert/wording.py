"""An alert in words, for whoever reads it: on a page, in a mail, on a phone at night.

Detectors and caveats are tables by code: whoever adds one adds a line, and what has none is still told, by its numbers.
The sentences of the explained card stand in `sentences.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from larum.alert.explain import DAY, named, over
from larum.alert.grouping import COUNTING
from larum.alert.model import Alert
from larum.alert.severity import UNKNOWN_USUAL, WORDS
from larum.base.translate import Msgid, Words, msgid
from larum.detect.records import Signal
from larum.measure.baseline import times_as_many

LINE: Final = 160
"""Letters of the first line of a call: a text message, and what a locked phone shows."""
SHORTEST: Final = 24
"""Letters of a claim below which it says nothing."""
CLAIM_LENGTH: Final = 90
"""Letters of somebody's words in a line."""


class Told(msgspec.Struct, frozen=True):
    """How one detector's evidence is told."""

    name: Msgid
    seen: Msgid
    """What it counted; `observed`, `usual`, `people` and whatever stands in the evidence can stand in it."""
    title: Msgid | None = None
    """The alert in a line where this evidence weighs most and is no multiple of the usual."""
    ends: Msgid | None = None
    """What would end it, where that is no count of mentions."""


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
        msgid("The mood is taken to be as usual again once the negative share is."),
    ),
    "reach_jump": Told(
        msgid("A large account speaks ill"),
        msgid("it has {observed} followers; a day's largest usually has {usual}"),
        msgid("{brand}: a large account speaks ill"),
        msgid("It ends where nobody follows the large account: no others speak up in the coming hours."),
    ),
    "cross_platform": Told(
        msgid("It spreads to another platform"),
        msgid("accounts that carry it there: {to_accounts}, after {home_accounts} where it began ({platforms})"),
        msgid("{brand}: a story spreads to another platform"),
        msgid("It ends where the story dies out on the new platform."),
    ),
    "complaint_cluster": Told(
        msgid("Several people report the same problem"),
        msgid("people who report it, each in their own words: {people}; {usual} would be usual"),
        msgid("{brand}: several people report the same problem"),
        msgid("It ends once the problem is mended and nobody new reports it."),
    ),
    "new_story": Told(
        msgid("A story nobody told before"),
        msgid("accounts that tell it: {people}"),
        msgid("{brand}: a story nobody told before"),
        msgid("It ends where nobody else takes the story up."),
    ),
    "coordination": Told(
        msgid("Accounts act together"),
        msgid("accounts that posted the same within moments: {people}"),
        msgid("{brand}: accounts act together"),
        msgid("It ends where these accounts stop; whether other people join is what matters."),
    ),
    "dormant": Told(
        msgid("An old post is back"),
        msgid("accounts that pass it on: {people}, after {still_days} days without anybody"),
        msgid("{brand}: an old post is back"),
        msgid("It ends where nobody passes the old post on any more."),
    ),
    "silence": Told(
        msgid("Nothing comes any more"),
        msgid("none came where {usual} are usual: perhaps our own collection has stopped"),
        msgid("{brand}: nothing comes any more, perhaps our own collection has stopped"),
        msgid("It ends with the first post that comes in."),
    ),
}
"""By name of the detector."""

UNSAID: Final = ("to_accounts", "home_accounts", "platforms", "still_days")
"""What sentences speak of and evidence may lack; a question mark stands for it."""

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


def headline(words: Words, alert: Alert, brand: str, what: str = "") -> str:
    """What happened, in one line, the most important first; `what` detectors of posts say it is about.

    A multiple of the usual is named only where the usual is known: “40 times” of two days seen would be a boast.
    """
    line = _how_much(words, alert, brand)
    return f"{line}: {what}" if what else line


def _how_much(words: Words, alert: Alert, brand: str) -> str:
    times, many = times_as_many(alert.observed, alert.usual), words.number(round(alert.observed))
    negative = alert.detector.startswith("negative")
    if alert.detector not in COUNTING or times < 2:
        told = DETECTORS.get(alert.detector, DETECTORS["surge"])
        return words(told.title or told.name, brand=brand)
    if UNKNOWN_USUAL.intersection(alert.caveats):
        said = (
            msgid("{brand}: many more negative mentions than before")
            if negative
            else msgid("{brand}: many more mentions than before")
        )
    elif alert.usual < 1:  # “530 times as many as none” is no way to speak
        said = (
            msgid("{brand}: {count} negative mentions where hardly any are usual")
            if negative
            else msgid("{brand}: {count} mentions where hardly any are usual")
        )
    else:
        said = (
            msgid("{brand}: {times} times as many negative mentions as usual")
            if negative
            else msgid("{brand}: {times} times as many mentions as usual")
        )
    return words(said, brand=brand, times=words.number(times, 1), count=many)


def summary(words: Words, alert: Alert, signal: Signal | None) -> str:
    """How much against how much, over which time, and since when; `signal` is the one that weighs most."""
    if signal is None:
        return words("Since {since}.", since=words.moment(alert.begun_at))
    return words("{evidence}; unusual since {since}.", evidence=capital(counted(words, signal)), since=alert.begun_at)


def capital(sentence: str) -> str:
    """With a capital letter in front."""
    return sentence[:1].upper() + sentence[1:]


def evidence(words: Words, signal: Signal) -> str:
    """One detector's evidence in a sentence, without its full stop: what it counted, over which time, and of what."""
    said = counted(words, signal)
    what = about(words, signal)
    return f"{what}: {said}" if what else said


def counted(words: Words, signal: Signal) -> str:
    """What it counted, against what is usual, over which time."""
    said = seen(words, signal.detector, signal.observed, signal.usual, signal.evidence)
    if "span_minutes" in signal.evidence and over(signal) < DAY:
        said = words("{seen}, in {span}", seen=said, span=words.duration(over(signal)))
    return said


def subject(signal: Signal) -> str:
    """What a detector of posts says it is about; empty for one that only counts."""
    what = signal.evidence.get("what", "")
    return what if isinstance(what, str) else ""


def subjects(words: Words, signals: Sequence[Signal], most: int = 60) -> str:
    """What the signals of an alert say it is about, in a few words: the story, or the problem most people report."""
    found = named(signals)
    return quoted(words, found[0].what, most) if found else ""


def about(words: Words, signal: Signal, most: int = 160) -> str:
    """The same as it is shown: the words of a post, or a detector's own, in quotation marks."""
    what = subject(signal)
    return quoted(words, what, most) if what else ""


def seen(
    words: Words, detector: str, observed: float, usual: float, more: Mapping[str, float | str] | None = None
) -> str:
    """What a detector counted, and what is usual."""
    told = DETECTORS.get(detector)
    given = dict(more or {})
    fields: dict[str, object] = dict.fromkeys(UNSAID, "?")
    for key, value in given.items():
        fields[key] = words.number(value, 1 if value < 10 else 0) if isinstance(value, float) else value
    fields["observed"] = words.number(round(observed))
    fields["usual"] = words.number(usual, 1 if usual < 10 else 0)
    fields["people"] = words.number(round(float(given.get("accounts", observed))))
    return words(told.seen if told else msgid("{observed} where {usual} is usual"), **fields)


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
    """The first line of a call, which a locked phone shows: how grave, whose, how much, since when, what is told."""
    line = f"SEV{alert.severity} {headline(words, alert, brand)}"
    line = words("{what}, since {when}", what=line, when=words.moment(alert.begun_at))
    left = LINE - len(line) - 4
    if claim and left >= SHORTEST:
        return f"{line}: {quoted(words, claim, left)}"
    said = ", ".join(about)
    return f"{line}: {said}" if said and len(said) <= left else line[:LINE]


def quoted(words: Words, text: str, most: int = CLAIM_LENGTH) -> str:
    """Somebody's words, cut to what a line holds between two words, in the reader's quotation marks."""
    line = " ".join(text.split()).strip('“”„"')
    if len(line) > most:
        cut = line[: most - 1]
        line = (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,.;:") + "…"
    return words("“{text}”", text=line)
