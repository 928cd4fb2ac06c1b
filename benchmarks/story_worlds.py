"""Streams made from the boycott stream: denser, thinner, faster, begun late. Used by `stories.py`."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

import msgspec

from larum.detect.posts import Seen
from stories_read import DAY, YEAR, Crisis, instant

WEEK: Final = 7 * DAY
SINCE: Final = 2014
"""Earlier years hold next to nothing."""


class World(NamedTuple):
    """A stream, and the crises in it."""

    posts: list[Seen]
    crises: list[Crisis]

    @property
    def years(self) -> float:
        return (self.posts[-1].at - self.posts[0].at) / YEAR


def begun(world: World, when: str) -> World:
    """Nothing is known of the time before."""
    cut = instant(when)
    return World([post for post in world.posts if post.at >= cut], [each for each in world.crises if each.begin >= cut])


def hurried(world: World, times: float) -> World:
    """All happens so many times as fast: more posts a year, and more in each crisis's hour."""
    start = world.posts[0].at

    def moved(at: float) -> float:
        return start + (at - start) / times

    return World(
        [msgspec.structs.replace(post, at=moved(post.at)) for post in world.posts],
        [_moved(each, moved(each.begin), moved(each.end), moved(each.first)) for each in world.crises],
    )


def thinned(world: World, share: float, seed: int) -> World:
    """Each post is kept by chance; a crisis of which two accounts are left stays one."""
    chance = random.Random(seed)
    posts = [post for post in world.posts if chance.random() < share]
    crises = []
    for each in world.crises:
        mine = [post for post in posts if each.begin <= post.at <= each.end and each.pattern.search(post.text)]
        if len({post.account for post in mine}) > 1:
            crises.append(_moved(each, each.begin, each.end, mine[0].at))
    return World(posts, crises)


def laid_over(world: World, times: int, seed: int) -> World:
    """The years from 2014 on laid on so many times fewer, each turned by a number of whole weeks, by chance."""
    chance = random.Random(seed)
    years = list(range(SINCE, 2020))
    chance.shuffle(years)
    slots = max(1, round(len(years) / times))
    start, turn = instant("2020-01-06"), dict[int, tuple[float, float, float]]()
    for number, year in enumerate(years):
        first = instant(f"{year}-01-01")
        monday = first - datetime.fromtimestamp(first, UTC).weekday() * DAY
        turn[year] = (start + number % slots * 52 * WEEK, monday, chance.randrange(52) * WEEK)

    def moved(at: float) -> float:
        slot, monday, weeks = turn[datetime.fromtimestamp(at, UTC).year]
        return slot + (at - monday + weeks) % (52 * WEEK)

    late = instant(f"{SINCE}-01-01")
    posts = [msgspec.structs.replace(post, at=moved(post.at)) for post in world.posts if post.at >= late]
    crises = []
    for each in world.crises:
        first = moved(each.first)
        crises.append(_moved(each, first - (each.first - each.begin), first + (each.end - each.first), first))
    return World(sorted(posts, key=lambda post: post.at), crises)


def draws(world: World, times: int, count: int) -> Iterator[World]:
    """So many worlds laid over."""
    return (laid_over(world, times, seed) for seed in range(count))


def _moved(crisis: Crisis, begin: float, end: float, first: float) -> Crisis:
    return crisis._replace(begin=begin, end=end, first=first, statement=None)
