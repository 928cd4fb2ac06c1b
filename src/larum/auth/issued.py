"""A secret that was just made: shown once, never kept."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Issued:
    """The id of what was made, and the secret that opens it. Printing or logging it does not show the secret.

    >>> from larum.base.ids import named
    >>> "hush" in repr(Issued(named("x"), "hush"))
    False
    """

    id: UUID
    secret: str = field(repr=False)
