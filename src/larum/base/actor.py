"""Who acts: a person, a machine token, a member of the public, or Larum itself."""

from typing import Literal
from uuid import UUID

import msgspec

Role = Literal["viewer", "responder", "approver", "owner"]
"""What somebody may do, each including the ones before it."""

ROLES: tuple[Role, ...] = ("viewer", "responder", "approver", "owner")


class Actor(msgspec.Struct, frozen=True):
    """Somebody who does something, as the audit trail will name them."""

    kind: Literal["person", "token", "public", "system"]
    id: UUID | None
    name: str
    role: Role | None = None

    def reaches(self, role: Role) -> bool:
        """True where this actor's role includes `role`. Larum itself reaches everything."""
        if self.kind == "system":
            return True
        return self.role is not None and ROLES.index(self.role) >= ROLES.index(role)


SYSTEM = Actor(kind="system", id=None, name="Larum")
PUBLIC = Actor(kind="public", id=None, name="public")
