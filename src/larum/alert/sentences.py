"""The explained card in sentences, for one reader: each takes a record of `explain.py` and says it plainly.

Short, concrete, with the number in it; what is not known is left unsaid or said to be unknown. Start with `unusual`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from larum.alert.card import MOST_NAMED, Card, Reliability
from larum.alert.explain import CARRIES, DAY, LOOKED_BACK, WORTH_TRACING, Claim, Ending, Named, Unusual, Voices, Wording
from larum.alert.grouping import COUNTING, NAMING, gravest
from larum.alert.model import Alert
from larum.alert.noticed import DETECTORS, length, stop
from larum.alert.sentences_ahead import outlook
from larum.alert.similar import Alike
from larum.alert.wording import capital, counted, quoted
from larum.base.translate import Msgid, Plural, Words, msgid
from larum.detect.records import Signal

PARTS: Final[tuple[tuple[int, Msgid], ...]] = (
    (6, msgid("{day} night")),
    (12, msgid("{day} morning")),
    (18, msgid("{day} afternoon")),
    (24, msgid("{day} evening")),
)
"""Parts of a day, by the hour at which they end."""
DAYS: Final[tuple[Msgid, ...]] = (
    msgid("on a Monday"),
    msgid("on a Tuesday"),
    msgid("on a Wednesday"),
    msgid("on a Thursday"),
    msgid("on a Friday"),
    msgid("on a Saturday"),
    msgid("on a Sunday"),
)
MENTIONS: Final = Plural("{count} mention in {span}", "{count} mentions in {span}")
NEGATIVE: Final = Plural("{count} negative mention in {span}", "{count} negative mentions in {span}")
ENOUGH_FOR_A_PACE: Final = 5
"""Mentions in two hours from which they say where it goes."""
WEEK: Final = timedelta(days=7)
YEAR: Final = timedelta(days=365)
HOUR: Final = timedelta(hours=1)
HALF_A_DAY: Final = 12 * HOUR
VERDICTS: Final[Mapping[str, Msgid]] = {
    "right": msgid("people said it was right"),
    "known": msgid("people said it was real, and known already"),
    "too_late": msgid("people said it was real, and told too late"),
    "wrong": msgid("people said it was nothing, or not about us"),
    "": msgid("nobody said whether it was right"),
}


class Lead(NamedTuple):
    """What somebody reads first: four answers, each empty where there is nothing to say."""

    what: list[str]
    unusual: list[str]
    now: list[str]
    who: list[str]


def lead(words: Words, alert: Alert, found: Card) -> Lead:
    """What happened, how unusual it is, where it goes, who carries it."""
    going = found.ending
    return Lead(
        what=_said(claim(words, found), before_unusual(words, found, alert.begun_at)) if found.mentions else [],
        unusual=unusual(words, gravest(found.signals), found.unusual),
        now=_said(pace(words, going), outlook(words, found.ahead) if found.ahead else "") if going else [],
        who=_said(voices(words, found.voices), repeats(words, found.voices)) if found.mentions else [],
    )


def _said(*sentences: str) -> list[str]:
    return [sentence for sentence in sentences if sentence]


def part_of_day(words: Words, at: datetime) -> str:
    """A time of the week as one says it."""
    hour = at.astimezone(words.zone).hour
    said = next(part for ends, part in PARTS if hour < ends)
    return words(said, day=on_day(words, at))


def on_day(words: Words, at: datetime) -> str:
    """A day of the week as one says it: “on a Sunday”."""
    return words(DAYS[at.astimezone(words.zone).weekday()])


def unusual(words: Words, signal: Signal, found: Unusual) -> list[str]:
    """How unusual it is: how much against the usual, then against what has been. `signal` weighs most.

    The multiple itself stands in the headline; here stand the numbers it is made of, and what they go by.
    """
    if found.detector not in COUNTING:
        return [stop(capital(counted(words, signal)))]
    said = []
    counted_what = NEGATIVE if found.detector.startswith("negative") else MENTIONS
    much = words.ngettext(*counted_what, round(found.observed), span=length(words, found.span))
    if found.usual < 1:
        every = timedelta(minutes=round(found.span / max(found.usual, 1e-6) / timedelta(minutes=1)))
        if every > max(found.looked_back, WEEK):
            said.append(words("{much}; hardly any are usual.", much=much))
        else:
            said.append(stop(words("{much}; usually one comes in {every}", much=much, every=_rarely(words, every))))
    else:
        usual = words.number(found.usual, 1 if found.usual < 10 else 0)
        said.append(f"{much}; {_against(words, found, usual)}")
    if found.peak and found.looked_back >= timedelta(days=1):
        said.append(_record(words, found))
    elif found.peak:
        said.append(words("There is less than a day before it to compare with."))
    return said


def _rarely(words: Words, every: timedelta) -> str:
    """How long one waits, with a unit one would use: nobody waits ten days and ten hours."""
    unit = DAY if every >= 2 * DAY else HOUR
    return words.duration(round(every / unit) * unit if every >= 2 * HOUR else every)


def _against(words: Words, found: Unusual, usual: str) -> str:
    """What is usual, and going by what: nobody can say what is usual on a Sunday who has seen none."""
    if found.looked_back < WEEK:
        days = found.looked_back // timedelta(days=1)
        if not days:
            return words("{usual} would be usual, as far as is known.", usual=usual)
        return words.ngettext(
            "{usual} would be usual, going by the {count} day before.",
            "{usual} would be usual, going by the {count} days before.",
            days,
            usual=usual,
        )
    when = on_day(words, found.at) if found.span >= HALF_A_DAY else part_of_day(words, found.at)
    return words("{when} usually {usual}.", usual=usual, when=when)


def _record(words: Words, found: Unusual) -> str:
    long_enough = found.looked_back >= LOOKED_BACK - timedelta(days=1)
    before = words("4 weeks") if long_enough else words.duration(found.looked_back)
    fields = {"when": found.record_at, "record": words.number(found.record), "peak": words.number(found.peak)}
    if not found.record:
        return words("In the {before} before there was not one.", before=before)
    if found.peak > found.record:
        said = msgid("Its largest hour has {peak}; in the {before} before, the largest had {record} ({when}).")
    elif found.span >= HALF_A_DAY:
        said = msgid(
            "Single hours were as large before ({record}, {when}; now {peak}): what is unusual is that it lasts."
        )
    else:
        said = msgid("It has been as loud before: {record} in an hour, {when}; the largest hour now has {peak}.")
    return words(said, before=before, **fields)


def pace(words: Words, found: Ending) -> str:
    """Whether it grows, by the last two hours."""
    if not found.now:
        if not found.before:
            return words("Not a mention in the last two hours.")
        return words.ngettext(
            "Not a mention in the last hour, {count} in the hour before.",
            "Not a mention in the last hour, {count} in the hour before.",
            found.before,
        )
    before = words.number(found.before) if found.before else words("not one")
    if found.now + found.before < ENOUGH_FOR_A_PACE:
        return words.ngettext(
            "{count} mention in the last hour, {before} in the hour before.",
            "{count} mentions in the last hour, {before} in the hour before.",
            found.now,
            before=before,
        )
    goes = {"up": msgid("it grows"), "down": msgid("it falls"), "on": msgid("about as much")}[found.goes]
    return words.ngettext(
        "{count} mention in the last hour, after {before} in the hour before: {goes}.",
        "{count} mentions in the last hour, after {before} in the hour before: {goes}.",
        found.now,
        before=before,
        goes=words(goes),
    )


def voices(words: Words, found: Voices) -> str:
    """Whether a crowd carries it, or few."""
    part, share = found.taking_part, words.percent(found.share)
    if found.pattern == "one":
        return words.ngettext(
            "One account wrote {share} of it, of {count} that takes part: one loud voice rather than a crowd.",
            "One account wrote {share} of it, of {count} that take part: one loud voice rather than a crowd.",
            part.accounts,
            share=share,
        )
    if found.pattern == "few":
        return words.ngettext(
            "{count} account wrote {share} of it, of {all} that take part: few voices rather than a crowd.",
            "{count} accounts wrote {share} of it, of {all} that take part: few voices rather than a crowd.",
            found.few,
            share=share,
            all=words.number(part.accounts),
        )
    if found.pattern == "many" and not found.same_words:  # a crowd that says the same words may be one hand
        return words.ngettext(
            "{count} account takes part; the ten busiest wrote {share}: no small group carries it.",
            "{count} accounts take part; the ten busiest wrote {share}: no small group carries it.",
            part.accounts,
            share=share,
        )
    return words.ngettext("{count} account takes part.", "{count} accounts take part.", part.accounts)


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
    """What is told: the story that carries it, what detectors of posts name, or that no one story does."""
    if found.claim and found.claim_said:
        said = _claimed(words, found, found.claim, found.claim_said)
        many = WORTH_TRACING * found.mentions
        problems = [one for one in found.named if one.detector not in NAMING and one.people >= many]
        return f"{said} {_named(words, problems)}" if problems else said
    if found.named:
        return _named(words, found.named)
    if found.large:
        return words.ngettext(
            "An account with {count} follower writes: {text}",
            "An account with {count} followers writes: {text}",
            found.large.mention.post.author.followers or 0,
            text=quoted(words, found.large.mention.post.text, 200),
        )
    if found.about:
        return words(
            "No one story carries it. People write more than before of: {words}.",
            words=", ".join(
                f"{word} ({words.percent(share)})" for word, share in sorted(found.about, key=lambda pair: -pair[1])
            ),
        )
    if found.claims:
        return words("No one story carries it: people say more of what they always say.")
    return words("No story can be told from these posts yet.")


def _claimed(words: Words, found: Card, claim: Claim, told: Wording) -> str:
    title, mentions = quoted(words, told.text, 200), words.number(found.mentions)
    if told.copies >= max(CARRIES * found.mentions, 2):
        if told.copies == found.mentions:
            return words.ngettext(
                "The {count} mention says: {title}", "All {count} mentions say, word for word: {title}", told.copies,
                title=title,
            )  # fmt: skip
        return words.ngettext(
            "{count} of {mentions} mentions says: {title}",
            "{count} of {mentions} mentions say, word for word: {title}",
            told.copies,
            mentions=mentions,
            title=title,
        )
    return words.ngettext(
        "{count} of {mentions} mentions tells it so: {title}",
        "{count} of {mentions} mentions tell much the same, such as: {title}",
        claim.growing.lately,
        mentions=mentions,
        title=title,
    )


TOLD: Final[Mapping[str, Plural]] = {
    "new_story": Plural(
        "A story nobody told before, told by {count} account: {what}",
        "A story nobody told before, told by {count} accounts: {what}",
    ),
    "coordination": Plural(
        "{count} account posted the same within moments: {what}",
        "{count} accounts posted the same within moments: {what}",
    ),
    "dormant": Plural("{count} account passes on an old post: {what}", "{count} accounts pass on an old post: {what}"),
    "cross_platform": Plural(
        "{count} account has brought a story over from another platform: {what}",
        "{count} accounts have brought a story over from another platform: {what}",
    ),
}


def _named(words: Words, found: Sequence[Named]) -> str:
    first, *others = found[:MOST_NAMED]
    if first.detector in TOLD:
        return words.ngettext(*TOLD[first.detector], first.people, what=quoted(words, first.said, 200))
    if not first.quote:
        return words("People complain, each in words of their own, of: {problems}.", problems=_problems(words, found))
    said = words.ngettext(
        "{count} person complains: {what}",
        "{count} people complain of the same, each in words of their own, such as: {what}",
        first.people,
        what=quoted(words, first.quote, 200),
    )
    return f"{said} {words('Others complain of: {problems}.', problems=_problems(words, others))}" if others else said


def _problems(words: Words, found: Sequence[Named]) -> str:
    return ", ".join(
        f"{quoted(words, one.said, 60)} ({words.ngettext('{count} person', '{count} people', one.people)})"
        for one in found[:MOST_NAMED]
    )


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


def ending(words: Words, found: Ending, signal: Signal, acknowledged: bool) -> list[str]:
    """What would make it go away; `signal` weighs most."""
    said = []
    told = DETECTORS.get(signal.detector)
    if told and told.ends:
        said.append(words(told.ends))
    if found.calm_below is not None:
        said.append(
            words(
                "At this time, fewer than {calm} mentions an hour are nothing unusual; the last hour had {now}.",
                calm=words.number(round(found.calm_below)),
                now=words.number(found.now),
            )
        )
    if acknowledged:
        said.append(words("Somebody has taken it on, so it stays until they close it."))
    else:
        said.append(words("It closes itself {when}, unless something unusual comes before then.", when=found.quiet_at))
    said.append(words("Or somebody says that it is known, or nothing: then it calls again only for what is graver."))
    return said


def reliability(words: Words, found: Reliability) -> list[str]:
    """How often such alerts are wrong."""
    said = [
        words(
            "On a simulated quiet monitor, where nothing happens, the detectors that count call about once in {span}.",
            span=_years(words, 100 * WEEK / max(found.quiet_calls, 0.01)),
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


def _years(words: Words, span: timedelta) -> str:
    """A long time, roughly: nobody counts days in years."""
    if span >= 2 * YEAR:
        return words.ngettext("{count} year", "{count} years", round(span / YEAR))
    if span >= timedelta(days=60):
        return words.ngettext("{count} month", "{count} months", round(span / (YEAR / 12)))
    return words.ngettext("{count} week", "{count} weeks", max(1, round(span / WEEK)))


def alike(words: Words, found: Alike) -> str:
    """What became of an earlier case, and why it is compared."""
    said = [
        words.ngettext("{count} mention in its first day", "{count} mentions in its first day", found.first_day),
        words(VERDICTS.get(found.case.verdict, VERDICTS[""])),
    ]
    if found.shared:
        said.append(words("in common: {words}", words=", ".join(found.shared[:5])))
    return "; ".join(said)
