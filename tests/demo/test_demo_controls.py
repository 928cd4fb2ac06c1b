"""What a visitor can turn: who they are, the clock, the guide, the beginning."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from larum.base.clock import FrozenClock, StoryClock
from larum.bootstrap import assemble
from larum.cli.demo.conductor import is_honest
from larum.cli.demo.curtain import curtain
from larum.cli.demo.setting import beginning
from larum.cli.demo.theatre import NotADemoFolder, Performance, claim, wipe
from larum.cli.demo.words import honest
from tests.demo.conftest import Demo
from tests.demo.test_sample_story import BEGINS_AT

ELSEWHERE = "https://evil.example/"


class Visit:
    """A browser of its own in a demo whose story begins, and what was asked of the story."""

    def __init__(self, demo: Demo) -> None:
        self.seconds = 0.0
        self.begun_again = 0
        self.clock = StoryClock(BEGINS_AT, 240, lambda: self.seconds)
        self.performance = Performance(demo.larum, self.clock, demo.setting, self._again)
        demo.larum.app.state.story = self.performance
        self.browser = TestClient(demo.larum.app, base_url="http://127.0.0.1:8400", follow_redirects=False)

    def _again(self) -> None:
        self.begun_again += 1

    def press(self, path: str, **fields: str) -> str:
        answer = self.browser.post(path, data=fields)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@pytest.fixture
def visit(unread: Demo) -> Iterator[Visit]:
    visit = Visit(unread)
    assert visit.browser.get("/enter/story?next=/plan").headers["location"] == "/plan"
    yield visit
    visit.browser.close()


def test_the_visitor_comes_in_as_the_responder_without_a_password(visit: Visit) -> None:
    page = visit.browser.get("/plan").text
    assert "Kinga Bielak" in page
    assert "story-now" in page


def test_one_press_makes_the_visitor_somebody_else(visit: Visit, unread: Demo) -> None:
    assert visit.press(f"/enter/{unread.setting.personas[1]}", next="/plan") == "/plan"
    assert "</span> Tomasz Wrotek</span>" in visit.browser.get("/plan").text


def test_time_stands_still_while_paused_and_goes_on_where_it_stood(visit: Visit) -> None:
    visit.press("/demo/pause", next="/plan")
    stood = visit.clock.now()
    visit.seconds += 60
    assert visit.clock.now() == stood
    assert 'action="/demo/go-on"' in visit.browser.get("/plan").text
    visit.press("/demo/go-on", next="/plan")
    visit.seconds += 1
    assert visit.clock.now() == stood + timedelta(minutes=4)


def test_the_story_runs_as_fast_as_is_chosen(visit: Visit) -> None:
    before = visit.clock.now()
    visit.press("/demo/speed", times="960")
    visit.seconds += 1
    assert visit.clock.now() == before + timedelta(minutes=16)
    assert visit.browser.post("/demo/speed", data={"times": "7"}).status_code == 422


def test_the_guide_can_be_put_away_and_taken_out_again(visit: Visit) -> None:
    visit.press("/demo/hide", hidden="yes", next="/plan")
    assert "story-now" not in visit.browser.get("/plan").text
    visit.press("/demo/hide", hidden="no", next="/plan")
    assert "story-now" in visit.browser.get("/plan").text


def test_an_open_page_is_told_only_what_is_new(visit: Visit) -> None:
    first = visit.browser.get("/demo/guide")
    seen = first.text.partition("seen=")[2].partition('"')[0]
    assert visit.browser.get(f"/demo/guide?seen={seen}").status_code == 204


def test_starting_again_is_asked_of_the_story(visit: Visit) -> None:
    visit.press("/demo/again")
    assert visit.begun_again == 1


def test_the_way_back_never_leads_to_another_site(visit: Visit) -> None:
    for path in ("/demo/pause", "/demo/go-on", "/demo/hide"):
        assert visit.press(path, next=ELSEWHERE) == "/"


def test_when_the_story_is_over_its_clock_goes_on_like_any_other(visit: Visit) -> None:
    visit.clock.move_to(visit.performance.ends_at + timedelta(minutes=1))
    visit.performance.settle()
    assert visit.performance.speed == 1


def test_outside_a_demo_there_are_no_controls_and_no_way_in(unread: Demo) -> None:
    larum = assemble(unread.larum.settings, clock=FrozenClock(BEGINS_AT))
    with TestClient(larum.app, base_url="http://127.0.0.1:8400", follow_redirects=False) as browser:
        assert browser.get("/enter/story").status_code == 404
        assert browser.post(f"/enter/{unread.setting.personas[0]}").status_code == 404
        assert browser.post("/demo/pause").headers.get("location", "/sign-in").startswith("/sign-in")
    larum.database.close()


def test_a_folder_with_a_real_larum_is_never_wiped(tmp_path: Path) -> None:
    (tmp_path / "larum.db").write_text("somebody's own")
    with pytest.raises(NotADemoFolder):
        claim(tmp_path)
    assert (tmp_path / "larum.db").read_text() == "somebody's own"


def test_a_demo_folder_is_wiped_and_keeps_what_is_not_the_storys(tmp_path: Path) -> None:
    claim(tmp_path)
    (tmp_path / "larum.db").touch()
    (tmp_path / "notes.txt").touch()
    claim(tmp_path)
    wipe(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"larum-demo", "notes.txt"}


def test_the_story_ends_before_now(clock: FrozenClock) -> None:
    for _ in range(14):
        clock.advance(hours=13)
        begins_at = beginning(clock.now())
        assert begins_at.weekday() == 3
        assert timedelta(hours=48) <= clock.now() - begins_at < timedelta(days=9)


def test_only_an_honest_answer_turns_the_curve() -> None:
    assert is_honest(honest(BEGINS_AT))
    assert not is_honest({"pl": "Produkt spełnia wszystkie normy. Jeśli ktoś poczuł się urażony, przepraszamy."})
    assert not is_honest({"en": "We are sorry."})
    assert not is_honest({})


def test_the_curtain_says_how_far_it_is_in_the_readers_language() -> None:
    from starlette.requests import Request

    request = Request({"type": "http", "headers": [(b"accept-language", b"pl")]})
    page = curtain(request, 1200, "en")
    assert "Przeczytano" in bytes(page.body).decode()
    assert page.headers["refresh"] == "1"
