"""Posts that a program with a token sends."""

from fastapi import APIRouter, Request

from larum.api.body import LIMIT, Sent
from larum.api.doors import Responder, Speaking, database_of, kept_for
from larum.api.errors import refusals
from larum.api.intake import NDJSON, Taken, take
from larum.connectors.jsonlines import decode_all

router = APIRouter(tags=["posts"])


@router.post("/posts", openapi_extra=NDJSON, responses=refusals(400, 401, 403, 413, 415))
def send_posts(request: Request, _actor: Responder, sent: Sent, words: Speaking) -> Taken:
    """Send posts as JSON Lines in the post format; needs the role of a responder.

    They are kept, matched against every monitor and counted before the answer comes. The same post twice is one post.
    """
    database = database_of(request)
    arrivals = list(decode_all(sent.unpacked(LIMIT), database.clock.now()))
    return take(database, arrivals, source_id=None, keep_for=kept_for(request), words=words)
