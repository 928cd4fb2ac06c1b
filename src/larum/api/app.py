"""Makes the API: every file in `larum.api.routes`, one shape for whatever is refused, and its description."""

import importlib
import pkgutil
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Depends, FastAPI

from larum import __version__
from larum.api import errors
from larum.api.doors import Services

KEPT_FOR: Final = timedelta(days=30)
"""How long posts that no monitor caught are kept, unless the settings say otherwise."""

ABOUT: Final = """
Read and drive a Larum from programs of your own.

**Who you are.** Make a token in Larum under your account and send it as `Authorization: Bearer larum_…`. It acts in
your name with the role you gave it: a viewer reads; a responder sends posts, answers alerts and declares incidents.
`GET /me` says who a token is.

**Instants** are in UTC, in ISO 8601, and what you send needs a time zone. **Ids** are UUIDs. **Languages**: sentences
for people come in Polish or English, as `Accept-Language` asks; codes and names of fields never change with it.

**Refusals** all look alike: `{"code": "not_found", "message": "There is nothing here. …", "fields": {}}`. Programs go
by `code`; `message` is for people; `fields` says, by name, what was wrong with the input.

**Sending posts.** `POST /posts` takes JSON Lines in Larum's post format, packed with gzip if you like. The same post
twice is one post, so after any doubt send everything again. A line that cannot be taken is named with its number and
its reason, and the others go on. A program that is a source of its own sends to `POST /hooks/{source_id}` with the
token of that source.
"""

TAGS: Final = [
    {"name": "posts", "description": "Send posts, and see what monitors caught among them."},
    {"name": "monitors", "description": "What is watched for, and for whom."},
    {"name": "calendar", "description": "What is planned, so that it calls nobody, and public holidays."},
    {"name": "alerts", "description": "What was unusual enough to call somebody."},
    {"name": "incidents", "description": "Situations that are being managed."},
    {"name": "statements", "description": "Official words, read-only: people write, approve and publish them."},
    {"name": "sources", "description": "The streams that are read, and how they are doing."},
    {"name": "larum", "description": "Larum itself."},
]


def create_api(services: Services, *, keep_for: timedelta = KEPT_FOR) -> FastAPI:
    """The API as an application of its own, to be mounted under `/api/v1`.

    Whoever mounts it finds out who asks and says so in `request.state.actor`; strangers are refused here.
    """
    api = FastAPI(
        title="Larum",
        summary="The crisis room's programming interface.",
        description=ABOUT,
        version=__version__,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        swagger_ui_oauth2_redirect_url=None,
        dependencies=[Depends(errors.only_known_parameters)],
        responses=errors.refusals(422),
        generate_unique_id_function=lambda route: route.name,
    )
    api.state.services = services
    api.state.keep_for = keep_for
    errors.register(api)
    for router in found_routers():
        api.include_router(router)
    return api


def found_routers() -> list[APIRouter]:
    """The router of every module in `larum.api.routes`, by name."""
    package = importlib.import_module("larum.api.routes")
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."))
    return [importlib.import_module(name).router for name in names]
