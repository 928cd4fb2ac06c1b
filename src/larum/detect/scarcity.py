"""Whether a story is rare enough to be told: so many alarms a year, however loud the stream is.

A story is told when so telling ones are rare: those of the last years that were at least as telling, told or not, and
the alarms that went out, may together be twice what was asked for. The bar is thus a rank, no number: it follows the
stream to any loudness; unspent alarms are saved for as long as the memory reaches, and overspent ones are missed later.
Were all stories alike by chance (exchangeable), the rank alone would hold the budget, whatever their distribution.

Of a time before the stream began a little is imagined, in which stories become rarer the more telling they are, as one
to one, so that the first days are neither deaf nor wasteful.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

_YEAR: Final = 365.25 * 86_400.0
_KEPT: Final = 128
"""Stories that are remembered, the least telling forgotten first: more than a budget of twenty a year ever counts."""


class Story(msgspec.Struct, array_like=True):
    """What is remembered of a story, told or not."""

    at: float
    """When it was last heard of."""
    telling: float
    """The most telling it became."""
    names: list[str]
    posts: list[str]
    """Ids of its latest burst; names and posts are kept while it may go on."""


class Heard(msgspec.Struct):
    """What is remembered of a stream: its stories, and how many were told."""

    begun: float | None = None
    """Since when it was listened to."""
    stories: list[Story] = []
    told: float = 0.0
    """Alarms, fading."""
    told_at: float = 0.0


@dataclass(frozen=True)
class Scarcity:
    """The rule. How telling a story is can be in any unit in which twice is twice as much."""

    a_year: float
    memory_years: float
    """In which a story or an alarm fades to 37 %."""
    imagined_years: float
    usual: float
    """What as many stories as are asked for reached in each imagined year."""
    goes_on_seconds: float
    """Through which a story that is heard of again is the same."""

    def rarer(self, heard: Heard, at: float, telling: float, own: Story | None) -> float:
        """How often the allowance covers what speaks against telling: 1 or more where the story is rare enough."""
        memory = self.memory_years * _YEAR
        lost = math.exp(((at if heard.begun is None else heard.begun) - at) / memory)
        imagined = self.imagined_years * lost
        years = self.memory_years * (1 - lost) + imagined
        told = self._told(heard, at)
        others = sum(
            math.exp((story.at - at) / memory)
            for story in heard.stories
            if story.telling >= telling and story is not own
        )
        expected = self.a_year * imagined
        left = 2 * self.a_year * years - told - expected
        return left / (others + expected * self.usual / telling)

    def find(self, heard: Heard, at: float, name: str, posts: Sequence[str]) -> Story | None:
        """The story a name belongs to, by the name itself or by at least half of the posts."""
        ids = set(posts)
        for story in reversed(heard.stories):
            if at - story.at <= self.goes_on_seconds and (
                name in story.names or 2 * len(ids.intersection(story.posts)) >= len(ids)
            ):
                return story
        return None

    def note(self, heard: Heard, at: float, name: str, telling: float, posts: Sequence[str]) -> None:
        """Remember how telling a story has become."""
        story = self.find(heard, at, name, posts)
        if story is None:
            story = Story(at, telling, [], [])
            heard.stories.append(story)
        story.at, story.telling, story.posts = at, max(story.telling, telling), list(posts)
        if name not in story.names:
            story.names.append(name)
        if len(heard.stories) > _KEPT:
            heard.stories.remove(min(heard.stories, key=lambda each: each.telling))
        for each in heard.stories:
            if each.names and at - each.at > self.goes_on_seconds:
                each.names, each.posts = [], []

    def spend(self, heard: Heard, at: float) -> None:
        """An alarm went out."""
        heard.told, heard.told_at = 1 + self._told(heard, at), at

    def _told(self, heard: Heard, at: float) -> float:
        return heard.told and heard.told * math.exp((heard.told_at - at) / (self.memory_years * _YEAR))
