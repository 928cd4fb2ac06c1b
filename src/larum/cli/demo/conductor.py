"""Plays the parts that nobody plays: a colleague answers an alert, opens the room, writes, says yes, if the visitor
only watches. Whatever the visitor has begun stays theirs; colleagues then only do what is asked of them.

One look, one act at most, decided from what stands in the database: so it may be stopped and started at any moment.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog
from sqlalchemy.orm import Session

from larum.alert.actions import acknowledge, open_alert
from larum.alert.model import Alert
from larum.alert.store import gravest
from larum.auth.store import people_by_id
from larum.base.actor import Actor, Role
from larum.base.errors import Refusal
from larum.base.translate import Language
from larum.cli.demo import words
from larum.cli.demo.history import answered
from larum.cli.demo.neighbours import look_at_page, open_the_page
from larum.cli.demo.setting import ENDS_AFTER, Setting
from larum.db.work import Database, Work
from larum.incident.actions import course
from larum.incident.actions.declare import declare
from larum.incident.actions.ledger import add_fact
from larum.incident.actions.tasks import complete
from larum.incident.model import Incident
from larum.incident.playbook import shipped
from larum.incident.store import latest_incident, overdue_tasks
from larum.respond.actions.approve import approve
from larum.respond.actions.publish import publish
from larum.respond.actions.write import draft, hand_over
from larum.respond.lifecycle import OUT
from larum.respond.lint.check import check
from larum.respond.model import Statement
from larum.respond.store import channels, for_the_public, latest, open_statement

log = structlog.get_logger()

PATIENCE: Final = {
    "acknowledge": timedelta(hours=2),
    "declare": timedelta(hours=3),
    "write": timedelta(hours=8),
    "yes": timedelta(hours=2),
    "send": timedelta(hours=1),
    "watch": timedelta(hours=20),
}
"""How long a colleague waits, by the clock of the story, before they do it themselves: at the usual speed eight hours
are two minutes. The last counts from the statement."""
VISITORS_PATIENCE: Final = 3
"""So many times as long is waited for a statement where the visitor has opened the room: they are at work on it."""
PROMISED_IN: Final = timedelta(hours=3)
WOUNDS: Final = frozenset(
    {
        "conditional_apology",
        "blames_others_or_victim",
        "denial",
        "minimising",
        "apology_for_wrong_thing",
        "burden_on_victim",
    }
)
"""Faults that make people angrier; a statement with one of them changes nothing for the better."""
HELPS: Final = frozenset({"corrective_action", "instruction_to_affected", "prevention"})


class Standing(msgspec.Struct, frozen=True):
    """Where things stand, as far as the conductor has to know."""

    alert: Alert | None
    incident: Incident | None
    statement: Statement | None
    """The newest words for the public."""
    sent: tuple[Statement, ...]


class Conductor:
    """Looks at where things stand and lets a colleague do what is overdue."""

    def __init__(self, database: Database, setting: Setting, language: Language) -> None:
        self._database = database
        self._setting = setting
        self._language: Language = language
        self._heard: set[object] = set()
        """Statements that the people of the story have read."""

    def look(self) -> None:
        """Do what is overdue; a refusal, for what the visitor changed in the meantime, is no trouble."""
        with self._database.reading() as session:
            standing = _standing(session, self._setting.begins_at)
        now = self._database.clock.now()
        for statement in standing.sent:
            self._spread(statement, now)
        try:
            look_at_page(self._database, lambda: self._actor("responder"))
            self._do_tasks(standing.incident, now)
            self._act(standing, now)
        except Refusal as met:
            log.info("a colleague could not do that", code=met.code)

    def _spread(self, statement: Statement, now: datetime) -> None:
        """Whether words are honest is what the check of statements finds in them, nothing else."""
        if statement.id not in self._heard:
            self._heard.add(statement.id)
            with self._database.reading() as session:
                texts = latest(session, statement.id).texts
            if is_honest(texts):
                answered(self._database, self._setting.source_id, now)

    def _do_tasks(self, incident: Incident | None, now: datetime) -> None:
        """In a room that a colleague opened, colleagues do what has fallen due; a visitor's room is theirs."""
        if incident is None or incident.state == "closed" or incident.title != words.TITLE[self._language]:
            return
        with self._database.reading() as session:
            due = [task.id for task in overdue_tasks(session, incident.id, now)]
        for task_id in due:
            self._as("responder", lambda work, task_id=task_id: complete(work, task_id))  # type: ignore[misc]

    def _act(self, standing: Standing, now: datetime) -> None:
        alert, incident, statement = standing.alert, standing.incident, standing.statement
        if incident is None:
            if alert is not None and alert.state == "open" and now - alert.raised_at > PATIENCE["acknowledge"]:
                alert_id = alert.id
                self._as("responder", lambda work: acknowledge(work, open_alert(work.session, alert_id)))
            elif alert is not None and now - alert.raised_at > PATIENCE["declare"]:
                self._declare(alert)
        elif statement is None:
            visiting = incident.declared_by is not None and incident.title != words.TITLE[self._language]
            patience = PATIENCE["write"] * (VISITORS_PATIENCE if visiting else 1)
            if incident.state in ("declared", "active") and now - incident.declared_at > patience:
                self._write(incident, now)
        elif statement.state not in OUT:
            self._help_out(statement, now)
        elif incident.next_update_at is not None and now > incident.next_update_at:
            self._keep_the_promise(incident)
        else:
            self._wind_down(incident, statement, now)

    def _wind_down(self, incident: Incident, statement: Statement, now: datetime) -> None:
        """When it is calm the room is left to one pair of eyes, and closed at the end of the second day."""
        calm = statement.sent_at is not None and now - statement.sent_at > PATIENCE["watch"]
        if calm and incident.state in ("declared", "active"):
            self._as("responder", lambda work: course.monitor(work, incident.id))
        elif incident.state == "monitoring" and now - self._setting.begins_at > ENDS_AFTER - timedelta(hours=1):
            self._as("responder", lambda work: course.close(work, incident.id, words.CONCLUSION[self._language]))

    def _declare(self, alert: Alert) -> None:
        playbook = next(each for each in shipped(self._language) if each.cause == "own_mistake")

        def open_room(work: Work) -> None:
            incident = declare(
                work,
                words.TITLE[self._language],
                "own_mistake",
                "SEV2",
                origin_at=alert.begun_at,
                detected_at=alert.raised_at,
                acknowledged_at=alert.acknowledged_at,
                alert_ids=[alert.id],
                brand_id=alert.brand_id,
                playbook=playbook,
                language=self._language,
            )
            course.start(work, incident.id)
            for status, text in words.FACTS:
                source = "" if status == "open" else self._name("approver")
                add_fact(work, incident.id, text[self._language], status=status, source=source)  # type: ignore[arg-type]

        self._as("responder", open_room)

    def _write(self, incident: Incident, now: datetime) -> None:
        next_at = (now + PATIENCE["yes"] + PATIENCE["send"] + PROMISED_IN).replace(minute=0, second=0, microsecond=0)

        def write(work: Work) -> None:
            statement = draft(
                work,
                title=words.STATEMENT_TITLE[self._language],
                texts=words.honest(next_at),
                incident_id=incident.id,
                next_update_at=next_at,
            )
            hand_over(work, statement)

        self._as("responder", write)

    def _keep_the_promise(self, incident: Incident) -> None:
        """The public was promised another word by now, and nobody else has kept that promise."""

        def write(work: Work) -> Statement:
            title = words.UPDATE_TITLE[self._language]
            statement = draft(work, title=title, texts=words.UPDATE, incident_id=incident.id)
            hand_over(work, statement)
            return statement

        with self._database.working(self._actor("responder")) as work:
            statement = write(work)
        with self._database.working(self._actor("approver")) as work:
            course.set_next_update(work, incident.id, None)
            approve(work, open_statement(work.session, statement.id), seen=1)
            _send(work, statement, set(words.UPDATE))

    def _help_out(self, statement: Statement, now: datetime) -> None:
        """The approver reads what waits for a yes, and lets go out what has one."""
        with self._database.reading() as session:
            version = latest(session, statement.id)
        if statement.state == "review" and now - version.written_at > PATIENCE["yes"]:
            self._as(
                "approver",
                lambda work: approve(work, open_statement(work.session, statement.id), seen=version.number),
            )
        elif statement.state == "approved" and statement.approved_at and now - statement.approved_at > PATIENCE["send"]:
            self._as("approver", lambda work: _send(work, statement, set(version.texts)))

    def _as(self, role: Role, act: Callable[[Work], object]) -> None:
        with self._database.working(self._actor(role)) as work:
            act(work)

    def _actor(self, role: Role) -> Actor:
        with self._database.reading() as session:
            found = people_by_id(session, self._setting.personas)
        return next(person.actor for person in found.values() if person.role == role)

    def _name(self, role: Role) -> str:
        return self._actor(role).name


def is_honest(texts: dict[str, str]) -> bool:
    """Words that say sorry, say what is done or what to do, and hurt nobody, in every language they are in."""
    for language, text in texts.items():
        found = check(text, language)
        there = {finding.name for finding in found.components}
        wounds = {finding.name for finding in found.faults} & WOUNDS
        if "apologises" not in there or not there & HELPS or wounds:
            return False
    return bool(texts)


def _send(work: Work, statement: Statement, languages: set[str]) -> None:
    if statement.incident_id is not None:
        open_the_page(work, statement.incident_id)
    on = [each for each in channels(work.session, only_on=True) if each.language in languages]
    publish(work, open_statement(work.session, statement.id), channels=on)


def _standing(session: Session, begins_at: datetime) -> Standing:
    spoken = for_the_public(session)
    sent = tuple(statement for statement in spoken if statement.state in OUT)
    unsent = [statement for statement in spoken if statement.state not in OUT]
    return Standing(
        alert=gravest(session, begins_at - timedelta(days=1)),  # some of what it rests on may be older than the story
        incident=latest_incident(session),
        statement=sent[0] if sent else (unsent[0] if unsent else None),
        sent=sent,
    )
