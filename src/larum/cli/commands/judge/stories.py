"""`larum judge stories`: which brand is on fire, told from a stream of posts without a watch list."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[
        Path, typer.Argument(help="JSON Lines in the post format, in order of time; packed with gzip, or - for input.")
    ],
) -> None:
    """Say when unrelated people begin to turn against a name that hardly anybody wrote before.

    Reads posts in Larum's post format, of which "id", "text", "created_at" and "author" {"id"} or {"handle"} must be
    there; without a time zone a time is taken as UTC. Writes one JSON line per alarm, as soon as it is known: "at" (the
    time of the post that made it plain), "what" (names, the main one first), "post_ids" and "accounts" it rests on,
    "score" from one half to 1, "since" and "reasons". No brand has to be named beforehand, and no post is judged by a
    later one. The bar follows the stream, however loud it is: about nine alarms a year, more where it grows louder. A
    line that is broken, or older than the one before it, is named on standard error and skipped.

    Examples:

        larum judge stories posts.jsonl

        zcat posts.jsonl.gz | larum judge stories - | jq -r '.at + " " + .what'
    """
    import sys

    from larum.cli.judging_stories import judge
    from larum.cli.terminal import refusals_said

    with refusals_said():
        judge(file, sys.stdout, sys.stderr)
