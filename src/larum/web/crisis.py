"""The crisis bar: what is being managed right now, on top of every page."""

from collections.abc import Mapping

from fastapi import Request

from larum.incident import store
from larum.web.doors import database_of
from larum.web.shell import CrisisBar, shell_of, words_of


def crisis_bar(request: Request) -> Mapping[str, object]:
    """A context hook: the open incidents, worst first, for whoever is signed in."""
    if getattr(request.state, "actor", None) is None:
        return {}
    _ = words_of(request)
    with database_of(request).reading() as session:
        glances = store.glances(session, store.open_incidents(session), shell_of(request).clock.now())
    return {
        "crisis": [
            CrisisBar(
                title=glance.incident.title,
                severity=glance.incident.severity,
                path=f"/incidents/{glance.incident.id}",
                since=min(glance.incident.origin_at or glance.incident.declared_at, glance.incident.declared_at),
                next_what=(due.what or _("next public update")) if (due := glance.clocks.next) else None,
                next_at=due.at if due else None,
            )
            for glance in glances
        ]
    }
