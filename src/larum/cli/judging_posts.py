"""The work of `larum judge posts`: lines in, judgements out, as they come."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from larum.analyse.reading import Said, understand
from larum.cli.posts_arriving import Line, is_id, posts_arriving
from larum.cli.skipping import Skips
from larum.cli.terminal import speaker


class _Post(NamedTuple):
    id: object
    text: str
    lang: str | None


def judge(file: Path, out: TextIO, err: TextIO) -> None:
    """Judge each line of `file` (`-` for standard input). The output for a beginning of the input is the beginning of
    the output: nothing a later line holds changes what is said of an earlier one."""
    skips = Skips(speaker(), err)
    for lines in posts_arriving(file, '"id", "text"', skips):
        batch = list(_readable(lines, skips))
        said = understand([post.text for post in batch], [post.lang for post in batch])
        out.writelines(_written(post.id, judged) for post, judged in zip(batch, said, strict=True))
        out.flush()
        err.flush()


def _readable(lines: Iterable[Line], skips: Skips) -> Iterator[_Post]:
    for number, post in lines:
        name, text, lang = post.get("id"), post.get("text"), post.get("lang")
        if not is_id(name):
            skips.skip(number, skips.say("it has no “id”"))
        elif not isinstance(text, str):
            skips.skip(number, skips.say("it has no “text”"))
        else:
            yield _Post(name, text, lang if isinstance(lang, str) else None)


def _written(id: object, said: Said) -> str:
    mood = said.sentiment
    judged = {
        "id": id,
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
