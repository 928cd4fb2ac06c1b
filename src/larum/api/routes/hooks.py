"""Posts that a source of its own sends, with its own token."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Request, Security
from fastapi.security import HTTPBearer

from larum.api.body import Sent
from larum.api.doors import Speaking, database_of, kept_for
from larum.api.errors import TokenNeeded, refusals
from larum.api.intake import NDJSON, Taken, take
from larum.base.errors import NotFound, Refusal
from larum.collect.actions import open_source
from larum.collect.model import Source
from larum.connectors import registry
from larum.connectors.contract import Receiver

router = APIRouter(tags=["posts"])

_token = HTTPBearer(scheme_name="source", auto_error=False, description="The token in the settings of the source.")


class SourcePaused(Refusal):
    """Somebody paused the source; whoever sends keeps what it has and tries again later."""

    code = "source_paused"
    status = 409
    message = "The source “{name}” is paused, so nothing was taken. Send again once it is on."


@router.post("/hooks/{source_id}", openapi_extra=NDJSON, responses=refusals(400, 401, 409, 413, 415, 422))
def send_to_source(
    request: Request, source_id: UUID, _shown: Annotated[object, Security(_token)], sent: Sent, words: Speaking
) -> Taken:
    """Send posts to a source that takes them (a webhook), with the token that stands in its settings.

    A token that opens nothing and a source that is not there look alike.
    """
    database = database_of(request)
    with database.reading() as session:
        try:
            source = open_source(session, source_id)
        except NotFound:
            raise TokenNeeded from None
    receiver, settings = _opened(source, request.headers.get("authorization", ""))
    if source.state != "on":
        raise SourcePaused(name=source.name)
    arrivals = receiver.convert(sent.unpacked(receiver.body_limit), settings, database.clock.now())
    return take(database, arrivals, source_id=source.id, keep_for=kept_for(request), words=words)


def _opened(source: Source, authorization: str) -> tuple[Receiver, dict[str, str]]:
    """The source's connector and its settings, for whoever shows its token."""
    connector = registry.connector(source.connector)
    if not isinstance(connector, Receiver):
        raise TokenNeeded
    settings = cast(dict[str, str], {**source.settings, **source.secrets})
    if not settings.get("token") or not connector.lets_in(settings, authorization):
        raise TokenNeeded
    return connector, settings
