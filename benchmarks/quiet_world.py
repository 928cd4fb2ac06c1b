"""A quiet life, simulated: what monitors catch in 90 days in which nothing happens that anybody should be called for.

`quiet_life.py` holds detectors against it. Every number below was settled before any detector had seen the result;
only the scatter within an hour and from day to day was looked up, in the quiet parts of real streams
(counts of tweets about five companies, 5-minute relative variance 0.06 to 0.13 beyond chance).

**Seeds.** Monitor `i` of a world with seed `s` is drawn from `numpy.random.default_rng((s, i))`, its day `d` from
`default_rng((s, i, d))`: a monitor is the same in a small world and in a large one, and a day of it can be drawn alone.

**Each monitor has**

- *volume*: log-uniform from 0.01 to 1,000 mentions an hour, its mean over an ordinary week;
- *rhythm*: `exp(a cos(day) + b cos(half day))` over the hours of a day, `a` 0.2 to 1.6, `b` 0 to 0.5, peaks at any
  hour; Saturday and Sunday times a factor 0.4 to 1.3 (log-uniform) of its own; each of the 168 hours of the week 10 %
  (log-normal) off that curve, the same every week;
- *slow drift*: a trend of -35 % to +35 % (of the log) over 90 days, and a wandering level (Ornstein-Uhlenbeck, standard
  deviation 0.15, memory 10 days);
- *days*: a log-normal factor for each day, standard deviation 0.05 to 0.30, its own hour at which days change;
- *scatter*: half of the monitors are Poisson; in the other half each hour and each five minutes have a gamma factor
  of relative variance 0.02 to 0.15 (log-uniform): negative binomial counts;
- *threads*: a post draws a geometric number of follow-ups, 0 to 0.4 on average, each after 20 minutes on average
  (exponential; what would fall on the next day is not posted), so that small monitors see a handful at once;
- *campaigns*: 1 in 90 days on average (Poisson), 1 to 7 days from a morning on; the rate times 1.2 to 2.5
  (log-uniform), reached in three hours, half of the lift gone at the end; half as many negative posts; 70 % are
  planned, that is known to the calendar;
- *holidays*: Easter Sunday and Monday, 1 and 3 May, Pentecost, Corpus Christi: the rate times 0.4 to 1.25
  (log-uniform, one draw for the monitor, another 10 % for the day);
- *bots* (three monitors in ten): one account that posts 1 to 3 texts, and `Poisson(min(0.3 volume, 40))` more, within
  two minutes: every hour, every day or every week at its time; four in ten of them begin on a later day;
- *pauses* (one monitor in five): 1 and more (Poisson, mean 1) times, a source that brings all or 30 to 90 % of the
  posts is silent for half an hour to 36 hours (log-uniform); what was posted meanwhile never comes;
- *who and what*: negative posts with a share of `Beta(2, 10)`, that share off by 0.35 a day and 0.2 an hour on the
  logit scale; questions 2 to 15 %; complaints are 10 to 50 % of the negative; reposts 10 to 60 %, follow-ups half
  again as often; 8 % of posts by an account that had posted in that minute; 1 to 5 platforms with Dirichlet(1) shares;
  followers log-normal, median 100 to 1,600, sigma 1.8, at most twenty million.

The 90 days begin on Monday, 16 March 2026, 00:00 UTC.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BEGIN: Final = datetime(2026, 3, 16, tzinfo=UTC)
MINUTES: Final = 1440
NAMES: Final = (
    "mentions", "negative", "authors", "reach", "reposts", "questions", "complaints", "complainers", "platforms",
    "loudest", "critic",
)  # fmt: skip
HOLIDAYS: Final = (
    date(2026, 4, 5), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 3), date(2026, 5, 24), date(2026, 6, 4),
)  # fmt: skip
MOST_FOLLOWERS: Final = 2e7
_RISE: Final = 180.0
"""Minutes in which a campaign reaches its height."""
_HOURS: Final = np.arange(24.0)


class Campaign(NamedTuple):
    begin: float
    """Minutes since the world began."""
    end: float
    lift: float
    planned: bool


class Bot(NamedTuple):
    every: int
    """Minutes between two times it posts."""
    at: int
    """The first minute, since the world began, at which it would post."""
    from_day: int
    posts: float


class Pause(NamedTuple):
    begin: float
    end: float
    missed: float
    """Share of posts that do not come."""


class Monitor:
    """One quiet monitor: what it is like, and the posts of each of its days."""

    def __init__(self, seed: int, number: int, days: int) -> None:
        self.seed, self.number, self.days = seed, number, days
        rng = np.random.default_rng((seed, number))
        self.volume = float(10 ** rng.uniform(-2, 3))
        self.shape = _shape(rng)
        self.level = _level(rng, days)
        self.day_sd = float(rng.uniform(0.05, 0.30))
        self.turns_at = int(rng.integers(24))
        self.day_noise = np.exp(rng.normal(-(self.day_sd**2) / 2, self.day_sd, days + 1))
        self.scatter = float(np.exp(rng.uniform(np.log(0.02), np.log(0.15)))) if rng.random() < 0.5 else 0.0
        self.follow_ups = float(rng.uniform(0, 0.4))
        self.campaigns = [_campaign(rng, days) for _ in range(rng.poisson(days / 90))]
        lean = rng.uniform(np.log(0.4), np.log(1.25))
        self.holidays = {day: float(np.exp(lean + rng.normal(0, 0.1))) for day in HOLIDAYS}
        self.bot = _bot(rng, self.volume, days) if rng.random() < 0.3 else None
        self.pauses = [_pause(rng, days) for _ in range(1 + rng.poisson(1.0))] if rng.random() < 0.2 else []
        self.negative = float(rng.beta(2, 10))
        self.questions, self.reposts = float(rng.uniform(0.02, 0.15)), float(rng.uniform(0.1, 0.6))
        self.complaining = float(rng.uniform(0.1, 0.5))
        self.platforms: Floats = rng.dirichlet(np.ones(int(rng.integers(1, 6))))
        self.followers = float(10 ** rng.uniform(2, 3.2))

    def day(self, day: int) -> dict[str, Floats] | None:
        """The counts of each minute of a day, by name; None where nothing is posted."""
        rng = np.random.default_rng((self.seed, self.number, day))
        fresh = rng.poisson(self._rate(rng, day))
        at = np.repeat(np.arange(MINUTES, dtype=np.int16), fresh)
        drawn = rng.geometric(1 / (1 + self.follow_ups), at.size) - 1
        later = np.repeat(at, drawn) + rng.exponential(20.0, int(drawn.sum())).astype(np.int16)
        minutes = np.concatenate([at, later[later < MINUTES]])
        order = np.argsort(minutes, kind="stable")
        minutes, answers = minutes[order], order >= at.size
        missed = self._missed(day)
        if missed.any():
            keep = rng.random(minutes.size) >= missed[minutes]
            minutes, answers = minutes[keep], answers[keep]
        automatic = self._automatic(rng, day)
        if not minutes.size and automatic is None:
            return None
        counts = self._counted(rng, day, minutes, answers)
        if automatic is not None:
            counts["mentions"] += automatic
            counts["authors"] += automatic > 0
            counts["reach"] += 200.0 * (automatic > 0)
            counts["loudest"] = np.maximum(counts["loudest"], 200.0 * (automatic > 0))
            counts["platforms"] = np.maximum(counts["platforms"], automatic > 0)
        return counts

    def causes(self, since: float, until: float) -> tuple[str, ...]:
        """What was going on between two moments (minutes since the world began), besides chance and rhythm."""
        found = []
        for one in self.campaigns:
            if one.begin <= until and since <= one.end:
                found.append("planned campaign" if one.planned else "unplanned campaign")
        if self.bot is not None and self._bot_between(since, until):
            found.append("bot, first times" if until < (self.bot.from_day + 14) * MINUTES else "bot")
        for pause in self.pauses:
            if pause.begin <= until and since <= pause.end:
                found.append("pause")
            elif pause.end < since < pause.end + MINUTES:
                found.append("after a pause")
        first, last = int((since - MINUTES) // MINUTES), int(until // MINUTES)
        if any((BEGIN + timedelta(days=day)).date() in HOLIDAYS for day in range(first, last + 1)):
            found.append("holiday")
        return tuple(dict.fromkeys(found))

    def _bot_between(self, since: float, until: float) -> bool:
        bot = self.bot
        assert bot is not None
        times = -(-(max(since, bot.from_day * MINUTES) - bot.at - 2) // bot.every)
        return bot.at + max(times, 0) * bot.every <= until and until >= bot.from_day * MINUTES

    def _rate(self, rng: np.random.Generator, day: int) -> Floats:
        """Fresh posts to be expected in each minute."""
        weekday = (BEGIN.weekday() + day) % 7
        hourly = self.shape[weekday * 24 : weekday * 24 + 24] * self.level[day * 24 : day * 24 + 24]
        hourly = hourly * np.where(self.turns_at > _HOURS, self.day_noise[day], self.day_noise[day + 1])
        hourly *= self.holidays.get((BEGIN + timedelta(days=day)).date(), 1.0)
        rate = np.repeat(hourly * (self.volume / 60 / (1 + self.follow_ups)), 60)
        if self.scatter:
            rate *= np.repeat(rng.gamma(1 / self.scatter, self.scatter, 24), 60)
            rate *= np.repeat(rng.gamma(1 / self.scatter, self.scatter, 288), 5)
        return rate * self._lift(day)

    def _lift(self, day: int) -> Floats:
        lift, now = np.ones(MINUTES), day * MINUTES + np.arange(MINUTES)
        for one in self.campaigns:
            if one.begin < now[-1] and now[0] < one.end:
                part = np.clip((now - one.begin) / _RISE, 0, 1) * (1 - 0.5 * (now - one.begin) / (one.end - one.begin))
                lift *= np.where((now >= one.begin) & (now < one.end), 1 + (one.lift - 1) * part, 1.0)
        return lift

    def _missed(self, day: int) -> Floats:
        missed, now = np.zeros(MINUTES), day * MINUTES + np.arange(MINUTES)
        for pause in self.pauses:
            missed = np.maximum(missed, np.where((now >= pause.begin) & (now < pause.end), pause.missed, 0.0))
        return missed

    def _automatic(self, rng: np.random.Generator, day: int) -> Floats | None:
        bot = self.bot
        if bot is None or day < bot.from_day:
            return None
        begin = day * MINUTES
        times = np.arange(begin + (bot.at - begin) % bot.every, begin + MINUTES, bot.every) - begin
        if not times.size:
            return None
        posted = np.zeros(MINUTES)
        for minute in times.tolist():
            posts = int(bot.posts) + rng.poisson(min(0.3 * self.volume, 40))
            first = rng.binomial(posts, 0.6)
            posted[minute] += first
            posted[min(minute + 1, MINUTES - 1)] += posts - first
        return posted * (self._missed(day) < 0.5)

    def _counted(
        self, rng: np.random.Generator, day: int, minutes: NDArray[np.int16], answers: NDArray[np.bool_]
    ) -> dict[str, Floats]:
        """Who posted it and what it says: each post drawn, then counted by minute."""
        posts = minutes.size
        usual = np.log(self.negative / (1 - self.negative))
        mood = usual + rng.normal(0, 0.35) + rng.normal(0, 0.2, 24)
        share = np.repeat(1 / (1 + np.exp(-mood)), 60) * np.where(self._lift(day) > 1.1, 0.5, 1.0)
        negative = _chance(rng, posts) < share[minutes]
        again = np.zeros(posts, bool)
        again[1:] = (minutes[1:] == minutes[:-1]) & (_chance(rng, max(posts - 1, 0)) < 0.08)
        complains = negative & (_chance(rng, posts) < self.complaining)
        followers = np.exp(1.8 * rng.standard_normal(posts, np.float32) + np.log(self.followers)).astype(np.float64)
        followers = np.where(again, 0.0, np.minimum(followers, MOST_FOLLOWERS).round())  # counted with its first post
        where = np.searchsorted(np.cumsum(self.platforms)[:-1], _chance(rng, posts))
        seen = np.bincount(minutes * np.int64(8) + where, minlength=MINUTES * 8).reshape(MINUTES, 8) > 0
        loudest, critic = np.zeros(MINUTES), np.zeros(MINUTES)
        first = np.flatnonzero(np.diff(minutes, prepend=-1))
        if posts:
            loudest[minutes[first]] = np.maximum.reduceat(followers, first)
            critic[minutes[first]] = np.maximum.reduceat(np.where(negative, followers, 0.0), first)

        def count(which: NDArray[np.bool_], weights: Floats | None = None) -> Floats:
            counted = np.bincount(minutes[which], None if weights is None else weights[which], MINUTES)
            return counted.astype(np.float64)

        return {
            "mentions": count(np.ones(posts, bool)),
            "negative": count(negative),
            "authors": count(~again),
            "reach": count(~again, followers),
            "reposts": count(_chance(rng, posts) < np.minimum(np.where(answers, 1.5, 1.0) * self.reposts, 0.95)),
            "questions": count(_chance(rng, posts) < self.questions),
            "complaints": count(complains),
            "complainers": count(complains & ~again),
            "platforms": seen.sum(1).astype(np.float64),
            "loudest": loudest,
            "critic": critic,
        }


class World:
    """Monitors that live side by side."""

    def __init__(self, monitors: int = 1000, days: int = 90, seed: int = 20260316, first: int = 0) -> None:
        """`first` is the number of the first of these monitors: a part of a world lives as the whole does."""
        self.size, self.days, self.seed, self.first = monitors, days, seed, first

    @cached_property
    def monitors(self) -> list[Monitor]:
        return [Monitor(self.seed, number, self.days) for number in range(self.first, self.first + self.size)]

    def day(self, day: int, width: int = 1) -> Mapping[str, Floats]:
        """A day's counts by name: one row for each `width` minutes, one column a monitor.

        Distinct accounts and platforms of a wider row are taken as the sum and the largest of its minutes.
        """
        rows = MINUTES // width
        table = {name: np.zeros((self.size, rows)) for name in NAMES}
        for number, monitor in enumerate(self.monitors):
            counts = monitor.day(day)
            if counts is None:
                continue
            for name, minutes in counts.items():
                folded = minutes.reshape(rows, width)
                table[name][number] = folded.max(1) if name in ("platforms", "loudest", "critic") else folded.sum(1)
        return {name: np.ascontiguousarray(counts.T) for name, counts in table.items()}


def _chance(rng: np.random.Generator, how_many: int) -> NDArray[np.float32]:
    return rng.random(how_many, np.float32)


def _shape(rng: np.random.Generator) -> Floats:
    swing, ripple = rng.uniform(0.2, 1.6), rng.uniform(0, 0.5)
    peak, second = rng.uniform(0, 24), rng.uniform(0, 12)
    hours = np.tile(_HOURS, 7)
    curve = swing * np.cos(2 * np.pi * (hours - peak) / 24) + ripple * np.cos(4 * np.pi * (hours - second) / 24)
    weekend = np.zeros(168)
    weekend[120:] = rng.uniform(np.log(0.4), np.log(1.3))
    shape: Floats = np.exp(curve + weekend + rng.normal(0, 0.1, 168))
    shape /= shape.mean()
    return shape


def _level(rng: np.random.Generator, days: int) -> Floats:
    """The slow level of each hour."""
    wander = np.zeros(days + 1)
    wander[0] = rng.normal(0, 0.15)
    kept = np.exp(-1 / 10)
    for day in range(1, days + 1):
        wander[day] = kept * wander[day - 1] + rng.normal(0, 0.15 * np.sqrt(1 - kept**2))
    trend = rng.uniform(-0.35, 0.35) * (np.arange(days + 1) / 90 - 0.5)
    return np.exp(np.interp(np.arange(days * 24) / 24, np.arange(days + 1), wander + trend))


def _campaign(rng: np.random.Generator, days: int) -> Campaign:
    begin = float(rng.integers(days) * MINUTES + rng.integers(6 * 60, 11 * 60))
    length, lift = rng.uniform(1, 7) * MINUTES, float(np.exp(rng.uniform(np.log(1.2), np.log(2.5))))
    return Campaign(begin, begin + length, lift, bool(rng.random() < 0.7))


def _bot(rng: np.random.Generator, volume: float, days: int) -> Bot:
    every = int(rng.choice([60, MINUTES, 7 * MINUTES]))
    from_day = 0 if rng.random() < 0.6 else int(rng.integers(days))
    return Bot(every, int(rng.integers(every)), from_day, float(rng.integers(1, 4)))


def _pause(rng: np.random.Generator, days: int) -> Pause:
    begin = rng.uniform(0, days * MINUTES)
    length = np.exp(rng.uniform(np.log(30), np.log(36 * 60)))
    missed = 1.0 if rng.random() < 1 / 3 else float(rng.uniform(0.3, 0.9))
    return Pause(float(begin), float(begin + length), missed)
