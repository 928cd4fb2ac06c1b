"""Takes in a small file that somebody hands over in the browser: the path everything takes, then the past judged."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import yaml

from larum.base.actor import SYSTEM, Actor
from larum.base.errors import Invalid
from larum.base.ids import named
from larum.base.translate import msgid
from larum.collect.actions import add_source
from larum.collect.records import Arrived
from larum.connectors import registry
from larum.connectors.contract import Batch
from larum.connectors.records import Arrival, Post
from larum.db.work import Database
from larum.detect.reading.step import read_all
from larum.detect.store import look_again
from larum.flow.arrive import Receipt, receive
from larum.flow.path import ON_ARRIVAL, run
from larum.flow.schedule import tick
from larum.match.store import monitors

LARGEST: Final = 20_000_000
"""Bytes; what is larger goes through `larum import`, which shows how far it is and can be stopped."""
IN_A_BATCH: Final = 2_000
JUDGED_AFTER: Final = timedelta(days=1)
OURS: Final = (
    "platform", "id", "url", "created_at", "text", "lang", "reply_to", "repost_of", "quote_of", "likes", "reposts",
    "replies", "views", "author.id", "author.handle", "author.name", "author.followers", "author.created_at", "media",
)  # fmt: skip
"""Columns a table may have under the names of the post format; then it needs no map."""


def arrivals_in(database: Database, name: str, raw: bytes, columns: str = "") -> Sequence[Arrival]:
    """What a file holds, as posts and refusals; refuses one that is too large or is no such file."""
    if len(raw) > LARGEST:
        raise Invalid(
            msgid("The file is larger than {most} MB. Import it with “larum import” on the server."),
            field="file",
            most=LARGEST // 1_000_000,
        )
    if not raw.strip():
        raise Invalid(msgid("Choose a file that is not empty."), field="file")
    if not columns.strip() and ".csv" in name.lower():
        columns = map_of(raw)
    settings = {"columns": columns} if columns.strip() else {}
    return registry.connector("files").convert(raw, settings, database.clock.now())


def take_in(database: Database, actor: Actor, name: str, raw: bytes, columns: str = "") -> Receipt:
    """Keep, match, read and count what a file holds, then let the detectors look at the past it brought."""
    arrivals = arrivals_in(database, name, raw, columns)
    with database.working(actor) as work:
        mark = str(named("upload", name, raw[:4096].hex(), len(raw)))
        source = add_source(work, name=name, connector="files", settings={"mark": mark})
        source.state = "paused"  # it is whole already: nobody has to read it
        source_id = source.id
    came = Receipt(posts=0, removals=0, refused=0)
    for begin in range(0, max(1, len(arrivals)), IN_A_BATCH):
        batch = Batch(arrivals=arrivals[begin : begin + IN_A_BATCH], cursor=str(begin))
        one = receive(database, batch, source_id=source_id)
        came = Receipt(came.posts + one.posts, came.removals + one.removals, came.refused + one.refused)
    judge_past(database, _newest([arrival for arrival in arrivals if isinstance(arrival, Post)]))
    return came


def catch_up(database: Database, posts: Sequence[Post]) -> None:
    """Take posts we hold along the path again, for a monitor that was not there when they came (law 2)."""
    for begin in range(0, len(posts), IN_A_BATCH):
        with database.working(SYSTEM) as work:
            run(ON_ARRIVAL, work, [Arrived(post) for post in posts[begin : begin + IN_A_BATCH]])
    judge_past(database, _newest(posts))


def judge_past(database: Database, newest: datetime | None) -> None:
    """Let every detector look at all there is up to the newest post, as if it had watched from the beginning."""
    if newest is None:
        return
    with database.working(SYSTEM) as work:
        look_again(work, [monitor.id for monitor in monitors(work.session)])
    upto = min(newest + JUDGED_AFTER, database.clock.now())
    read_all(database, upto)
    tick(database, upto)


def _newest(posts: Sequence[Post]) -> datetime | None:
    return max((post.created_at for post in posts), default=None)


def map_of(raw: bytes) -> str:
    """The column map of a table whose columns are named as posts name them; refuses a table without text or time.

    >>> "text: text" in map_of(b"text,created_at,shop\\nHi,2026-03-02,7\\n")
    True
    """
    try:
        first = raw[:20_000].decode("utf-8-sig", "replace").splitlines()[0]
        header = next(csv.reader(io.StringIO(first)))
    except (IndexError, StopIteration, csv.Error):
        header = []
    known = {name: name for name in (column.strip() for column in header) if name in OURS}
    missing = [name for name in ("text", "created_at") if name not in known]
    if missing:
        raise Invalid(
            msgid(
                "The table has no column {columns}. Name its columns as the post format does, "
                "or give “larum import” a map."
            ),
            field="file",
            columns=", ".join(missing),
        )
    constants = {} if "platform" in known else {"platform": "files"}
    return yaml.safe_dump({"columns": known, "constants": constants})
