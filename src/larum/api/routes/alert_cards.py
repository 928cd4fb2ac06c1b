"""The explained alert card, for programs: the same numbers and sentences that people see."""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from larum.alert import sentences, wording
from larum.alert.actions import open_alert
from larum.alert.card import Card, card, forecast_at, watching
from larum.alert.explain import Claim, Wording
from larum.alert.grouping import gravest
from larum.alert.model import Alert
from larum.analyse.records import Reading as Read
from larum.api.doors import Reading, Speaking
from larum.api.edge import Shown
from larum.api.errors import refusals
from larum.base.translate import Words
from larum.detect.forecast.volume import ENOUGH_CASES, Outlook
from larum.detect.learnt import learnt
from larum.detect.records import Signal
from larum.learn.cases.store import past_answers
from larum.learn.store import Taught, taught
from larum.match.store import brands

router = APIRouter(tags=["alerts"], responses=refusals(401))
MOST_CLAIMS: Final = 10


class ClaimShown(BaseModel):
    """A story told in it."""

    story_id: UUID
    title: str
    text: str | None = Field(description="Of the story that carries it: the words in which it is told here.")
    copies: int | None = Field(description="Of the story that carries it: how many mentions say just that.")
    mentions: int
    share: float = Field(description="Of the alert's mentions, 0 to 1.")
    new: bool = Field(description="It began with the alert; else people told it before.")


class UnusualShown(BaseModel):
    """How unusual it is, by the signal that weighs most."""

    detector: str
    observed: float
    usual: float
    minutes: float = Field(description="Over which these were counted.")
    peak: int = Field(description="Its largest hour,")
    record: int = Field(description="and the largest of the time before,")
    record_at: datetime | None
    looked_back_days: float = Field(description="which was so long; 28 days at most.")


class EvidenceShown(BaseModel):
    """What one detector saw."""

    detector: str
    begun_at: datetime
    fired_at: datetime
    until: datetime
    score: float = Field(description="0 to 1, higher is more certain.")
    observed: float
    usual: float
    about: str = Field(description="What a detector of posts says it is about; empty for one that counts.")
    told: str = Field(description="The same in a sentence.")


class NamedShown(Shown):
    """A story, or a problem, that detectors of posts named."""

    detector: str
    what: str
    people: int


class AccountShown(Shown):
    """Somebody who carries it."""

    name: str
    platform: str
    followers: int
    mentions: int


class TellingPost(BaseModel):
    """A post worth reading."""

    id: UUID
    platform: str
    url: str
    author: str
    created_at: datetime
    text: str


class ForecastShown(BaseModel):
    """Mentions to come within so many hours, as it goes."""

    hours: float
    mentions: float
    low80: float = Field(description="What comes lies between these four times out of five.")
    high80: float
    came: int | None = Field(description="Of an alert that is over: what came. Null where that is not known.")


class AnswerShown(BaseModel):
    """The same 24 hours with an answer, from what came after past answers of this installation; not because of them."""

    cases: int = Field(description="Past answers that count.")
    needed: int = Field(description="From so many on anything is said.")
    now: ForecastShown | None = Field(description="With an answer now; null while there are too few.")
    in_3_hours: ForecastShown | None = Field(description="With an answer in three hours.")


class AlikeShown(BaseModel):
    """An earlier case like this one."""

    alert_id: UUID
    begun_at: datetime
    severity: int
    shared_words: list[str]
    first_day: int = Field(description="Mentions in its first 24 hours.")
    verdict: str
    incident_id: UUID | None = Field(description="The incident it became; its review is at /reports/{incident_id}.")
    lessons: list[str] = Field(description="What was to be different after it.")


class CardShown(BaseModel):
    """The explained card: what, since when, how unusual, who carries it, how far it goes, what would end it."""

    headline: str
    severity: int = Field(description="1, existential, to 4, watch: the gravest it has been.")
    caveats: list[str] = Field(description="Codes of what weakens the evidence.")
    unusual_since: datetime
    since: datetime = Field(description="Where the posts it speaks of begin: a day earlier where only a day's sum was.")
    unusual: UnusualShown
    evidence: list[EvidenceShown]
    named: list[NamedShown] = Field(description="A story that was named first, then problems, the most reported first.")
    mentions: int
    negative: int
    platforms: dict[str, int]
    accounts: int = Field(description="How many take part.")
    pattern: Literal["unsaid", "one", "few", "many"] = Field(description="One loud voice, a handful, or a crowd.")
    share_of_few: float = Field(description="What the fewest that wrote half, or the ten busiest, wrote; 0 to 1.")
    carried_by: list[AccountShown]
    claim: ClaimShown | None = Field(description="The story that carries it; null where no one does.")
    claims: list[ClaimShown]
    words: dict[str, float] = Field(description="What people write more than before, with the share of posts.")
    first_posts: list[TellingPost]
    telling_posts: list[TellingPost]
    forecast_at: datetime | None
    forecast: list[ForecastShown]
    with_answer: AnswerShown | None
    forecast_error: float | None = Field(description="Median error of the six-hour figure in the back-test.")
    alike: list[AlikeShown]
    last_hour: int | None = Field(description="Mentions in the last hour, while it lasts,")
    hour_before: int | None = Field(description="and in the one before.")
    closes_itself_at: datetime | None
    calm_below: float | None = Field(description="Mentions an hour below which nothing is unusual now.")
    quiet_calls: float = Field(description="Alerts in 100 weeks of a simulated quiet monitor.")
    judged: int = Field(description="The last alerts of this brand that people judged, ten at most.")
    judged_right: int
    sentences: list[str] = Field(description="The same in words, in the language asked for.")


@router.get("/alerts/{id}/card", responses=refusals(404, 422))
def get_alert_card(session: Reading, words: Speaking, id: UUID) -> CardShown:
    """One alert explained: how unusual it is, who carries it, what is told, how far it may go, what would end it."""
    alert = open_alert(session, id)
    known = learnt(session, watching(session, alert))
    brand = {brand.id: brand.name for brand in brands(session)}.get(alert.brand_id, "")
    now = words.now or alert.last_signal_at
    past = past_answers(session, forecast_at(alert, now))
    told = card(session, alert, known, now, past)
    before = taught(session, [one.case.incident_id for one in told.alike if one.case.incident_id])
    return _explained(told, alert, brand, words, before)


def _explained(told: Card, alert: Alert, brand: str, words: Words, before: dict[UUID, Taught]) -> CardShown:
    heaviest, found = gravest(told.signals), told.unusual
    ahead, ending, came = told.ahead, told.ending, told.ahead.came if told.ahead else ()
    lines = [
        *(line for answer in sentences.lead(words, alert, told) for line in answer),
        *(wording.caveat(words, code) for code in alert.caveats),
        *(sentences.ending(words, ending, heaviest, alert.state == "acknowledged") if ending else ()),
        *sentences.reliability(words, told.reliability),
    ]
    return CardShown(
        headline=wording.headline(words, alert, brand, wording.subjects(words, alert, told.named)),
        severity=alert.severity,
        caveats=alert.caveats,
        unusual_since=alert.begun_at,
        since=told.since,
        unusual=UnusualShown(
            detector=found.detector,
            observed=found.observed,
            usual=found.usual,
            minutes=found.span / timedelta(minutes=1),
            peak=found.peak,
            record=found.record,
            record_at=found.record_at,
            looked_back_days=found.looked_back / timedelta(days=1),
        ),
        evidence=[_evidence(one, words) for one in told.signals],
        named=[NamedShown.model_validate(one) for one in told.named],
        mentions=told.mentions,
        negative=told.negative,
        platforms=told.platforms,
        accounts=told.voices.taking_part.accounts,
        pattern=told.voices.pattern,
        share_of_few=told.voices.share,
        carried_by=[AccountShown.model_validate(account) for account in told.voices.loudest],
        claim=_claim(told.claim, told.claim_said) if told.claim else None,
        claims=[_claim(one) for one in told.claims[:MOST_CLAIMS]],
        words=dict(told.about),
        first_posts=[_post(one) for one in told.first],
        telling_posts=[_post(one) for one in told.telling],
        forecast_at=ahead.at if ahead else None,
        forecast=[
            ForecastShown(
                hours=one.hours,
                mentions=one.mentions,
                low80=one.low80,
                high80=one.high80,
                came=came[place] if came else None,
            )
            for place, one in enumerate(ahead.outlook.mentions)
        ]
        if ahead
        else [],
        with_answer=_with_answer(ahead.outlook) if ahead else None,
        forecast_error=ahead.outlook.error if ahead else None,
        alike=[
            AlikeShown(
                alert_id=one.case.alert_id,
                begun_at=one.case.begun_at,
                severity=one.case.severity,
                shared_words=list(one.shared),
                first_day=one.first_day,
                verdict=one.case.verdict,
                incident_id=one.case.incident_id,
                lessons=_lessons(before, one.case.incident_id),
            )
            for one in told.alike
        ],
        last_hour=ending.now if ending else None,
        hour_before=ending.before if ending else None,
        closes_itself_at=ending.quiet_at if ending and alert.state == "open" else None,
        calm_below=ending.calm_below if ending else None,
        quiet_calls=told.reliability.quiet_calls,
        judged=told.reliability.judged,
        judged_right=told.reliability.right,
        sentences=lines,
    )


def _lessons(before: dict[UUID, Taught], incident_id: UUID | None) -> list[str]:
    found = before.get(incident_id) if incident_id else None
    return [lesson.text for lesson in found.lessons] if found else []


def _with_answer(outlook: Outlook) -> AnswerShown:
    said = outlook.with_answer
    now, later = (
        ForecastShown(hours=one.hours, mentions=one.mentions, low80=one.low80, high80=one.high80, came=None)
        if one
        else None
        for one in (said.now, said.in_3_hours)
    )
    return AnswerShown(cases=said.cases, needed=ENOUGH_CASES, now=now, in_3_hours=later)


def _evidence(one: Signal, words: Words) -> EvidenceShown:
    return EvidenceShown(
        detector=one.detector,
        begun_at=one.begun_at,
        fired_at=one.fired_at,
        until=one.until,
        score=one.score,
        observed=one.observed,
        usual=one.usual,
        about=wording.subject(one),
        told=wording.evidence(words, one),
    )


def _claim(one: Claim, said: Wording | None = None) -> ClaimShown:
    story = one.growing.story
    return ClaimShown(
        story_id=story.id,
        title=story.title,
        text=said.text if said else None,
        copies=said.copies if said else None,
        mentions=one.growing.lately,
        share=one.share,
        new=one.fresh,
    )


def _post(one: Read) -> TellingPost:
    post = one.mention.post
    return TellingPost(
        id=post.id,
        platform=post.platform,
        url=post.url,
        author=post.author.handle or post.author.name,
        created_at=post.created_at,
        text=post.text,
    )
