"""Who works here and as what."""

import threading

import pytest

from larum.auth import store
from larum.auth.actions.people import add_person, change_role, deactivate, reactivate
from larum.auth.actions.session import enter_as
from larum.auth.actions.token import create_token
from larum.auth.errors import LastOwner
from larum.auth.identify import by_session, by_token
from larum.auth.joining import Profile
from larum.auth.model import Person
from larum.base.actor import SYSTEM
from larum.base.errors import Invalid, NotAllowed, NotFound, Refusal
from larum.base.ids import named
from larum.db.work import Database
from tests.auth.people import joined
from tests.conftest import APPROVER


def test_the_last_owner_can_be_neither_demoted_nor_deactivated(database: Database) -> None:
    ola = joined(database, "Ola", "owner")
    for step in (lambda work: change_role(work, ola.id, "viewer"), lambda work: deactivate(work, ola.id)):
        with pytest.raises(LastOwner), database.working(ola.actor) as work:
            step(work)
    olek = joined(database, "Olek", "owner")
    with database.working(olek.actor) as work:
        assert change_role(work, ola.id, "approver").role == "approver"
    with pytest.raises(LastOwner), database.working(olek.actor) as work:
        deactivate(work, olek.id)


def test_an_owner_who_left_does_not_count_as_an_owner(database: Database) -> None:
    ola, olek = joined(database, "Ola", "owner"), joined(database, "Olek", "owner")
    with database.working(ola.actor) as work:
        deactivate(work, olek.id)
    with pytest.raises(LastOwner), database.working(ola.actor) as work:
        change_role(work, ola.id, "viewer")


def test_two_owners_who_demote_each_other_at_once_leave_one(database: Database) -> None:
    ola, olek = joined(database, "Ola", "owner"), joined(database, "Olek", "owner")
    both_ready = threading.Barrier(2)
    refused: list[Refusal] = []

    def demote(actor: Person, other: Person) -> None:
        both_ready.wait()
        try:
            with database.working(actor.actor) as work:
                change_role(work, other.id, "viewer")
        except LastOwner as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=demote, args=pair) for pair in ((ola, olek), (olek, ola))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert sorted(person.role for person in store.people(session)) == ["owner", "viewer"]
    assert len(refused) == 1


def test_who_is_deactivated_is_out_at_once_and_comes_back_without_their_tokens(database: Database) -> None:
    ola, rita = joined(database, "Ola", "owner"), joined(database, "Rita", "responder")
    with database.working(SYSTEM) as work:
        cookie = enter_as(work, rita.id)
    with database.working(rita.actor) as work:
        token = create_token(work, "Import", "responder")
    assert by_session(database, cookie.secret)
    assert by_token(database, token.secret)
    with database.working(ola.actor) as work:
        deactivate(work, rita.id)
    assert by_session(database, cookie.secret) is None
    assert by_token(database, token.secret) is None
    with pytest.raises(NotFound), database.working(SYSTEM) as work:
        enter_as(work, rita.id)
    with database.working(ola.actor) as work:
        reactivate(work, rita.id)
    assert by_session(database, cookie.secret) is None
    assert by_token(database, token.secret) is None
    with database.reading() as session:
        assert store.people_by_id(session, [rita.id, None, named("nobody")])[rita.id].active


def test_a_changed_role_counts_from_the_next_click(database: Database) -> None:
    ola, rita = joined(database, "Ola", "owner"), joined(database, "Rita", "responder")
    with database.working(SYSTEM) as work:
        cookie = enter_as(work, rita.id)
    with database.working(ola.actor) as work:
        change_role(work, rita.id, "viewer")
    identity = by_session(database, cookie.secret)
    assert identity is not None
    assert identity.actor.role == "viewer"


def test_only_an_owner_decides_about_others(database: Database) -> None:
    rita = joined(database, "Rita", "responder")
    for step in (change_role, deactivate, reactivate):
        arguments = (rita.id, "owner") if step is change_role else (rita.id,)
        with pytest.raises(NotAllowed), database.working(APPROVER) as work:
            step(work, *arguments)
    with pytest.raises(NotAllowed), database.working(APPROVER) as work:
        enter_as(work, rita.id)


def test_people_are_listed_by_name_and_those_who_left_come_last(database: Database) -> None:
    ola = joined(database, "Ola", "owner")
    anna = joined(database, "anna", "viewer")
    joined(database, "Zofia", "viewer")
    with database.working(ola.actor) as work:
        deactivate(work, anna.id)
    with database.reading() as session:
        assert [person.name for person in store.people(session)] == ["Ola", "Zofia", "anna"]
        assert [person.name for person in store.people(session, only_active=True)] == ["Ola", "Zofia"]


@pytest.mark.parametrize(
    "profile",
    [
        Profile("", "a@example.org", None),
        Profile("Nul\0", "a@example.org", None),
        Profile("x" * 101, "a@example.org", None),
        Profile("Ola", "example.org", None),
        Profile("Ola", "ola@", None),
        Profile("Ola", "o la@example.org", None),
        Profile("Ola", "ola@example.org", None, zone="Europe/Atlantis"),
        Profile("Ola", "ola@example.org", None, language="de"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_name_address_language_or_zone_is_refused(database: Database, profile: Profile) -> None:
    with pytest.raises(Invalid), database.working(SYSTEM) as work:
        add_person(work, profile, "viewer")
