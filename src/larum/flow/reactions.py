"""When this, then that: which events are heard by whom. Nothing else in Larum connects one package to a later one."""

from collections.abc import Mapping, Sequence
from functools import partial

from larum.alert.escalate import call_again, call_for_news, call_people
from larum.alert.events import AlertRaised, AlertRenewed, AlertWorsened
from larum.alert.hearing import tell_heard_again, tell_of_silence
from larum.db.events import Event
from larum.db.outbox import Reaction
from larum.detect.hearing.events import SourceFellSilent, SourceHeardAgain
from larum.engage.actions.pages import prepare_for
from larum.incident.events import IncidentDeclared, IncidentMoved
from larum.learn.actions import begin_when_closed
from larum.match.events import OwnAccountsChanged
from larum.measure.stage import recount_own
from larum.respond.calling import call_approvers
from larum.respond.events import PublicationUnsure


def reactions(public_url: str) -> Mapping[type[Event], Sequence[Reaction]]:
    """All reactions; `public_url` is where links in messages lead."""
    return {
        AlertRaised: [partial(call_people, public_url=public_url)],
        AlertWorsened: [partial(call_again, public_url=public_url)],
        AlertRenewed: [partial(call_for_news, public_url=public_url)],
        SourceFellSilent: [partial(tell_of_silence, public_url=public_url)],
        SourceHeardAgain: [partial(tell_heard_again, public_url=public_url)],
        IncidentDeclared: [prepare_for],
        IncidentMoved: [begin_when_closed],
        OwnAccountsChanged: [recount_own],
        PublicationUnsure: [partial(call_approvers, public_url=public_url)],
    }
