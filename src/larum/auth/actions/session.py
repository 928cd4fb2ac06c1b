"""Being signed in. The way in is `auth/signin.py`, which counts attempts and checks the password around these."""

from datetime import timedelta
from uuid import UUID

from larum.auth import store
from larum.auth.action import action
from larum.auth.errors import TooManyAttempts
from larum.auth.issued import Issued
from larum.auth.model import SESSION_FOR, Attempt, Person, PersonSession
from larum.auth.own import oneself
from larum.auth.throttle import WITHIN, Bucket, buckets, wait_for
from larum.base.errors import NotFound
from larum.base.secrets import fingerprint, fresh_secret
from larum.db.work import Work

BROWSER_LENGTH = 300


@action("auth.attempt_sign_in", needs="anyone", secret=("email",))
def attempt_sign_in(work: Work, email: str, address: str) -> UUID | None:
    """Count one attempt before its password is looked at, so that many at once are counted too.

    Gives whose account it is for. Refuses with `TooManyAttempts`, known account or not.
    """
    now, person = work.now(), store.person_by_email(work.session, email)
    for bucket, key in _counted(work, person, email, address):
        store.hold_bucket(work.session, key)
        wait = wait_for(store.attempts(work.session, key, now), bucket.limit, now)
        if wait is not None:
            raise TooManyAttempts(wait_for=max(wait, timedelta(minutes=1)))
        work.session.add(Attempt(id=work.fresh_id(), bucket=key, at=now))
    store.forget_attempts(work.session, before=now - 4 * WITHIN)
    return None if person is None else person.id


@action("auth.sign_in", needs="viewer")
def begin_session(work: Work, address: str, browser: str = "") -> Issued:
    """Sign in whoever acts, in this browser, and forget their failed attempts."""
    person = oneself(work)
    _account, key = _counted(work, person, person.email, address)[0]
    store.forget_attempts(work.session, bucket=key)
    return _begin(work, person, address, browser)


@action("auth.enter_as", needs="system")
def enter_as(work: Work, person_id: UUID, address: str = "", browser: str = "") -> Issued:
    """Sign in as somebody without a password: the demo's switch between personas. Pages offer it nowhere else."""
    person = store.open_person(work.session, person_id)
    if not person.active:
        raise NotFound
    return _begin(work, person, address, browser)


@action("auth.sign_out", needs="viewer")
def sign_out(work: Work, session_id: UUID) -> None:
    """End one of one's own sessions, this one or another. Ending it twice changes nothing."""
    store.end_sessions(work.session, oneself(work).id, work.now(), only=session_id)


@action("auth.sign_out_everywhere", needs="viewer")
def sign_out_everywhere(work: Work, keep: UUID | None = None) -> int:
    """End all of one's sessions, or all but the one to `keep`. Gives how many ended."""
    return store.end_sessions(work.session, oneself(work).id, work.now(), keep=keep)


def _begin(work: Work, person: Person, address: str, browser: str) -> Issued:
    now, secret = work.now(), fresh_secret()
    begun = PersonSession(
        id=work.fresh_id(),
        person_id=person.id,
        fingerprint=fingerprint(secret),
        address=address,
        browser=browser[:BROWSER_LENGTH],
        started_at=now,
        seen_at=now,
        expires_at=now + SESSION_FOR,
    )
    work.session.add(begun)
    store.forget_sessions(work.session, now - store.FAMILIAR_FOR)
    return Issued(begun.id, secret)


def _counted(work: Work, person: Person | None, email: str, address: str) -> list[tuple[Bucket, str]]:
    """What an attempt counts against, and the name it is kept under: the account first, then the network."""
    familiar = person is not None and store.is_familiar(work.session, person.id, address, work.now())
    return [(bucket, fingerprint(bucket.name)) for bucket in buckets(email, address, familiar=familiar)]
