"""The explained card in sentences, for one reader: each takes a record of `explain.py` and says it plainly.

Short, concrete, with the number in it; what is not known is left unsaid or said to be unknown. Start with `unusual`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from larum.alert.ahead import Ahead
from larum.alert.card import Card, Reliability
from larum.alert.explain import LOOKED_BACK, Claim, Ending, Unusual, Voices
from larum.alert.grouping import COUNTING
from larum.alert.similar import Alike
from larum.alert.wording import quoted
from larum.base.translate import Msgid, Words, msgid
from larum.detect.forecast.volume import ENOUGH_CASES, Answered, Forecast
from larum.measure.baseline import times_as_many

PARTS: Final[tuple[tuple[int, Msgid], ...]] = (
    (6, msgid("{day} night")),
    (12, msgid("{day} morning")),
    (18, msgid("{day} afternoon")),
    (24, msgid("{day} evening")),
)
"""Parts of a day, by the hour at which they end."""
WIDEST: Final = 30
"""Times its low end that the high end of a range may be: beyond, it says nothing."""
WEEK: Final = timedelta(days=7)
HALF_A_DAY: Final = timedelta(hours=12)
VERDICTS: Final[Mapping[str, Msgid]] = {
    "right": msgid("people said it was right"),
    "known": msgid("people said it was real, and known already"),
    "too_late": msgid("people said it was real, and told too late"),
    "wrong": msgid("people said it was nothing, or not about us"),
    "": msgid("nobody said whether it was right"),
}


def part_of_day(words: Words, at: datetime) -> str:
    """A time of the week as one says it."""
    hour = at.astimezone(words.zone).hour
    said = next(part for ends, part in PARTS if hour < ends)
    return words(said, day=words.weekday(at))


def unusual(words: Words, found: Unusual) -> list[str]:
    """How unusual it is: against the usual, then against what has been."""
    said: list[str] = []
    if found.detector not in COUNTING:
        return said  # their evidence is no count of mentions: `evidence` says it
    times = times_as_many(found.observed, found.usual)
    if found.usual < 1:
        every = timedelta(minutes=round(found.span / max(found.usual, 0.001) / timedelta(minutes=1)))
        said.append(words("Usually one comes in {every}.", every=min(every, LOOKED_BACK)))
    elif times >= 1.5:
        many = words.number(times, 1)
        if found.looked_back < WEEK:  # nobody can say what is usual on a Sunday who has seen none
            known = words.duration(found.looked_back)
            said.append(words("That is {times} times the usual, going by the {known} before.", times=many, known=known))
        else:
            when = words.weekday(found.at) if found.span >= HALF_A_DAY else part_of_day(words, found.at)
            said.append(words("That is {times} times the usual for a {when}.", times=many, when=when))
    if found.peak and found.looked_back >= timedelta(days=1):
        said.append(_record(words, found))
    elif found.peak:
        said.append(words("There is less than a day before it to compare with."))
    return said


def _record(words: Words, found: Unusual) -> str:
    long_enough = found.looked_back >= LOOKED_BACK - timedelta(days=1)
    before = words("4 weeks") if long_enough else words.duration(found.looked_back)
    most = words.number(found.record)
    fields = {"before": before, "when": found.record_at, "record": most, "peak": words.number(found.peak)}
    if not found.record:
        return words("Nothing of the kind came in {before} before.", **fields)
    if found.peak > found.record and found.detector.startswith("negative"):
        said = msgid(
            "Largest hour: {peak} negative mentions, more than in any hour of {before} before ({record}, {when})."
        )
    elif found.peak > found.record:
        said = msgid("Largest hour: {peak} mentions, more than in any hour of {before} before ({record}, {when}).")
    elif found.span >= HALF_A_DAY:
        said = msgid(
            "Single hours were as large before ({record}, {when}; now {peak}): what is unusual is that it lasts."
        )
    else:
        said = msgid("It has been as loud before: {record} in an hour, {when}; the largest hour now has {peak}.")
    return words(said, **fields)


def voices(words: Words, found: Voices) -> str:
    """Whether a crowd carries it, or few."""
    part, share = found.taking_part, words.percent(found.share)
    accounts = words.ngettext("{count} account", "{count} accounts", part.accounts)
    if found.pattern == "one":
        return words(
            "One account wrote {share} of it. {accounts} take part: one loud voice rather than a crowd.",
            share=share,
            accounts=accounts,
        )
    if found.pattern == "few":
        return words.ngettext(
            "{count} account wrote {share} of it, of {accounts}: few voices rather than a crowd.",
            "{count} accounts wrote {share} of it, of {accounts}: few voices rather than a crowd.",
            found.few,
            share=share,
            accounts=accounts,
        )
    if found.pattern == "many":
        return words(
            "{accounts} take part; the ten busiest wrote {share}. No few voices carry it.",
            share=share,
            accounts=accounts,
        )
    return words("{accounts} take part.", accounts=accounts)


def repeats(words: Words, found: Voices) -> str:
    """How much of it is other people's words; empty where that is little."""
    part = found.taking_part
    if found.same_words:
        return words.ngettext(
            "{count} post is word for word an earlier one: copied, or sent by one hand.",
            "{count} posts are word for word an earlier one: copied, or sent by one hand.",
            part.same_words,
        )
    if part.mentions and part.reposts >= 0.3 * part.mentions:
        return words("{share} of it are reposts.", share=words.percent(part.reposts / part.mentions))
    return ""


def claim(words: Words, found: Card) -> str:
    """What is told, in a sentence: the story that carries it, or that none does."""
    if found.claim:
        return words(
            "{share} of the mentions tell this: {title}",
            share=words.percent(found.claim.share),
            title=quoted(words, found.claim.title, 200),
        )
    if found.about:
        return words(
            "No one story carries it. People write more than before of: {words}.",
            words=", ".join(f"{word} ({words.percent(share)})" for word, share in found.about),
        )
    if found.claims:
        return words("No one story carries it: people say more of what they always say.")
    return words("No story can be told from these posts yet.")


def before_unusual(words: Words, found: Card, begun_at: datetime) -> str:
    """How long before it became unusual the story was there, where we know its first post."""
    first = found.first[0].mention.post.created_at if found.first else begun_at
    if begun_at - first < timedelta(minutes=5):
        return ""
    return words("It was first told {when}, {time} before it became unusual.", when=first, time=begun_at - first)


def told_before(words: Words, one: Claim) -> str:
    """Whether a story is new in this."""
    if one.fresh:
        return words("new in this")
    return words.ngettext(
        "told before: {count} mention since {when}",
        "told before: {count} mentions since {when}",
        one.before,
        when=one.growing.story.first_at,
    )


def ending(words: Words, found: Ending, acknowledged: bool) -> list[str]:
    """What would make it go away."""
    said = []
    if found.calm_below is not None:
        said.append(
            words.ngettext(
                "In the last hour there was {count} mention; below {calm} an hour nothing is unusual at this time.",
                "In the last hour there were {count} mentions; below {calm} an hour nothing is unusual at this time.",
                found.now,
                calm=words.number(round(found.calm_below)),
            )
        )
    if acknowledged:
        said.append(words("Somebody has taken it on, so it stays until they close it."))
    else:
        said.append(words("Closes itself: {when}, unless something unusual comes before then.", when=found.quiet_at))
    said.append(words("Or somebody says that it is known, or nothing: then it calls again only for what is graver."))
    return said


def reliability(words: Words, found: Reliability) -> list[str]:
    """How often such alerts are wrong."""
    said = [
        words(
            "On simulated quiet monitors, all detectors together call about {number} times in 100 monitor-weeks.",
            number=words.number(found.quiet_calls, 1 if found.quiet_calls < 10 else 0),
        )
    ]
    if found.judged:
        said.append(
            words.ngettext(
                "Of the last {count} alert here that people judged, {right} was real.",
                "Of the last {count} alerts here that people judged, {right} were real.",
                found.judged,
                right=words.number(found.right),
            )
        )
    else:
        said.append(words("Nobody has judged an alert here yet, so how often they are right here is not known."))
    return said


def alike(words: Words, found: Alike) -> str:
    """What became of an earlier case, and why it is compared."""
    said = [
        words.ngettext("{count} mention in its first day", "{count} mentions in its first day", found.first_day),
        words(VERDICTS.get(found.case.verdict, VERDICTS[""])),
    ]
    if found.shared:
        said.append(words("in common: {words}", words=", ".join(found.shared[:5])))
    return "; ".join(said)


def forecast(words: Words, found: Ahead) -> list[list[str]]:
    """The forecast as a table, its head first; of a burst that is over, with what came."""
    reach = {one.hours: one for one in found.outlook.reach} if _tellable(found) else {}
    rows = [[words("Within"), words("Mentions"), words("Four times out of five")]]
    rows[0] += [words("Reach, four times out of five")] if reach else []
    rows[0] += [words("What came")] if found.came else []
    for place, one in enumerate(found.outlook.mentions):
        row = [
            words.ngettext("{count} hour", "{count} hours", round(one.hours)),
            words.number(_roughly(one.mentions)),
            _range(words, one),
        ]
        row += [_range(words, reach[one.hours])] if one.hours in reach else []
        if found.came:
            came = found.came[place]
            row.append(words("not known") if came is None else words.number(came))
        rows.append(row)
    return rows


def _tellable(found: Ahead) -> bool:
    """True where the range of the reach is narrow enough to help anybody."""
    reach = found.outlook.reach
    return bool(reach) and all(one.high80 <= WIDEST * max(one.low80, 1.0) for one in reach)


def _range(words: Words, said: Forecast) -> str:
    return f"{words.number(_roughly(said.low80))}–{words.number(_roughly(said.high80))}"


def _roughly(value: float) -> int:
    """Two digits that mean something: a forecast of 463 claims more than anybody knows.

    >>> _roughly(463.2), _roughly(7.4), _roughly(1753)
    (460, 7, 1800)
    """
    return round(value) if value < 10 else int(float(f"{value:.2g}"))


def ahead(words: Words, found: Ahead) -> list[str]:
    """What the forecast is worth."""
    test = next(each for each in found.outlook.backtest if each.hours == 6)
    unsaid = []
    if found.outlook.reach and not _tellable(found):
        unsaid = [words("How far it will reach is not said: one large account decides that.")]
    return [
        *unsaid,
        words(
            "Half of the time the six-hour figure was off by {error} or more in the back-test ({moments} moments of "
            "{streams} streams it was not learned from); the range held the truth {covered} of the time.",
            error=words.percent(test.error),
            moments=words.number(test.moments),
            streams=words.number(test.streams),
            covered=words.percent(test.covered),
        ),
        *answered(words, found.outlook.with_answer),
    ]


def answered(words: Words, found: Answered) -> list[str]:
    """What came after past answers here, laid on this; and that it is not said from too few of them."""
    if found.now is None or found.in_3_hours is None:
        return [
            words.ngettext(
                "This is as it goes. What an answer would change cannot be said yet: {count} past answer of yours is "
                "on record, {needed} are needed.",
                "This is as it goes. What an answer would change cannot be said yet: {count} past answers of yours are "
                "on record, {needed} are needed.",
                found.cases,
                needed=words.number(ENOUGH_CASES),
            )
        ]
    return [
        words(
            "This is as it goes. If it went as after {count} past answers of yours: with an answer now about {now} "
            "mentions within 24 hours, {now_range} four times out of five; with an answer in three hours about "
            "{later}, {later_range}.",
            count=words.number(found.cases),
            now=words.number(_roughly(found.now.mentions)),
            now_range=_range(words, found.now),
            later=words.number(_roughly(found.in_3_hours.mentions)),
            later_range=_range(words, found.in_3_hours),
        ),
        words(
            "That is what came after answers, not because of them: what gets answered is not like what does not, and "
            "the forecast errs by itself."
        ),
    ]
