"""The ways in: sign in, claim a new Larum, accept an invitation, choose a new password, and out again."""

from typing import Annotated, cast
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from larum.auth import signin, store, terms
from larum.auth.actions.claim import claim
from larum.auth.actions.invite import accept_invitation, accept_new_password
from larum.auth.actions.session import begin_session, sign_out
from larum.auth.errors import ClaimNotValid, EmailTaken, LinkNotValid, SignInFailed, TooManyAttempts
from larum.auth.joining import Profile
from larum.auth.model import Person
from larum.base.actor import PUBLIC
from larum.base.errors import Invalid, Refusal
from larum.base.translate import msgid
from larum.web.callers import address_of, browser_of
from larum.web.doors import Reading, Someone, Working, database_of
from larum.web.onward import onward
from larum.web.personas import offered_personas
from larum.web.session import let_in, let_out, session_id_of
from larum.web.shell import person_of, reader_of, render, words_of

router = APIRouter()

Text = Annotated[str, Form(max_length=2000)]


@router.get("/sign-in")
def sign_in_form(request: Request, session: Reading, next: str = "/") -> Response:
    """Who are you? Whoever is signed in already goes straight on."""
    if person_of(request) is not None:
        return RedirectResponse(onward(next), 303)
    return render(
        request,
        "auth/sign_in.html",
        next=onward(next),
        email="",
        error="",
        unclaimed=not store.has_owner(session),
        personas=offered_personas(request, session),
        roles=terms.ROLES,
    )


@router.post("/sign-in")
def sign_in(request: Request, email: Text = "", password: Text = "", next: Text = "/") -> Response:
    """Let in whoever knows the password."""
    database = database_of(request)
    try:
        issued = signin.sign_in(database, email, password, address=address_of(request), browser=browser_of(request))
    except (SignInFailed, TooManyAttempts) as refused:
        return render(
            request,
            "auth/sign_in.html",
            status=refused.status,
            next=onward(next),
            email=email,
            error=words_of(request).sentence(refused),
            unclaimed=False,
            personas=(),
            roles=terms.ROLES,
        )
    return let_in(request, issued, onward(next))


@router.post("/sign-out")
def leave(request: Request, actor: Someone, working: Working) -> Response:
    """End this session."""
    session_id = session_id_of(request)
    if session_id is not None:
        with working() as work:
            sign_out(work, session_id)
    return let_out(request)


@router.get("/claim/{secret}")
def claim_form(request: Request, session: Reading, secret: str) -> Response:
    """Whoever opens the link from the console becomes the owner."""
    if store.claim_by_secret(session, secret) is None or store.has_owner(session):
        raise ClaimNotValid
    return _join_form(request, "claim")


@router.post("/claim/{secret}")
def claim_it(
    request: Request, secret: str, name: Text = "", email: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Become the owner, and go on signed in."""
    try:
        profile = _profile(request, name, email, password, again)
        with database_of(request).working(PUBLIC) as work:
            person = claim(work, secret, profile)
    except (Invalid, EmailTaken) as refused:
        return _join_form(request, "claim", name, email, refused)
    return _begin(request, person)


@router.get("/invitation/{secret}")
def invitation_form(request: Request, session: Reading, secret: str) -> Response:
    """What the link is for: joining, or a new password."""
    invitation = store.invitation_by_secret(session, secret, database_of(request).clock.now())
    if invitation is None:
        raise LinkNotValid
    if invitation.person_id is not None:
        return _password_form(request, store.open_person(session, invitation.person_id))
    return _join_form(request, "invitation", role=terms.ROLES[invitation.role], invited_by=invitation.invited_by)


@router.post("/invitation/{secret}")
def accept(
    request: Request,
    session: Reading,
    secret: str,
    name: Text = "",
    email: Text = "",
    password: Text = "",
    again: Text = "",
) -> Response:
    """Use the link, and go on signed in."""
    invitation = store.invitation_by_secret(session, secret, database_of(request).clock.now())
    if invitation is None:
        raise LinkNotValid
    if invitation.person_id is not None:
        return _renew(request, store.open_person(session, invitation.person_id), secret, password, again)
    try:
        profile = _profile(request, name, email, password, again)
        with database_of(request).working(PUBLIC) as work:
            person = accept_invitation(work, secret, profile)
    except (Invalid, EmailTaken) as refused:
        role = terms.ROLES[invitation.role]
        return _join_form(request, "invitation", name, email, refused, role=role, invited_by=invitation.invited_by)
    return _begin(request, person)


def _renew(request: Request, person: Person, secret: str, password: str, again: str) -> Response:
    try:
        _same(password, again)
        with database_of(request).working(PUBLIC) as work:
            renewed = accept_new_password(work, secret, password)
    except Invalid as refused:
        return _password_form(request, person, refused)
    return _begin(request, renewed)


def _profile(request: Request, name: str, email: str, password: str, again: str) -> Profile:
    """What was typed, in the language and the zone the reader reads this page in."""
    _same(password, again)
    reader = reader_of(request)
    return Profile(name, email, password, reader.words.language, cast(ZoneInfo, reader.words.zone).key)


def _same(password: str, again: str) -> None:
    if password != again:
        raise Invalid(msgid("The two passwords differ. Write the same one twice."), field="again")


def _join_form(
    request: Request,
    way: str,
    name: str = "",
    email: str = "",
    refused: Refusal | None = None,
    *,
    role: str = "",
    invited_by: str = "",
) -> Response:
    return render(
        request,
        "auth/join.html",
        status=refused.status if refused else 200,
        way=way,
        name=name,
        email=email,
        errors=_errors(request, refused, "email"),
        role=role,
        invited_by=invited_by,
    )


def _password_form(request: Request, person: Person, refused: Refusal | None = None) -> Response:
    return render(
        request,
        "auth/new_password.html",
        status=refused.status if refused else 200,
        whose=person,
        errors=_errors(request, refused, "password"),
    )


def _errors(request: Request, refused: Refusal | None, otherwise: str) -> dict[str, str]:
    """The refusal's sentence, by the field it belongs to."""
    if refused is None:
        return {}
    return {getattr(refused, "field", None) or otherwise: words_of(request).sentence(refused)}


def _begin(request: Request, person: Person) -> Response:
    with database_of(request).working(person.actor) as work:
        issued = begin_session(work, address_of(request), browser_of(request))
    return let_in(request, issued, "/")
