"""The statement desk: is this ready to say?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple, cast
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from larum.auth.store import people_by_id
from larum.base.actor import Actor
from larum.base.errors import Refusal
from larum.base.translate import LANGUAGES, Words, msgid
from larum.connectors import registry
from larum.engage.store import page_of
from larum.incident import store as incidents
from larum.incident.model import Incident
from larum.incident.typology import Cause
from larum.respond import beginnings, store, terms
from larum.respond.actions.approve import who_else
from larum.respond.actions.publish import PAGE, fitting
from larum.respond.beginnings import STARTS, Start
from larum.respond.graphemes import count
from larum.respond.lifecycle import EDITABLE, OUT, PUBLISHABLE
from larum.respond.lint.advice import COMPONENT_ADVICE, FAULT_ADVICE
from larum.respond.lint.check import check
from larum.respond.lint.records import Checks, Finding
from larum.respond.marking import Stretch, stretches
from larum.respond.model import Channel, Publication, Statement, Version
from larum.web import due
from larum.web.doors import Reading, Someone
from larum.web.nav import Command
from larum.web.pages.crisis_pages import address_of_page
from larum.web.room import LINKS, panel
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/statements")
COMMANDS = [
    Command(msgid("Statements"), "/statements", "say", role="viewer"),
    Command(msgid("Write a statement"), "/statements/new", "edit"),
]
LINKS["statement"] = "/statements/{id}"

Text = Annotated[str, Form(max_length=40_000)]


class Preview(NamedTuple):
    """What a channel would show of the wording, and what stands in the way."""

    channel: Channel
    text: str | None
    length: int
    limit: int | None
    trouble: str
    publication: Publication | None
    """Where this wording stands there already."""

    @property
    def over(self) -> int:
        return max(0, self.length - self.limit) if self.limit is not None else 0


class Read(NamedTuple):
    """One language of a wording, read the way a wary journalist will."""

    language: str
    text: str
    marked: Sequence[Stretch]
    checks: Checks
    slots: Sequence[tuple[str, Any]]

    @property
    def present(self) -> list[str]:
        """The parts a good statement has that are there."""
        return list(dict.fromkeys(found.name for found in self.checks.components))

    def quote(self, found: Finding) -> str:
        """The words a finding is about."""
        return self.text[found.start : found.end]


@router.get("")
def statements(request: Request, session: Reading, actor: Someone) -> Response:
    """What waits for somebody, what is being written, what is out."""
    rows = store.recent(session)
    return render(
        request,
        "statements/list.html",
        groups=_grouped(rows),
        waiting=sum(statement.state == "review" for statement, _ in rows),
        unsure=len(store.unsure(session)),
        may_write=actor.reaches("responder"),
        states=terms.STATES,
        tones=terms.TONES,
        audiences=terms.AUDIENCES,
    )


@router.get("/new")
def new(
    request: Request,
    session: Reading,
    actor: Someone,
    incident: UUID | None = None,
    corrects: UUID | None = None,
    start: Start = "holding",
) -> Response:
    """The desk with the words of the incident's plan on it, or with the words that are to be corrected."""
    _ = words_of(request)
    given: dict[str, Any] = {"title": "", "audience": "public", "texts": {}, "corrects": ""}
    if corrects is not None:
        wrong = store.open_statement(session, corrects)
        incident = wrong.incident_id
        given = {
            "title": _("Correction: {title}", title=wrong.title),
            "audience": wrong.audience,
            "texts": store.latest(session, corrects).texts,
            "corrects": str(corrects),
        }
    elif incident is not None:
        about = incidents.open_incident(session, incident)
        beginning = beginnings.begin(start, cast(Cause, about.cause), about.playbook)
        title = _("{what}: {title}", what=_(STARTS[start]), title=about.title) if start != "blank" else ""
        texts = _with_address(request, session, incident, beginning.texts)
        given |= {"title": title, "audience": beginning.audience, "texts": texts}
    about_it = incidents.open_incident(session, incident) if incident else None
    return render(
        request,
        "statements/new.html",
        **_around(request, session, about_it),
        **read(request, session, given["texts"], about_it),
        given=given,
        start=start,
        starts=STARTS,
        minutes=due.offers(_, _("nothing is promised")),
        audience_offers=[(name, _(said)) for name, said in terms.AUDIENCES.items()],
        open_incidents=[("", _("no incident"))]
        + [(str(one.id), one.title) for one in incidents.open_incidents(session)],
    )


@router.post("/checks")
def checks(
    request: Request,
    session: Reading,
    actor: Someone,
    pl: Text = "",
    en: Text = "",
    incident: Annotated[str, Form()] = "",
) -> Response:
    """The right-hand side of the desk while somebody types."""
    about = incidents.open_incident(session, UUID(incident)) if incident else None
    return render(
        request, "statements/_checks.html", block="checks", **read(request, session, {"pl": pl, "en": en}, about)
    )


@router.get("/{statement_id}")
def desk(request: Request, session: Reading, actor: Someone, statement_id: UUID) -> Response:
    """One statement: its words, what is to be said about them, who said yes, where it is out."""
    return show(request, session, actor, statement_id)


@router.get("/{statement_id}/publish")
def confirm(
    request: Request,
    session: Reading,
    actor: Someone,
    statement_id: UUID,
    channel: Annotated[list[UUID] | None, Query()] = None,
    at: str = "",
) -> Response:
    """The last look: exactly what will be seen, and where. Nothing is out yet."""
    _ = words_of(request)
    statement = store.open_statement(session, statement_id)
    version = store.latest(session, statement_id)
    chosen = [each for each in _previews(request, session, version, ()) if each.channel.id in (channel or ())]
    when = due.moment(_, shell_of(request).clock.now(), at=at)
    return render(
        request,
        "statements/confirm.html",
        statement=statement,
        version=version,
        approvals=store.approvals(session, version.id),
        chosen=chosen,
        when=when,
        at=at,
        page_shut=any(each.channel.connector == PAGE for each in chosen) and _page_shut(session, statement),
        audience=_(terms.AUDIENCES[statement.audience]),
    )


@router.get("/{statement_id}/publish/button")
def count_chosen(
    request: Request, actor: Someone, statement_id: UUID, channel: Annotated[list[UUID] | None, Query()] = None
) -> Response:
    """The button that says in how many places it will be published."""
    return render(request, "statements/_button.html", block="button", count=len(channel or ()))


def show(
    request: Request, session: Session, actor: Actor, statement_id: UUID, refusal: Refusal | None = None,
    kept: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    """The desk; with `kept`, words that were refused stay in the editor, under the sentence that says why."""
    _ = words_of(request)
    statement = store.open_statement(session, statement_id)
    about = incidents.open_incident(session, statement.incident_id) if statement.incident_id else None
    version = store.latest(session, statement_id)
    publications = store.publications(session, statement_id)
    texts = kept if kept is not None else version.texts
    channels = {channel.id: channel for channel in store.channels(session)}
    own = version.written_by == actor.id
    others = who_else(session, actor) if own and statement.state == "review" else []
    known = read(request, session, texts, about, version=version, publications=publications)
    return render(
        request,
        "statements/desk.html",
        status=refusal.status if refusal else 200,
        **_around(request, session, about),
        **known,
        statement=statement,
        version=version,
        texts=texts,
        at=due.local(_, statement.next_update_at),
        count_of_versions=version.number,
        approvals=store.approvals(session, version.id),
        publications=publications,
        seen_on_page=_seen_on_page(request, session, statement, publications, channels),
        channels=channels,
        page_channel=PAGE,
        page_shut=_page_shut(session, statement),
        corrects=store.open_statement(session, statement.corrects) if statement.corrects else None,
        corrections=store.corrections(session, statement_id),
        author=people_by_id(session, [statement.created_by]).get(statement.created_by or statement.id),
        refusal=refusal,
        own=own,
        others=_.join(others) if others else "",
        editable=statement.state in EDITABLE,
        is_out=statement.state in OUT,
        publishable=statement.state in PUBLISHABLE and statement.state != "sending",
        may_write=actor.reaches("responder"),
        may_approve=actor.reaches("approver"),
        may_own=actor.reaches("owner"),
        states=terms.STATES,
        publication_states=terms.PUBLICATIONS,
        tones=terms.TONES,
        audience=_(terms.AUDIENCES[statement.audience]),
        answer=_answer(_, statement, known["reads"], publications),
        settled=statement.state in OUT or statement.state == "withdrawn",
        live_topics=("alerts", "incidents", f"statement:{statement.id}"),
    )


def read(
    request: Request,
    session: Session,
    texts: Mapping[str, str],
    about: Incident | None,
    *,
    version: Version | None = None,
    publications: Sequence[Publication] = (),
) -> dict[str, Any]:
    """What the right-hand side shows of a wording, saved or not."""
    wording = {language: text.replace("\r\n", "\n").strip() for language, text in texts.items() if text.strip()}
    cause = cast(Cause, about.cause) if about else "own_mistake"
    slots = beginnings.begin("blank", cause, about.playbook if about else None).slots
    return {
        "reads": [_read(language, wording[language], slots[language]) for language in LANGUAGES if language in wording],
        "previews": _previews(request, session, version or Version(texts=wording), publications, wording),
        "component_advice": COMPONENT_ADVICE,
        "fault_advice": FAULT_ADVICE,
        "language_names": LANGUAGES,
    }


def _answer(words: Words, statement: Statement, reads: Sequence[Read], publications: Sequence[Publication]) -> str:
    """Is this ready to say? In one line."""
    if statement.state == "draft":
        if open_places := sum(len(each.slots) for each in reads):
            return words.ngettext(
                "Not ready: {count} place is still to be filled in.",
                "Not ready: {count} places are still to be filled in.",
                open_places,
            )
        if faults := sum(len(each.checks.faults) for each in reads):
            return words.ngettext(
                "Not ready: {count} thing in it will hurt.", "Not ready: {count} things in it will hurt.", faults
            )
        return words("Ready for somebody else to read.")
    if statement.state in OUT:
        out = sum(publication.state == "sent" for publication in publications)
        return words.ngettext("It is out in {count} place.", "It is out in {count} places.", out)
    return words(terms.ANSWERS[statement.state])


def _read(language: str, text: str, slots: Mapping[str, Any]) -> Read:
    found = check(text, language)
    return Read(language, text, stretches(text, found), found, beginnings.asked(text, slots))


def _previews(
    request: Request,
    session: Session,
    version: Version,
    publications: Sequence[Publication],
    texts: Mapping[str, str] | None = None,
) -> list[Preview]:
    _ = words_of(request)
    given = Version(texts=dict(texts if texts is not None else version.texts))
    there = {each.channel_id: each for each in publications if each.version_id == version.id}
    previews = []
    for channel in store.channels(session, only_on=True):
        text = given.texts.get(channel.language)
        limit = None if channel.connector == PAGE else registry.manifest(channel.connector).text_limit
        try:
            fitting(given, channel)
            trouble = ""
        except Refusal as refusal:
            trouble = _speak(_, refusal)
        previews.append(Preview(channel, text, count(text or ""), limit, trouble, there.get(channel.id)))
    return previews


def _speak(words: Words, refusal: Refusal) -> str:
    """A refusal whose fields have names in the reader's language."""
    language = refusal.fields.get("language")
    if language in terms.LANGUAGES:
        refusal.fields["language"] = terms.LANGUAGES[str(language)]
    return words.sentence(refusal)


def _around(request: Request, session: Session, about: Incident | None) -> dict[str, Any]:
    """The left-hand side: facts to cite, and what was said before."""
    return {
        "incident": about,
        "facts": [fact for fact in incidents.room(session, about.id).facts if fact.status != "open"] if about else [],
        "earlier": [each for each in store.statements_of(session, about.id) if each.state in OUT] if about else [],
    }


def _with_address(request: Request, session: Session, incident_id: UUID, texts: Mapping[str, str]) -> dict[str, str]:
    """The plan's words with the address of the crisis page in them, where it is open."""
    page = page_of(session, incident_id)
    if page is None or page.opened_at is None:
        return dict(texts)
    address = address_of_page(request, page)
    return {language: text.replace("{crisis_page}", address) for language, text in texts.items()}


def _page_shut(session: Session, statement: Statement) -> bool:
    """True where the public cannot read our own page yet, so that what is published there is seen by nobody."""
    page = page_of(session, statement.incident_id) if statement.incident_id else None
    return statement.incident_id is not None and (page is None or page.state == "prepared")


def _seen_on_page(
    request: Request,
    session: Session,
    statement: Statement,
    publications: Sequence[Publication],
    channels: Mapping[UUID, Channel],
) -> dict[UUID, str]:
    """Where the public reads it on our own page, by publication; nothing while the public cannot."""
    page = page_of(session, statement.incident_id) if statement.incident_id else None
    if page is None or page.state == "prepared":
        return {}
    return {
        each.id: f"{address_of_page(request, page)}?lang={each.language}#update-{statement.id}"
        for each in publications
        if each.state == "sent" and channels[each.channel_id].connector == PAGE
    }


def _grouped(rows: list[tuple[Statement, Incident | None]]) -> list[tuple[Incident | None, list[Statement]]]:
    groups: dict[UUID | None, tuple[Incident | None, list[Statement]]] = {}
    for statement, about in rows:
        groups.setdefault(about.id if about else None, (about, []))[1].append(statement)
    return list(groups.values())


@panel("say", "statements/_room.html", order=10)
def in_the_room(request: Request, session: Session, incident: Incident) -> Mapping[str, object]:
    """Statements by state, and the way to the next one."""
    _ = words_of(request)
    written = store.statements_of(session, incident.id)
    out = sum(statement.state in OUT for statement in written)
    waiting = sum(statement.state == "review" for statement in written)
    parts = [_.ngettext("{count} statement is out", "{count} statements are out", out) if out else _("nothing yet")]
    if waiting:
        parts.append(_.ngettext("{count} waits for approval", "{count} wait for approval", waiting))
    return {
        "statements": written,
        "line": _.join(parts),
        "states": terms.STATES,
        "tones": terms.TONES,
        "audiences": terms.AUDIENCES,
        "closed": incident.state == "closed",
    }
