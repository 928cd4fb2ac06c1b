"""The work of `larum judge stories`: posts in, alarms out, as they come."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from larum.cli.posts_arriving import is_id, json_line, posts_arriving
from larum.cli.rows import moment
from larum.cli.skipping import Skips, Unreadable
from larum.cli.terminal import speaker
from larum.detect.new_story import post_detector
from larum.detect.posts import Finding, PostOutOfOrder, Seen


def judge(file: Path, out: TextIO, err: TextIO) -> None:
    """Take each line of `file` (`-` for standard input); what comes later changes nothing said of what came before."""
    skips, state = Skips(speaker(), err), post_detector.start()
    for lines in posts_arriving(file, '"id", "text", "created_at", "author"', skips):
        for number, post in lines:
            try:
                found = post_detector.see(state, seen_of(post, skips))
            except Unreadable as reason:
                skips.skip(number, reason)
            except PostOutOfOrder:
                skips.skip(number, skips.say("it is older than the post before it; sort the posts by time"))
            else:
                out.writelines(map(_written, found))
        out.flush()
        err.flush()


def seen_of(post: dict[str, Any], skips: Skips) -> Seen:
    """The post of one line; ids are kept as JSON writes them, so that 7 and "7" stay apart."""
    if not _is_name(post.get("id")):
        raise Unreadable(skips.say("it has no “id”"))
    repeats = _is_name(post.get("repost_of"))
    if not isinstance(post.get("text"), str) and not repeats:
        raise Unreadable(skips.say("it has no “text”"))
    given = post.get("created_at")
    at = moment("" if given is None or isinstance(given, bool) else str(given), skips)
    account = _account(post.get("author"))
    if account is None:
        raise Unreadable(skips.say("it does not say who posted it"))
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
    return next((name for name in named if _is_name(name)), None)


def _is_name(value: object) -> bool:
    """True for an id that says something."""
    return is_id(value) and bool(str(value).strip())


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
    return json_line(alarm)


def _at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
