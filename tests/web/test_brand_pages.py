"""The page of brands: which accounts are their own, from a browser, a program and a shell."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from larum.base.clock import FrozenClock
from larum.db.work import Database
from larum.match.actions import add_brand
from larum.match.store import brands, own_accounts
from larum.respond.actions.channels import add_channel
from tests.cli.shell import say
from tests.conftest import APPROVER, OWNER, RESPONDER
from tests.web.house import Here, opened, words


@pytest.fixture
def browser(database: Database, clock: FrozenClock) -> Iterator[TestClient]:
    with database.working(OWNER) as work:
        add_brand(work, name="Kłos")
    with opened(database, clock) as browser:
        Here.someone = APPROVER
        yield browser


def path(database: Database) -> str:
    with database.reading() as session:
        return f"/brands/{brands(session)[0].id}/accounts"


def page(browser: TestClient) -> str:
    return words(browser.get("/brands").text).replace("\u00a0", " ")


def test_an_account_is_added_and_taken_back(browser: TestClient, database: Database) -> None:
    assert "Until one is, what the brand posts counts as if somebody else had said it." in page(browser)
    browser.post(path(database), data={"platform": "Bluesky", "handle": "@Klos.example"})
    assert "@klos.example Not ours" in page(browser)
    with database.reading() as session:
        (own,) = own_accounts(session)
    browser.post(f"/brands/accounts/{own.id}/remove")
    assert "@klos.example" not in page(browser)


def test_what_is_no_account_stays_in_the_form(browser: TestClient, database: Database) -> None:
    answer = browser.post(path(database), data={"platform": "bluesky", "handle": "https://x/klos"})
    assert answer.status_code == 422
    assert "Give the account's handle alone" in words(answer.text).replace("&#39;", "'")
    assert 'value="https://x/klos"' in answer.text


def test_the_account_we_publish_from_stands_there_by_itself(browser: TestClient, database: Database) -> None:
    with database.working(OWNER) as work:
        add_channel(work, name="B", connector="bluesky", language="pl", settings={"handle": "klos.example"})
    said = page(browser)
    assert "@klos.example we publish from it" in said
    assert "klos.example Not ours" not in said


def test_whoever_answers_alerts_reads_it_only(browser: TestClient, database: Database) -> None:
    Here.someone = RESPONDER
    assert "It is ours" not in page(browser)
    assert browser.post(path(database), data={"platform": "bluesky", "handle": "a"}).status_code == 403


def test_the_page_speaks_polish(browser: TestClient) -> None:
    Here.language = "pl"
    said = page(browser)
    assert "Własne konta" in said
    assert "To nasze" in said


def test_a_shell_says_so_too(tmp_path: Path) -> None:
    assert say("monitor", "add", "kłos*", "--brand", "Kłos", "--data", tmp_path).exit_code == 0
    assert say("brand", "own", "Kłos", "bluesky", "@Klos.example", "--data", tmp_path).exit_code == 0
    listed = json.loads(say("brand", "list", "--json", "--data", tmp_path).output)
    assert listed == [{"name": "Kłos", "country": "PL", "accounts": ["bluesky:klos.example"]}]
    assert say("brand", "own", "Kłos", "bluesky", "klos.example", "--remove", "--data", tmp_path).exit_code == 0
    assert say("brand", "own", "Kłos", "bluesky", "klos.example", "--remove", "--data", tmp_path).exit_code == 2
    assert say("brand", "own", "Młyn", "bluesky", "klos.example", "--data", tmp_path).exit_code == 2
