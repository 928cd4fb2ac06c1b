"""The boycott stream and its crises, and when an alarm is about one. Used by `stories.py`."""

import csv
import gzip
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from larum.detect.posts import Finding, Seen

DAY: Final = 86_400.0
YEAR: Final = 365.25 * DAY
OTHERS: Final = """
2017-04-15 2017-04-20 snapchat
2018-06-12 2018-06-16 marriott
2019-02-22 2019-02-26 pepsi|lays
2019-04-20 2019-04-25 vistara
2019-04-26 2019-05-01 pepsi|lays
2019-08-22 2019-08-26 mcdonald
2019-08-31 2019-09-05 red ?label|hul
"""
"""Other firms that more than ten accounts turned against, read by hand; with the set's own six all there are."""


class Crisis(NamedTuple):
    brand: str
    pattern: re.Pattern[str]
    begin: float
    end: float
    first: float
    statement: float | None
    known: bool
    """One of the set's own."""


def instant(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def read(folder: Path) -> tuple[list[Seen], list[Crisis]]:
    """The posts, the set's own crises, and the others."""
    with gzip.open(folder / "boycott_tweets.csv.gz", "rt", encoding="utf-8") as rows:
        posts = [
            Seen(at=instant(row["t"]), id=str(number), account=row["user"], text=row["text"])
            for number, row in enumerate(csv.DictReader(rows))
        ]
    with (folder / "brand_events.csv").open(encoding="utf-8") as rows:
        crises = [
            Crisis(
                row["brand"],
                re.compile(row["keyword_regex"], re.IGNORECASE),
                instant(row["window_start_utc"]),
                instant(row["window_end_utc"]) + DAY,
                instant(row["first_tweet_in_stream_utc"]),
                instant(row["first_statement_utc_upper_bound"]) if row["first_statement_utc_upper_bound"] else None,
                known=True,
            )
            for row in csv.DictReader(rows)
        ]
    return posts, [*crises, *_others(posts)]


def _others(posts: Sequence[Seen]) -> list[Crisis]:
    found = []
    for line in OTHERS.strip().splitlines():
        begins, ends, regex = line.split(" ", 2)
        pattern, begin, end = re.compile(regex, re.IGNORECASE), instant(begins), instant(ends) + DAY
        first = next((post.at for post in posts if begin <= post.at <= end and pattern.search(post.text)), None)
        if first is not None:
            found.append(Crisis(regex, pattern, begin, end, first, None, known=False))
    return found


def minutes(alarms: Sequence[Finding], posts: Sequence[Seen], crisis: Crisis) -> float | None:
    """From the first mention to the first alarm about it."""
    texts = {post.id: post.text for post in posts}
    late = [each.at for each in alarms if crisis.begin <= each.at <= crisis.end and _about(each, crisis.pattern, texts)]
    return (min(late) - crisis.first) / 60 if late else None


def _about(alarm: Finding, pattern: re.Pattern[str], texts: dict[str, str]) -> bool:
    named = sum(bool(pattern.search(texts[post])) for post in alarm.posts)
    return bool(pattern.search(alarm.what)) or 2 * named > len(alarm.posts)


def voice(crisis: Crisis, posts: Iterable[Seen], which: int = 2) -> float | None:
    """Minutes until so many accounts have matched."""
    accounts = set[str]()
    for post in posts:
        if crisis.first <= post.at <= crisis.end and crisis.pattern.search(post.text):
            accounts.add(post.account)
            if len(accounts) == which:
                return (post.at - crisis.first) / 60
    return None
