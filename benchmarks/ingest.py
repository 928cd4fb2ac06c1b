"""How fast arriving bytes become posts, per core: the post format, a table, Jetstream's two wires, a feed.

    python benchmarks/ingest.py [../shared/data]

Each line is the best of several passes over real input, in one process, batches dropped as they come. Seconds are the
process's own on a core, so that a busy machine blurs them less.
"""

import gc
import gzip
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from larum.connectors.bluesky.events import convert
from larum.connectors.files.reading import batches
from larum.connectors.jsonlines import decode, encode
from larum.connectors.records import Post

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PASSES = 5
ROOT = Path(__file__).parents[1]


def best(work: Callable[[], int]) -> tuple[float, int]:
    """CPU seconds of the fastest pass, and the items in it."""
    fastest, items = float("inf"), 0
    for _ in range(PASSES):
        began = time.process_time()
        items = work()
        fastest = min(fastest, time.process_time() - began)
    return fastest, items


def each(convert_one: Callable[[bytes], object], lines: list[bytes]) -> Callable[[], int]:
    def work() -> int:
        for line in lines:
            convert_one(line)
        return len(lines)

    return work


def in_file(settings: dict[str, str]) -> Callable[[], int]:
    return lambda: sum(len(batch.arrivals) for batch in batches(settings, "", NOW))


def row(name: str, work: Callable[[], int], size: int) -> None:
    seconds, items = best(work)
    print(f"{name:<44}{items:>8}{items / seconds:>12,.0f}{seconds / items * 1e6:>9.2f}{size / seconds / 1e6:>9.0f}")


def v2(line: bytes) -> bytes:
    event = json.loads(line)
    kind = event["kind"]
    payload = {"$type": f"network.bsky.jetstream.subscribeEvents#{kind}", "seq": 1, "did": event["did"]}
    payload["time"] = datetime.fromtimestamp(event["time_us"] / 1e6, UTC).isoformat()
    payload |= event["commit"] if kind == "commit" else {kind: event[kind]}
    return json.dumps({"$type": "message", "payload": payload}, ensure_ascii=False).encode()


def sizes(lines: Iterable[bytes]) -> int:
    return sum(map(len, lines))


def main(data: Path) -> None:
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"load before: {os.getloadavg()[0]:.1f}\n")
    print(f"{'':<44}{'items':>8}{'a CPU-s':>12}{'us each':>9}{'MB/s':>9}")
    gc.freeze()
    table = data / "airline_tweets_2015" / "tweets.csv.gz"
    settings = {"path": str(table), "columns": str(ROOT / "examples" / "airline-map.yaml")}
    found = [arrival for batch in batches(settings, "", NOW) for arrival in batch.arrivals]
    lines = [encode(post) for post in found if isinstance(post, Post)]
    row("post format, line by line", each(lambda line: decode(line, NOW), lines), sizes(lines))
    with tempfile.NamedTemporaryFile() as plain, tempfile.NamedTemporaryFile() as packed:
        plain.write(b"\n".join(lines))
        packed.write(gzip.compress(b"\n".join(lines)))
        plain.flush()
        packed.flush()
        row("post format, from a file", in_file({"path": plain.name}), sizes(lines))
        row("post format, from a packed file", in_file({"path": packed.name}), sizes(lines))
    with gzip.open(table) as unpacked:
        row("table with a map, from a packed file", in_file(settings), len(unpacked.read()))
    frames = (data / "jetstream_corpus" / "expected_v1.jsonl").read_bytes().splitlines() * 20
    posts = [line for line in frames if b'"collection":"app.bsky.feed.post"' in line]
    row("Jetstream v1, all events", each(lambda line: convert(line, NOW), frames), sizes(frames))
    row("Jetstream v1, posts", each(lambda line: convert(line, NOW), posts), sizes(posts))
    wrapped = [v2(line) for line in posts]
    row("Jetstream v2, posts", each(lambda line: convert(line, NOW), wrapped), sizes(wrapped))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data")
