"""The front door, through the pages."""

import re
from collections.abc import Callable, Iterator
from types import ModuleType
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import FastAPI
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from larum.auth import passwords, store
from larum.auth.actions.claim import offer_claim
from larum.auth.actions.invite import invite
from larum.auth.actions.people import deactivate
from larum.auth.actions.token import create_token
from larum.auth.model import Person
from larum.auth.throttle import PER_ACCOUNT
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.http import Http
from larum.connectors.contract import Outside
from larum.db.work import Database
from larum.web.app import create_app
from larum.web.doors import Services
from larum.web.onward import onward
from larum.web.pages import me, people, sign_in
from larum.web.session import SignedIn, install
from tests.auth.people import PASSWORD, joined
from tests.conftest import OWNER

PAGES: tuple[ModuleType, ...] = (me, people, sign_in)
HTTP, HTTPS = "http://127.0.0.1:8400", "https://larum.example.org"


@pytest.fixture(autouse=True, scope="module")
def cheap_hashing() -> Iterator[None]:
    full, passwords._HASHER = passwords._HASHER, PasswordHash((Argon2Hasher(1, 8, 1),))
    yield
    passwords._HASHER = full


def services(database: Database, clock: FrozenClock, public_url: str = HTTP) -> Services:
    return Services(database=database, outside=Outside(http=Http(clock=clock), clock=clock), public_url=public_url)


def made(database: Database, clock: FrozenClock, personas: tuple[Person, ...] = ()) -> FastAPI:
    app = create_app(
        clock=clock,
        services=services(database, clock),
        pages=PAGES,
        default_zone="Europe/Warsaw",
        middleware=[Middleware(SignedIn, also_open=("/crisis/",))],
    )
    app.state.personas = [persona.id for persona in personas]
    install(app)
    app.add_route("/", lambda request: PlainTextResponse(f"hello {request.state.person.name}"))
    app.add_route("/crisis/now", lambda request: PlainTextResponse("for everybody"))
    return app


_app: list[FastAPI] = []
"""Made once: compiling its templates takes longer than any story here."""


@pytest.fixture
def app(database: Database, clock: FrozenClock) -> FastAPI:
    """The application without personas, on this story's database and clock."""
    if not _app:
        _app.append(made(database, clock))
    _app[0].state.services = services(database, clock)
    _app[0].state.shell.clock = clock
    return _app[0]


def browser(app: FastAPI, base_url: str = HTTP) -> TestClient:
    return TestClient(app, base_url=base_url, follow_redirects=False, headers={"accept-language": "en"})


def signed_in(app: FastAPI, person: Person) -> TestClient:
    client = browser(app)
    answer = client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


def link_in(page: str) -> str:
    found = re.search(r"<code>(http[^<]+)</code>", page)
    assert found is not None
    return urlsplit(found[1]).path


def test_a_stranger_is_sent_to_sign_in_and_then_to_the_page_they_wanted(database: Database, app: FastAPI) -> None:
    rita, client = joined(database, "Rita", "responder", PASSWORD), browser(app)
    answer = client.get("/me?tab=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/me%3Ftab%3D1")
    page = client.get(answer.headers["location"])
    assert 'value="/me?tab=1"' in page.text
    answer = client.post("/sign-in", data={"email": rita.email, "password": PASSWORD, "next": "/me?tab=1"})
    assert answer.headers["location"] == "/me?tab=1"
    assert "Rita" in client.get("/me").text
    assert client.get("/sign-in?next=//evil.example").headers["location"] == "/"


def test_every_page_is_closed_unless_it_is_said_to_be_open(app: FastAPI) -> None:
    client = browser(app)
    assert client.get("/crisis/now").text == "for everybody"
    assert client.get("/").headers["location"] == "/sign-in"
    assert client.get("/people").status_code == 303
    assert client.get("/no-such-page").status_code == 303
    assert client.get("/sign-in-elsewhere").status_code == 303
    assert client.get("/live?topics=alerts").status_code == 303
    assert client.post("/people/invite", data={"role": "owner"}).status_code == 401
    sent = client.post("/people/invite", data={"role": "owner"}, headers={"referer": str(client.base_url) + "/people"})
    assert "What you typed is not lost" in sent.text
    assert 'href="/people" data-back' in sent.text
    fragment = client.get("/me", headers={"hx-request": "true"})
    assert (fragment.status_code, fragment.headers["hx-retarget"]) == (401, "#toasts")
    assert "What you typed is still here" in fragment.text


def test_a_wrong_password_is_answered_on_the_form_in_the_readers_language(database: Database, app: FastAPI) -> None:
    rita, client = joined(database, "Rita", "responder", PASSWORD), browser(app)
    known = client.post("/sign-in", data={"email": rita.email, "password": "wrong wrong wrong"})
    unknown = client.post("/sign-in", data={"email": "eve@example.org", "password": "wrong wrong wrong"})
    assert (known.status_code, unknown.status_code) == (401, 401)
    assert known.text.replace(rita.email, "") == unknown.text.replace("eve@example.org", "")
    assert "do not open an account" in known.text
    assert "wrong wrong wrong" not in known.text
    assert "set-cookie" not in known.headers
    polish = client.post("/sign-in", data={"email": "eve@example.org"}, headers={"accept-language": "pl"})
    assert "nie otwierają konta" in polish.text.replace("\xa0", " ")


def test_who_tries_too_often_is_told_how_long_to_wait(app: FastAPI) -> None:
    client, form = browser(app), {"email": "eve@example.org", "password": "wrong wrong wrong"}
    answers = [client.post("/sign-in", data=form).status_code for _ in range(PER_ACCOUNT + 1)]
    assert answers == [401] * PER_ACCOUNT + [429]
    assert "15 min" in client.post("/sign-in", data=form).text


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_with_https_from_the_open_net(
    database: Database, clock: FrozenClock, app: FastAPI
) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    form = {"email": rita.email, "password": PASSWORD}
    plain = browser(app).post("/sign-in", data=form).headers["set-cookie"].lower()
    app.state.services = services(database, clock, HTTPS)
    secure = browser(app).post("/sign-in", data=form).headers["set-cookie"].lower()
    for cookie in (plain, secure):
        assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
    assert "secure" not in plain.split("; ")
    assert "secure" in secure.split("; ")
    assert secure.startswith("__host-larum=")
    assert "domain" not in secure


def test_a_form_from_another_site_signs_nobody_in_or_out(database: Database, app: FastAPI) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    client = signed_in(app, rita)
    for path in ("/sign-in", "/sign-out", "/me/tokens"):
        assert client.post(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get("/").text == "hello Rita"


def test_signing_out_ends_the_session_even_for_who_kept_the_cookie(database: Database, app: FastAPI) -> None:
    client = signed_in(app, joined(database, "Rita", "responder", PASSWORD))
    kept = client.cookies["larum"]
    assert client.post("/sign-out").headers["location"] == "/sign-in"
    assert "larum" not in client.cookies
    assert browser(app).get("/", headers={"cookie": f"larum={kept}"}).status_code == 303


def test_a_stranger_is_shown_no_way_inside(database: Database, app: FastAPI) -> None:
    client = browser(app)
    for path in ("/sign-in", "/claim/nonsense", "/invitation/nonsense"):
        page = client.get(path).text
        leads = set(re.findall(r'(?:href|data-href)="(/[^"#]*)"', page))
        assert {lead for lead in leads if not lead.startswith("/static/")} <= {"/sign-in"}, path


def test_a_new_larum_says_how_to_claim_it_and_the_link_makes_the_owner(database: Database, app: FastAPI) -> None:
    client = browser(app)
    assert "has no owner yet" in client.get("/sign-in").text
    with database.working(SYSTEM) as work:
        issued = offer_claim(work)
    assert issued is not None
    path = f"/claim/{issued.secret}"
    assert "Become the owner" in client.get(path).text
    form = {"name": "Ola", "email": "ola@example.org", "password": PASSWORD, "again": PASSWORD}
    differing = client.post(path, data={**form, "again": "something else"})
    assert differing.status_code == 422
    assert "The two passwords differ" in differing.text
    weak = client.post(path, data={**form, "password": "password1234", "again": "password1234"})
    assert "among the first ones tried" in weak.text
    assert "password1234" not in weak.text
    answer = client.post(path, data=form, headers={"accept-language": "pl"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/").text == "hello Ola"
    with database.reading() as session:
        ola = store.person_by_email(session, "ola@example.org")
    assert ola is not None
    assert (ola.role, ola.language, ola.zone) == ("owner", "pl", "Europe/Warsaw")
    again = browser(app)
    assert again.get(path).status_code == 410
    assert again.post(path, data=form).status_code == 410
    assert "has no owner yet" not in again.get("/sign-in").text


def test_an_owner_invites_and_whoever_opens_the_link_joins(database: Database, app: FastAPI) -> None:
    owner = signed_in(app, joined(database, "Ola", "owner", PASSWORD))
    page = owner.post("/people/invite", data={"role": "approver", "meant_for": "Adam <script>"})
    assert "Adam &lt;script&gt;" in page.text
    path = link_in(page.text)
    assert path not in owner.get("/people").text
    guest = browser(app)
    assert "Ola invites you, as: Approver" in guest.get(path).text
    form = {"name": "Adam", "email": "ola@example.org", "password": PASSWORD, "again": PASSWORD}
    assert guest.post(path, data=form).status_code == 409
    answer = guest.post(path, data={**form, "email": "adam@example.org"})
    assert answer.status_code == 303
    assert guest.get("/").text == "hello Adam"
    assert guest.get(path).status_code == 410
    assert guest.get("/people").status_code == 403
    assert guest.post("/people/invite", data={"role": "owner"}).status_code == 403
    assert "adam@example.org" in owner.get("/people").text


def test_a_withdrawn_link_is_closed(database: Database, app: FastAPI) -> None:
    owner = signed_in(app, joined(database, "Ola", "owner", PASSWORD))
    path = link_in(owner.post("/people/invite", data={"role": "viewer"}).text)
    revoke = re.search(r'action="(/people/invitations/[^"]+)"', owner.get("/people").text)
    assert revoke is not None
    assert owner.post(revoke[1]).status_code == 303
    assert browser(app).get(path).status_code == 410


def test_an_owner_changes_roles_closes_and_opens_accounts(database: Database, app: FastAPI) -> None:
    ola, rita = joined(database, "Ola", "owner", PASSWORD), joined(database, "Rita", "responder", PASSWORD)
    owner, other = signed_in(app, ola), signed_in(app, rita)
    assert owner.post(f"/people/{rita.id}/role", data={"role": "approver"}).status_code == 303
    assert "Approver" in other.get("/me").text
    assert owner.post(f"/people/{rita.id}/deactivate").status_code == 303
    assert other.get("/me").status_code == 303
    assert "no longer here" in owner.get("/people").text
    assert owner.post(f"/people/{rita.id}/reactivate").status_code == 303
    assert signed_in(app, rita).get("/").text == "hello Rita"
    last = owner.post(f"/people/{ola.id}/role", data={"role": "viewer"})
    assert last.status_code == 409
    assert "the only owner" in last.text


def test_who_forgot_their_password_gets_a_link_from_an_owner(database: Database, app: FastAPI) -> None:
    ola, rita = joined(database, "Ola", "owner", PASSWORD), joined(database, "Rita", "responder", PASSWORD)
    path = link_in(signed_in(app, ola).post(f"/people/{rita.id}/new-password").text)
    guest = browser(app)
    assert "For Rita" in guest.get(path).text
    weak = guest.post(path, data={"password": "short", "again": "short"})
    assert (weak.status_code, "at least 12 characters" in weak.text) == (422, True)
    assert guest.post(path, data={"password": "nine loud herons", "again": "nine loud herons"}).status_code == 303
    assert guest.get("/").text == "hello Rita"


def test_one_keeps_name_language_theme_and_zone_with_the_account(database: Database, app: FastAPI) -> None:
    client = signed_in(app, joined(database, "Rita", "responder", PASSWORD))
    form = {"name": "Rita R.", "language": "pl", "theme": "dark", "zone": "America/New_York"}
    answer = client.post("/me/profile", data=form)
    assert answer.headers["location"] == "/me?saved=profile#profile"
    page = client.get("/me?saved=profile").text
    assert '<html lang="pl"' in page
    assert "Zapisano." in page
    refused = client.post("/me/profile", data={**form, "zone": "Moon/Base"})
    assert refused.status_code == 422
    client.post("/preferences", data={"language": "en", "zone": "Europe/Warsaw"})
    assert '<html lang="en"' in client.get("/me").text


def test_addresses_are_added_masked_and_removed(database: Database, app: FastAPI) -> None:
    client = signed_in(app, joined(database, "Rita", "responder", PASSWORD))
    assert client.post("/me/addresses", data={"url": "mailto://rita:swordfish@example.org"}).status_code == 303
    page = client.get("/me").text
    assert "mailto://•••" in page
    assert "swordfish" not in page
    wrong = client.post("/me/addresses", data={"url": "swordfish"})
    assert wrong.status_code == 422
    assert "not an address" in wrong.text
    remove = re.search(r'action="(/me/addresses/[^"]+/remove)"', page)
    assert remove is not None
    client.post(remove[1])
    assert "mailto://•••" not in client.get("/me").text


def test_the_password_is_changed_with_the_current_one(database: Database, app: FastAPI) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    here, elsewhere = signed_in(app, rita), signed_in(app, rita)
    form = {"current": "not this one", "password": "nine loud herons", "again": "nine loud herons"}
    wrong = here.post("/me/password", data=form)
    assert (wrong.status_code, "not your current password" in wrong.text) == (403, True)
    assert here.post("/me/password", data={**form, "current": PASSWORD}).status_code == 303
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 303


def test_one_sees_and_ends_ones_sessions(database: Database, app: FastAPI) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    here, phone, desk = (signed_in(app, rita) for _ in range(3))
    page = here.get("/me").text
    assert page.count("this browser") == 1
    ends = re.findall(r'action="(/me/sessions/[0-9a-f-]{36}/end)"', page)
    assert len(ends) == 2
    here.post(ends[0])
    assert sorted(client.get("/me").status_code for client in (phone, desk)) == [200, 303]
    here.post("/me/sessions/end-others")
    assert [client.get("/me").status_code for client in (here, phone, desk)] == [200, 303, 303]
    assert here.post("/me/sessions/end-all").headers["location"] == "/sign-in"
    assert here.get("/me").status_code == 303


def test_a_token_is_shown_once_opens_the_door_and_can_be_revoked(database: Database, app: FastAPI) -> None:
    client = signed_in(app, joined(database, "Adam", "approver", PASSWORD))
    assert client.post("/me/tokens", data={"name": "Posts", "role": "owner"}).status_code == 403
    assert client.post("/me/tokens", data={"name": "", "role": "viewer"}).status_code == 422
    page = client.post("/me/tokens", data={"name": "Posts", "role": "responder"}).text
    secret = re.search(r"<code>(larum_[^<]+)</code>", page)
    assert secret is not None
    assert secret[1] not in client.get("/me").text
    machine = browser(app)
    bearer = {"authorization": f"Bearer {secret[1]}"}
    assert machine.get("/", headers=bearer).text == "hello Adam"
    assert machine.get("/me", headers=bearer).status_code == 403
    assert machine.post("/me/tokens", headers=bearer, data={"name": "More"}).status_code == 403
    assert machine.post("/sign-out", headers=bearer).status_code == 303
    revoke = re.search(r'action="(/me/tokens/[^"]+/revoke)"', client.get("/me").text)
    assert revoke is not None
    client.post(revoke[1])
    refused = machine.get("/", headers=bearer)
    assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_needed")


def test_a_wrong_token_is_not_made_good_by_a_cookie(database: Database, app: FastAPI) -> None:
    client = signed_in(app, joined(database, "Rita", "responder", PASSWORD))
    assert client.get("/", headers={"authorization": "Bearer larum_guess"}).status_code == 401
    assert client.get("/", headers={"authorization": "Basic cHJveHk6cHJveHk="}).text == "hello Rita"


def test_personas_can_be_entered_only_where_they_are_offered(
    database: Database, clock: FrozenClock, app: FastAPI
) -> None:
    rita, ola = joined(database, "Rita", "responder"), joined(database, "Ola", "owner")
    assert browser(app).post(f"/enter/{rita.id}").status_code == 404
    offering = made(database, clock, personas=(rita,))
    demo = browser(offering)
    assert "Go on as Rita" in demo.get("/sign-in").text
    assert demo.post(f"/enter/{rita.id}", data={"next": "//evil.example"}).headers["location"] == "/"
    assert demo.get("/").text == "hello Rita"
    assert browser(offering).post(f"/enter/{ola.id}").status_code == 404


def test_a_person_who_leaves_is_out_at_the_next_click(database: Database, app: FastAPI) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    client = signed_in(app, rita)
    with database.working(OWNER) as work:
        deactivate(work, rita.id)
    assert client.get("/").status_code == 303


@pytest.mark.parametrize("path", ["/sign-in", "/claim/{}", "/invitation/{}", "/people", "/me"])
def test_every_page_speaks_polish_too(database: Database, clock: FrozenClock, app: FastAPI, path: str) -> None:
    client = browser(app)
    if "{}" in path:
        with database.working(SYSTEM if "claim" in path else OWNER) as work:
            issued = offer_claim(work) if "claim" in path else invite(work, "viewer")
        assert issued is not None
        path = path.format(issued.secret)
    elif path != "/sign-in":
        ola = joined(database, "Ola", "owner", PASSWORD)
        client = signed_in(app, ola)
        with database.working(ola.actor) as work:
            create_token(work, "Posts", "viewer")
        client.post("/preferences", data={"language": "pl"})
    page = client.get(path, headers={"accept-language": "pl"})
    assert page.status_code == 200
    assert '<html lang="pl"' in page.text
    main = page.text.partition("<main")[2].partition("</main>")[0].replace("\xa0", " ")
    for english in ("Sign in", "Password", "password", "Role", "Your name", "account", " the "):
        assert english not in re.sub(r"<[^>]+>", " ", main)


HOSTS = st.sampled_from(
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "javascript:"]
)


@settings(max_examples=300)
@given(st.text() | st.builds(str.__add__, HOSTS, st.text()) | st.builds(str.__add__, st.just("/"), st.text()))
@example("/\n/evil.example")
@example("///evil.example")
@example("/%2f/evil.example")
def test_whatever_is_asked_for_the_way_on_stays_on_this_site(wish: str) -> None:
    goal = onward(wish)
    read_by_browsers: Callable[[str], str] = lambda path: re.sub(r"[\t\r\n]", "", path).replace("\\", "/")  # noqa: E731
    assert goal.startswith("/")
    assert urlsplit(urljoin(HTTPS, read_by_browsers(goal))).netloc == "larum.example.org"
