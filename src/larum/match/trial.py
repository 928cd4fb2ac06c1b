"""Tries a query on posts we hold: what it would have caught, before anybody relies on it. Pure."""

from collections.abc import Sequence
from typing import Final

import msgspec

from larum.base.ids import named
from larum.connectors.records import Post
from larum.match.breadth import Broad, broad
from larum.match.index import Index
from larum.match.query import parse
from larum.match.records import Mention

SHOWN: Final = 6
"""Posts shown as examples: a glance, not a list."""


class Trial(msgspec.Struct, frozen=True):
    """What came of trying a query."""

    looked_at: int
    caught: int
    examples: tuple[Mention, ...]
    """Some of what was caught, in the order of the posts."""
    warning: Broad | None
    """Word that it rests on common words alone."""


def try_out(query: str, posts: Sequence[Post]) -> Trial:
    """What this query would have caught among these posts; refuses one that cannot be read (`QueryRefused`)."""
    parsed = parse(query)
    caught = Index.build([(named("trial", query), parsed)]).match(posts)
    return Trial(len(posts), len(caught), tuple(caught[:SHOWN]), broad(parsed))
