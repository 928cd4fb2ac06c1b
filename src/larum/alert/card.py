"""The explained alert card: reads what there is about an alert, once for each thing, and has it explained.

Nothing here runs while posts come in: a card is made when somebody opens it. `explain.py` and `similar.py` compute.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from larum.alert import explain, store
from larum.alert.ahead import STEP, Ahead, begins, look
from larum.alert.explain import Claim, Ending, Named, Unusual, Voices, Wording
from larum.alert.grouping import COUNTING, QUIET, falls_quiet_at, gravest
from larum.alert.model import Alert
from larum.alert.similar import Alike, Case, alike
from larum.alert.topics import Topics, tells, topics
from larum.analyse import lookup
from larum.analyse.lookup import Wanted
from larum.analyse.records import Reading
from larum.collect.store import posts_by_id
from larum.detect.calibrate import quiet_rate
from larum.detect.forecast.volume import HORIZONS
from larum.detect.forecast.volume import Case as PastAnswer
from larum.detect.records import Signal
from larum.match.model import Monitor
from larum.measure.baseline import Baseline
from larum.measure.records import Window
from larum.measure.store import totals, windows_between
from larum.measure.stories.store import growing

HOUR: Final = timedelta(hours=1)
STORIES: Final = 60
"""Stories that are weighed."""
LEAST_TOLD: Final = 3
"""Mentions from which a story's words are its own and not one post's."""
SAMPLE: Final = 150
"""Posts that are read for what it is about, of it and of the time before: enough for a word in twenty."""
TELLING: Final = 5
"""Posts that say most,"""
CANDIDATES: Final = 15
"""and from among how many they are chosen."""
MOST_NAMED: Final = 3
"""Problems that are named in a sentence."""


class Reliability(msgspec.Struct, frozen=True):
    """How often such alerts are wrong, as far as anybody knows."""

    quiet_calls: float
    """Alerts in 100 weeks of a quiet monitor that asks for as much: what the simulation of quiet lives brought."""
    judged: int
    """Alerts of this brand that people judged last, ten at most,"""
    right: int
    """and how many of them were real: right, known already, or too late."""


class Card(msgspec.Struct, frozen=True):
    """All that is said about an alert."""

    since: datetime
    until: datetime
    """The time whose posts it speaks of."""
    signals: tuple[Signal, ...]
    monitors: tuple[Monitor, ...]
    unusual: Unusual
    mentions: int
    negative: int
    questions: int
    positive: int
    platforms: dict[str, int]
    """Mentions by platform, most first."""
    voices: Voices
    claims: tuple[Claim, ...]
    """The stories told, the one that sets it apart first."""
    claim: Claim | None
    """The one that carries it; None where no one does."""
    claim_said: Wording | None
    """In which words it is told here."""
    named: tuple[Named, ...]
    """What detectors of posts say it is about."""
    about: tuple[tuple[str, float], ...]
    """Words that people write more than before, each with the share of posts it stands in."""
    large: Reading | None
    """The post of the large account, where one speaks ill."""
    first: tuple[Reading, ...]
    """The posts that told it first; empty where nothing is clear enough to have a first post."""
    telling: tuple[Reading, ...]
    """The posts that say most."""
    ahead: Ahead | None
    """How far it will go; of one that is over, what was to be expected when it was raised, and what came."""
    ending: Ending | None
    """None where it is over."""
    alike: tuple[Alike, ...]
    earlier: int
    """How many earlier alerts of the brand it was compared with."""
    reliability: Reliability


class Brief(msgspec.Struct, frozen=True):
    """What fits into a call."""

    signal: Signal
    claim: str
    """The story that carries it; empty where none does,"""
    about: tuple[str, ...]
    """and then what detectors say, or else the words that people write more than before."""
    mentions: int
    negative: int
    accounts: int


def brief(session: Session, alert: Alert) -> Brief:
    """The least that somebody must know who is called at night."""
    signals = store.signals_of(session, alert.id)
    since, ids = explain.told_since(signals), tuple(sorted({signal.monitor_id for signal in signals}))
    wanted = Wanted(monitor_ids=ids, since=since, before=alert.last_signal_at)
    heard = totals(session, ids, since, alert.last_signal_at)
    counts = heard.mentions, heard.negative, heard.authors
    if explain.only_collection(signals) or not heard.mentions:
        return Brief(gravest(signals), "", (), *counts)
    told = growing(session, since, alert.last_signal_at, monitor_ids=ids, limit=STORIES, bins=1)
    named = named_of(session, {alert.id: signals})[alert.id]
    claim = explain.leading(explain.claims(told, heard.mentions, 0, since), named)
    if claim:
        return Brief(gravest(signals), _said(session, claim, since, alert.last_signal_at).text, (), *counts)
    if named and (named[0].quote or named[0].detector in explain.IN_THEIR_WORDS):
        return Brief(gravest(signals), named[0].said, (), *counts)
    if named:
        return Brief(gravest(signals), "", tuple(one.what for one in named[:MOST_NAMED]), *counts)
    about = _told_of(session, wanted, since)
    return Brief(gravest(signals), "", tuple(word for word, _ in about.words), *counts)


def watching(session: Session, alert: Alert) -> list[UUID]:
    """The monitors whose counts add up to those of an alert: one that catches what another has caught is left out.

    Else two monitors of one brand would make the usual, and the calm, look twice as large as they are.
    """
    ids = [one.id for one in store.monitors_of(session, alert.id)]
    if len(ids) < 2:
        return ids
    caught = store.caught_by(session, ids, alert.begun_at - explain.DAY, alert.last_signal_at)
    kept: list[UUID] = []
    seen: set[UUID] = set()
    for id in sorted(ids, key=lambda one: (-len(caught[one]), str(one))):
        if not kept or 2 * len(caught[id] - seen) > len(caught[id]):
            kept.append(id)
            seen |= caught[id]
    return kept


def card(
    session: Session, alert: Alert, known: Sequence[Baseline], now: datetime, answers: Sequence[PastAnswer] = ()
) -> Card:
    """Everything about an alert; `known` is what is usual for its monitors, as far as anybody knows.

    `answers` are the past answers that were known when its forecast is made (`forecast_at`).
    """
    signals = tuple(store.signals_of(session, alert.id))
    monitors = tuple(store.monitors_of(session, alert.id))
    since, until = explain.told_since(signals), counted_until(alert, now)
    wanted = Wanted(monitor_ids=tuple(one.id for one in monitors), since=since, before=until)
    heard = lookup.heard(session, wanted)
    mentions = heard.mentions
    heaviest = gravest(signals)
    hours = windows_between(session, heaviest.monitor_id, "hour", since - explain.LOOKED_BACK, until)
    told = growing(session, since, until, monitor_ids=wanted.monitor_ids, limit=STORIES, bins=1)
    claims = explain.claims(told, mentions, _before(hours, since), since)
    named = named_of(session, {alert.id: signals})[alert.id]
    claim = explain.leading(claims, named)
    about = _told_of(session, wanted, since)
    first = _first(session, wanted, claim, named)
    telling = _telling(session, wanted, about)
    earlier = store.earlier_cases(session, alert)
    return Card(
        since=since,
        until=until,
        signals=signals,
        monitors=monitors,
        unusual=explain.unusual(signals, hours, since),
        mentions=mentions,
        negative=heard.negative,
        questions=heard.questions,
        positive=min(heard.positive, mentions - heard.negative),
        platforms=heard.platforms,
        voices=explain.voices(lookup.taking_part(session, wanted)),
        claims=claims,
        claim=claim,
        named=named,
        claim_said=_said(session, claim, since, until) if claim else None,
        large=_large(signals, [*first, *telling]),
        first=tuple(first),
        about=about.words,
        telling=tuple([one for one in telling if one.id not in {each.id for each in first}][:TELLING]),
        ahead=None if explain.only_collection(signals) else _ahead(session, alert, wanted, known, now, answers),
        ending=_ending(session, alert, signals, wanted, known, now),
        alike=_alike(session, alert, signals, claims, earlier),
        earlier=len(earlier),
        reliability=_reliability(session, alert, monitors),
    )


def counted_until(alert: Alert, now: datetime) -> datetime:
    """Up to when its mentions are counted: now while it lasts, and no further than it lasted afterwards."""
    return now if lasts(alert, now) else alert.last_signal_at


def lasts(alert: Alert, now: datetime) -> bool:
    """True while it is not over: nobody has closed it, and it has not fallen quiet."""
    return alert.state != "closed" and now - alert.last_signal_at < QUIET


def forecast_at(alert: Alert, now: datetime) -> datetime:
    """The moment whose forecast is shown: now while it lasts; when it was raised, of one that is over."""
    return now if lasts(alert, now) else alert.raised_at


def _before(hours: Sequence[Window], since: datetime) -> int:
    return sum(window.mentions for window in hours if window.start_at + HOUR <= since)


def named_of(session: Session, evidence: Mapping[UUID, Sequence[Signal]]) -> dict[UUID, tuple[Named, ...]]:
    """What detectors of posts say alerts are about; where those are bare words, with a post that says it in a sentence.

    Detectors keep no texts, and of a post that was taken back nothing is quoted.
    """
    found = {id: explain.named(signals) for id, signals in evidence.items()}
    bare = [one for each in found.values() for one in each if one.detector not in explain.IN_THEIR_WORDS]
    held = posts_by_id(session, [id for one in bare for id in _ids(one.posts)])

    def quoted(one: Named) -> Named:
        texts = [held[id].text for id in _ids(one.posts) if id in held]
        return msgspec.structs.replace(one, quote=explain.central([text for text in texts if text]))

    return {id: tuple(quoted(one) if one in bare else one for one in each) for id, each in found.items()}


def _ids(posts: Sequence[str]) -> list[UUID]:
    """The posts of a finding that can be ours: whoever judges a file names posts as it likes."""
    found = []
    for post in posts:
        with suppress(ValueError):
            found.append(UUID(post))
    return found


def _first(session: Session, wanted: Wanted, claim: Claim | None, named: Sequence[Named]) -> list[Reading]:
    """Who told it first: the story it is about, or what a detector found.

    Of a story that is older than the alert, who told it first this time.
    """
    if claim is None and named:
        return store.posted(session, wanted.monitor_ids, _ids(named[0].posts))
    if claim is None or wanted.since is None:
        return []
    return store.first_told(session, [claim.growing.story.id], wanted.since - explain.FRESH)


def _said(session: Session, claim: Claim, since: datetime, until: datetime) -> Wording:
    """The words in which the claim is told here."""
    story = claim.growing.story
    return explain.said(store.texts_told(session, story.id, since, until, SAMPLE), story.title)


def _large(signals: Sequence[Signal], posts: Sequence[Reading]) -> Reading | None:
    """The post of the account that a signal speaks of."""
    followers = max((signal.observed for signal in signals if signal.detector == "reach_jump"), default=0.0)
    found = (one for one in posts if followers and (one.mention.post.author.followers or 0) >= followers)
    return next(found, None)


def _told_of(session: Session, wanted: Wanted, since: datetime) -> Topics:
    """What it is about, against what was said in the weeks before."""
    past = msgspec.structs.replace(wanted, since=since - explain.LOOKED_BACK, before=since)
    return topics(lookup.texts_of(session, wanted, SAMPLE), lookup.texts_of(session, past, SAMPLE))


def _telling(session: Session, wanted: Wanted, about: Topics) -> list[Reading]:
    """What people passed on most; where platforms do not tell of that, the posts that say most of what is new."""
    found = lookup.telling(session, wanted, limit=CANDIDATES)
    if any(one.mention.post.reposts or one.mention.post.likes for one in found):
        return found
    scores = tells(about, [(one.mention.post.text, one.mention.words) for one in found])
    ranked = sorted(zip(scores, found, strict=True), key=lambda pair: (-pair[0], str(pair[1].id)))
    return [one for _, one in ranked]


def _ahead(
    session: Session,
    alert: Alert,
    wanted: Wanted,
    known: Sequence[Baseline],
    now: datetime,
    answers: Sequence[PastAnswer],
) -> Ahead:
    begun = wanted.since or alert.begun_at
    at = forecast_at(alert, now)
    counts = lookup.counts_in(session, wanted, begins(begun, at), at, STEP)
    reach = totals(session, wanted.monitor_ids, begun, at).reach
    if at == now:
        return look(counts, reach, known, at, cases=answers)
    newest = lookup.newest(session, Wanted(monitor_ids=wanted.monitor_ids), limit=1)
    seen_until = newest[0].mention.post.created_at if newest else at
    hourly = lookup.counts_in(session, wanted, at, at + HORIZONS[-1] * HOUR, HOUR)
    came = [sum(hourly[:hours]) if at + hours * HOUR <= seen_until else None for hours in HORIZONS]
    return look(counts, reach, known, at, came, answers)


def _ending(
    session: Session,
    alert: Alert,
    signals: Sequence[Signal],
    wanted: Wanted,
    known: Sequence[Baseline],
    now: datetime,
) -> Ending | None:
    if not lasts(alert, now):
        return None
    before, lately = lookup.counts_in(session, wanted, now - 2 * HOUR, now, HOUR)
    counts = any(signal.detector in COUNTING for signal in signals)
    return Ending(
        quiet_at=falls_quiet_at(alert.last_signal_at),
        calm_below=explain.calm_below(known, now, now + HOUR) if counts else None,
        now=lately,
        before=before,
    )


def _alike(
    session: Session, alert: Alert, signals: Sequence[Signal], claims: Sequence[Claim], earlier: Sequence[Alert]
) -> tuple[Alike, ...]:
    if not earlier:
        return ()
    evidence = store.evidence_of(session, [one.id for one in earlier])
    oldest = min(one.begun_at for one in earlier) - explain.FRESH
    begun = store.stories_begun(session, alert.brand_id, oldest, max(one.last_signal_at for one in earlier))

    def case(one: Alert, seen: Sequence[Signal], words: frozenset[str]) -> Case:
        return Case(
            alert_id=one.id,
            begun_at=one.begun_at,
            severity=one.severity,
            observed=one.observed,
            usual=one.usual,
            detectors=frozenset(signal.detector for signal in seen),
            words=words,
            verdict=one.verdict,
            incident_id=one.incident_id,
        )

    cases = [
        case(
            one,
            evidence.get(one.id, ()),
            frozenset(
                word for at, terms in begun for word in terms if one.begun_at - explain.FRESH <= at < one.last_signal_at
            ),
        )
        for one in earlier
    ]
    new = [claim.growing.story for claim in claims if claim.growing.lately >= LEAST_TOLD]
    told = frozenset(word for one in new if one.first_at >= alert.begun_at - explain.FRESH for word in one.terms)
    found = alike(case(alert, signals, told), cases)
    sizes = store.first_days(session, alert.brand_id, [each.case.begun_at for each in found])
    return tuple(msgspec.structs.replace(each, first_day=size) for each, size in zip(found, sizes, strict=True))


def _reliability(session: Session, alert: Alert, monitors: Sequence[Monitor]) -> Reliability:
    verdicts = store.last_verdicts(session, alert.brand_id)
    asked = min((monitor.asked for monitor in monitors), default=1.0)
    return Reliability(
        quiet_calls=quiet_rate(asked) * 7 * 100,
        judged=len(verdicts),
        right=sum(verdict != "wrong" for verdict in verdicts),
    )
