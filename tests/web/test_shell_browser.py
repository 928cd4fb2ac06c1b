"""The frame in a real browser: no word from the policy, no serious finding, and everything by keyboard."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from typing import Literal

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright

from larum.base.clock import SystemClock
from larum.web.app import create_app
from larum.web.assets import FOLDER

pytestmark = [
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's chromium"),
    pytest.mark.skipif(not (FOLDER / "vendor").is_dir(), reason="needs the front-end files (python scripts/vendor.py)"),
]


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(clock=SystemClock(), dev=True, default_zone="Europe/Warsaw", pages=())


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            chromium_sandbox=os.geteuid() != 0,
            args=["--disable-gpu", "--no-first-run"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=address, locale="pl")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # A refused form answers 422, and the browser notes it as it should.
    assert [said for said in complaints if "status of 422" not in said] == []


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_the_style_guide_has_no_serious_finding_and_fits_its_screen(page: Page, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto("/_styleguide")
    expect(page.locator(".figure-live svg")).to_be_visible()
    found = [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_place_is_a_few_keys_away(page: Page) -> None:
    page.goto("/_styleguide")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.type("alar")
    expect(page.locator("#palette li:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/_styleguide/place/alerts")


def test_the_keyboard_walks_a_list_and_never_while_somebody_types(page: Page) -> None:
    page.goto("/_styleguide")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-here]")).to_have_count(1)
    expect(page.locator("[data-item]").first).to_be_focused()
    page.fill("#field-name", "")
    page.locator("#field-name").press_sequentially("jk?")
    expect(page.locator("#field-name")).to_have_value("jk?")
    expect(page.locator("#keys")).not_to_be_visible()


def test_new_posts_wait_to_be_asked_for(page: Page, app: FastAPI) -> None:
    page.goto("/_styleguide")
    queue = page.locator("[data-queue]")
    expect(queue).to_be_hidden()
    page.wait_for_timeout(300)
    for _ in range(5):
        app.state.live.publish("mentions")
    expect(queue).to_contain_text("5 nowych wpisów")


def test_a_chart_grows_while_it_is_looked_at(page: Page, app: FastAPI) -> None:
    page.goto("/_styleguide")
    expect(page.locator(".figure-live svg")).to_be_visible()
    page.wait_for_timeout(300)
    with page.expect_response("**/_styleguide/curve") as answer:
        app.state.live.publish("mentions")
    assert answer.value.ok
    expect(page.locator(".figure-live svg")).to_be_visible()


def test_a_refused_form_says_why_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/_styleguide")
    page.fill("#field-name", "  ")
    page.click("text=Save the monitor")
    expect(page.locator("#toasts [role=alert]")).to_contain_text("Give it a name")
    expect(page.locator("#field-query")).to_have_value("bystra NOT (rzeka")


def test_paper_is_white_whatever_the_theme(page: Page) -> None:
    def ground(scheme: Literal["dark", "light"], media: Literal["print", "screen"]) -> str:
        page.emulate_media(color_scheme=scheme, media=media)
        page.goto("/_styleguide")
        return str(
            page.evaluate("getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color")
        )

    assert ground("dark", "print") == ground("light", "print")
    assert ground("dark", "screen") != ground("light", "screen")
