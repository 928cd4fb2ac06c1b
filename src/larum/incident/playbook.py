"""A playbook: what was thought through in daylight, to be followed at night.

Playbooks are YAML, one file per cause and language, meant to be copied and changed. `parse` refuses a broken one and
names the place; `shipped` reads those that come with Larum. Their texts hold `{slots}`; each slot says what to ask for
and gives an example.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
import yaml

from larum.base.errors import Refusal
from larum.incident.typology import CAUSES, Cause, Strategy

Severity = Literal["SEV1", "SEV2", "SEV3", "SEV4"]
Language = Literal["pl", "en"]

Line = Annotated[str, msgspec.Meta(min_length=1)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
Minutes = Annotated[int, msgspec.Meta(ge=0)]
Lines = Annotated[tuple[Line, ...], msgspec.Meta(min_length=1)]

_SLOT = re.compile(r"\{([^{}\s]+)\}")


class BrokenPlaybook(Refusal):
    """A playbook does not read; the message names the file and the place."""

    code = "broken_playbook"
    status = 422
    message = "The playbook {file} cannot be used. {place}: {reason}"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of a playbook; a key it does not know is a spelling mistake, and refused."""


class Role(Part, frozen=True):
    """Who does what, and who steps in, in this order, when nobody answers."""

    id: Name
    title: Line
    does: Line
    alternates: Annotated[tuple[Line, ...], msgspec.Meta(min_length=2)]


class Step(Part, frozen=True):
    """One thing to do, by one role, so many minutes after the incident was declared."""

    id: Name
    title: Line
    what: Line
    role: Name
    due_minutes: Minutes
    why: Line

    @property
    def due_for(self) -> timedelta:
        return timedelta(minutes=self.due_minutes)


class Spokesperson(Part, frozen=True):
    """Who speaks in public, and what they hold to."""

    role: Name
    rules: Lines


class Says(Part, frozen=True):
    """What is said to each audience, with slots; one truth, three tones."""

    customers: Line
    media: Line
    staff: Line


class Question(Part, frozen=True):
    """A question people will ask, and an honest answer to start from."""

    asks: Line
    answer: Line


class Slot(Part, frozen=True):
    """An open place in a text: what to put there, and an example."""

    ask: Line
    example: Line


class Rhythm(Part, frozen=True):
    """Minutes to the first assessment, to the first statement, and between updates."""

    assess: Minutes
    first_statement: Minutes
    update: Minutes


class Playbook(Part, frozen=True):
    """Everything a team needs in one kind of crisis, in one language."""

    id: Name
    cause: Cause
    language: Language
    title: Line
    summary: Line
    activation: Lines
    activated_by: Line
    strategy: Strategy
    strategy_why: Line
    roles: Annotated[tuple[Role, ...], msgspec.Meta(min_length=1)]
    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1)]
    spokesperson: Spokesperson
    says: Says
    holding: Line
    questions: Annotated[tuple[Question, ...], msgspec.Meta(min_length=1)]
    recovery: Lines
    rhythm: dict[Severity, Rhythm]
    slots: dict[Name, Slot]

    def role(self, id: str) -> Role:
        """The role by its id; `parse` has made sure that every step names one that exists."""
        return next(role for role in self.roles if role.id == id)

    def texts(self) -> Mapping[str, str]:
        """Every text that is meant to go out, by where it stands in the file."""
        said = {f"says.{audience}": getattr(self.says, audience) for audience in self.says.__struct_fields__}
        return {"holding": self.holding, **said}


def parse(text: str, file: str) -> Playbook:
    """Read a playbook; raises `BrokenPlaybook` naming the place, by line or by path."""
    try:
        playbook = msgspec.convert(yaml.safe_load(text), Playbook)
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "YAML"
        raise BrokenPlaybook(file=file, place=place, reason=getattr(broken, "problem", None) or "not YAML") from broken
    except msgspec.ValidationError as broken:
        reason, _, place = str(broken).partition(" - at ")
        raise BrokenPlaybook(file=file, place=place.strip("`").removeprefix("$.") or "top", reason=reason) from broken
    for place, reason in _contradictions(playbook):
        raise BrokenPlaybook(file=file, place=place, reason=reason)
    return playbook


@cache
def shipped(language: Language) -> tuple[Playbook, ...]:
    """The playbooks that come with Larum, one per cause."""
    folder = files("larum.incident").joinpath("playbooks")
    names = [f"{cause}.{language}.yaml" for cause in CAUSES]
    return tuple(parse(folder.joinpath(name).read_text(encoding="utf-8"), name) for name in names)


def _contradictions(playbook: Playbook) -> list[tuple[str, str]]:
    """What each part alone cannot know: names that lead nowhere, said twice, or out of order."""
    found: list[tuple[str, str]] = []
    roles = [role.id for role in playbook.roles]
    found += [(f"roles[{n}].id", f"`{id}` is there twice") for n, id in enumerate(roles) if id in roles[:n]]
    ids = [step.id for step in playbook.steps]
    for n, step in enumerate(playbook.steps):
        if step.id in ids[:n]:
            found.append((f"steps[{n}].id", f"`{step.id}` is there twice"))
        if step.role not in roles:
            found.append((f"steps[{n}].role", f"there is no role `{step.role}`"))
        if n and step.due_minutes < playbook.steps[n - 1].due_minutes:
            found.append((f"steps[{n}].due_minutes", "due before the step above it"))
    if playbook.spokesperson.role not in roles:
        found.append(("spokesperson.role", f"there is no role `{playbook.spokesperson.role}`"))
    if missing := {"SEV1", "SEV2", "SEV3", "SEV4"} - set(playbook.rhythm):
        found.append(("rhythm", f"{', '.join(sorted(missing))} is missing"))
    used = {name: place for place, text in playbook.texts().items() for name in _SLOT.findall(text)}
    found += [
        (place, f"the slot {{{name}}} is not described") for name, place in used.items() if name not in playbook.slots
    ]
    found += [(f"slots.{name}", "no text uses it") for name in playbook.slots if name not in used]
    return found
