"""The whole story in a real browser: a storm comes in, and the team gets through it.

Told in Polish on a phone and in English at a desk. On every page that somebody stands on: no serious finding of axe,
no word on the console, none from the policy, no scrolling sideways.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect
from pytest_httpserver import HTTPServer

from larum.base.clock import SystemClock
from larum.base.translate import LANGUAGES, Language
from larum.incident.plan import playbook_for
from tests.e2e.house import House, opened
from tests.e2e.telling import BRAND, lines, quiet_days, storm
from tests.e2e.visitor import Visitor, visiting

SLUG = "smell"
THANKS = "Thank you. Your question has reached the team. You will find the answer on this page."
SAID: dict[Language, dict[str, str]] = {
    "pl": {
        "title": "Zapach paliwa w wodzie Kroplewo",
        "happened": "W butelkach z 20 listopada czuć paliwo. Wycofujemy je ze sklepów.",
        "advice": "Nie pij tej wody. Sklep odda pieniądze bez paragonu.",
        "doing": "Zatrzymaliśmy linię i badamy próbki.",
        "question": "Czy woda w małych butelkach jest bezpieczna?",
        "answer": "Tak. Małe butelki napełnia inna linia; wyniki badań podamy dziś wieczorem.",
        "conclusion": "Partia wycofana, przyczyna znaleziona, pytania odpowiedziane.",
    },
    "en": {
        "title": "Smell of fuel in Kroplewo water",
        "happened": "Bottles of 20 November smell of fuel. We are taking them back from the shops.",
        "advice": "Do not drink this water. The shop gives the money back without a receipt.",
        "doing": "We stopped the line and are testing samples.",
        "question": "Is the water in small bottles safe?",
        "answer": "Yes. Small bottles are filled on another line; the results come this evening.",
        "conclusion": "The batch is back, the cause is found, the questions are answered.",
    },
}


@pytest.fixture(params=[("pl", 390), ("en", 1440)], ids=lambda told: f"{told[0]}-{told[1]}")
def told(request: pytest.FixtureRequest) -> tuple[Language, int]:
    """In which language, and how wide the screen is."""
    told: tuple[Language, int] = request.param
    return told


@pytest.fixture
def house(told: tuple[Language, int], tmp_path: Path, httpserver: HTTPServer) -> Iterator[House]:
    with opened(tmp_path, httpserver, told[0]) as house:
        yield house


@pytest.mark.timeout(300)
def test_a_team_gets_through_a_storm(house: House, chromium: Browser, told: tuple[Language, int]) -> None:
    language, width = told
    said, clock = SAID[language], SystemClock()
    with (
        visiting(chromium, house.address, language, width) as rita,
        visiting(chromium, house.address, language, width) as adam,
        visiting(chromium, house.address, language, width) as stranger,
    ):
        quiet_and_then_a_storm(house, rita, language, clock)
        incident = from_alert_to_room(rita, said)
        statement = write_and_hand_over(rita, incident)
        approve_and_publish(adam, incident, statement, said, language)
        ask_and_answer(stranger, rita, said)
        close_and_look_back(rita, incident, said)
        assert [*rita.wrong, *adam.wrong, *stranger.wrong] == []


def quiet_and_then_a_storm(house: House, rita: Visitor, language: Language, clock: SystemClock) -> None:
    """Open pages learn of the alert by themselves, and the phone rings."""
    house.send(lines(quiet_days(clock.now(), language)))
    rita.go("/sign-in")
    rita.sign_in("Rita")
    expect(rita.page.locator("#state h1")).to_have_text(rita.say("All quiet"))
    alerts = rita.tab()
    alerts.goto("/alerts")
    expect(alerts.locator("#alerts [data-item]")).to_have_count(0)

    house.send(lines(storm(clock.now(), language)))
    # Time is looked at minute by minute, as it ends. A runner that starts now looks at all of the storm at once, so
    # the story need not wait for the minute to be over.
    house.larum.runner.start()
    expect(alerts.locator("#alerts [data-item] h2")).to_contain_text(BRAND, timeout=30_000)
    expect(rita.page.locator("#state h1")).not_to_have_text(rita.say("All quiet"))
    rita.look()
    rita.look(alerts)
    alerts.close()
    for _ in range(60):
        if house.calls():
            break
        rita.page.wait_for_timeout(250)
    assert BRAND in house.calls()[0]
    assert f"{house.address}/alerts/" in house.calls()[0]


def from_alert_to_room(rita: Visitor, said: dict[str, str]) -> str:
    """Taken on, declared with the plan that fits; the room is open and full of tasks."""
    rita.page.locator("#state a.btn").click()
    rita.page.wait_for_url("**/alerts/*")
    rita.look()
    rita.press("Acknowledge")
    rita.reads(rita.say("taken on by {name}", name="Rita"))
    rita.follow("Open an incident")
    rita.page.wait_for_url("**/incidents/declare?*")
    rita.look()
    rita.page.fill("#field-title", said["title"])
    rita.page.select_option("#field-cause", "own_mistake")
    rita.press("Declare and open the room")
    rita.page.wait_for_url(re.compile(r"/incidents/[0-9a-f-]{36}"))
    rita.look()
    steps = playbook_for("own_mistake", rita.say.language).steps
    rita.reads(steps[0].title, "#do")
    incident = rita.page.url.rpartition("/")[2]
    stays_in_hand_while_it_refreshes(rita, incident)
    rita.press("Start: we are at work on it")
    rita.press("Done", rita.page.locator("#do li.task").first)
    rita.reads(rita.say("Undo"), "#do")
    return incident


def stays_in_hand_while_it_refreshes(rita: Visitor, incident: str) -> None:
    """A room that brings itself up to date takes no button away and closes nothing; what fails replaces nothing."""
    page, held = rita.page, list[Route]()
    news = "topic => document.body.dispatchEvent(new CustomEvent(topic))", f"larum:incident:{incident}"
    page.locator("#later > summary").click()
    page.route(page.url, lambda route: held.append(route))
    page.evaluate(*news)
    expect(page.locator("#room.htmx-request")).to_be_attached()
    start = page.get_by_role("button", name=rita.say("Start: we are at work on it"))
    assert start.evaluate("button => getComputedStyle(button).pointerEvents") == "auto"
    for route in held:
        route.continue_()
    page.unroute(page.url)
    expect(page.locator("#room.htmx-request")).not_to_be_attached()
    expect(page.locator("#later[open]")).to_be_attached()
    page.route(page.url, lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    page.evaluate(*news)
    rita.reads(rita.say("No news reaches this page at the moment: what you see may be old."), "#toasts")
    expect(start).to_be_visible()
    page.unroute(page.url)
    page.evaluate(*news)
    expect(page.locator("#toasts .toast-line")).to_have_count(0)
    rita.wrong = [one for one in rita.wrong if "502" not in one]  # the browser notes it, as it should


def write_and_hand_over(rita: Visitor, incident: str) -> str:
    """The plan's first words, every open place filled in, in both languages."""
    rita.go(f"/statements/new?incident={incident}&start=holding")
    title = rita.page.input_value("#field-title")
    for spoken in LANGUAGES:
        words = rita.page.input_value(f"#words-{spoken}")
        assert "{" in words
        rita.page.fill(f"#words-{spoken}", filled_in(words, spoken, f"{rita.address}/c/{SLUG}"))
    rita.press("Keep the draft")
    rita.page.wait_for_url(re.compile(r"/statements/[0-9a-f-]{36}"))
    rita.reads(title)
    rita.look()
    statement = rita.page.url.rpartition("/")[2]
    rita.press("Hand over for approval")
    rita.reads(rita.say("Somebody who may approve reads it now. You will see here when they do."))
    rita.look()
    return statement


def filled_in(words: str, language: Language, page: str) -> str:
    """The words with what the plan gives as an example in every open place."""
    for name, slot in playbook_for("own_mistake", language).slots.items():
        words = words.replace(f"{{{name}}}", page if name == "crisis_page" else slot.example)
    return words


def approve_and_publish(adam: Visitor, incident: str, statement: str, said: dict[str, str], language: Language) -> None:
    """A second person opens the crisis page, reads what the checks say, says yes, and lets it out."""
    adam.sign_in("Adam")
    adam.go(f"/incidents/{incident}/page")
    for field in ("title", "happened", "advice", "doing"):
        adam.page.fill(f"#{field}-{language}", said[field])
    adam.page.fill("#field-slug", SLUG)
    adam.press("Open it to the public")
    adam.reads(adam.say("Everybody can read it now."))
    adam.look()

    adam.go("/statements")
    adam.go(f"/statements/{statement}")
    expect(adam.page.locator("#checks")).to_be_visible()
    adam.press(adam.say("Approve version {number}", number="1"))
    adam.page.locator("#publish-button").click()
    adam.page.wait_for_url("**/publish?*")
    adam.look()
    adam.page.locator("main form[method=post] button.btn").click()
    adam.page.wait_for_url(f"**/statements/{statement}#out")
    expect(adam.page.locator("#out").get_by_text(adam.say("out"), exact=True)).to_have_count(2)  # by itself
    adam.look()


def ask_and_answer(stranger: Visitor, rita: Visitor, said: dict[str, str]) -> None:
    """Somebody without a session reads the page and asks; staff answers; the answer stands there."""
    stranger.page.goto(f"/c/{SLUG}")
    assert stranger.context.cookies() == []
    stranger.reads(said["happened"])
    stranger.reads(playbook_for("own_mistake", stranger.say.language).slots["what_we_stopped"].example, "#updates")
    stranger.page.fill("#question", said["question"])
    stranger.press("Send the question")
    stranger.reads(stranger.say(THANKS))
    stranger.look()

    rita.go("/inbox")
    question = rita.page.locator("[data-item]", has_text=said["question"])
    question.locator("textarea").fill(said["answer"])
    rita.press("Answer in public", question)
    expect(question.locator("textarea")).to_have_count(0)

    stranger.page.goto(f"/c/{SLUG}")
    stranger.page.reload()  # a browser may keep the page for five seconds
    stranger.reads(said["answer"], "#questions")
    stranger.look()


def close_and_look_back(rita: Visitor, incident: str, said: dict[str, str]) -> None:
    """It is over; what it was stands on a page and on paper."""
    rita.go(f"/incidents/{incident}/course")
    rita.page.fill("#field-conclusion", said["conclusion"])
    rita.press("Close the incident")
    rita.reads(said["conclusion"])
    rita.look()
    rita.go("/reports")
    rita.go(f"/reports/{incident}")
    rita.reads(said["conclusion"])
    with rita.page.expect_download() as download:
        rita.follow("PDF")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
