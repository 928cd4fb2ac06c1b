"""Ways in for machines: named, no stronger than their person, shown once."""

from uuid import UUID

from larum.auth.action import action
from larum.auth.errors import RoleTooHigh
from larum.auth.issued import Issued
from larum.auth.model import ApiToken
from larum.auth.own import oneself
from larum.base.actor import ROLES, Role
from larum.base.errors import Invalid, NotFound
from larum.base.secrets import fingerprint, fresh_secret
from larum.base.translate import msgid
from larum.db.work import Work

PREFIX = "larum_"


@action("auth.create_token", needs="viewer")
def create_token(work: Work, name: str, role: Role) -> Issued:
    """Make a token that may do what `role` may. Refuses a role above one's own with `RoleTooHigh`."""
    person = oneself(work)
    shown = " ".join(name.split())
    if not shown or len(shown) > 100 or not shown.isprintable():
        raise Invalid(msgid("Name the token after what will use it, in at most 100 characters."), field="name")
    if role not in ROLES:
        raise Invalid(msgid("There is no such role."), field="role")
    if not person.actor.reaches(role):
        raise RoleTooHigh
    secret = fresh_secret(PREFIX)
    token = ApiToken(
        id=work.fresh_id(),
        person_id=person.id,
        name=shown,
        role=role,
        fingerprint=fingerprint(secret),
        created_at=work.now(),
    )
    work.session.add(token)
    return Issued(token.id, secret)


@action("auth.revoke_token", needs="viewer")
def revoke_token(work: Work, token_id: UUID) -> None:
    """Close one of one's own tokens at once. Revoking it twice changes nothing."""
    person, token = oneself(work), work.session.get(ApiToken, token_id)
    if token is None or token.person_id != person.id:
        raise NotFound
    token.revoked_at = token.revoked_at or work.now()
