"""The operations pages: a storm breaks loose around a bakery; people look, answer, mute, close and set things up."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from larum.alert.actions import set_escalation
from larum.alert.store import alerts
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.collect.store import newest_posts, sources
from larum.connectors.contract import Batch
from larum.connectors.jsonlines import decode_all
from larum.connectors.records import Author, Post, Refused
from larum.db.outbox import hear
from larum.db.work import Database
from larum.flow.arrive import receive
from larum.flow.quarantine import waiting
from larum.flow.reactions import reactions
from larum.flow.schedule import tick
from larum.match.actions import add_brand, add_monitor
from larum.match.store import monitors
from larum.measure.stories.step import tell_stories
from tests.auth.people import joined
from tests.conftest import NOON, OWNER, RESPONDER, VIEWER
from tests.flow.stories import storm
from tests.web.house import Here, opened, words

STORM = storm(quiet=60, angry=60)
BROKE_AT = NOON + timedelta(minutes=60 * 70)
PAGES = ("/", "/mentions", "/stories", "/alerts", "/monitors", "/sources", "/settings", "/settings/escalation")


@pytest.fixture
def browser(database: Database, clock: FrozenClock) -> Iterator[TestClient]:
    with opened(database, clock) as browser:
        yield browser


@pytest.fixture
def bakery(database: Database, clock: FrozenClock) -> Database:
    """A bakery that is watched, and the storm around it, a quarter of an hour old."""
    with database.working(SYSTEM) as work:
        brand = add_brand(work, name="Kłos")
        add_monitor(work, brand_id=brand.id, name="Kłos", query="Kłos* OR Klos*")
    clock.move_to(BROKE_AT + timedelta(minutes=21))
    receive(database, Batch(arrivals=STORM, cursor=""), source_id=None)
    tick(database)
    tell_stories(database)
    return database


def the_alert(database: Database) -> str:
    with database.reading() as session:
        found = alerts(session, states=["open", "acknowledged", "closed"])
    assert found, "the storm raised no alert"
    return f"/alerts/{found[0].id}"


def test_an_empty_larum_says_on_every_page_what_to_do_next(browser: TestClient) -> None:
    Here.someone = OWNER
    for path in PAGES:
        assert browser.get(path).status_code == 200, path
    assert "Nothing is watched yet" in words(browser.get("/").text)
    for path in ("/", "/mentions", "/stories", "/alerts", "/monitors"):
        assert 'href="/welcome"' in browser.get(path).text, path
    assert 'href="/sources/new"' in browser.get("/sources").text


def test_the_overview_says_first_that_something_is_on_fire(browser: TestClient, bakery: Database) -> None:
    page = browser.get("/")
    said = words(page.text)
    assert "1 alert waits for somebody" in said
    assert "Kłos:" in said
    assert "mentions than before" in said
    assert "Nobody is called when an alert is raised" in said
    assert "<svg" in page.text
    assert 'class="band"' in page.text
    assert browser.get("/?range=month").status_code == 200
    brand = re.search(r"/overview/curve/[0-9a-f-]+", page.text)
    assert brand is not None
    assert browser.get(brand.group()).json()["points"]


def test_an_alert_card_shows_posts_reasons_and_who_carries_it(browser: TestClient, bakery: Database) -> None:
    card = browser.get(the_alert(bakery))
    said = words(card.text)
    assert "The posts that tell it best" in said
    assert "<mark>" in card.text
    assert "The loudest of" in said
    assert "What they talk about" in said
    assert "word for word an earlier one: copied, or sent by one hand" in said
    assert "Why SEV" in said
    assert "How unusual" in said
    assert "Little is known yet of what is usual here" in said
    assert "Nobody: the escalation list is empty." in said
    assert f'href="/incidents/declare?alert={the_alert(bakery).removeprefix("/alerts/")}"' in card.text


def test_an_alert_card_says_how_far_it_may_go_what_ends_it_and_how_often_it_is_wrong(
    browser: TestClient, bakery: Database
) -> None:
    card = browser.get(the_alert(bakery))
    said = words(card.text)
    assert "What is still to come, as it goes" in said
    assert "1 hour" in said
    assert "Half of the time the six-hour figure was off by" in said
    assert 'class="fan"' in card.text
    assert "None yet: this is the first alert of this brand." in said
    assert "unless something unusual comes before then" in said
    assert "the detectors that count call about once in" in said
    assert "Nobody has judged an alert here yet" in said
    browser.post(f"{the_alert(bakery)}/close", data={"verdict": "right"})
    over = words(browser.get(the_alert(bakery)).text)
    assert "What would have been forecast when it was raised, and what came" in over
    assert "What would make it go away" not in over
    assert "Of the last 1 alert here that people judged, 1 was real." in over


def test_an_alert_is_taken_on_handed_back_closed_with_a_verdict_and_opened_again(
    browser: TestClient, bakery: Database
) -> None:
    card = the_alert(bakery)
    assert "taken on by Rita Responder" in words(browser.post(f"{card}/acknowledge").text)
    assert "waits for somebody" in words(browser.post(f"{card}/reopen").text)
    closed = words(browser.post(f"{card}/close", data={"verdict": "known", "note": "Glass, batch 7"}).text)
    assert "Known" in closed
    assert "Glass, batch 7" in closed
    assert "All quiet: no alert is open." in words(browser.get("/alerts").text)
    assert "waits for somebody" in words(browser.post(f"{card}/reopen").text)
    assert browser.post(f"{card}/close", data={"verdict": "boring"}).status_code == 422


def test_a_mute_ends_by_itself(browser: TestClient, bakery: Database, clock: FrozenClock) -> None:
    card = the_alert(bakery)
    with bakery.reading() as session:
        monitor = monitors(session)[0]
    assert "raises no alerts until" in words(browser.post(f"{card}/mute/{monitor.id}", data={"hours": "4"}).text)
    clock.advance(hours=5)
    assert "raises no alerts until" not in words(browser.get(card).text)


def test_the_card_says_who_was_called_and_what_became_of_it(
    browser: TestClient, bakery: Database, clock: FrozenClock
) -> None:
    rita = joined(bakery, "Rita Ranna", "responder")
    with bakery.working(SYSTEM) as work:
        set_escalation(work, steps=[(rita.id, 0, False), (rita.id, 10, False)])
    hear(bakery, reactions("https://larum.example"))
    card = the_alert(bakery)
    assert "Rita Ranna will be called" in words(browser.get(card).text)
    assert "was not called: somebody had answered" in words(browser.post(f"{card}/acknowledge").text)


def test_mentions_are_narrowed_and_the_words_that_matched_are_marked(browser: TestClient, bakery: Database) -> None:
    page = browser.get("/mentions")
    assert "<mark>Kłos" in page.text
    narrowed = words(browser.get("/mentions?text=szklo").text)
    assert "szkło w chlebie" in narrowed
    assert "Glass in my bread" not in narrowed
    assert "Nothing fits" in words(browser.get("/mentions?text=hippopotamus").text)
    older = re.search(r'href="(/mentions\?before=[^"]+)" rel="next"', page.text)
    assert older is not None
    assert "Back to the newest" in words(browser.get(older.group(1)).text)
    assert browser.get("/mentions?monitor=nonsense&since=never&mood=odd&before=soon").status_code == 200


def test_what_fits_the_filters_can_be_taken_along(browser: TestClient, bakery: Database, clock: FrozenClock) -> None:
    page = browser.get("/mentions?text=szklo").text
    lines_at, table_at = (unescape(at) for at in re.findall(r'href="(/mentions/export[^"]+)"', page))
    taken = browser.get(lines_at)
    assert taken.headers["content-disposition"].endswith('.jsonl"')
    lines = list(decode_all(taken.content, clock.now()))
    assert lines
    assert all(isinstance(line, Post) and "szkło" in line.text.casefold() for line in lines)
    table = list(csv.DictReader(browser.get(table_at).content.decode("utf-8-sig").splitlines()))
    assert [row["id"] for row in table] == [line.native_id for line in lines if isinstance(line, Post)]
    assert all("Kłos" in row["monitor"] and "szkło" in row["text"] for row in table)
    everything = browser.get("/mentions/export.csv").text
    assert everything.count("\n") > len(table) + 1
    assert browser.get("/mentions/export.exe").status_code == 422


def test_a_stranger_writes_no_formula_into_a_spreadsheet(browser: TestClient, bakery: Database) -> None:
    evil = Post(
        platform="sample", native_id="evil", url="", author=Author(id="x", handle="x"), created_at=NOON,
        text='=HYPERLINK("https://evil.example"; "Kłos")',
    )  # fmt: skip
    receive(bakery, Batch(arrivals=[evil], cursor=""), source_id=None)
    (row,) = csv.DictReader(browser.get("/mentions/export.csv?text=hyperlink").content.decode("utf-8-sig").splitlines())
    assert row["text"].startswith("'=HYPERLINK")


def test_new_mentions_wait_until_they_are_asked_for(browser: TestClient, bakery: Database) -> None:
    later = browser.get("/mentions/waiting", params={"after": BROKE_AT.isoformat()}).text
    assert re.search(r"\d+ new posts", words(later))
    assert browser.get("/mentions/waiting", params={"after": "2030-01-01T00:00:00+00:00"}).text.strip() == ""


def test_stories_fold_what_tells_the_same(browser: TestClient, bakery: Database) -> None:
    page = browser.get("/stories")
    link = re.search(r"/stories/[0-9a-f-]{36}", page.text)
    assert link is not None
    story = words(browser.get(link.group()).text)
    assert "The posts, newest first" in story
    assert "Near-copies" in story
    assert browser.get("/stories/6f1c3a52-0000-4000-8000-000000000000").status_code == 404


def test_telling_stories_again_changes_nothing(bakery: Database) -> None:
    assert tell_stories(bakery) == 0


def test_a_query_is_tried_before_it_is_kept_and_a_fault_is_pointed_at(browser: TestClient, bakery: Database) -> None:
    tried = browser.get("/monitors/try", params={"query": "szkło OR glass"}).text
    assert re.search(r"It would have caught \d+ posts", words(tried))
    wrong = browser.get("/monitors/try", params={"query": "kłos AND ("}).text
    assert '<pre class="pointer"' in wrong
    assert "as common as" in words(browser.get("/monitors/try", params={"query": "the"}).text)
    with bakery.reading() as session:
        brand = monitors(session)[0].brand_id
    form = {"name": "Glass", "query": "glass (", "brand": str(brand)}
    assert browser.post("/monitors", data=form).status_code == 422
    assert "Glass" in words(browser.post("/monitors", data={**form, "query": "glass OR szkło"}).text)
    with bakery.reading() as session:
        added = next(one for one in monitors(session) if one.name == "Glass")
    assert "paused" in words(browser.post(f"/monitors/{added.id}/pause").text)
    assert "watching" in words(browser.post(f"/monitors/{added.id}/resume").text)
    assert "muted" in words(browser.post(f"/monitors/{added.id}/mute", data={"hours": "1"}).text)
    browser.post(f"/monitors/{added.id}/unmute")
    changed = browser.post(f"/monitors/{added.id}", data={"name": "Broken glass", "query": "glass"})
    assert "Broken glass" in changed.text


def line(number: int, text: str) -> str:
    at = NOON.isoformat()
    return json.dumps({"platform": "forum", "id": str(number), "created_at": at, "text": text})


def test_a_file_is_imported_and_what_is_broken_waits_in_quarantine_to_be_mended(
    browser: TestClient, bakery: Database
) -> None:
    Here.someone = OWNER
    body = f"{line(1, 'Kłos ma nowy chleb')}\n{{broken\n".encode()
    came = words(browser.post("/sources/import", files={"file": ("posts.jsonl", body)}).text)
    assert "1 post came in." in came
    assert "1 item could not be read" in came
    assert "imported" in came
    assert "Kłos ma nowy chleb" in newest_texts(bakery)
    with bakery.reading() as session:
        broken = waiting(session)[0]
    item = f"/settings/quarantine/{broken.id}"
    assert "{broken" in browser.get(item).text
    assert browser.post(f"{item}/resend", data={"mended": "{still broken"}).status_code == 422
    assert "Nothing waits here" in words(browser.post(f"{item}/resend", data={"mended": line(2, "Kłos again")}).text)
    assert "Kłos again" in newest_texts(bakery)


def newest_texts(database: Database) -> list[str]:
    with database.reading() as session:
        return [post.text for post in newest_posts(session, limit=5_000)]


def test_a_table_without_text_is_refused_by_name(browser: TestClient) -> None:
    Here.someone = OWNER
    answer = browser.post("/sources/import", files={"file": ("shops.csv", b"shop,city\n1,Gdynia\n")})
    assert answer.status_code == 422
    assert "no column text, created_at" in words(answer.text)


def test_a_source_is_added_with_what_its_manifest_asks_for(browser: TestClient, database: Database) -> None:
    Here.someone = OWNER
    assert "Feed address" in words(browser.get("/sources/new?connector=rss").text)
    wrong = browser.post("/sources", data={"connector": "rss", "name": "News", "field.address": "no address"})
    assert wrong.status_code == 422
    assert "Feed address" in words(wrong.text)
    token = "a-token-of-twenty-letters"
    form = {"connector": "webhook", "name": "Our forum", "field.token": token}
    page = browser.post("/sources", data=form)
    assert "listening" in words(page.text)
    assert token not in page.text
    with database.reading() as session:
        source = sources(session)[0]
    assert source.secrets["token"] == token
    assert "token" not in source.settings
    assert "paused" in words(browser.post(f"/sources/{source.id}/pause").text)
    assert "listening" in words(browser.post(f"/sources/{source.id}/resume").text)
    assert "No source yet" in words(browser.post(f"/sources/{source.id}/remove").text)


def test_an_owner_decides_who_is_called_and_a_test_call_is_queued(browser: TestClient, database: Database) -> None:
    first, second = joined(database, "Ola Pierwsza", "owner"), joined(database, "Ala Druga", "responder")
    Here.someone = first.actor
    rows = {"person": [str(first.id), str(second.id), ""], "minutes": ["0", "10", "15"], "gravest": ["1"]}
    said = words(browser.post("/settings/escalation", data=rows).text)
    assert "2 people are called" in said
    assert "after 10 minutes" in said
    backwards = {"person": [str(first.id), str(second.id)], "minutes": ["10", "5"]}
    assert browser.post("/settings/escalation", data=backwards).status_code == 422
    assert "The test alert is on its way." in words(browser.post("/settings/escalation/test").text)
    Here.someone = VIEWER
    assert browser.post("/settings/escalation", data=rows).status_code == 403


def test_the_first_start_leads_from_a_name_to_a_test_alert(browser: TestClient, database: Database) -> None:
    owner = joined(database, "Ola Pierwsza", "owner")
    Here.someone = owner.actor
    assert "Whose name should Larum listen for?" in words(browser.get("/welcome").text)
    query = browser.post("/welcome/brand", data={"name": "Czarna Perła", "aliases": "@czarnaperla"})
    said = words(query.text)
    assert "It would have caught 12 posts" in said
    assert "posts we made up" in said
    assert "Czarn* NEAR/0 Perł*" in query.text
    assert "pointer" in browser.get("/welcome/try?query=perła (").text
    source = browser.post("/welcome/query", data={"brand": "", "query": "Czarn* NEAR/0 Perł*"})
    assert "Where should Larum read?" in words(source.text)
    assert browser.post("/welcome/address", data={"url": "nonsense"}).status_code == 422
    assert "You are called here:" in words(browser.post("/welcome/address", data={"url": "json://localhost/x"}).text)
    assert "The test alert is on its way." in words(browser.post("/welcome/test").text)
    assert "Ola Pierwsza" in words(browser.get("/settings/escalation").text)


def test_what_was_here_before_the_brand_was_named_is_caught_afterwards(
    browser: TestClient, database: Database, clock: FrozenClock
) -> None:
    owner = joined(database, "Ola Pierwsza", "owner")
    Here.someone = owner.actor
    clock.move_to(BROKE_AT + timedelta(minutes=21))
    receive(database, Batch(arrivals=STORM, cursor=""), source_id=None)
    browser.post("/welcome/brand", data={"name": "Kłos"})
    browser.post("/welcome/query", data={"brand": "", "query": "Kłos* OR Klos*"})
    assert "<mark>Kłos" in browser.get("/mentions").text
    assert "1 alert waits for somebody" in words(browser.get("/").text)


@pytest.mark.parametrize("role", [VIEWER, RESPONDER])
def test_whoever_may_only_look_sees_no_button_that_acts(browser: TestClient, bakery: Database, role: object) -> None:
    Here.someone = role  # type: ignore[assignment]
    card = browser.get(the_alert(bakery)).text
    assert ("/acknowledge" in card) == (role is RESPONDER)
    assert ("/pause" in browser.get("/monitors").text) == (role is RESPONDER)
    assert browser.get("/settings/quarantine").status_code == (200 if role is RESPONDER else 403)


def test_every_page_speaks_polish(browser: TestClient, bakery: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    Here.someone = OWNER
    monkeypatch.setattr(Here, "language", "pl")
    expected = {
        "/": "1 alarm czeka na kogoś",
        "/mentions": "Zawęź listę",
        "/stories": "Historie",
        "/alerts": "Przyjmuję",
        the_alert(bakery): "Posty, które mówią najwięcej",
        "/monitors": "Monitory",
        "/monitors/new": "Jak pisać zapytania",
        "/sources": "Źródła",
        "/sources/new": "Gdzie Larum ma czytać?",
        "/sources/import": "Wczytaj plik",
        "/settings": "Ustawienia",
        "/settings/escalation": "Kto jest wzywany",
        "/settings/quarantine": "Kwarantanna",
        "/welcome/brand": "Jakiej nazwy ma wypatrywać Larum?",
        "/welcome/source": "Gdzie Larum ma czytać?",
    }
    for path, sentence in expected.items():
        page = browser.get(path)
        assert page.status_code == 200, path
        assert sentence in words(page.text), path


def test_a_broken_item_is_refused_and_the_rest_goes_on(
    bakery: Database, browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Refused(reason="broken_json", detail="line 3", raw=b"{", where="line 3")
    good = next(item for item in STORM if isinstance(item, Post))
    receive(bakery, Batch(arrivals=[bad, good], cursor=""), source_id=None)
    assert "1 item could not be taken; everything else went on." in words(browser.get("/settings/quarantine").text)
    monkeypatch.setattr(Here, "language", "pl")
    assert "wiersz 3" in words(browser.get("/settings/quarantine").text)
