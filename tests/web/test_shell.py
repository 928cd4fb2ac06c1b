"""The frame: whoever reads gets their language, their look and a way out of every error; browsers a strict policy."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from larum.base.clock import FrozenClock
from larum.web.app import create_app
from larum.web.shell import CrisisBar, piece

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def guide() -> FastAPI:
    return create_app(clock=FrozenClock(NOON), dev=True, default_zone="Europe/Warsaw", pages=())


@pytest.fixture
def browser(guide: FastAPI) -> TestClient:
    return TestClient(guide, headers={"sec-fetch-site": "same-origin"})


def test_every_component_renders_in_both_languages(browser: TestClient) -> None:
    for language in ("pl", "en"):
        page = browser.get("/_styleguide", headers={"accept-language": language})
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
    assert "Przejdź do treści" in browser.get("/_styleguide", headers={"accept-language": "pl"}).text


def test_nothing_on_a_page_breaks_its_own_policy(browser: TestClient) -> None:
    page = browser.get("/_styleguide")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", page.text)
    for script in re.findall(r"<script[^>]*>", page.text):
        assert "src=" in script or 'type="application/json"' in script


def test_a_chosen_language_theme_and_zone_stay(browser: TestClient) -> None:
    choice = {"language": "pl", "theme": "dark", "zone": "Asia/Tokyo"}
    answer = browser.post(
        "/preferences", data=choice, headers={"referer": "http://testserver/_styleguide?crisis=false"}
    )
    assert answer.url.path == "/_styleguide"
    assert 'lang="pl" class="dark"' in answer.text
    assert "Asia/Tokyo" in answer.text


@pytest.mark.parametrize("referer", ["https://evil.example/_styleguide", "http://testserver//evil.example", "nonsense"])
def test_preferences_never_lead_to_another_site(browser: TestClient, referer: str) -> None:
    answer = browser.post("/preferences", data={"theme": "dark"}, headers={"referer": referer}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_what_cannot_be_chosen_is_passed_over(browser: TestClient) -> None:
    answer = browser.post("/preferences", data={"theme": "pink", "zone": "Mars/Base"}, follow_redirects=False)
    assert "set-cookie" not in answer.headers


def test_a_spoilt_cookie_does_no_harm(browser: TestClient) -> None:
    browser.cookies.set("larum_zone", "../../etc/passwd")
    browser.cookies.set("larum_theme", "<b>")
    assert browser.get("/_styleguide").status_code == 200


def test_a_form_of_another_site_is_refused(browser: TestClient) -> None:
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert browser.post("/_styleguide/try", data={"name": "x"}, headers=elsewhere).status_code == 403
    old_browser = TestClient(browser.app)
    assert (
        old_browser.post("/_styleguide/try", data={"name": "x"}, headers={"origin": "https://evil.example"}).status_code
        == 403
    )
    assert (
        old_browser.post("/_styleguide/try", data={"name": "x"}, headers={"origin": "http://testserver"}).status_code
        == 200
    )


def test_a_refusal_is_a_page_with_its_status_in_the_readers_language(browser: TestClient) -> None:
    page = browser.get("/_styleguide/refused", headers={"accept-language": "pl"})
    assert page.status_code == 403
    assert "Brak uprawnień" in page.text
    assert "Twoja rola na to nie pozwala." in page.text


def test_a_refused_form_leads_back_to_what_was_typed_and_to_no_other_site(browser: TestClient) -> None:
    def said(referer: str) -> str:
        return browser.post("/_styleguide/try", data={"name": " "}, headers={"referer": referer}).text

    assert 'href="/_styleguide?theme=dark" data-back' in said("http://testserver/_styleguide?theme=dark")
    assert "data-back" not in said("https://evil.example/_styleguide")


def test_a_refusal_is_a_toast_for_a_fragment(browser: TestClient) -> None:
    answer = browser.post("/_styleguide/try", data={"name": " "}, headers={"hx-request": "true"})
    assert answer.status_code == 422
    assert answer.headers["hx-retarget"] == "#toasts"
    assert 'role="alert"' in answer.text
    assert "<html" not in answer.text


def test_an_unknown_address_says_so_within_the_frame(browser: TestClient) -> None:
    page = browser.get("/nowhere")
    assert page.status_code == 404
    assert "There is nothing here." in page.text


def test_a_fault_shows_a_number_and_no_trace(browser: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    page = browser.get("/_styleguide/broken")
    assert page.status_code == 500
    assert "content-security-policy" in page.headers
    number = re.search(r"number ([0-9a-f]{8})", page.text)
    assert number
    assert number[1] in caplog.text
    assert "RuntimeError" not in page.text
    assert "on purpose" in caplog.text


def test_a_fault_of_the_frame_itself_still_ends_in_a_page() -> None:
    def hook(request: Request) -> dict[str, object]:
        raise RuntimeError("the database is gone")

    app = create_app(clock=FrozenClock(NOON), dev=True, contexts=[hook], pages=())
    page = TestClient(app).get("/_styleguide")
    assert page.status_code == 500
    assert "Something broke on our side" in page.text


def test_a_stranger_who_lost_the_way_sees_nothing_of_the_house() -> None:
    app = create_app(clock=FrozenClock(NOON), pages=())
    page = TestClient(app).get("/nowhere").text
    assert 'href="/incidents"' not in page
    assert 'href="/sign-in"' in page


def test_a_hook_puts_a_banner_and_a_crisis_on_top_of_every_page() -> None:
    def hook(request: Request) -> dict[str, object]:
        bar = CrisisBar("Water <smells>", "SEV2", "/incidents/1", NOON - timedelta(hours=2))
        return {"crisis": [bar], "banner": piece(request, "toast.html", sentence="A story <unfolds>", kind="info")}

    app = create_app(clock=FrozenClock(NOON), dev=True, contexts=[hook], pages=())
    page = TestClient(app).get("/nowhere").text
    assert "Water &lt;smells&gt;" in page
    assert "2:00:00" in page
    assert "A story &lt;unfolds&gt;" in page


def test_static_files_last_for_good_under_a_name_made_from_their_content() -> None:
    app = create_app(clock=FrozenClock(NOON), pages=())
    browser = TestClient(app)
    style = re.search(r'href="(/static/[0-9a-f]{12}/larum.css)"', browser.get("/nowhere").text)
    assert style
    assert "immutable" in browser.get(style[1]).headers["cache-control"]
    assert browser.get("/nowhere").headers["cache-control"] == "no-store"
    assert browser.get("/static/000000000000/larum.css").status_code == 404


def test_the_style_guide_is_only_for_builders() -> None:
    assert TestClient(create_app(clock=FrozenClock(NOON), pages=())).get("/_styleguide").status_code == 404


def test_what_a_post_says_is_never_mark_up(browser: TestClient) -> None:
    from larum.web.marks import marked

    assert str(marked("<script>alert(1)</script> x", ["alert"])) == (
        "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt; x"
    )
