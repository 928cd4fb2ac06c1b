"""What we know, what we decided and what we promised, each with who says so and when."""

from datetime import datetime
from uuid import UUID

from larum.auth.action import action
from larum.db.work import Work
from larum.incident import lifecycle, timeline
from larum.incident.events import DecisionTaken, FactAdded, FactChanged, PromiseMade, PromiseSettled
from larum.incident.lifecycle import FactStatus, PromiseState, SourceMissing, said
from larum.incident.model import Decision, Fact, Promise
from larum.incident.people import name_of
from larum.incident.store import hold, hold_incident
from larum.incident.timeline import Link


@action("incident.add_fact", needs="responder")
def add_fact(work: Work, incident_id: UUID, text: str, *, status: FactStatus = "open", source: str = "") -> Fact:
    """One more entry of the ledger. What is confirmed or refuted names its source (`SourceMissing`)."""
    hold_incident(work, incident_id)
    if status != "open" and not source.strip():
        raise SourceMissing
    fact = Fact(
        id=work.fresh_id(),
        incident_id=incident_id,
        text=said(text, "text"),
        status=status,
        source=source.strip(),
        at=work.now(),
        by=work.actor.name,
        history=[],
    )
    work.session.add(fact)
    timeline.write(
        work,
        incident_id,
        timeline.FACT_ADDED[status],
        {"text": fact.text, "source": fact.source},
        Link("fact", fact.id),
    )
    work.tell(FactAdded(incident_id=incident_id, fact_id=fact.id, status=status))
    return fact


@action("incident.settle_fact", needs="responder")
def settle_fact(work: Work, fact_id: UUID, status: FactStatus, source: str = "") -> Fact:
    """A fact is confirmed or refuted by a source (`SourceMissing`), or open again. What it was before is kept."""
    fact = hold(work, Fact, fact_id)
    origin = fact.status
    lifecycle.settle_fact(origin, status, source)
    fact.history = [
        *fact.history,
        {"status": origin, "source": fact.source, "at": fact.at.isoformat(), "by": fact.by},
    ]
    fact.status, fact.source, fact.at, fact.by = status, source.strip(), work.now(), work.actor.name
    timeline.write(
        work,
        fact.incident_id,
        timeline.FACT_SETTLED[status],
        {"text": fact.text, "source": fact.source},
        Link("fact", fact.id),
    )
    work.tell(FactChanged(incident_id=fact.incident_id, fact_id=fact.id, origin=origin, target=status))
    return fact


@action("incident.decide", needs="responder")
def decide(work: Work, incident_id: UUID, what: str, rationale: str) -> Decision:
    """The team decided something; the reasons are written down while they are known."""
    hold_incident(work, incident_id)
    if not rationale.strip():
        raise lifecycle.ReasonMissing
    decision = Decision(
        id=work.fresh_id(),
        incident_id=incident_id,
        what=said(what, "what"),
        rationale=rationale.strip(),
        at=work.now(),
        by=work.actor.name,
    )
    work.session.add(decision)
    timeline.write(
        work,
        incident_id,
        timeline.DECIDED,
        {"what": decision.what, "rationale": decision.rationale},
        Link("decision", decision.id),
    )
    work.tell(DecisionTaken(incident_id=incident_id, decision_id=decision.id))
    return decision


@action("incident.promise", needs="responder")
def promise(
    work: Work,
    incident_id: UUID,
    text: str,
    *,
    person_id: UUID | None = None,
    due_at: datetime | None = None,
    statement_id: UUID | None = None,
) -> Promise:
    """Something was promised in public: somebody keeps it, by some time."""
    hold_incident(work, incident_id)
    name_of(work.session, person_id)
    made = Promise(
        id=work.fresh_id(),
        incident_id=incident_id,
        text=said(text, "text"),
        person_id=person_id,
        due_at=due_at,
        state="open",
        statement_id=statement_id,
        made_at=work.now(),
        by=work.actor.name,
    )
    work.session.add(made)
    kind = timeline.PROMISED_BY if due_at else timeline.PROMISED
    timeline.write(work, incident_id, kind, {"text": made.text, "due_at": due_at}, Link("promise", made.id))
    work.tell(PromiseMade(incident_id=incident_id, promise_id=made.id, due_at=due_at))
    return made


@action("incident.settle_promise", needs="responder")
def settle_promise(work: Work, promise_id: UUID, state: PromiseState) -> Promise:
    """A promise was kept, was broken, or is open again."""
    made = hold(work, Promise, promise_id)
    lifecycle.move(lifecycle.PROMISE, made.state, state)
    made.state = state
    made.settled_at = None if state == "open" else work.now()
    timeline.write(
        work, made.incident_id, timeline.PROMISE_SETTLED[state], {"text": made.text}, Link("promise", made.id)
    )
    work.tell(PromiseSettled(incident_id=made.incident_id, promise_id=made.id, state=state))
    return made
