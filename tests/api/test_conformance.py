"""The description keeps its word: requests made up from it, right and wrong, are answered as it says, and never break.

Each request meets whatever those before it left in the database.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from larum.api.app import create_api
from larum.api.doors import Services
from larum.base.clock import FrozenClock
from larum.db.work import Database
from tests.api.conftest import mounted, token
from tests.conftest import NOON, empty_database


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, dict[str, str]]]:
    """The API on a database of its own, and the headers that let an owner in."""
    folder: Path = tmp_path_factory.mktemp("conformance")
    with empty_database(request.param, request, folder) as url:
        clock = FrozenClock(NOON)
        database = Database(url, clock)
        yield mounted(database, clock), {"Authorization": f"Bearer {token(database, 'owner')}"}
        database.close()


@schemathesis.serializer("application/x-ndjson")
def lines(context: object, body: object) -> bytes:
    """Lines are sent as they are; whatever is no text is sent as JSON, and is no line either."""
    return body.encode("utf-8", "replace") if isinstance(body, str) else json.dumps(body, default=str).encode()


OPERATIONS = [
    (method.upper(), path)
    for path, methods in create_api(cast(Services, None)).openapi()["paths"].items()
    for method in methods
]


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part)
def test_every_answer_is_as_described(
    running: tuple[Any, dict[str, str]], method: str, path: str, mode: GenerationMode
) -> None:
    app, headers = running
    operation = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)[path][method]

    excluded: list[Any] = [positive_data_acceptance]  # no schema can say what a query or a cursor is
    if path in ("/posts", "/hooks/{source_id}"):
        excluded.append(negative_data_rejection)  # any bytes are lines; the bad ones are named in the answer

    @settings(max_examples=3, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def answered(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    with suppress(Unsatisfiable):  # where nothing is sent, nothing wrong can be sent
        answered()
