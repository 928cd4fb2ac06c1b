"""From the door to an alert that is taken on, without a mouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_httpserver import HTTPServer

from larum.base.clock import SystemClock
from tests.e2e.house import PASSWORD, House, opened
from tests.e2e.telling import lines, quiet_days, storm
from tests.e2e.visitor import Visitor, visiting

MOST = 40
"""So many presses of Tab lead to anything on a page, or it is out of reach."""
FOCUS = "document.activeElement?.matches(':focus-visible') && getComputedStyle(document.activeElement).outlineStyle"


@pytest.fixture
def house(tmp_path: Path, httpserver: HTTPServer) -> Iterator[House]:
    with opened(tmp_path, httpserver, "en") as house:
        now = SystemClock().now()
        house.send(lines(quiet_days(now, "en")))
        house.send(lines(storm(now, "en")))
        house.larum.runner.start()
        yield house


@pytest.fixture
def rita(house: House, chromium: Browser) -> Iterator[Visitor]:
    with visiting(chromium, house.address, "en", 1440) as rita:
        yield rita
        assert rita.wrong == []


def tab_to(page: Page, name: str, role: str) -> None:
    """Press Tab until that is in focus, and see that it is."""
    wanted = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    expect(wanted).to_be_visible()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            assert page.evaluate(FOCUS) not in (False, None), f"{name}: nobody sees where the focus is"
            return
    raise AssertionError(f"{name} is out of reach")


@pytest.mark.timeout(90)
def test_an_alert_is_taken_on_without_a_mouse(rita: Visitor) -> None:
    page = rita.page
    page.goto("/sign-in")
    expect(page.locator("#field-email")).to_be_focused()
    page.keyboard.type("rita@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{rita.address}/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    tab_to(page, "Alerts", "link")
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts")
    alert = page.locator("#alerts [data-item]")
    expect(alert).to_have_count(1)
    page.keyboard.press("j")
    expect(alert).to_be_focused()
    tab_to(page, alert.locator("h2").inner_text(), "link")
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts/*")
    tab_to(page, "Acknowledge", "button")
    page.keyboard.press("Enter")
    rita.reads("taken on by Rita")

    tab_to(page, "Hand it back", "button")
    page.keyboard.press("Enter")
    rita.reads("waits for somebody")
    page.keyboard.press("Control+k")
    page.keyboard.type("alerts")
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts")
    expect(alert).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("e")
    rita.reads("taken on by Rita")
    page.keyboard.press("?")
    expect(page.locator("#keys > div")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys > div")).to_be_hidden()
