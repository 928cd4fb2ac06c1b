"""The work of `larum judge statement`: a text in, one JSON object out."""

from pathlib import Path
from typing import Final, Literal, TextIO

import msgspec

from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.cli.arriving import pieces_arriving
from larum.respond.lint.check import check

BYTE_ORDER_MARK: Final = "\ufeff"
_LONGEST: Final = 100_000
"""Characters of the longest text that anybody would call a statement; some forty pages."""


def judge(file: Path, lang: Literal["pl", "en"], out: TextIO) -> None:
    """Check the statement in `file` (`-` for standard input). Refuses what is no text in UTF-8, or a book."""
    checks = check(_text(file), lang)
    found = {
        kind: [{"name": each.name, "start": each.start, "end": each.end} for each in findings]
        for kind, findings in (("components", checks.components), ("faults", checks.faults))
    }
    out.write(msgspec.json.encode(found).decode() + "\n")
    out.flush()


def _text(file: Path) -> str:
    raw = b"".join(pieces_arriving(file))
    try:
        text = raw.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as broken:
        sentence = msgid("{file}: not UTF-8 at byte {place}; save it as UTF-8 and try again")
        raise Invalid(sentence, file=str(file), place=broken.start) from broken
    if len(text) > _LONGEST:
        sentence = msgid("{file}: a statement has at most {limit} characters, and this has {count}")
        raise Invalid(sentence, file=str(file), limit=_LONGEST, count=len(text))
    return text
