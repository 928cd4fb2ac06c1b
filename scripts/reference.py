"""Writes docs/reference/cli.md and api.md from the code: every command with its help, every route with its refusals.

python scripts/reference.py            write the pages
python scripts/reference.py --check    say which are stale; 1 where any is
"""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import typer

from larum.api.app import create_api
from larum.api.doors import Services
from larum.cli.discover import fill
from larum.cli.main import EXIT_CODES, app

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Written by scripts/reference.py from the code. Change the code, then run it. -->"


# --- commands --------------------------------------------------------------------------------------------------------


def cli() -> str:
    """Every command, in the order of the alphabet, groups with what is in them."""
    root = typer.main.get_command(fill(app, "larum.cli.commands"))
    lines = [NOTE, "", "# Commands", "", *inspect.cleandoc(EXIT_CODES).splitlines(), ""]
    for path, command in commands(root, "larum"):
        lines += described(path, command)
    return "\n".join(lines).rstrip() + "\n"


def commands(found: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command below this one, with the words by which it is called."""
    below = getattr(found, "commands", {})
    if not below:
        yield path, found
    for name in sorted(below):
        yield from commands(below[name], f"{path} {name}")


def described(path: str, command: Any) -> list[str]:
    """One command: what it does, its examples, what it takes."""
    lines = [f"## `{path}`", ""]
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        first = paragraph.removeprefix("Example: ")
        is_example = first.startswith("larum ") or " | larum " in first
        lines += [f"    {' '.join(first.split())}" if is_example else paragraph, ""]
    taken = [parameter for parameter in command.params if "--help" not in parameter.opts]
    if taken:
        lines += ["| | |", "|---|---|"]
        lines += [f"| {named(parameter)} | {meant(parameter)} |" for parameter in taken]
        lines.append("")
    return lines


def named(parameter: Any) -> str:
    """How an argument or option is written."""
    if parameter.param_type_name == "argument":
        return f"`{(parameter.metavar or parameter.name).upper()}`"
    names = [*parameter.opts, *parameter.secondary_opts]
    return ", ".join(f"`{name}`" for name in names)


def meant(parameter: Any) -> str:
    """What it is for, and what it is without being given."""
    text = " ".join((getattr(parameter, "help", None) or "").split()).replace("|", "\\|")
    default = parameter.default
    if parameter.required:
        return f"{text} Needed."
    if (
        getattr(parameter, "show_default", False)
        and isinstance(default, str | int | float)
        and default != ""
        and not isinstance(default, bool)
    ):
        text += f" By default {default}."
    return text


# --- the API ---------------------------------------------------------------------------------------------------------


def api() -> str:
    """Every route by its tag, with what it takes, gives and refuses."""
    document = create_api(cast(Services, None)).openapi()
    lines = [
        NOTE,
        "",
        "# The API",
        "",
        "Everything below stands under `/api/v1`; `/api/v1/openapi.json` is the same for programs.",
        "",
    ]
    lines += [*document["info"]["description"].strip().splitlines(), ""]
    for tag in document["tags"]:
        lines += [f"## {tag['name'].capitalize()}", "", tag["description"], ""]
        for path, methods in document["paths"].items():
            for method, route in methods.items():
                if tag["name"] in route["tags"]:
                    lines += routed(method, path, route, document)
    return "\n".join(lines).rstrip() + "\n"


def routed(method: str, path: str, route: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """One route."""
    lines = [f"### `{method.upper()} {path}`", "", route.get("description", ""), ""]
    rows = [
        f"| `{one['name']}` | {kind_of(one['schema'], document)} | {one.get('description', '')} |"
        for one in route.get("parameters", ())
        if one["in"] == "query"
    ]
    if rows:
        lines += ["| parameter | | |", "|---|---|---|", *rows, ""]
    for kind, body in route.get("requestBody", {}).get("content", {}).items():
        if kind == "application/json":
            lines += ["Takes:", "", *fields(body["schema"], document)]
        else:
            lines += [f"Takes `{kind}`: {route['requestBody']['description']}", ""]
    given = next(answer for status, answer in route["responses"].items() if status.startswith("2"))
    if "content" in given:
        lines += ["Gives:", "", *fields(given["content"]["application/json"]["schema"], document)]
    else:
        lines += ["Gives nothing.", ""]
    refused = [status for status in route["responses"] if not status.startswith("2")]
    return [*lines, f"Refuses with {', '.join(sorted(refused))}.", ""]


def fields(schema: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """A table of an object's fields."""
    found = resolved(schema, document)
    needed = found.get("required", ())
    rows = []
    for name, one in found.get("properties", {}).items():
        kind = kind_of(one, document) + ("" if name in needed else ", may be left out")
        rows.append(f"| `{name}` | {kind} | {one.get('description', '')} |")
    return ["| field | | |", "|---|---|---|", *rows, ""]


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return cast(dict[str, Any], document["components"]["schemas"][name]) if name else schema


def kind_of(schema: dict[str, Any], document: dict[str, Any]) -> str:
    """The kind of a value, in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        inner = [f"`{field}`" for field in resolved(schema, document).get("properties", {})]
        return f"{name} ({', '.join(inner)})" if inner else name
    if "anyOf" in schema:
        return " or ".join(kind_of(one, document) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("type") == "array":
        return f"list of {kind_of(schema['items'], document)}"
    kinds = {"date-time": "instant", "uuid": "id"}
    return str(kinds.get(schema.get("format", ""), schema.get("type", "anything")))


PAGES = {"cli.md": cli, "api.md": api}


def main(arguments: list[str]) -> int:
    """Write the pages, or say which are stale."""
    stale = 0
    for name, written in PAGES.items():
        file, text = FOLDER / name, written()
        if "--check" not in arguments:
            file.write_text(text, "utf-8")
        elif not file.is_file() or file.read_text("utf-8") != text:
            print(f"docs/reference/{name} is stale: run python scripts/reference.py")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
