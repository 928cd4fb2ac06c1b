"""A statement on its way out: written, read by a second person, approved, published, corrected, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from larum.audit import trail
from larum.base.clock import FrozenClock
from larum.base.errors import Invalid, NotAllowed, WrongMove
from larum.db.work import Database
from larum.incident import store as incidents
from larum.respond import store
from larum.respond.actions import approve, publish, write
from larum.respond.actions.channels import add_channel, switch_channel
from larum.respond.errors import (
    ChannelOff,
    NoChannel,
    NoWording,
    OwnWords,
    OwnWordsUnconfirmed,
    SlotsOpen,
    StatementNotApproved,
    TooLong,
    WordingMoved,
)
from tests.conftest import APPROVER, NOON, OWNER, RESPONDER, VIEWER
from tests.respond.desk import WORDS, Desk, alone


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    return Desk(database, clock)


def said(desk: Desk) -> list[str]:
    with desk.database.reading() as session:
        return [entry.kind for entry in incidents.timeline(session, desk.incident_id)]


def test_a_statement_is_drafted_read_by_a_second_person_and_published(desk: Desk) -> None:
    id = desk.draft(next_update_at=NOON + timedelta(hours=2))
    desk.hand_over(id)
    assert desk.statement(id).state == "review"
    desk.approve(id)
    assert desk.statement(id).state == "approved"
    desk.publish(id, desk.bluesky, desk.page)
    assert desk.statement(id).state == "due"
    assert desk.send() == 2
    assert desk.statement(id).state == "sent"
    assert list(desk.platform.published.values()) == [WORDS]
    with desk.database.reading() as session:
        assert incidents.open_incident(session, desk.incident_id).next_update_at == NOON + timedelta(hours=2)
    for kind in ("respond.drafted", "respond.handed_over", "respond.approved", "respond.sent"):
        assert kind in said(desk)


def test_an_edit_voids_every_approval(desk: Desk) -> None:
    id = desk.approved()
    with desk.database.working(RESPONDER) as work:
        write.reword(work, store.open_statement(work.session, id), texts={"en": WORDS + " Call 112."}, seen=1)
    assert desk.statement(id).state == "draft"
    with pytest.raises(StatementNotApproved):
        desk.publish(id, desk.page)
    with desk.database.reading() as session:
        assert [version.number for version in store.versions(session, id)] == [2, 1]
        assert all(not store.approvals(session, version.id) for version in store.versions(session, id))


def test_saving_the_same_words_again_changes_nothing(desk: Desk) -> None:
    id = desk.approved()
    with desk.database.working(RESPONDER) as work:
        write.reword(work, store.open_statement(work.session, id), texts={"en": f"{WORDS}\r\n "}, seen=1)
    assert desk.statement(id).state == "approved"


def test_nobody_writes_over_words_they_have_not_read(desk: Desk) -> None:
    id = desk.draft()
    with desk.database.working(APPROVER) as work:
        write.reword(work, store.open_statement(work.session, id), texts={"en": "Newer."}, seen=1)
    with pytest.raises(WordingMoved), desk.database.working(RESPONDER) as work:
        write.reword(work, store.open_statement(work.session, id), texts={"en": "Older."}, seen=1)
    desk.hand_over(id)
    with pytest.raises(WordingMoved):
        desk.approve(id, seen=1)


def test_ones_own_words_need_somebody_elses_yes(desk: Desk) -> None:
    id = desk.draft(by=APPROVER)
    desk.hand_over(id)
    with pytest.raises(OwnWords) as refused:
        desk.approve(id, confirmed=True)
    assert "Ola Owner" in str(refused.value)
    desk.approve(id, by=OWNER)


def test_who_is_alone_confirms_twice_and_it_is_on_record(desk: Desk) -> None:
    alone(desk.database)
    id = desk.draft(by=OWNER)
    desk.hand_over(id)
    with pytest.raises(OwnWordsUnconfirmed):
        desk.approve(id, by=OWNER)
    desk.approve(id, by=OWNER, confirmed=True)
    assert "respond.approved_alone" in said(desk)
    with desk.database.reading() as session:
        (approval,) = store.approvals(session, store.latest(session, id).id)
        assert approval.own_words
        (entry,) = session.scalars(
            select(trail.audit_entries.c.detail).where(trail.audit_entries.c.action == "respond.approve")
        )
        assert "confirmed" in str(entry)


def test_places_to_fill_in_are_refused_by_name(desk: Desk) -> None:
    id = desk.draft("We will be back at {next_time}. Call {contact}.")
    desk.hand_over(id)
    with pytest.raises(SlotsOpen) as refused:
        desk.approve(id)
    assert "{contact}, {next_time}" in str(refused.value)


def test_a_wording_too_long_for_one_channel_is_refused_before_anything_is_sent_anywhere(desk: Desk) -> None:
    id = desk.approved("Water. " * 60)
    with pytest.raises(TooLong) as refused:
        desk.publish(id, desk.page, desk.bluesky)
    assert refused.value.fields["over"] == 419 - 300
    assert desk.states(id) == []
    assert desk.send() == 0


def test_a_channel_gets_words_in_its_own_language_or_none(desk: Desk) -> None:
    id = desk.approved()
    with pytest.raises(NoWording):
        desk.publish(id, desk.page, desk.strona)
    with pytest.raises(NoChannel):
        desk.publish(id)


def test_a_channel_that_was_switched_off_is_refused(desk: Desk) -> None:
    id = desk.approved()
    with desk.database.working(OWNER) as work:
        switch_channel(work, store.open_channel(work.session, desk.page), on=False)
    with pytest.raises(ChannelOff):
        desk.publish(id, desk.page)


def test_withdrawn_statement_cannot_be_published(desk: Desk) -> None:
    id = desk.approved()
    with desk.database.working(APPROVER) as work:
        publish.withdraw(work, store.open_statement(work.session, id), reason="The laboratory called.")
    with pytest.raises(StatementNotApproved):
        desk.publish(id, desk.page)


def test_withdrawing_stops_what_was_still_to_go_out(desk: Desk) -> None:
    id = desk.approved()
    desk.publish(id, desk.page)
    desk.send()
    desk.publish(id, desk.bluesky, at=NOON + timedelta(hours=1))
    with desk.database.working(APPROVER) as work:
        publish.withdraw(work, store.open_statement(work.session, id), reason="It was wrong.")
    desk.clock.advance(hours=2)
    assert desk.send() == 0
    assert desk.platform.sendings == 0
    assert sorted(desk.states(id)) == ["called_off", "sent"]


def test_withdrawing_needs_a_reason_that_the_public_will_read(desk: Desk) -> None:
    id = desk.approved()
    with pytest.raises(Invalid), desk.database.working(APPROVER) as work:
        publish.withdraw(work, store.open_statement(work.session, id), reason=" ")


def test_a_statement_for_later_waits_and_can_be_called_off_and_set_going_again(desk: Desk) -> None:
    id = desk.approved()
    desk.publish(id, desk.bluesky, at=NOON + timedelta(hours=1))
    assert desk.send() == 0
    with desk.database.working(APPROVER) as work:
        publish.call_off(work, store.open_statement(work.session, id))
    desk.clock.advance(hours=2)
    assert desk.send() == 0
    assert desk.statement(id).state == "approved"
    desk.publish(id, desk.bluesky)
    assert desk.send() == 1


def test_a_correction_marks_what_it_corrects(desk: Desk) -> None:
    first = desk.approved()
    desk.publish(first, desk.page)
    desk.send()
    second = desk.approved("It was Lipowa and Jasna street.", corrects=first, title="Correction")
    assert desk.statement(first).state == "sent"
    desk.publish(second, desk.page)
    desk.send()
    assert desk.statement(first).state == "corrected"
    with desk.database.reading() as session:
        assert [each.id for each in store.corrections(session, first)] == [second]


def test_an_approver_sends_words_back_with_a_reason_and_may_say_yes_to_them_later(desk: Desk) -> None:
    id = desk.approved()
    with desk.database.working(APPROVER) as work:
        approve.send_back(work, store.open_statement(work.session, id), reason="Name the street.")
    assert desk.statement(id).state == "draft"
    desk.hand_over(id)
    desk.approve(id)
    assert desk.statement(id).state == "approved"


def test_roles_reach_as_far_as_they_say(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.draft(by=VIEWER)
    id = desk.draft()
    desk.hand_over(id)
    with pytest.raises(NotAllowed):
        desk.approve(id, by=RESPONDER)
    with pytest.raises(NotAllowed), desk.database.working(APPROVER) as work:
        add_channel(work, name="Page", connector="page", language="pl")


def test_a_platform_that_cannot_be_published_on_is_no_channel(desk: Desk) -> None:
    with pytest.raises(Invalid), desk.database.working(OWNER) as work:
        add_channel(work, name="News", connector="rss", language="pl")


def test_a_draft_nobody_read_cannot_be_approved(desk: Desk) -> None:
    with pytest.raises(WrongMove):
        desk.approve(desk.draft())
