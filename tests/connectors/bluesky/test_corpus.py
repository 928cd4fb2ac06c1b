"""Recorded frames of the real network: the bridge makes of them what production made, the connector what they say."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from tests.connectors.bluesky.bridge import Said, events_of, frames_of

from larum.connectors.bluesky.events import convert, read_event
from larum.connectors.records import Post, Refused, Removal

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def corpus(shared: Path) -> Path:
    return shared / "jetstream_corpus"


@pytest.fixture(scope="module")
def lines(corpus: Path) -> list[bytes]:
    return (corpus / "expected_v1.jsonl").read_bytes().splitlines()


def test_bridge_turns_recorded_frames_into_what_production_sent(corpus: Path, lines: list[bytes]) -> None:
    recording = zstandard.ZstdDecompressor().decompressobj().decompress((corpus / "frames.bin.zst").read_bytes())
    expected = [json.loads(line) for line in lines]
    for event in expected:
        del event["time_us"]  # when production's own Jetstream saw it: nothing in the frames tells

    assert [event for frame in frames_of(recording) for event in events_of(frame)] == expected


def test_every_recorded_line_becomes_the_right_thing(lines: list[bytes]) -> None:
    for line in lines:
        event = json.loads(line)
        commit = event.get("commit", {})
        found = convert(line, NOW)
        native_id = f"at://{event['did']}/{commit.get('collection')}/{commit.get('rkey')}"
        if commit.get("collection") not in ("app.bsky.feed.post", "app.bsky.feed.repost"):
            assert isinstance(found, Refused)
            assert found.reason == "not_a_post"
        elif commit["operation"] == "delete":
            assert found == Removal("bluesky", native_id)
        else:
            assert isinstance(found, Post)
            record = commit["record"]
            assert found.native_id == native_id
            assert found.author.id == event["did"]
            assert found.created_at == datetime.fromisoformat(record["createdAt"])
            assert found.text == record.get("text", "")
            assert found.reply_to == record.get("reply", {}).get("parent", {}).get("uri")
            assert found.repost_of == record.get("subject", {}).get("uri")
            assert found.lang == (record.get("langs", [""])[0].split("-")[0] or None)


def test_both_wires_carry_the_same(lines: list[bytes]) -> None:
    for number, line in enumerate(lines, start=1):
        event = json.loads(line)
        said = Said(seq=number, time_us=event.pop("time_us"), event=event)
        old, new = read_event(said.v1()), read_event(said.v2())
        assert (old.kind, old.did, old.time_us, old.seq) == (new.kind, new.did, new.time_us, new.seq)
        first, second = convert(said.v1().encode(), NOW), convert(said.v2().encode(), NOW)
        if isinstance(first, Refused):
            assert isinstance(second, Refused)
            assert first.reason == second.reason
        else:
            assert first == second
