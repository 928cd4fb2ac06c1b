"""What `larum judge` does about rows it cannot take: names each and goes on; refuses only where nothing is left."""

from dataclasses import dataclass
from typing import Final, TextIO

from larum.base.errors import Invalid
from larum.base.translate import Words, msgid

SHOWN: Final = 60
"""Characters shown of what cannot be read."""


class Unreadable(ValueError):
    """A row that cannot be taken; its text is the reason, in the reader's words."""


@dataclass
class Skips:
    """Names what was skipped, for the person at the terminal."""

    say: Words
    err: TextIO
    seen: int = 0
    skipped: int = 0

    def skip(self, number: int, reason: object) -> None:
        """Say that line `number` has no say in what comes out, and why."""
        self.skipped += 1
        print(self.say("Line {number} was skipped: {reason}", number=number, reason=reason), file=self.err)

    def note(self, sentence: str) -> None:
        """Say what was done with a row that was taken, or with the file."""
        print(sentence, file=self.err)

    def close(self, wanted: str) -> None:
        """Refuses a file of which nothing could be read; an empty one is a beginning like any other, and is said."""
        if not self.seen:
            self.note(self.say("There was nothing to read. What is wanted: {wanted}", wanted=wanted))
        if self.seen and self.skipped >= self.seen:
            raise Invalid(msgid("Nothing in the file could be read. What is wanted: {wanted}"), wanted=wanted)


def shown(text: str) -> str:
    """The beginning of what cannot be read, with nothing in it that a terminal would obey.

    >>> shown("\\x1b[2J12 apples")
    '�[2J12 apples'
    """
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:SHOWN])
