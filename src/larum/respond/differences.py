"""What changed between two wordings, word by word. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_WORD = re.compile(r"\s+|\w+|[^\w\s]")

PieceKind = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    """A stretch of text that stayed, went or came."""

    kind: PieceKind
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The later wording with what went and what came; without the gone pieces it is `after`, without the new `before`.

    >>> [(piece.kind, piece.text) for piece in differences("Do not drink it.", "Do not use it.")]
    [('same', 'Do not '), ('gone', 'drink'), ('new', 'use'), ('same', ' it.')]
    """
    return list(_pieces(_WORD.findall(before), _WORD.findall(after)))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    # Without its junk heuristic: it would call the commonest words of a long text noise.
    for kind, start, end, begin, until in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        if end > start:
            yield Piece("gone", "".join(before[start:end]))
        if until > begin:
            yield Piece("new", "".join(after[begin:until]))
