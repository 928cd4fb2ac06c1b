"""The work of `larum judge posts`: lines in, judgements out, as they come."""

import json
from math import inf
from pathlib import Path
from typing import NamedTuple, NoReturn, TextIO

from larum.analyse.reading import Said, understand
from larum.base.translate import msgid
from larum.cli.arriving import lines_arriving
from larum.cli.terminal import speaker

_INFINITE = (inf, -inf)
"""What 1e999 becomes, which JSON cannot say again."""


class _Line(NamedTuple):
    number: int
    id: str | int | float
    text: str
    lang: str | None


class _Unreadable(Exception):
    """A line that is no post; its text is a msgid."""


def judge(file: Path, out: TextIO, err: TextIO) -> None:
    """Judge each line of `file` (`-` for standard input). The output for a beginning of the input is the beginning of
    the output: nothing a later line holds changes what is said of an earlier one."""
    say = speaker()
    number = 0
    for lines in lines_arriving(file):
        batch = []
        for raw in lines:
            number += 1
            if not raw.strip():
                continue
            try:
                batch.append(_read(number, raw))
            except _Unreadable as reason:
                print(say("Line {number} was skipped: {reason}", number=number, reason=say(str(reason))), file=err)
        said = understand([line.text for line in batch], [line.lang for line in batch])
        out.writelines(_written(line, judged) for line, judged in zip(batch, said, strict=True))
        out.flush()
        err.flush()


def _read(number: int, raw: bytes) -> _Line:
    try:
        found = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as reason:
        raise _Unreadable(msgid("it is not UTF-8")) from reason
    except (ValueError, RecursionError) as reason:  # a thousand nested brackets are no post either
        raise _Unreadable(msgid("it is not JSON")) from reason
    if not isinstance(found, dict):
        raise _Unreadable(msgid("it is not a JSON object"))
    name, text, lang = found.get("id"), found.get("text"), found.get("lang")
    if isinstance(name, bool) or not isinstance(name, str | int | float) or name in _INFINITE:
        raise _Unreadable(msgid("it has no “id”"))
    if not isinstance(text, str):
        raise _Unreadable(msgid("it has no “text”"))
    return _Line(number, name, text, lang if isinstance(lang, str) else None)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are Python's own, no JSON


def _written(line: _Line, said: Said) -> str:
    mood = said.sentiment
    judged = {
        "id": line.id,
        "language": said.language,
        "sentiment": {
            "label": mood.label,
            "negative": mood.negative,
            "neutral": mood.neutral,
            "positive": mood.positive,
        },
        "question": said.question,
        "complaint": said.complaint,
        "threat": said.threat,
    }
    return json.dumps(judged) + "\n"
