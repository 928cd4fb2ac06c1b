"""The work of `larum judge matches`: posts in, one line for each pair of a post and a monitor that caught it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import typer

from larum.base.errors import Invalid
from larum.base.ids import named
from larum.base.translate import Words, msgid
from larum.cli.posts_arriving import is_id, json_line, posts_arriving
from larum.cli.skipping import Skips, Unreadable
from larum.cli.terminal import WRONG_INPUT, speaker
from larum.cli.yaml_file import yaml_in
from larum.connectors.records import Author, Post
from larum.match.index import Index
from larum.match.query import Query, parse
from larum.match.refusals import QueryRefused

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""No query asks when a post was written, so the judge needs no dates."""


class _Watched(NamedTuple):
    name: str
    query: Query


def judge(file: Path, monitors: Path, out: TextIO, err: TextIO) -> None:
    """Match each line of `file` (`-` for standard input). The output for a beginning of the input is the beginning of
    the output. Refuses a file of monitors that is not right; a line that is not right is named and skipped."""
    skips = Skips(speaker(), err)
    watched = read_monitors(monitors, skips.say, err)
    index = Index.build((named("judge", number), one.query) for number, one in enumerate(watched))
    for lines in posts_arriving(file, '"id", "text"', skips):
        posts: list[Post] = []
        ids: list[object] = []
        for number, found in lines:
            try:
                posts.append(_post(found, skips.say))
            except Unreadable as reason:
                skips.skip(number, reason)
            else:
                ids.append(found["id"])
        for hit in index.hits(posts):
            out.write(json_line({"id": ids[hit.post], "monitor": watched[hit.query].name, "words": hit.words}))
        out.flush()
        err.flush()


def read_monitors(file: Path, say: Words, err: TextIO) -> list[_Watched]:
    """The monitors of a YAML file. Every query that is refused is shown with a pointer to the fault, then it ends."""
    listed = yaml_in(file)
    if not isinstance(listed, list):
        sentence = msgid("The file {file} is not a list of monitors, each with a “name” and a “query”.")
        raise Invalid(sentence, file=str(file))
    watched, refused = [], False
    for number, entry in enumerate(listed, 1):
        name, query = _texts(entry, number, file)
        try:
            watched.append(_Watched(name, parse(query)))
        except QueryRefused as refusal:
            refused = True
            fields = {"name": name, "place": refusal.offset + 1, "reason": say.sentence(refusal)}
            print(say("Monitor “{name}” was refused at character {place}: {reason}", **fields), file=err)
            print(refusal.pointer, file=err)
    if refused:
        raise typer.Exit(WRONG_INPUT)
    return watched


def _texts(entry: object, number: int, file: Path) -> tuple[str, str]:
    given = [entry.get(key) for key in ("name", "query")] if isinstance(entry, dict) else []
    match [str(value) for value in given if isinstance(value, str | int) and not isinstance(value, bool)]:
        case [name, query]:
            return name, query
    sentence = msgid(
        "Monitor {number} in {file} needs a “name” and a “query”, both as text. "
        "In YAML, put a text that begins with a sign such as #, @ or a quotation mark in single quotation marks."
    )
    raise Invalid(sentence, number=number, file=str(file))


def _post(found: dict[str, Any], say: Words) -> Post:
    id, text, author, lang = (found.get(key) for key in ("id", "text", "author", "lang"))
    if not is_id(id):
        raise Unreadable(say("it has no “id”"))
    if not isinstance(text, str):
        raise Unreadable(say("it has no “text”"))
    handle = author.get("handle") if isinstance(author, dict) else None
    by = Author(id="", handle=handle if isinstance(handle, str) else "")
    return Post("", str(id), "", by, _LONG_AGO, text, lang if isinstance(lang, str) else None)
