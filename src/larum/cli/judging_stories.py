"""The work of `larum judge stories`: posts in, alarms out, as they come."""

import json
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import Any, NoReturn, TextIO

from larum.base.translate import Words
from larum.cli.arriving import lines_arriving
from larum.cli.rows import MILLISECONDS_FROM, SHOWN, instant
from larum.cli.terminal import speaker
from larum.detect.new_story import post_detector
from larum.detect.posts import Finding, PostOutOfOrder, Seen

_INFINITE = (inf, -inf)
"""What 1e999 becomes, which JSON cannot say again."""


class _Unreadable(Exception):
    """A line that is no post, with the reason in the reader's words."""


def judge(file: Path, out: TextIO, err: TextIO) -> None:
    """Take each line of `file` (`-` for standard input); what comes later changes nothing said of what came before."""
    say, state = speaker(), post_detector.start()
    number = 0
    for lines in lines_arriving(file):
        for raw in lines:
            number += 1
            if not raw.strip():
                continue
            try:
                found = post_detector.see(state, seen_of(raw, say, first=number == 1))
            except _Unreadable as reason:
                print(say("Line {number} was skipped: {reason}", number=number, reason=str(reason)), file=err)
            except PostOutOfOrder:
                why = say("it is older than the post before it")
                print(say("Line {number} was skipped: {reason}", number=number, reason=why), file=err)
            else:
                out.writelines(map(_written, found))
        out.flush()
        err.flush()


def seen_of(raw: bytes, say: Words, *, first: bool = False) -> Seen:
    """The post of one line; ids are kept as JSON writes them, so that 7 and "7" stay apart."""
    try:
        post = json.loads(raw.decode("utf-8-sig" if first else "utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as reason:
        raise _Unreadable(say("it is not UTF-8")) from reason
    except (ValueError, RecursionError) as reason:  # a thousand nested brackets are no post either
        raise _Unreadable(say("it is not JSON")) from reason
    if not isinstance(post, dict):
        raise _Unreadable(say("it is not a JSON object"))
    if not _is_id(post.get("id")):
        raise _Unreadable(say("it has no “id”"))
    repeats = _is_id(post.get("repost_of"))
    if not isinstance(post.get("text"), str) and not repeats:
        raise _Unreadable(say("it has no “text”"))
    given = post.get("created_at")
    at = instant(str(given)) if isinstance(given, str | int | float) and not isinstance(given, bool) else None
    if at is None or at >= MILLISECONDS_FROM:
        raise _Unreadable(say("“{text}” is not a time", text=str(given)[:SHOWN]))
    account = _account(post.get("author"))
    if account is None:
        raise _Unreadable(say("it does not say who posted it"))
    return Seen(
        at=at,
        id=json.dumps(post["id"]),
        account=json.dumps(account),
        text=post.get("text") or "",
        repost_of=json.dumps(post["repost_of"]) if repeats else None,
    )


def _account(author: object) -> object:
    """The id or the handle of an author, or the author, where it is just a name."""
    named = (author.get("id"), author.get("handle")) if isinstance(author, dict) else (author,)
    return next((name for name in named if _is_id(name)), None)


def _is_id(value: object) -> bool:
    """True for a text that holds something, or a number JSON can say again."""
    if isinstance(value, bool) or value in _INFINITE:
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and bool(value.strip()))


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are Python's own, no JSON


def _written(found: Finding) -> str:
    alarm: dict[str, Any] = {
        "at": _at(found.at),
        "what": found.what,
        "post_ids": [json.loads(post) for post in found.posts],
        "accounts": [json.loads(account) for account in found.accounts],
        "score": round(found.score, 6),
        "since": _at(found.since),
        "reasons": {
            name: round(value, 3) if isinstance(value, float) else value for name, value in found.reasons.items()
        },
    }
    return json.dumps(alarm, ensure_ascii=False) + "\n"


def _at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
