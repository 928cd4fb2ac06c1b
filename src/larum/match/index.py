"""Many queries at once over a stream of posts: exact, and hardly dearer for a thousand monitors than for ten.

Each query is looked for by its anchors (`breadth.py`), all of them by one Aho-Corasick automaton over the canonical
texts of a batch. Only queries whose anchor was seen are evaluated. What comes out equals `oracle.py` on every post.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from ahocorasick_rs import AhoCorasick

from larum.base.canonical import canonical
from larum.connectors.records import Post
from larum.match.breadth import Anchor, anchors
from larum.match.evaluate import Holds, Subject, compiled, witnesses
from larum.match.query import Query
from larum.match.records import Mention
from larum.match.signs import primary_subtag, whole_handle

_POSTS = 1024
"""Posts in one go: enough to spread the cost of a call, few enough for the cache."""
_CHARACTERS = 1 << 20
"""Characters in one go, save for a single longer post."""


class Hit(NamedTuple):
    """Post number `post` of the batch was caught by query number `query` of the index, by these words."""

    post: int
    query: int
    words: tuple[str, ...]


class Index:
    """Some monitors' queries, ready to be matched. Never changes: for other monitors build another, which is cheap."""

    def __init__(self, monitors: Sequence[tuple[UUID, Query]]) -> None:
        self._monitors = monitors
        self._compiled = [_prepared(query) for _, query in monitors]
        self._everywhere: list[int] = []
        """Queries without an anchor, which are evaluated on every post."""
        self._owners: dict[tuple[str, str], list[int]] = {}
        """The queries of each anchor, by its kind and value."""
        for number, (_, found) in enumerate(self._compiled):
            if found is None:
                self._everywhere.append(number)
            for anchor in found or ():
                self._owners.setdefault((anchor.kind, anchor.value), []).append(number)
        patterns = [value for kind, value in self._owners if kind == "text"]
        self._by_pattern = [self._owners["text", pattern] for pattern in patterns]
        self._asks_fields = len(patterns) < len(self._owners)
        self._automaton = AhoCorasick(patterns)

    @classmethod
    def build(cls, monitors: Iterable[tuple[UUID, Query]]) -> "Index":
        """An index of these monitors. Queries that were in an earlier one are not compiled again."""
        return cls(tuple(monitors))

    def match(self, posts: Sequence[Post]) -> list[Mention]:
        """Every mention in these posts, in the order of the posts, then of the monitors."""
        return [Mention(self._monitors[hit.query][0], posts[hit.post], hit.words) for hit in self.hits(posts)]

    def hits(self, posts: Sequence[Post]) -> Iterator[Hit]:
        """The same by numbers."""
        start = 0
        while start < len(posts):
            end, room = start + 1, _CHARACTERS - len(posts[start].text)
            while end < len(posts) and end - start < _POSTS and (room := room - len(posts[end].text)) >= 0:
                end += 1
            for hit in self._hits(posts[start:end]):
                yield hit._replace(post=start + hit.post)
            start = end

    def _hits(self, posts: Sequence[Post]) -> Iterator[Hit]:
        texts = canonical([post.text for post in posts])
        last, subject = -1, Subject(posts[0], texts[0])
        for number, query in sorted(self._candidates(posts, texts)):
            if number != last:
                last, subject = number, Subject(posts[number], texts[number])
            if self._compiled[query].holds(subject):
                yield Hit(number, query, witnesses(self._monitors[query][1].expression, subject))

    def _candidates(self, posts: Sequence[Post], texts: Sequence[str]) -> set[tuple[int, int]]:
        """Post and query numbers of all that might match."""
        found = {(number, query) for query in self._everywhere for number in range(len(posts))}
        if self._asks_fields:
            for number, post in enumerate(posts):
                for field in (("from", whole_handle(post.author.handle)), ("lang", primary_subtag(post.lang))):
                    found.update((number, query) for query in self._owners.get(field, ()))
        starts = list(accumulate((len(text) for text in texts), initial=0))
        for pattern, start, _ in self._automaton.find_matches_as_indexes("".join(texts), overlapping=True):
            number = bisect_right(starts, start) - 1
            found.update((number, query) for query in self._by_pattern[pattern])
        return found


class _Prepared(NamedTuple):
    holds: Holds
    anchors: tuple[Anchor, ...] | None


@lru_cache(maxsize=20_000)
def _prepared(query: Query) -> _Prepared:
    return _Prepared(compiled(query.expression), anchors(query.expression))
