"""Writes docs/reference/ from the code, so that a page cannot say what the code does not.

    python scripts/docs_reference.py            write the pages
    python scripts/docs_reference.py --check    say which are stale or what is undocumented; 1 where anything is

Settings, connectors, actions, events, error codes, detectors and kinds of timeline lines are found by looking, as
Larum itself finds them. Commands have a page of their own (`scripts/reference.py`); that each has its help is seen to
here.
"""

import ast
import importlib
import inspect
import json
import pkgutil
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import larum

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "larum"
FOLDER = ROOT / "docs" / "reference"
RESULTS = ROOT / "benchmarks" / "results"
NOTE = "<!-- Written by scripts/docs_reference.py from the code. Change the code, then run it. -->"
ROLES = ("anyone", "viewer", "responder", "approver", "owner", "system")
WHO = {
    "anyone": "anybody, signed in or not",
    "viewer": "a viewer, and every role above",
    "responder": "a responder, an approver, an owner",
    "approver": "an approver, an owner",
    "owner": "an owner",
    "system": "Larum itself, never a person",
}


def load_everything() -> None:
    """Import every module, so that everything that declares itself has done so."""
    for found in pkgutil.walk_packages(larum.__path__, "larum."):
        if ".migrations" not in found.name and not found.name.endswith("__main__"):
            importlib.import_module(found.name)


# --- settings --------------------------------------------------------------------------------------------------------


def settings() -> str:
    """What the person who runs Larum can choose."""
    from pydantic import SecretStr

    from larum.base.settings import Settings

    rows = []
    for name, field in Settings.model_fields.items():
        secret = field.annotation is SecretStr
        default = "" if secret else str(field.default)
        rows.append(
            (
                f"`{name}`",
                f"`LARUM_{name.upper()}`",
                f"`{default}`" if default else "(empty)",
                (field.description or "") + _limits(field.metadata) + (" **Secret.**" if secret else ""),
            )
        )
    return _page(
        "Settings",
        "Each is given as an environment variable or by its name in `larum.toml` in the data folder; the environment "
        "wins. They are read once, at the start. A name Larum does not know in `larum.toml` stops the start, so that a "
        "slip of the pen is not a silent default.",
        _table(("in `larum.toml`", "environment", "default", "what it is"), rows),
    )


def _limits(metadata: Sequence[Any]) -> str:
    said = []
    for limit in metadata:
        for name, words in (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than")):
            if getattr(limit, name, None) is not None:
                said.append(f"{words} {getattr(limit, name)}")
        pattern = getattr(limit, "pattern", None)
        if pattern:
            said.append("one of " + ", ".join(f"`{word}`" for word in re.findall(r"[\w-]+", pattern)))
    return f" ({', '.join(said)})" if said else ""


# --- connectors ------------------------------------------------------------------------------------------------------


def connectors() -> str:
    """Each platform by its own manifest."""
    from larum.connectors import registry

    parts = []
    for manifest in registry.manifests():
        can = ", ".join(sorted(manifest.capabilities))
        limit = f" A post holds {manifest.text_limit} characters." if manifest.text_limit else ""
        rows = [
            (
                f"`{field.name}`",
                str(field.label),
                field.kind + (": " + ", ".join(f"`{one}`" for one in field.choices) if field.choices else ""),
                "**has to be given**"
                if field.default is None
                else f"`{field.default}`"
                if field.default
                else "(empty)",
                ", ".join(field.needed_for) or "all",
                str(field.help) + (" **Secret:** never shown again." if field.secret else ""),
            )
            for field in manifest.fields
        ]
        parts.append(
            f"## {manifest.title} (`{manifest.name}`)\n\n{manifest.does} Can: {can}.{limit}\n\n"
            + _table(("setting", "on the page", "kind", "default", "needed to", "what it is"), rows)
            + f"\n\n*Terms.* {manifest.terms}\n\n*Cursor.* {manifest.cursor}\n\n"
            f"*Quality.* `src/larum/connectors/{manifest.name}/quality.yaml` says which rules are done."
        )
    return _page(
        "Connectors",
        "Our code for each platform. *poll*: asked for news; *stream*: holds a connection open; *receive*: is sent "
        "news; *publish*: can post for you.",
        "\n\n".join(parts),
    )


# --- actions ---------------------------------------------------------------------------------------------------------


def actions() -> str:
    """What people or a rule can do, and who may."""
    from larum.auth.action import ACTIONS

    groups: dict[str, list[Any]] = defaultdict(list)
    for declared in sorted(ACTIONS.values(), key=lambda one: one.name):
        groups[declared.name.partition(".")[0]].append(declared)
    parts = [
        f"## {package}\n\n"
        + _table(
            ("action", "who may", "what it does"),
            [(f"`{one.name}`", WHO[one.needs], _first(one.doc)) for one in declared],
        )
        for package, declared in sorted(groups.items())
    ]
    return _page(
        "Actions",
        "Everything that changes something in Larum and is recorded in the audit trail under this name, by a page, the "
        "API, the command line or Larum itself. Roles: viewer < responder < approver < owner, each including the ones "
        "before it. Further conditions (a second person approves, a closed incident is not changed) are refusals of "
        "the action itself: see [error codes](errors.md).",
        "\n\n".join(parts),
    )


# --- events ----------------------------------------------------------------------------------------------------------


def events() -> str:
    """What is told, where, and who reacts."""
    registry, tellers, heard = own_events(), told_by(), reactions()
    groups: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name, event in sorted(registry.items()):
        fields = ", ".join(f"`{field}`" for field in event.__struct_fields__)
        hears = "; ".join(f"`{where}`: {_first(doc)}" for where, doc in heard.get(name, ()))
        groups[event.__module__.split(".")[1]].append(
            (
                f"`{name}`",
                _first(inspect.getdoc(event) or ""),
                fields,
                ", ".join(f"`{one}`" for one in tellers.get(name, ())),
                hears or "nobody",
            )
        )
    return _page(
        "Events",
        "What others may react to. An event is written in the transaction of the change it tells of, and heard at "
        "least once afterwards; who hears what is one table, `flow/reactions.py`. Every told event stays in the "
        "outbox, so one that nobody hears yet is still a fact to look up.",
        "\n\n".join(
            f"## {package}\n\n" + _table(("event", "means", "holds", "told by", "heard by"), rows)
            for package, rows in sorted(groups.items())
        ),
    )


def own_events() -> dict[str, Any]:
    """Larum's own events by name; those of tests are not ours."""
    from larum.db.events import Event

    return {name: event for name, event in Event.registry.items() if event.__module__.startswith("larum.")}


@cache
def told_by() -> dict[str, list[str]]:
    """Which functions tell which events, read off the source: `work.tell(IncidentDeclared(...))`."""
    found: dict[str, set[str]] = defaultdict(set)
    names = set(own_events())
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        if ".tell(" not in text:
            continue
        for function in ast.walk(ast.parse(text)):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                    found[node.func.id].add(f"{_module(path)}.{function.name}")
    return {name: sorted(where) for name, where in found.items()}


def reactions() -> dict[str, list[tuple[str, str]]]:
    """Who hears each event, with what their docstring says."""
    from larum.flow import reactions as module

    table = module.reactions(**dict.fromkeys(inspect.signature(module.reactions).parameters, ""))
    return {
        event.__name__: [
            (f"{_short(plain.__module__)}.{plain.__name__}", inspect.getdoc(plain) or "")
            for plain in (getattr(reaction, "func", reaction) for reaction in heard)
        ]
        for event, heard in table.items()
    }


# --- errors ----------------------------------------------------------------------------------------------------------


def refusals() -> list[type[Any]]:
    """Every refusal there is, by code."""
    from larum.base.errors import Refusal

    def below(cls: type[Any]) -> Iterator[type[Any]]:
        for child in cls.__subclasses__():
            yield child
            yield from below(child)

    own = {one for one in below(Refusal) if one.__module__.startswith("larum.")}
    return sorted(own, key=lambda one: (one.code, one.__qualname__))


def errors() -> str:
    """Every code with its status and its words."""
    from larum.base.translate import catalogue

    polish = catalogue("pl")
    rows = [
        (
            f"`{one.code}`",
            str(one.status),
            f"{_line(one.message)}<br>*{_line(polish.gettext(one.message)).replace(chr(0xA0), ' ')}*",
            _first(one.__doc__ or ""),
            f"`{_short(one.__module__)}.{one.__name__}`",
        )
        for one in refusals()
    ]
    return _page(
        "Error codes",
        "Larum refuses by name: a code for machines, a sentence in the reader's language for people. The API answers "
        '`{"code": ..., "message": ...}` with the status given here; a page shows the sentence. `{fields}` are filled '
        "in. Why an arriving post was refused is said by the reasons in [the post format](post-format.md).",
        _table(("code", "status", "what people read", "meaning", "where"), rows),
    )


# --- detectors -------------------------------------------------------------------------------------------------------


def detectors() -> str:
    """Each detector's formula, source and numbers."""
    from larum.detect.registry import detectors as known

    parts = [_detector(name, detector, ", ".join(detector.takes)) for name, detector in known().items()]
    parts += [_detector(name, detector, "single posts") for name, detector in post_detectors().items()]
    return _page(
        "Detectors",
        "Each is a file in `src/larum/detect/`, fed one minute or one post at a time and never the future. What it "
        "says becomes a signal; signals of one brand that overlap become one alert. How well they do is in "
        "[how good is the judgement](judgement.md), how to try it in [how to read `larum judge`](judge.md). Units are "
        "in the names; `log` is a natural logarithm of a ratio. Those that look at counts watch every monitor; so "
        "do those that look at single posts, but for `onset`, "
        "[five minutes after they were posted](../decisions/0022-posts-are-read-beside-the-path.md) and with the "
        "numbers of `detect/reading/follow.py` where these differ. `new_story`, `onset` and `coordination` can be "
        "tried by `larum judge`.",
        "\n\n".join(parts),
    )


def post_detectors() -> dict[str, Any]:
    """Detectors that are fed single posts, by name."""
    import larum.detect

    files = (
        importlib.import_module(f"larum.detect.{found.name}") for found in pkgutil.iter_modules(larum.detect.__path__)
    )
    return {each.name: each for each in (getattr(file, "post_detector", None) for file in files) if each is not None}


def _detector(name: str, detector: Any, looks_at: str) -> str:
    means = _means(detector)
    parameters = [(f"`{key}`", f"{value:g}", means.get(key, "")) for key, value in detector.parameters().items()]
    explained = inspect.getdoc(importlib.import_module(f"larum.detect.{name}"))
    return "\n\n".join(
        (
            f"## `{name}`",
            str(explained),
            f"*Looks at* {looks_at}. *Source:* {detector.paper}",
            "\n".join(f"- {each}" for each in _measured(name)),
            _table(("parameter", "value", "what it is"), parameters),
        )
    )


def _means(detector: Any) -> dict[str, str]:
    """What each parameter is: the docstring of the field or constant that it is made of."""
    module, kind = sys.modules[type(detector).__module__], type(detector).__name__
    tree = _parsed(module)
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == kind)
    made = next(node for node in body if isinstance(node, ast.FunctionDef) and node.name == "parameters")
    beside = [
        getattr(module, node.id) for node in ast.walk(made) if isinstance(node, ast.Name) and hasattr(module, node.id)
    ]
    said = dict[str, str]()
    for each in (*filter(inspect.ismodule, beside), module):
        said |= _said(_parsed(each).body)
    said |= _said(body)
    means = {key: said[key] for key in detector.parameters() if key in said}
    for given in (node for node in ast.walk(made) if isinstance(node, ast.Dict)):
        for key, value in zip(given.keys, given.values, strict=True):
            names = [getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(value)]
            means[ast.literal_eval(key)] = next((said[name] for name in names if name in said), "")  # type: ignore[arg-type]
    return means


@cache
def _parsed(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def _said(body: Sequence[ast.stmt]) -> dict[str, str]:
    """Docstrings of constants and fields, by name."""
    return {
        field.target.id: " ".join(str(said.value.value).split())
        for field, said in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(said, ast.Expr)
        and isinstance(said.value, ast.Constant)
    }


BENCHMARKS = {
    "surge": "detection_nab",
    "new_story": "stories",
    "onset": "arrivals",
    "coordination": "coordination",
    "cross_platform": "cross_platform",
}
"""Detectors that have a benchmark of their own, whose aims are told."""


def _measured(name: str) -> Iterator[str]:
    """What the benchmarks say of one detector: its cost, its false calls, how it did where the answer is known."""
    for row in _result("detect_cost")["rows"]:
        if row["detector"] == name:
            many = "median_ms" in row
            yield (
                f"*Cost:* {row['median_ms']:g} ms a minute for 10,000 monitors, {row['dearest_ms']:g} in the dearest."
                if many
                else f"*Cost:* {row['us_a_post']:g} µs a post."
            )
    for row in _result("quiet_life")["rows"]:
        if row.get("mentions_an_hour") == "all" and f"false_{name}" in row:
            yield f"*False calls:* {row[f'false_{name}']:g} in 100 quiet monitor-weeks (simulated)."
    posts = [row for row in _result("quiet_posts")["rows"] if f"calls of {name}" in row]
    if posts:
        calls, weeks = (sum(row[key] for row in posts) for key in (f"calls of {name}", "monitor-weeks"))
        yield f"*False calls:* {calls:,} in {weeks:,} quiet monitor-weeks (simulated)."
    if name == "complaint_cluster":
        alone = [row for row in _result("planted_complaints")["rows"] if row["others"] == "nobody"]
        found, monitors = Counter[int](), Counter[int]()
        for row in alone:
            found[row["people"]] += row["found"]
            monitors[row["people"]] += row["monitors"]
        told = ", ".join(f"{found[people]} of {monitors[people]} ({people} people)" for people in sorted(monitors))
        yield f"*A new problem that some people report within six hours:* found on monitors {told}."
    for row in _result("other_detectors")["rows"]:
        if row["detector"] == name:
            yield (
                f"*Tried on* {row['stream']}, {row['monitor_weeks']:,.0f} monitor-weeks: {row['calls']:,} calls, "
                f"{row['explained_calls']:,} {row['known']}."
            )
    if name in BENCHMARKS:
        for aim in _result(BENCHMARKS[name])["targets"]:
            yield f"*{aim['target']}:* {aim['measured']} (wanted: {aim['wanted']})."


@cache
def _result(benchmark: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((RESULTS / f"{benchmark}.json").read_text("utf-8"))
    return result


# --- timeline --------------------------------------------------------------------------------------------------------


def timeline() -> str:
    """Every kind of line that an incident's timeline can hold."""
    from larum.base.translate import catalogue
    from larum.incident.timeline import KINDS

    polish = catalogue("pl")
    rows = [
        (f"`{name}`", _line(kind.sentence), _line(polish.gettext(kind.sentence)).replace("\xa0", " "))
        for name, kind in sorted(KINDS.items())
    ]
    return _page(
        "Lines of the timeline",
        "Nothing happens in an incident without a line in its timeline. A line is kept as a kind with fields and "
        "turned into words where it is read, so one timeline reads right in both languages. Who did it stands beside "
        "the sentence.",
        _table(("kind", "English", "Polish"), rows),
    )


# --- what is undocumented --------------------------------------------------------------------------------------------


def undocumented() -> list[str]:
    """Everything that should be explained and is not, one sentence each."""
    from larum.auth.action import ACTIONS
    from larum.base.settings import Settings
    from larum.connectors import registry
    from larum.detect.registry import detectors as known
    from larum.incident.timeline import KINDS

    lacking = [
        f"setting {name} has no description" for name, field in Settings.model_fields.items() if not field.description
    ]
    for manifest in registry.manifests():
        folder = SOURCE / "connectors" / manifest.name
        lacking += [f"connector {manifest.name} has no README.md"] * (not (folder / "README.md").is_file())
        lacking += [f"connector {manifest.name}: {one.name} has no help" for one in manifest.fields if not one.help]
    lacking += [f"action {one.name} has no docstring" for one in ACTIONS.values() if not one.doc]
    lacking += [
        f"event {name} has no docstring" for name, event in own_events().items() if not event.__dict__.get("__doc__")
    ]
    lacking += [f"event {name} is told by nobody" for name in own_events() if name not in told_by()]
    for refusal in refusals():
        lacking += [f"{refusal.__qualname__} has no code of its own"] * ("code" not in refusal.__dict__)
        lacking += [f"{refusal.__qualname__} has no message of its own"] * ("message" not in refusal.__dict__)
    codes = Counter(refusal.code for refusal in refusals())
    lacking += [f"the code {code} stands for {count} different refusals" for code, count in codes.items() if count > 1]
    for name, detector in (known() | post_detectors()).items():
        module = importlib.import_module(f"larum.detect.{name}")
        lacking += [f"detector {name} explains no formula"] * (not inspect.getdoc(module))
        lacking += [f"detector {name} gives no example"] * ("Example" not in str(inspect.getdoc(module)))
        lacking += [f"detector {name} names no source"] * (not detector.paper)
        lacking += [f"detector {name} has no parameters"] * (not detector.parameters())
        lacking += [
            f"detector {name}: {key} is not explained" for key in detector.parameters() if not _means(detector).get(key)
        ]
    lacking += [f"timeline kind {name} has no sentence" for name, kind in KINDS.items() if not kind.sentence]
    return lacking + list(commands_without_help())


def commands_without_help() -> Iterator[str]:
    """Commands, and what they take, that a person could not use from `--help` alone."""
    import typer

    from larum.cli.discover import fill

    def walk(name: str, command: Any) -> Iterator[str]:
        children = getattr(command, "commands", {})
        if not (command.help or "").strip():
            yield f"{name} has no help"
        elif not children and "larum " not in command.help.partition("Example")[2]:
            yield f"{name} shows no example"
        for parameter in command.params:
            if not getattr(parameter, "help", None) and parameter.name != "help":
                yield f"{name}: {parameter.name} has no help"
        for child, below in children.items():
            yield from walk(f"{name} {child}", below)

    app = fill(typer.Typer(), "larum.cli.commands")
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        yield from walk(f"larum {name}", command)


# --- writing ---------------------------------------------------------------------------------------------------------

PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "connectors.md": connectors,
    "actions.md": actions,
    "events.md": events,
    "errors.md": errors,
    "detectors.md": detectors,
    "timeline.md": timeline,
}


def _page(title: str, lead: str, body: str) -> str:
    return f"{NOTE}\n# {title}\n\n{lead}\n\n{body}\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(_line(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def _first(doc: str) -> str:
    """The first paragraph of a docstring, on one line."""
    return _line(inspect.cleandoc(doc).partition("\n\n")[0])


def _module(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


def _short(module: str) -> str:
    return module.removeprefix("larum.")


def main() -> int:
    """Write the pages, or say what is wrong with them."""
    load_everything()
    written = {FOLDER / name: make() for name, make in PAGES.items()}
    if "--check" not in sys.argv:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for path, text in written.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [path for path, text in written.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(f"{path.relative_to(ROOT)} is stale: run python scripts/docs_reference.py")
    lacking = undocumented()
    print("\n".join(lacking))
    return 1 if stale or lacking else 0


if __name__ == "__main__":
    sys.exit(main())
