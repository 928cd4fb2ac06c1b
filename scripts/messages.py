"""Every sentence a person may read, where it stands, and which of them lack Polish.

    python scripts/messages.py              what lacks Polish, by file
    python scripts/messages.py alert        only of files whose path holds "alert"
    python scripts/messages.py --po alert   the same as entries ready to be filled in

Found in templates: `_`, `ngettext`, and `forms`. In Python: the same, `words(...)`, `say(...)`, `msgid(...)`,
`Plural(...)`, the `message` of a `Refusal`, and what `Invalid` is given as its reason.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "larum"
POLISH = SOURCE / "translations" / "pl"

SINGLE = {"_", "gettext", "msgid", "words", "say", "Invalid", "speaker", "words_of"}
# `Words` speaks through itself.
SELF = SOURCE / "base" / "translate.py"
PLURAL = {"ngettext", "forms", "Plural"}
TEMPLATE_CALLS = ("_", "gettext", "ngettext", "forms")

Message = str | tuple[str, str]


def in_python(file: Path) -> Iterator[Message]:
    """The sentences of one module."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            spoken = node.func.func if isinstance(node.func, ast.Call) else node.func  # speaker()("...")
            name = spoken.id if isinstance(spoken, ast.Name) else getattr(spoken, "attr", "")
            texts = [ast.literal_eval(argument) for argument in node.args if _is_text(argument)]
            if (name in SINGLE or (name == "self" and file == SELF)) and node.args and _is_text(node.args[0]):
                yield texts[0]
            elif name in PLURAL and len(texts) >= 2:
                yield texts[0], texts[1]
        elif isinstance(node, ast.ClassDef):
            names = {
                target.id: ast.literal_eval(statement.value)
                for statement in node.body
                if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value and _is_text(statement.value)
                for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
                if isinstance(target, ast.Name)
            }
            # A refusal is told by its code; other classes may have a `message` too.
            if "message" in names and "code" in names:
                yield names["message"]


def _is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def in_template(file: Path) -> Iterator[Message]:
    """The sentences of one template; one that cannot be parsed fails here rather than hiding its words."""
    with file.open("rb") as text:
        for _, name, found, _ in babel_extract(text, TEMPLATE_CALLS, [], {"silent": "false"}):
            texts = [form for form in (found if isinstance(found, tuple) else (found,)) if isinstance(form, str)]
            if name in PLURAL and len(texts) >= 2:
                yield texts[0], texts[1]
            elif name not in PLURAL and texts:
                yield texts[0]


def messages() -> dict[str, list[Message]]:
    """All of them, by file, each once per file in the order they stand."""
    found: dict[str, list[Message]] = {}
    for file in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]):
        # The style guide is for people who build Larum.
        if file.stem == "styleguide" or "static" in file.parts:
            continue
        said = in_python(file) if file.suffix == ".py" else in_template(file)
        # Fields alone, such as the "{reason}" of Invalid, are nothing to translate.
        kept = dict.fromkeys(one for one in said if _is_sentence(one))
        if kept:
            found[str(file.relative_to(ROOT))] = list(kept)
    return found


def _is_sentence(message: Message) -> bool:
    text = message if isinstance(message, str) else message[0]
    return any(letter.isalpha() for letter in re.sub(r"\{\w*\}", "", text))


def polish() -> set[str]:
    """The msgids that have Polish, every plural form of it."""
    known: set[str] = set()
    for file in sorted(POLISH.glob("*.po")):
        with file.open("rb") as text:
            for entry in read_po(text, locale="pl"):
                said = entry.string
                if entry.id and said and (isinstance(said, str) or all(said)):
                    known.add(entry.id if isinstance(entry.id, str) else entry.id[0])
    return known


def missing(part: str = "") -> dict[str, list[Message]]:
    """What lacks Polish, by file."""
    known = polish()
    lacking: dict[str, list[Message]] = defaultdict(list)
    for file, said in messages().items():
        if part in file:
            for one in said:
                if (one if isinstance(one, str) else one[0]) not in known:
                    lacking[file].append(one)
    return dict(lacking)


def _entry(message: Message) -> str:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    if isinstance(message, str):
        return f'msgid {quoted(message)}\nmsgstr ""\n'
    forms = "\n".join(f'msgstr[{index}] ""' for index in range(4))
    return f"msgid {quoted(message[0])}\nmsgid_plural {quoted(message[1])}\n{forms}\n"


def main(arguments: list[str]) -> int:
    """Print what lacks Polish; 1 where anything does."""
    as_entries = "--po" in arguments
    lacking = missing(next((word for word in arguments if not word.startswith("--")), ""))
    for file, said in lacking.items():
        print(f"#: {file}" if as_entries else file)
        for one in said:
            print(_entry(one) if as_entries else f"    {one if isinstance(one, str) else one[0]}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
