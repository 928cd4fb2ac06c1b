"""The story as posts. Pure: the same seed, beginning and answer give the same posts, whoever asks and whenever.

Each minute is drawn by a lot of its own, so that an answer changes what comes after it and nothing before.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from heapq import merge
from random import Random

from larum.connectors.records import Post
from larum.connectors.sample import script
from larum.connectors.sample.crowd import Crowd, Someone, crowd
from larum.connectors.sample.voices import lots, voices

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
NOWHERE = ""
"""The platforms of the story do not exist, so no post of it has an address that one could open."""
_PLATFORMS = (tuple(script.PLATFORMS), tuple(script.PLATFORMS.values()))


def told(
    seed: int, begins_at: datetime, answered_at: datetime | None, after: datetime, upto: datetime
) -> Iterator[Post]:
    """All that was posted after one instant and up to another, oldest first."""
    parts = [_quiet(seed, begins_at)]
    if upto > begins_at:
        parts.append(_crisis(seed, begins_at, _minutes(begins_at, answered_at)))
    return merge(*(_between(part, after, upto) for part in parts), key=_instant_of)


def _between(part: tuple[Post, ...], after: datetime, upto: datetime) -> tuple[Post, ...]:
    return part[bisect_right(part, after, key=_instant_of) : bisect_right(part, upto, key=_instant_of)]


def _instant_of(post: Post) -> datetime:
    return post.created_at


def _minutes(begins_at: datetime, answered_at: datetime | None) -> int | None:
    """The answer's whole minute of the story; from the next one on it has an effect."""
    return None if answered_at is None else max(0, int((answered_at - begins_at) / MINUTE))


@lru_cache(4)
def _quiet(seed: int, begins_at: datetime) -> tuple[Post, ...]:
    """Everyday life, from the first quiet week until long after the crisis."""
    people = crowd(seed)
    posts = []
    for hour in range(int(-script.QUIET_FOR / HOUR), int(script.GOES_ON / HOUR)):
        start = begins_at + hour * HOUR
        lot = lots(seed, "quiet", hour)
        usual = script.A_DAY / 24 * script.rhythm(start)
        doing: dict[str, float] = {kind: usual * share / 100 for kind, share in script.QUIET.items()}
        doing["offtopic"] = usual * script.OFFTOPIC
        if script.CAMPAIGN[0] <= hour * HOUR < script.CAMPAIGN[1]:
            doing["campaign"] = usual * script.CAMPAIGN_SHARE
        count = _drawn(sum(doing.values()), lot)
        for number, kind in enumerate(lot.choices(list(doing), list(doing.values()), k=count)):
            at = start + timedelta(seconds=lot.randrange(3600))
            posts.append(_post(f"q{hour}-{number}", at, people.anybody(lot), kind, lot))
    posts += [_beat(beat, begins_at) for beat in script.BEATS if beat.minute < 0]
    return tuple(sorted(posts, key=_instant_of))


@lru_cache(8)
def _crisis(seed: int, begins_at: datetime, answered: int | None) -> tuple[Post, ...]:
    """The trouble, minute by minute, and what an honest answer makes of it."""
    people = crowd(seed)
    fixed = {beat.name: _beat(beat, begins_at) for beat in script.BEATS if beat.minute >= 0}
    if answered is not None:
        fixed["honest"] = _beat(script.HONEST, begins_at + (answered + 2) * MINUTE)
    posts = list(fixed.values())
    for minute in range(script.HEAT[-1][0]):
        posts += _minute(seed, begins_at, minute, answered, people, fixed)
    return tuple(sorted(posts, key=_instant_of))


def _minute(
    seed: int, begins_at: datetime, minute: int, answered: int | None, people: Crowd, fixed: dict[str, Post]
) -> Iterator[Post]:
    lot = lots(seed, "crisis", minute)
    start = begins_at + minute * MINUTE
    busy = (0.25 + 0.75 * script.rhythm(start)) / 60  # a storm sleeps less than breakfasts do
    since = None if answered is None else minute - answered
    angry, talking = script.heat(minute), 0.0
    if since is not None and since > 0:
        angry, talking = angry * 2 ** (-since / script.COOLS_FOR), script.talk(since)
    for name, rate, doing in (("c", angry, script.mix(minute)), ("h", talking, script.HEALING)):
        count = _drawn(rate * busy, lot)
        for number, kind in enumerate(lot.choices(list(doing), list(doing.values()), k=count)):
            at = start + timedelta(seconds=lot.randrange(60))
            who = people.anybody(lot)
            native_id = f"{name}{minute}-{number}"
            if kind.startswith("repost_"):
                again = fixed[kind.removeprefix("repost_").replace("thanks", "honest")]
                if again.created_at < at:
                    yield _repost(native_id, at, who, again)
            else:
                reply_to = _reply_to(kind, minute, lot, fixed)
                yield _post(native_id, at, who, kind, lot, reply_to=reply_to)


def _reply_to(kind: str, minute: int, lot: Random, fixed: dict[str, Post]) -> str | None:
    if kind == "reply":
        return fixed["video" if minute > script.VIDEO else "witness"].native_id
    if kind == "anger_answer" and lot.random() < 0.6:
        return fixed["answer"].native_id
    return None


def _drawn(mean: float, lot: Random) -> int:
    """A number of posts around a mean, as chance has it (Poisson, by adding up waiting times)."""
    count, waited = 0, lot.expovariate(1.0)
    while waited < mean:
        count, waited = count + 1, waited + lot.expovariate(1.0)
    return count


def _post(native_id: str, at: datetime, who: Someone, kind: str, lot: Random, *, reply_to: str | None = None) -> Post:
    platform = "obieg" if kind == "journalist" else lot.choices(*_PLATFORMS)[0]
    seen = (who.author.followers or 0) * lot.random() ** 3
    return Post(
        platform=platform,
        native_id=native_id,
        url=NOWHERE,
        author=who.author,
        created_at=at,
        text=voices(who.language).say(kind, lot, she=who.she),
        lang=who.language,
        reply_to=reply_to,
        likes=int(seen * 0.04),
        reposts=int(seen * 0.006),
        replies=int(seen * 0.004),
    )


def _repost(native_id: str, at: datetime, who: Someone, again: Post) -> Post:
    return Post(
        platform=again.platform,
        native_id=native_id,
        url=NOWHERE,
        author=who.author,
        created_at=at,
        text=again.text,
        lang=again.lang,
        repost_of=again.native_id,
    )


def _beat(beat: script.Beat, begins_at: datetime) -> Post:
    return Post(
        platform=beat.platform,
        native_id=beat.name,
        url=NOWHERE,
        author=beat.author,
        created_at=begins_at + timedelta(minutes=beat.minute, seconds=17),
        text=beat.text,
        lang=beat.speech,
        reply_to=beat.reply_to,
        likes=beat.likes,
        views=beat.views,
    )
