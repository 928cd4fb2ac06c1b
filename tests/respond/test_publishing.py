"""At most once: whatever breaks between us and the platform, nobody reads the same statement twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from larum.base.clock import FrozenClock
from larum.base.errors import Invalid, WrongMove
from larum.connectors.errors import PublishingRefused
from larum.connectors.fake import FakeConnector
from larum.db.work import Database
from larum.respond import store
from larum.respond.actions import settle, write
from larum.respond.errors import StatementNotApproved
from larum.respond.publishing import publish_due
from tests.conftest import APPROVER, RESPONDER
from tests.respond.desk import Desk


class PowerCut(BaseException):
    """Nothing in Larum catches this, as nothing catches a power cut."""


class Unplugged(FakeConnector):
    """Posts, and then the lights go out before anybody can write it down."""

    def publish(self, *given, **more):  # type: ignore[no-untyped-def]
        super().publish(*given, **more)
        raise PowerCut


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    return Desk(database, clock)


def cut_off(desk: Desk) -> object:
    """A statement whose sending was cut off between the post and the note."""
    desk.platform = Unplugged()
    id = desk.approved()
    desk.publish(id, desk.bluesky)
    with pytest.raises(PowerCut):
        desk.send()
    assert desk.publication(id).state == "sending"
    return id


def test_after_a_crash_the_platform_is_asked_and_what_is_out_is_noted(desk: Desk) -> None:
    id = cut_off(desk)
    assert desk.send() == 0
    assert desk.start_again() == 0
    assert desk.publication(id).state == "sent"  # type: ignore[arg-type]
    assert desk.publication(id).url.startswith("https://fake.example/")  # type: ignore[arg-type]
    assert desk.platform.sendings == 1


def test_where_the_platform_cannot_tell_a_person_does(desk: Desk) -> None:
    id = cut_off(desk)
    desk.platform.can_tell = False
    assert desk.start_again() == 1
    assert desk.send() == 0
    assert desk.statement(id).state == "sending"  # type: ignore[arg-type]
    with desk.database.working(APPROVER) as work:
        (unsure,) = store.unsure(work.session)
        settle.settle(work, unsure, verdict="out", url="https://bsky.app/profile/bystra/post/1")
    assert desk.statement(id).state == "sent"  # type: ignore[arg-type]
    assert desk.publication(id).settled_by == "Adam Approver"  # type: ignore[arg-type]
    assert desk.platform.sendings == 1


def test_what_a_person_found_not_to_be_out_is_sent_again_only_when_asked(desk: Desk) -> None:
    id = cut_off(desk)
    desk.platform = FakeConnector()  # the post never arrived
    assert desk.start_again() == 1
    with desk.database.working(APPROVER) as work:
        settle.settle(work, store.unsure(work.session)[0], verdict="not_out")
    assert desk.send() == 0
    with desk.database.working(APPROVER) as work:
        settle.try_again(work, store.open_publication(work.session, desk.publication(id).id))  # type: ignore[arg-type]
    assert desk.send() == 1


def test_only_what_nobody_knows_is_for_people_to_settle(desk: Desk) -> None:
    id = cut_off(desk)
    sending = desk.publication(id).id  # type: ignore[arg-type]
    with pytest.raises(WrongMove), desk.database.working(APPROVER) as work:
        settle.settle(work, store.open_publication(work.session, sending), verdict="not_out")


def test_an_address_that_is_none_is_refused(desk: Desk) -> None:
    cut_off(desk)
    desk.platform.can_tell = False
    desk.start_again()
    with pytest.raises(Invalid), desk.database.working(APPROVER) as work:
        settle.settle(work, store.unsure(work.session)[0], verdict="out", url="javascript:alert(1)")


def test_a_lost_answer_is_found_by_asking(desk: Desk) -> None:
    id = desk.approved()
    desk.publish(id, desk.bluesky)
    desk.platform.loses_next_answer = True
    desk.send()
    assert desk.publication(id).state == "sent"
    assert desk.platform.sendings == 1


def test_a_lost_answer_that_nobody_can_find_is_for_a_person(desk: Desk) -> None:
    id = desk.approved()
    desk.publish(id, desk.bluesky)
    desk.platform.loses_next_answer, desk.platform.can_tell = True, False
    desk.send()
    assert desk.publication(id).state == "unsure"
    assert "the answer was lost" in desk.publication(id).trouble


class Refusing(FakeConnector):
    def publish(self, *given, **more):  # type: ignore[no-untyped-def]
        raise PublishingRefused(where="fake", why="too rude")


def test_a_clear_no_is_a_failure_and_the_words_can_be_mended(desk: Desk) -> None:
    desk.platform = Refusing()
    desk.platform.can_tell = False
    id = desk.approved()
    desk.publish(id, desk.bluesky)
    assert desk.send() == 0
    publication = desk.publication(id)
    assert publication.state == "failed"
    assert "too rude" in publication.trouble
    assert desk.statement(id).state == "approved"
    with desk.database.working(RESPONDER) as work:
        write.reword(work, store.open_statement(work.session, id), texts={"en": "Politer."}, seen=1)
    with pytest.raises(StatementNotApproved), desk.database.working(APPROVER) as work:
        settle.try_again(work, store.open_publication(work.session, publication.id))
    desk.hand_over(id)
    desk.approve(id, seen=2)
    desk.publish(id, desk.bluesky)
    desk.platform = FakeConnector()
    assert desk.send() == 1
    assert list(desk.platform.published.values()) == ["Politer."]


class Broken(FakeConnector):
    def publish(self, *given, **more):  # type: ignore[no-untyped-def]
        raise KeyError("a fault of ours")


def test_a_connector_that_breaks_holds_up_nobody_else_and_a_person_is_asked(desk: Desk) -> None:
    desk.platform = Broken()
    id = desk.approved()
    desk.publish(id, desk.bluesky, desk.page)
    assert desk.send() == 1
    assert sorted(desk.states(id)) == ["sent", "unsure"]


def test_two_publishers_at_once_send_once(desk: Desk) -> None:
    ids = [desk.approved(title=f"Word {number}") for number in range(3)]
    for id in ids:
        desk.publish(id, desk.bluesky)
    together = Barrier(4)

    def send(_: int) -> int:
        together.wait()
        return publish_due(desk.database, desk.outside, lambda name: desk.platform)

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(send, range(4)))
    assert sum(sent) == 3
    assert desk.platform.sendings == 3


def test_two_people_who_press_at_once_publish_once(desk: Desk) -> None:
    id = desk.approved()
    together = Barrier(4)

    def press(_: int) -> None:
        together.wait()
        desk.publish(id, desk.bluesky)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    desk.send()
    assert desk.states(id) == ["sent"]
    assert desk.platform.sendings == 1


def test_two_people_who_approve_at_once_approve_once(desk: Desk) -> None:
    id = desk.draft()
    desk.hand_over(id)
    together = Barrier(4)

    def press(_: int) -> bool:
        together.wait()
        try:
            desk.approve(id)
        except WrongMove:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [False, False, False, True]
    with desk.database.reading() as session:
        assert len(store.approvals(session, store.latest(session, id).id)) == 1
