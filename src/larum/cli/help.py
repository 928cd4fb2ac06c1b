"""Help texts in the language of the terminal. They are written as docstrings in English; Polish is in `cli_help.po`.

A text is translated paragraph by paragraph; what is indented is an example, and stays as it is typed.
"""

from collections.abc import Callable
from typing import Any

from typer import rich_utils

from larum.base.translate import Words, msgid
from larum.cli.complaints import complaint_in

EXAMPLE = "Example: "
TITLES = {
    "ARGUMENTS_PANEL_TITLE": msgid("Arguments"),
    "OPTIONS_PANEL_TITLE": msgid("Options"),
    "COMMANDS_PANEL_TITLE": msgid("Commands"),
    "ERRORS_PANEL_TITLE": msgid("Error"),
    "REQUIRED_LONG_STRING": msgid("[required]"),
    "DEFAULT_STRING": msgid("[default: {}]"),
}
USAGE = msgid("Usage:")
HELP = msgid("Show this message and exit.")
ASKING = msgid("Try [blue]'{command} {option}'[/] for help.")


def translate(command: Any, words: Words) -> None:
    """Put the help of a command, its options and its commands into the reader's language."""
    for name, title in TITLES.items():
        setattr(rich_utils, name, words(title))
    rich_utils.RICH_HELP = words(ASKING, command="{command_path}", option="{help_option}")
    setattr(rich_utils, "rich_format_error", _complaining(rich_utils.rich_format_error, words))  # noqa: B010  mypy allows no function in the place of another
    _translate(command, words)


def _complaining(show: Callable[[Any], None], words: Words) -> Callable[[Any], None]:
    def complain(wrong: Any) -> None:
        said = complaint_in(words, wrong.format_message())
        wrong.format_message = lambda: said
        show(wrong)

    return complain


def _using(usage: Callable[[Any], str], words: Words) -> Callable[[Any], str]:
    return lambda context: usage(context).replace(USAGE, words(USAGE), 1)


def _helping(option: Callable[[Any], Any], words: Words) -> Callable[[Any], Any]:
    def help_option(context: Any) -> Any:
        found = option(context)
        if found is not None:
            found.help = words(HELP)
        return found

    return help_option


def _translate(command: Any, words: Words) -> None:
    for name in ("help", "epilog", "short_help"):
        if getattr(command, name, None):
            setattr(command, name, text_in(words, getattr(command, name)))
    setattr(command, "get_usage", _using(command.get_usage, words))  # noqa: B010  as above
    setattr(command, "get_help_option", _helping(command.get_help_option, words))  # noqa: B010
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = text_in(words, parameter.help)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner, words)


def text_in(words: Words, text: str) -> str:
    """A help text in the reader's language.

    >>> text_in(Words("pl"), "List the monitors.\\n\\nExample: larum monitor list --json")
    'Wypisuje monitory.\\n\\nPrzykład: larum monitor list --json'
    """
    return "\n\n".join(_paragraph_in(words, paragraph) for paragraph in text.strip("\n").split("\n\n"))


def _paragraph_in(words: Words, paragraph: str) -> str:
    if paragraph.startswith("    "):
        return paragraph
    if paragraph.startswith(EXAMPLE):
        return f"{words('Example:')} {paragraph.removeprefix(EXAMPLE)}"
    return words(sentence_of(paragraph))


def sentence_of(paragraph: str) -> str:
    """A paragraph as the catalogue knows it: on one line."""
    return " ".join(paragraph.split())
