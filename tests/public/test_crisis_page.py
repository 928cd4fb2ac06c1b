"""The crisis page as anybody sees it: in a plain browser, without script, without cookie."""

import re
from collections.abc import Iterator
from uuid import UUID
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from larum.base.clock import FrozenClock
from larum.db.work import Database
from larum.engage.actions import answer
from larum.public.app import create_public_app
from larum.respond import store as statements
from larum.respond.actions.publish import withdraw
from tests.conftest import APPROVER, RESPONDER
from tests.engage.square import Square
from tests.respond.desk import WORDS

POLISH = {"accept-language": "pl-PL,pl;q=0.9,en;q=0.5"}


@pytest.fixture
def square(database: Database, clock: FrozenClock) -> Square:
    return Square(database, clock)


@pytest.fixture
def anybody(database: Database) -> Iterator[TestClient]:
    from starlette.applications import Starlette
    from starlette.routing import Mount

    pages = create_public_app(database, public_url="https://bystra.example", default_zone="Europe/Warsaw")
    with TestClient(Starlette(routes=[Mount("/c", pages)])) as browser:
        yield browser


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def published(square: Square, text: str = WORDS, **more: object) -> UUID:
    id = square.approved(text, **more)
    square.publish(id, square.page, square.bluesky)
    square.send()
    return id


def test_before_it_is_opened_there_is_nothing(database: Database, clock: FrozenClock, anybody: TestClient) -> None:
    square = Square(database, clock, opened=False)
    for path in (f"/c/{square.slug}", f"/c/{square.slug}/feed", "/c/nothing-here", "/c/%00"):
        refused = anybody.get(path)
        assert refused.status_code == 404
        assert "noindex" in refused.text
        assert refused.headers["x-robots-tag"] == "noindex"
    assert anybody.post(f"/c/{square.slug}/questions", data={"text": "Is anybody there?"}).status_code == 404


def test_it_says_what_happened_what_to_do_and_when_the_next_word_comes(square: Square, anybody: TestClient) -> None:
    published(square)
    page = anybody.get(f"/c/{square.slug}")
    said = words(page.text)
    order = [
        "Water in Lipowa street",
        "Since 11:00 the water smells of chlorine.",
        "Do not drink it.",
        "We are flushing the pipes.",
        "800 100 200",
        "Updates",
        WORDS,
        "Questions and answers",
        "Ask us something",
        "Report what does not work",
        "Is it from us?",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    assert "noindex" not in page.text


def test_it_needs_no_script_and_no_cookie_and_is_light(square: Square, anybody: TestClient) -> None:
    for number in range(12):
        published(square, f"Update {number}. {WORDS}")
        square.clock.advance(minutes=20)
    page = anybody.get(f"/c/{square.slug}")
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "set-cookie" not in page.headers
    assert "default-src 'none'" in page.headers["content-security-policy"]
    style = re.search(r'href="(/c/style/[^"]+)"', page.text)
    assert style
    assert len(page.content) + len(anybody.get(style[1]).content) < 30_000


def test_its_picture_for_the_tab_is_there_and_may_be_kept(square: Square, anybody: TestClient) -> None:
    for path in (f"/c/{square.slug}", "/c/nothing-here"):
        icon = re.search(r'rel="icon" href="(/c/style/[^"]+)"', anybody.get(path).text)
        assert icon
        picture = anybody.get(icon[1])
        assert picture.status_code == 200
        assert picture.headers["content-type"] == "image/svg+xml"
        assert "immutable" in picture.headers["cache-control"]


def test_it_speaks_the_readers_language_and_links_the_other(square: Square, anybody: TestClient) -> None:
    polish = anybody.get(f"/c/{square.slug}", headers=POLISH)
    assert '<html lang="pl">' in polish.text
    assert "Nie pij jej." in polish.text
    assert f'href="/c/{square.slug}?lang=en"' in polish.text
    english = anybody.get(f"/c/{square.slug}?lang=en", headers=POLISH)
    assert '<html lang="en">' in english.text
    assert polish.headers["vary"] == "Accept-Language"


def test_words_that_exist_in_one_language_only_are_shown_in_it_and_marked(square: Square, anybody: TestClient) -> None:
    published(square)
    assert f'<p class="words" lang="en">{WORDS}' in anybody.get(f"/c/{square.slug}?lang=pl").text


def test_only_what_was_published_is_seen(square: Square, anybody: TestClient) -> None:
    square.draft("SECRET draft")
    square.approved("SECRET approved")
    square.publish(square.approved("SECRET only on Bluesky"), square.bluesky)
    square.send()
    square.ask("SECRET question nobody answered?")
    assert "SECRET" not in anybody.get(f"/c/{square.slug}").text
    assert "1 more question waits" in words(anybody.get(f"/c/{square.slug}").text)


def test_updates_come_newest_first_and_corrections_are_marked_on_both(square: Square, anybody: TestClient) -> None:
    first = published(square, "It is only Lipowa street.")
    square.clock.advance(minutes=30)
    published(square, "It is Lipowa and Jasna street.", corrects=first)
    said = words(anybody.get(f"/c/{square.slug}").text)
    assert said.index("Lipowa and Jasna") < said.index("only Lipowa")
    assert "Correction It corrects what we said before." in said
    assert "Corrected This was not right. Read the correction." in said


def test_what_was_withdrawn_stays_and_says_why(square: Square, anybody: TestClient) -> None:
    id = published(square)
    with square.database.working(APPROVER) as work:
        withdraw(work, statements.open_statement(work.session, id), reason="The laboratory was wrong.")
    page = anybody.get(f"/c/{square.slug}").text
    assert 'class="withdrawn"' in page
    assert "The laboratory was wrong." in page
    assert WORDS in page


def test_the_same_words_elsewhere_are_linked_so_that_people_can_tell_ours(square: Square, anybody: TestClient) -> None:
    published(square)
    page = anybody.get(f"/c/{square.slug}").text
    assert "https://fake.example/" in page
    assert "Words in our name that are not here are not ours." in page


def test_somebody_asks_and_finds_the_answer(square: Square, anybody: TestClient) -> None:
    asked = anybody.post(f"/c/{square.slug}/questions", data={"text": "Is it <b>safe</b>?", "lang": "en"})
    assert asked.status_code == 200
    assert "Your question has reached the team." in words(asked.text)
    with square.database.working(RESPONDER) as work:
        from larum.engage.store import unanswered

        answer.answer(work, unanswered(work.session)[0].first.id, answer="No. See <https://bystra.example>.")
    page = anybody.get(f"/c/{square.slug}").text
    assert "Is it &lt;b&gt;safe&lt;/b&gt;?" in page
    assert "No. See &lt;https://bystra.example&gt;." in page
    assert "Rita Responder" in page


def test_what_is_refused_stays_in_the_form_under_the_reason(square: Square, anybody: TestClient) -> None:
    refused = anybody.post(
        f"/c/{square.slug}/problems", data={"text": "Look at https://evil.example", "place": "Lipowa", "lang": "en"}
    )
    assert refused.status_code == 422
    assert "Leave out links" in refused.text
    assert "Look at https://evil.example</textarea>" in refused.text
    assert 'value="Lipowa"' in refused.text
    assert refused.headers["cache-control"] == "no-store"


def test_people_report_say_me_too_and_say_whether_it_is_fixed(square: Square, anybody: TestClient) -> None:
    anybody.post(f"/c/{square.slug}/problems", data={"text": "No water at all", "place": "Lipowa 7", "lang": "en"})
    page = anybody.get(f"/c/{square.slug}").text
    assert "Reported by people, not confirmed by us" in page
    for path in dict.fromkeys(re.findall(r'action="(/c/[^"]+/(?:me-too|fixed))"', page)):
        assert anybody.post(path, data={"lang": "en", "fixed": "yes"}).status_code == 200
    said = words(anybody.get(f"/c/{square.slug}").text)
    assert "2 people" in said
    assert "fixed, say 1; not fixed, say 0" in said


def test_programs_fall_into_the_trap_and_nothing_is_kept(square: Square, anybody: TestClient) -> None:
    thanked = anybody.post(
        f"/c/{square.slug}/questions", data={"text": "Buy this now!", "website": "https://spam.example", "lang": "en"}
    )
    assert "Your question has reached the team." in words(thanked.text)
    assert "1 more question" not in words(anybody.get(f"/c/{square.slug}").text)


def test_a_body_larger_than_a_form_is_not_read(square: Square, anybody: TestClient) -> None:
    assert anybody.post(f"/c/{square.slug}/questions", data={"text": "x" * 20_000}).status_code == 413


def test_many_questions_from_one_network_are_refused_in_words(square: Square, anybody: TestClient) -> None:
    for number in range(5):
        anybody.post(f"/c/{square.slug}/questions", data={"text": f"Question {number}?", "lang": "en"})
    refused = anybody.post(f"/c/{square.slug}/questions", data={"text": "One more?", "lang": "pl"})
    assert refused.status_code == 429
    assert "{" not in words(refused.text)


def test_a_readers_copy_is_good_until_something_changes(square: Square, anybody: TestClient) -> None:
    first = anybody.get(f"/c/{square.slug}")
    assert "max-age=5" in first.headers["cache-control"]
    again = anybody.get(f"/c/{square.slug}", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content
    published(square)
    changed = anybody.get(f"/c/{square.slug}", headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert WORDS in changed.text


def test_a_late_update_is_called_late(square: Square, anybody: TestClient) -> None:
    from datetime import timedelta

    published(square, next_update_at=square.clock.now() + timedelta(minutes=30))
    assert "13:30" in words(anybody.get(f"/c/{square.slug}").text)  # half past twelve in Warsaw
    assert "Czas miejscowy: Warszawa." in words(anybody.get(f"/c/{square.slug}?lang=pl").text)
    square.clock.advance(minutes=45)
    assert "is late" in words(anybody.get(f"/c/{square.slug}").text)


def test_a_closed_page_stays_readable_and_takes_nothing(square: Square, anybody: TestClient) -> None:
    published(square)
    square.close()
    page = anybody.get(f"/c/{square.slug}").text
    assert "This matter is closed" in page
    assert WORDS in page
    assert "<form" not in page
    assert "noindex" in page
    assert anybody.post(f"/c/{square.slug}/questions", data={"text": "Hello there?"}).status_code == 409


def test_the_feed_is_atom_with_every_update_and_what_became_of_it(square: Square, anybody: TestClient) -> None:
    id = published(square, "Ampersands & <angles> are safe.")
    with square.database.working(APPROVER) as work:
        withdraw(work, statements.open_statement(work.session, id), reason="Wrong street.")
    feed = anybody.get(f"/c/{square.slug}/feed?lang=en")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    entry = ElementTree.fromstring(feed.content).find(f"{atom}entry")
    assert entry is not None
    assert entry.findtext(f"{atom}id") == f"urn:uuid:{id}"
    assert entry.findtext(f"{atom}title") == "Withdrawn: Ampersands & <angles> are safe."
    assert "Wrong street." in (entry.findtext(f"{atom}content") or "")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_sentence_is_filled_in(square: Square, anybody: TestClient, language: str) -> None:
    published(square)
    square.ask("Is the water safe to drink?")
    square.report("No water in the whole house")
    assert "{" not in words(anybody.get(f"/c/{square.slug}?lang={language}").text)


def test_a_form_for_a_thing_that_is_not_there_says_so(square: Square, anybody: TestClient) -> None:
    nothing = "00000000-0000-0000-0000-000000000000"
    assert anybody.post(f"/c/{square.slug}/problems/{nothing}/me-too").status_code == 404
    assert anybody.post(f"/c/{square.slug}/problems/not-an-id/me-too").status_code == 404
    assert anybody.post(f"/c/{square.slug}").status_code == 405
