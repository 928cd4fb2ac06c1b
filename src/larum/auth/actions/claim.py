"""How a new Larum gets its first owner: a link that only whoever runs it can see. There is no default password."""

from larum.auth import store
from larum.auth.action import action
from larum.auth.errors import ClaimNotValid
from larum.auth.events import OwnerClaimed, PersonJoined
from larum.auth.issued import Issued
from larum.auth.joining import Profile, join
from larum.auth.model import Claim, Person
from larum.base.secrets import fingerprint, fresh_secret
from larum.db.work import Work


@action("auth.offer_claim", needs="system")
def offer_claim(work: Work) -> Issued | None:
    """Offer the ownership of a Larum that has no owner; None where it has one.

    Every start offers a new link, because what is kept of the earlier ones is not enough to print them again. They all
    work until one is used; then none does.
    """
    if store.has_owner(work.session):
        return None
    secret = fresh_secret()
    claim = Claim(id=work.fresh_id(), fingerprint=fingerprint(secret), offered_at=work.now(), used_at=None)
    work.session.add(claim)
    return Issued(claim.id, secret)


@action("auth.claim", needs="anyone", secret=("secret", "profile"))
def claim(work: Work, secret: str, profile: Profile) -> Person:
    """Become the first owner. Refuses a link that was used, or any once there is an owner. Tells `OwnerClaimed`."""
    offered = store.claim_by_secret(work.session, secret)
    if offered is None or store.has_owner(work.session) or not store.use_claims(work.session, work.now()):
        raise ClaimNotValid
    person = join(work, profile, "owner")
    work.tell(OwnerClaimed(person_id=person.id))
    work.tell(PersonJoined(person_id=person.id, role=person.role))
    return person


def claim_url(public_url: str, secret: str) -> str:
    """The address to open in a browser.

    >>> claim_url("https://larum.example.org/", "s3cret")
    'https://larum.example.org/claim/s3cret'
    """
    return f"{public_url.rstrip('/')}/claim/{secret}"
