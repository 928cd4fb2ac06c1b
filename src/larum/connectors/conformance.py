"""One suite for every connector: what a folder must hold, and how a connector must behave.

Each check gives sentences about what is wrong; none is the aim. The tests run every check on every folder the registry
finds, so a new platform is held to all of it from its first day.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import yaml

import larum.connectors
from larum.connectors import registry
from larum.connectors.contract import Batch, Outside, Poller, Publisher, Streamer
from larum.connectors.jsonlines import encode
from larum.connectors.manifest import Settings
from larum.connectors.records import Arrival, Refused
from larum.connectors.rules import REASONS

WHEN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""The time at which samples arrive."""
QUALITIES = {
    "settings_are_tried": "Trying the settings says what was found, or what is wrong with them, by name.",
    "resumes_anywhere": "From any cursor it goes on without losing an item; one that comes twice has the same name.",
    "refuses_item_by_item": "An item that cannot be taken is refused by name and the rest goes on.",
    "honours_removals": "What is taken down on the platform goes here too.",
    "is_polite": "It asks no more than it must, and waits when it is asked to.",
    "publishes_at_most_once": "However often it is sent, a statement is out once.",
    "tested_against_a_peer": "Tests run against a real server on loopback, not against our idea of one.",
}
"""What `quality.yaml` has to answer for, each with `done`, `todo`, or `exempt: why`."""


class _Sample(msgspec.Struct, forbid_unknown_fields=True):
    file: str
    becomes: str
    settings: dict[str, str] = {}


def folder_of(name: str) -> Path:
    return Path(larum.connectors.__path__[0]) / name


def manifest_is_complete(name: str) -> Iterator[str]:
    """Everything a page or the docs will show is there."""
    manifest = registry.manifest(name)
    if manifest.name != name:
        yield f"the manifest calls it {manifest.name}"
    for part in ("title", "does", "terms", "cursor"):
        if not getattr(manifest, part):
            yield f"the manifest has no {part}"
    if not manifest.capabilities:
        yield "it can do nothing"
    names = [field.name for field in manifest.fields]
    if len(names) != len(set(names)):
        yield "two settings have the same name"
    for field in manifest.fields:
        if not field.label or not field.help.endswith("."):
            yield f"setting {field.name} needs a label, and a help that is a sentence"
        if field.kind == "choice" and not field.choices:
            yield f"setting {field.name} offers no choice"
        if field.secret and field.default:
            yield f"secret {field.name} has a default: everybody would know it"


def connector_does_what_it_says(name: str) -> Iterator[str]:
    """Each capability in the manifest has its part of the contract, and the other way round."""
    connector = registry.connector(name)
    has = {
        "poll": isinstance(connector, Poller),
        "stream": isinstance(connector, Streamer),
        "publish": isinstance(connector, Publisher),
    }
    for capability, there in has.items():
        if (capability in connector.manifest.capabilities) != there:
            yield f"the manifest and the code differ about {capability}"


def readme_tells_terms_and_settings(name: str) -> Iterator[str]:
    """A person can set it up from the README alone, and knows what the platform's terms ask."""
    readme = folder_of(name) / "README.md"
    if not readme.exists():
        yield "there is no README.md"
        return
    text = readme.read_text(encoding="utf-8")
    for heading in ("## Set it up", "## Terms", "## Limits"):
        if heading not in text:
            yield f"the README has no “{heading}”"
    for field in registry.manifest(name).fields:
        if field.label not in text:
            yield f"the README does not explain “{field.label}”"


def every_quality_is_answered(name: str) -> Iterator[str]:
    """The quality file answers for each quality, and gives a reason where it claims an exemption."""
    file = folder_of(name) / "quality.yaml"
    if not file.exists():
        yield "there is no quality.yaml"
        return
    answers = yaml.safe_load(file.read_text(encoding="utf-8"))
    for missing in sorted(set(QUALITIES) - set(answers)):
        yield f"quality.yaml does not answer for {missing}"
    for quality, answer in answers.items():
        if quality not in QUALITIES:
            yield f"quality.yaml answers for {quality}, which nobody asks for"
        exempt = isinstance(answer, dict) and set(answer) == {"exempt"} and bool(answer["exempt"])
        if answer not in ("done", "todo") and not exempt:
            yield f"{quality} has to be done, todo, or exempt with a reason"


def samples_become_what_they_must(name: str) -> Iterator[str]:
    """Every sample, converted, gives exactly the items beside it; converted again, the same."""
    connector = registry.connector(name)
    samples = samples_of(name)
    if not samples:
        yield "there are no samples"
    for sample in samples:
        folder = folder_of(name) / "samples"
        raw = (folder / sample.file).read_bytes()
        found = [as_line(arrival) for arrival in connector.convert(raw, sample.settings, WHEN)]
        expected = [line for line in (folder / sample.becomes).read_text(encoding="utf-8").splitlines() if line]
        for number, (ours, theirs) in enumerate(zip(found, expected, strict=False), start=1):
            if msgspec.json.decode(ours) != msgspec.json.decode(theirs):
                yield f"{sample.file}, item {number}: {ours} instead of {theirs}"
        if len(found) != len(expected):
            yield f"{sample.file}: {len(found)} items instead of {len(expected)}"
        if found != [as_line(arrival) for arrival in connector.convert(raw, sample.settings, WHEN)]:
            yield f"{sample.file}: converted again it gives something else"


def bad_items_are_refused_and_the_rest_goes_on(name: str) -> Iterator[str]:
    """Some sample has a bad item before a good one, and every reason given is a known one."""
    connector = registry.connector(name)
    goes_on = False
    for sample in samples_of(name):
        raw = (folder_of(name) / "samples" / sample.file).read_bytes()
        kinds = []
        for arrival in connector.convert(raw, sample.settings, WHEN):
            kinds.append(isinstance(arrival, Refused))
            if isinstance(arrival, Refused) and arrival.reason not in REASONS:
                yield f"{sample.file}: the reason {arrival.reason} is not known"
        goes_on = goes_on or (True in kinds and False in kinds[kinds.index(True) :])
    if not goes_on:
        yield "no sample has a bad item with a good one after it"


CHECKS: tuple[Callable[[str], Iterator[str]], ...] = (
    manifest_is_complete,
    connector_does_what_it_says,
    readme_tells_terms_and_settings,
    every_quality_is_answered,
    samples_become_what_they_must,
    bad_items_are_refused_and_the_rest_goes_on,
)


def samples_of(name: str) -> list[_Sample]:
    """The samples a folder lists in `samples/samples.yaml`."""
    listed = folder_of(name) / "samples" / "samples.yaml"
    if not listed.exists():
        return []
    return msgspec.convert(yaml.safe_load(listed.read_text(encoding="utf-8")), list[_Sample])


def as_line(arrival: Arrival) -> str:
    """An arrival as a line of the post format; a refused one by its reason and place."""
    if isinstance(arrival, Refused):
        return msgspec.json.encode({"refused": arrival.reason, "where": arrival.where}).decode()
    return encode(arrival).decode()


def losses_on_resuming(poller: Poller, settings: Settings, outside: Outside) -> list[str]:
    """Reads a source with an end from its beginning and again from every cursor met; says where anything differs."""
    batches: list[Batch] = []
    cursor = ""
    while not batches or batches[-1].more:
        batches.append(poller.read(settings, cursor, outside))
        cursor = batches[-1].cursor
    problems = []
    for number, batch in enumerate(batches[:-1]):
        expected = [as_line(arrival) for later in batches[number + 1 :] for arrival in later.arrivals]
        found: list[str] = []
        cursor, more = batch.cursor, True
        while more:
            again = poller.read(settings, cursor, outside)
            found += [as_line(arrival) for arrival in again.arrivals]
            cursor, more = again.cursor, again.more
        if found != expected:
            problems.append(f"from cursor {batch.cursor!r}: {len(found)} items instead of {len(expected)}, or others")
    return problems
