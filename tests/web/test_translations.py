"""Everything a person reads is there in Polish."""

from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from scripts.messages import POLISH, messages, missing


def test_every_sentence_has_its_polish() -> None:
    lacking = missing()
    listed = "\n".join(f"{file}\n" + "\n".join(f"    {one}" for one in said) for file, said in lacking.items())
    assert not lacking, f"lacks Polish (python scripts/messages.py --po <part of a path> prints entries):\n{listed}"


def test_sentences_are_found_in_templates_and_in_python() -> None:
    found = messages()
    assert "Skip to the content" in found["src/larum/web/templates/base.html"]
    assert "This was refused." in found["src/larum/base/errors.py"]
    assert ("{count} day", "{count} days") in found["src/larum/base/translate.py"]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("file", sorted(POLISH.glob("*.po")), ids=lambda file: file.stem)
def test_polish_sentences_keep_the_fields_of_the_english(file) -> None:  # type: ignore[no-untyped-def]
    with file.open("rb") as text:
        entries: list[Message] = [entry for entry in read_po(text, locale="pl") if entry.id]
    assert entries
    for entry in entries:
        english = {entry.id} if isinstance(entry.id, str) else set(entry.id)
        allowed = set().union(*(_fields(form) for form in english))
        for said in [entry.string] if isinstance(entry.string, str) else list(entry.string or ()):
            assert said, f"{file.name}: {entry.id} is empty"
            assert _fields(said) <= allowed, f"{file.name}: {said!r} names a field that {entry.id!r} lacks"
