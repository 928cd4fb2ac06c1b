"""Folds and tokenises many texts at once: the hot path of matching, several times as fast as one text after the other.

No object is made per token. The code points of all texts stand in one array; tables tell for each what it is for and
what it folds to; where a token begins follows from each point and the last one before it that is no mark.
"""

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from larum.base.text import fold, shape

_SEPARATOR, _LETTER, _ALONE, _MARK = range(4)
_KINDS = {"a": _LETTER, "L": _LETTER, "A": _ALONE, "M": _MARK, "m": _MARK}
_UNKNOWN = 255
_END = 0x110000
"""Stands for the end of a text: one more than the last code point, so no text can contain it."""


def canonical(texts: Sequence[str]) -> list[str]:
    """Each text as its folded tokens with one space before, between and after them, so that " lodz " is a whole word.

    Always equal to joining `text.tokens`.

    >>> canonical(["Coca-Cola w Łodzi!", "手机2", "…"])
    [' coca cola w lodzi ', ' 手 机 2 ', ' ']
    """
    if not texts:
        return []
    codes = np.frombuffer("\n".join((*texts, "")).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.intp)
    codes[np.cumsum([len(text) + 1 for text in texts]) - 1] = _END
    return _TABLES.write(codes).split("\n")[:-1]


def _bases(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Of each point, the kind of the last point, itself included, that is no mark."""
    if not (kinds == _MARK).any():
        return kinds
    last = np.maximum.accumulate(np.where(kinds == _MARK, -1, np.arange(len(kinds))))
    return kinds[last]  # where there is none, at -1 stands an end


class _Tables:
    """What is known of each code point so far."""

    def __init__(self) -> None:
        self._kinds = np.full(_END + 1, _UNKNOWN, dtype=np.uint8)
        self._starts = np.zeros(_END + 1, dtype=np.int32)
        self._lengths = np.zeros(_END + 1, dtype=np.uint8)
        self._pool = np.zeros(0, dtype=np.uint32)
        """The folded forms one after the other, a space before each; `starts` and `lengths` leave the space out."""
        self._learning = threading.Lock()
        self._remember({_END: (_SEPARATOR, " \n")})

    def write(self, codes: npt.NDArray[np.intp]) -> str:
        """The canonical texts, each ended by a line feed."""
        kinds = self._kinds[codes]
        if kinds.max() == _UNKNOWN:
            self._learn(np.unique(codes[kinds == _UNKNOWN]))
            kinds = self._kinds[codes]
        if (kinds == _MARK).any():  # one on no letter is a token, or the beginning of one
            bare = (kinds == _MARK) & (_bases(kinds) == _SEPARATOR) & (self._lengths[codes] > 0)
            kinds = np.where(bare, np.uint8(_LETTER), kinds)
        bases = _bases(kinds)
        before = np.empty_like(bases)
        before[0] = _SEPARATOR
        before[1:] = bases[:-1]
        begins = (kinds == _ALONE) | ((kinds == _LETTER) & (before != _LETTER))
        lengths = self._lengths[codes].astype(np.int32)
        lengths[(bases == _SEPARATOR) & (codes != _END)] = 0
        lengths += begins
        ends = np.cumsum(lengths, dtype=np.int32)
        places = np.repeat(self._starts[codes] - begins - ends + lengths, lengths) + np.arange(ends[-1], dtype=np.int32)
        return bytes(self._pool[places]).decode("utf-32-le")

    def _learn(self, codes: npt.NDArray[np.intp]) -> None:
        points = [(code, chr(code)) for code in codes.tolist()]
        self._remember({code: (_KINDS.get(shape(char), _SEPARATOR), fold(char)) for code, char in points})

    def _remember(self, known: dict[int, tuple[int, str]]) -> None:
        with self._learning:
            start = len(self._pool)
            written = []
            for code, (kind, folded) in known.items():
                folded = folded if kind != _SEPARATOR or code == _END else ""
                written.append(" " + folded)
                self._starts[code] = start + 1
                self._lengths[code] = len(folded)
                start += 1 + len(folded)
            more = np.frombuffer("".join(written).encode("utf-32-le"), dtype=np.uint32)
            self._pool = np.concatenate([self._pool, more])
            for code, (kind, _) in known.items():  # last: whoever finds a kind finds the rest
                self._kinds[code] = kind


_TABLES = _Tables()
