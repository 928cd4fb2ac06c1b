"""What each detector noticed, in words: a table by the detector's name, and `seen`, which fills it with numbers.

Whoever adds a detector adds a line; what has none is still told, by its numbers. Every sentence counts something, in
the plural its number asks for; what is usual then stands beside it, as one says it: nobody, hardly any, 5,012 as 5,000.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import msgspec

from larum.base.platforms import platform_name
from larum.base.translate import Msgid, Plural, Words, msgid

DAY: Final = timedelta(days=1)
Evidence = Mapping[str, float | str]


class Told(msgspec.Struct, frozen=True):
    """How one detector's evidence is told."""

    name: Msgid
    seen: Plural
    """What it counted, as `{count}`; `{usual}` and `{within}`, a length of time or nothing, may stand beside it."""
    counts: str = "observed"
    """What `{count}` is: `observed`, `usual`, or a number of the evidence where there is one."""
    none: Msgid = msgid("hardly any")
    """What is said where less than half of one is usual."""
    title: Msgid | None = None
    """The alert in a line where this evidence weighs most and is no multiple of the usual."""
    ends: Msgid | None = None
    """What would end it, where that is no count of mentions."""


MENTIONS: Final = Plural("{count} mention{within}, usually {usual}", "{count} mentions{within}, usually {usual}")
NEGATIVE: Final = Plural(
    "{count} negative mention{within}, usually {usual}", "{count} negative mentions{within}, usually {usual}"
)
DETECTORS: Final[dict[str, Told]] = {
    "surge": Told(msgid("More mentions than usual"), MENTIONS, title=msgid("{brand}: more mentions than usual")),
    "negative_surge": Told(
        msgid("More negative mentions than usual"), NEGATIVE, title=msgid("{brand}: more negative mentions than usual")
    ),
    "swell": Told(
        msgid("A day larger than any lately"),
        Plural("{count} mention in 24 hours, usually {usual}", "{count} mentions in 24 hours, usually {usual}"),
        title=msgid("{brand}: more mentions than usual"),
    ),
    "negative_swell": Told(
        msgid("A day with more negative mentions than any lately"),
        Plural(
            "{count} negative mention in 24 hours, usually {usual}",
            "{count} negative mentions in 24 hours, usually {usual}",
        ),
        title=msgid("{brand}: more negative mentions than usual"),
    ),
    "mood_shift": Told(
        msgid("The mood has turned"),
        Plural(
            "{count} negative mention{within}; among so many, usually {usual}",
            "{count} negative mentions{within}; among so many, usually {usual}",
        ),
        title=msgid("{brand}: the mood has turned"),
        ends=msgid("The mood is taken to be as usual again once the negative share is."),
    ),
    "reach_jump": Told(
        msgid("A large account speaks ill"),
        Plural(
            "it has {count} follower; the largest account of a day usually has {usual}",
            "it has {count} followers; the largest account of a day usually has {usual}",
        ),
        title=msgid("{brand}: a large account speaks ill"),
        ends=msgid("It ends where nobody follows the large account: no others speak up in the coming hours."),
    ),
    "cross_platform": Told(
        msgid("It spreads to another platform"),
        Plural("{count} account tells it there", "{count} accounts tell it there"),
        counts="to_accounts",
        title=msgid("{brand}: a story spreads to another platform"),
        ends=msgid("It ends where the story dies out on the new platform."),
    ),
    "complaint_cluster": Told(
        msgid("Several people report the same problem"),
        Plural(
            "{count} person reports it, usually {usual}",
            "{count} people report it, each in words of their own; usually {usual}",
        ),
        counts="accounts",
        none=msgid("hardly anybody"),
        title=msgid("{brand}: several people report the same problem"),
        ends=msgid("It ends once the problem is mended and nobody new reports it."),
    ),
    "new_story": Told(
        msgid("A story nobody told before"),
        Plural("{count} account told it{within}, nobody before", "{count} accounts told it{within}, nobody before"),
        counts="accounts",
        title=msgid("{brand}: a story nobody told before"),
        ends=msgid("It ends where nobody else takes the story up."),
    ),
    "coordination": Told(
        msgid("Accounts act together"),
        Plural("{count} account posted the same{within}", "{count} accounts posted the same{within}"),
        counts="accounts",
        title=msgid("{brand}: accounts act together"),
        ends=msgid("It ends where these accounts stop; whether other people join is what matters."),
    ),
    "dormant": Told(
        msgid("An old post is back"),
        Plural("{count} account passes it on{within}", "{count} accounts pass it on{within}"),
        counts="accounts",
        title=msgid("{brand}: an old post is back"),
        ends=msgid("It ends where nobody passes the old post on any more."),
    ),
    "silence": Told(
        msgid("Nothing comes any more"),
        Plural(
            "not a mention came{within}, usually {count} does: perhaps our own collection has stopped",
            "not a mention came{within}, usually {count} do: perhaps our own collection has stopped",
        ),
        counts="usual",
        title=msgid("{brand}: nothing comes any more, perhaps our own collection has stopped"),
        ends=msgid("It ends with the first post that comes in."),
    ),
}
"""By name of the detector."""


def name(words: Words, detector: str) -> str:
    """What a detector found, in a few words; one without words is called by its name."""
    told = DETECTORS.get(detector)
    return words(told.name) if told else detector.replace("_", " ").capitalize()


def seen(words: Words, detector: str, observed: float, usual: float, more: Evidence | None = None) -> str:
    """What a detector counted, over which time where that is known, and what is usual."""
    told, more = DETECTORS.get(detector), more or {}
    if told is None:
        said = words("{observed}, usually {usual}", observed=words.number(observed, 1), usual=_number(words, usual))
        return said + _within(words, "", more)
    if detector == "cross_platform" and "home" in more:
        return _crossing(words, more)
    counts = {"observed": observed, "usual": usual}.get(told.counts, more.get(told.counts, observed))
    return words.ngettext(
        *told.seen,
        round(float(counts)),
        usual=_usually(words, told, usual),
        within=_within(words, detector, more),
    )


def stop(said: str) -> str:
    """With a full stop, unless an abbreviation has brought one."""
    return said if said.endswith(".") else f"{said}."


def length(words: Words, span: timedelta) -> str:
    """How long something was counted, in words a sentence can hold: a whole day in hours, as one says it."""
    hours = span / timedelta(hours=1)
    if hours >= 1 and hours == round(hours):
        return words.ngettext("{count} hour", "{count} hours", round(hours))
    return words.duration(span)


def _usually(words: Words, told: Told, usual: float) -> str:
    if usual < 0.05 and told.counts == "accounts":
        return words("nobody")
    return words(told.none) if usual < 0.5 else _number(words, usual)


def _number(words: Words, usual: float) -> str:
    """Two digits of what is usual beyond a hundred: nobody knows it better."""
    return words.number(int(float(f"{usual:.2g}")) if usual >= 100 else usual, 1 if usual < 10 else 0)


def _within(words: Words, detector: str, more: Evidence) -> str:
    """Over which time, as an addition with its space; empty where the evidence does not say."""
    if detector == "dormant":
        days = round(float(more.get("still_days", 0)))
        return words.ngettext(" after {count} day of silence", " after {count} days of silence", days) if days else ""
    unit, found = next((each for each in _SPANS if each[0] in more), ("", timedelta()))
    span = found * float(more.get(unit, 0))
    if not span or (unit == "span_minutes" and span >= DAY):
        return ""
    shown = length(words, timedelta(seconds=max(1, round(span.total_seconds()))))
    return words(" within {span}", span=shown) if detector in CROWDS else words(" in {span}", span=shown)


CROWDS: Final = frozenset({"new_story", "coordination"})
"""What is told of accounts rather than counted in mentions."""
_SPANS: Final = (
    ("span_minutes", timedelta(minutes=1)),
    ("within_seconds", timedelta(seconds=1)),
    ("hours", timedelta(hours=1)),
)
"""Where evidence says over which time something was counted, and in which unit."""


def _crossing(words: Words, more: Evidence) -> str:
    """A story's way from platform to platform."""

    def accounts(key: str) -> str:
        return words.ngettext("{count} account", "{count} accounts", round(float(more.get(key, 0))))

    later = timedelta(hours=float(more.get("hours_later", 0)))
    said = words(
        "it began on {home} ({first}); {later} later it was on {to} ({then})",
        home=platform_name(words, str(more["home"])),
        first=accounts("home_accounts"),
        later=timedelta(minutes=max(1, round(later / timedelta(minutes=1)))),
        to=platform_name(words, str(more.get("to", "?"))),
        then=accounts("to_accounts"),
    )
    everywhere = [platform_name(words, each) for each in str(more.get("platforms", "")).split(", ")]
    return (
        words("{said}; by now: {platforms}", said=said, platforms=words.join(everywhere))
        if len(everywhere) > 2
        else said
    )
