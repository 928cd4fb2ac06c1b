"""What the command line says of a wrong command line, in the reader's words.

Typer puts its complaints together in English, so they are recognised by their form. One that is not known stays as it
is: better in English than not at all.
"""

import re
from string import Formatter

from larum.base.translate import Words, msgid

_KNOWN = (
    msgid("{complaint} Did you mean {likely}?"),
    msgid("No such command '{name}'."),
    msgid("No such option: {name}"),
    msgid("Missing argument '{name}'."),
    msgid("Missing option '{name}'."),
    msgid("Missing option '{name}'. Choose from: {choices}"),
    msgid("Missing command."),
    msgid("Got unexpected extra argument(s) ({name})"),
    msgid("Option '{name}' requires an argument."),
    msgid("Invalid value for {name}: {complaint}"),
    msgid("Input should be less than or equal to {limit}"),
    msgid("Input should be greater than or equal to {limit}"),
    msgid("Input should be a valid number, unable to parse string as a number"),
    msgid("Input should be a valid integer, unable to parse string as an integer"),
    msgid("Input should be a finite number"),
    msgid("Value error, {value} is not one of {choices}."),
)


def complaint_in(words: Words, complaint: str) -> str:
    """A complaint of the command line in the reader's language.

    >>> complaint_in(Words("pl"), "No such command 'cuonts'. Did you mean 'counts'?")
    'Nie ma polecenia „cuonts”. Może chodzi o\\xa0counts?'
    """
    complaint = " ".join(complaint.split())
    for known in _KNOWN:
        if said := re.fullmatch(_form(known), complaint):
            fields = {name: text.replace("'", "") for name, text in said.groupdict().items()}
            if "complaint" in fields:
                fields["complaint"] = complaint_in(words, said["complaint"])
            return words(known, **fields)
    return complaint


def _form(known: str) -> str:
    return "".join(
        re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _, _ in Formatter().parse(known)
    )
