"""Calls people when nobody knows whether our words are out: whoever may settle it, and who leads the incident."""

from zoneinfo import ZoneInfo

from larum.auth.store import people
from larum.base.translate import Words, msgid
from larum.db.work import Work
from larum.incident import timeline
from larum.incident.store import team
from larum.notify.store import call
from larum.respond.events import PublicationUnsure
from larum.respond.model import Channel, Publication
from larum.respond.store import about_publication, open_publication, open_statement

UNSURE = timeline.kind(
    "respond.unsure", msgid("Nobody knows whether it is out on {channel}: “{title}”."), icon="warning"
)


def call_approvers(work: Work, event: PublicationUnsure, public_url: str) -> None:
    """Call everybody who may say what became of it, and the lead; settling it calls the rest off."""
    publication = open_publication(work.session, event.publication_id)
    if publication.state != "unsure":  # somebody was quicker
        return
    statement = open_statement(work.session, publication.statement_id)
    channel = work.session.get_one(Channel, publication.channel_id).name
    attempt = f"{publication.sending_at:%Y%m%dT%H%M%S.%f}"  # sent again by a person, it may be cut off again
    if statement.incident_id is not None:
        fields = {"channel": channel, "title": statement.title}
        link = timeline.Link("statement", statement.id)
        timeline.write(work, statement.incident_id, UNSURE, fields, link, once=f"{publication.id} {attempt}")
    leads = team(work.session, statement.incident_id)[:1] if statement.incident_id is not None else ()
    for person in people(work.session, only_active=True):
        if person.notify and (person.id in leads or person.actor.reaches("approver")):
            words = Words(person.language, ZoneInfo(person.zone), work.now())
            call(
                work,
                person_id=person.id,
                about=about_publication(publication.id),
                step=attempt,
                subject=words("Is it out on {channel}? “{title}”", channel=channel, title=statement.title),
                body="\n\n".join(_body(words, publication, channel, f"{public_url}/statements/{statement.id}")),
                due_at=work.now(),
            )


def _body(words: Words, publication: Publication, channel: str, link: str) -> list[str]:
    said = [words("Sending broke off and {channel} cannot say. It is not sent again by itself.", channel=channel)]
    if publication.trouble:
        said.append(publication.trouble)
    return [*said, words("Look there, then say here whether it is out: {link}", link=link)]
