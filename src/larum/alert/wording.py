"""An alert in words, for whoever reads it: on a page, in a mail, on a phone at night.

What detectors noticed is told in `noticed.py`; caveats are a table by code: whoever adds one adds a line, and what has
none is still told. The sentences of the explained card stand in `sentences.py`.
"""

from collections.abc import Sequence
from typing import Final

from larum.alert.explain import CARRIES, Named
from larum.alert.grouping import COUNTING
from larum.alert.model import Alert
from larum.alert.noticed import DETECTORS, seen
from larum.alert.severity import UNKNOWN_USUAL, WORDS
from larum.base.translate import Msgid, Plural, Words, msgid
from larum.detect.records import Signal
from larum.measure.baseline import times_as_many

LINE: Final = 160
"""Letters of the first line of a call: a text message, and what a locked phone shows."""
SHORTEST: Final = 24
"""Letters of a claim below which it says nothing."""
CLAIM_LENGTH: Final = 90
"""Letters of somebody's words in a line."""


CAVEATS: Final[dict[str, Msgid]] = {
    "short_history": msgid(
        "Little is known yet of what is usual here, so this may be no more than the collection starting."
    ),
    "late_start": msgid("The collection itself starts late: what came before is not seen."),
    "planned_event": msgid("Something planned was on, and people may talk about that."),
    "public_holiday": msgid("It was a public holiday: the hour of the week is no guide to what is usual then."),
}
"""Msgids for the codes of what weakens the evidence; `caveat` says those that are not here."""
RARE: Final = Plural(
    "{brand}: {count} mention where hardly any are usual", "{brand}: {count} mentions where hardly any are usual"
)
RARE_NEGATIVE: Final = Plural(
    "{brand}: {count} negative mention where hardly any are usual",
    "{brand}: {count} negative mentions where hardly any are usual",
)
TAKEN_FOR: Final = msgid("Something else may explain it: {code}")


def headline(words: Words, alert: Alert, brand: str, what: str = "") -> str:
    """What happened, in one line, the most important first; `what` detectors of posts say it is about.

    A multiple of the usual is named only where the usual is known: “40 times” of two days seen would be a boast.
    """
    line = _how_much(words, alert, brand)
    return f"{line}: {what}" if what else line


def _how_much(words: Words, alert: Alert, brand: str) -> str:
    times = times_as_many(alert.observed, alert.usual)
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
        return words.ngettext(*(RARE_NEGATIVE if negative else RARE), round(alert.observed), brand=brand)
    else:
        said = (
            msgid("{brand}: {times} times as many negative mentions as usual")
            if negative
            else msgid("{brand}: {times} times as many mentions as usual")
        )
    return words(said, brand=brand, times=words.number(times, 1))


def summary(words: Words, alert: Alert, signal: Signal | None) -> str:
    """How much against how much, over which time, and since when; `signal` is the one that weighs most."""
    if signal is None:
        return words("Since {since}.", since=words.moment(alert.begun_at))
    return words("{evidence}; since {since}.", evidence=capital(counted(words, signal)), since=alert.begun_at)


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
    return seen(words, signal.detector, signal.observed, signal.usual, signal.evidence)


def subject(signal: Signal) -> str:
    """What a detector of posts says it is about; empty for one that only counts."""
    what = signal.evidence.get("what", "")
    return what if isinstance(what, str) else ""


def subjects(words: Words, alert: Alert, found: Sequence[Named], most: int = 60) -> str:
    """What an alert is about in a few words, as detectors of posts say; empty where that is a small part of it."""
    if not found or (alert.detector in COUNTING and found[0].people < CARRIES * alert.observed):
        return ""
    return quoted(words, found[0].said, most)


def about(words: Words, signal: Signal, most: int = 160) -> str:
    """The same as it is shown: the words of a post, or a detector's own, in quotation marks."""
    what = subject(signal)
    return quoted(words, what, most) if what else ""


def caveat(words: Words, code: str) -> str:
    """What weakens the evidence; a code without words of its own is said as it is: better odd than unsaid."""
    known = CAVEATS.get(code)
    return words(known) if known else words(TAKEN_FOR, code=code.replace("_", " "))


def reason(words: Words, code: str, number: float) -> str:
    """One thing that weighed, with its number; shares as whole per cents."""
    said = WORDS[code]
    if isinstance(said, Plural):
        return words.ngettext(*said, round(number))
    if code == "times_usual":
        return words(said, number=words.number(number, 1 if 0 < number < 10 else 0))
    return words(said, share=words.percent(number))


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
