"""Refusals: a code for machines, a sentence in the reader's language for people, one renderer.

Every error a person may meet is a `Refusal`. Its `message` is a gettext msgid in English with `{named}` fields: what
happened, why, what to do, in that order. Only a surface turns it into words (`base.translate`).
"""

from typing import ClassVar


class Refusal(Exception):
    """Larum will not do this, and says why."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    """The HTTP status a surface answers with."""
    message: ClassVar[str] = "This was refused."

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.message.format_map(fields) if fields else self.message)


class NotFound(Refusal):
    """There is no such thing, or it is not for this person to see; both look alike on purpose."""

    code = "not_found"
    status = 404
    message = "There is nothing here. It may have been removed, or the address is wrong."


class NotAllowed(Refusal):
    """The actor's role does not reach this far."""

    code = "not_allowed"
    status = 403
    message = "Your role does not allow this. Ask an owner of this Larum."


class Invalid(Refusal):
    """Input that cannot be taken; `field` names where."""

    code = "invalid"
    status = 422
    message = "{reason}"

    def __init__(self, reason: str, *, field: str | None = None, **fields: object) -> None:
        self.field = field
        self.reason = reason
        super().__init__(reason=reason, field=field, **fields)


class WrongMove(Refusal):
    """A lifecycle does not allow this step from where the thing stands."""

    code = "wrong_move"
    status = 409
    message = "This cannot be moved from “{origin}” to “{target}”. Reload the page to see where it stands."
