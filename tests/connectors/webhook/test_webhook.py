"""The webhook: posts in by token, statements out by signature, each once."""

from uuid import UUID

import msgspec
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from larum.connectors.contract import Outside
from larum.connectors.errors import (
    CannotTell,
    CredentialsRefused,
    PublishingRefused,
    RateLimited,
    SettingWrong,
    SourceUnreachable,
)
from larum.connectors.webhook.connector import SIGNATURE, Webhook, sign

KEY = UUID("019a9b7a-0c00-7000-8000-000000000001")


@pytest.fixture
def settings(httpserver: HTTPServer) -> dict[str, str]:
    return {"send_to": httpserver.url_for("/take"), "signing_secret": "pieprz i sól"}


def test_only_the_right_token_is_let_in() -> None:
    settings = {"token": "dwadzieścia-znaków-i-trochę"}

    assert Webhook().lets_in(settings, "Bearer dwadzieścia-znaków-i-trochę")
    for wrong in ("", "Bearer", "Bearer dwadzieścia", "dwadzieścia-znaków-i-trochę", "Bearer \ud800"):
        assert not Webhook().lets_in(settings, wrong)


def test_a_short_token_is_refused(outside: Outside) -> None:
    with pytest.raises(SettingWrong, match="20"):
        Webhook().test({"token": "kot"}, outside)
    assert "Ready" in Webhook().test({"token": "x" * 20}, outside).message


def test_a_statement_is_sent_signed_and_named(
    httpserver: HTTPServer, settings: dict[str, str], outside: Outside
) -> None:
    seen: list[Request] = []

    def take(request: Request) -> Response:
        seen.append(request)
        return Response('{"url": "https://acme.example/oswiadczenie", "id": "77"}', status=201)

    httpserver.expect_request("/take", method="POST").respond_with_handler(take)
    out = Webhook().publish(settings, KEY, "Przepraszamy.", "pl", outside)

    assert (out.url, out.native_id) == ("https://acme.example/oswiadczenie", "77")
    (request,) = seen
    body = request.get_data()
    assert msgspec.json.decode(body)["text"] == "Przepraszamy."
    assert request.headers[SIGNATURE] == sign("pieprz i sól", body)
    assert request.headers["Idempotency-Key"] == str(KEY)


def test_a_receiver_with_nothing_to_say_has_still_taken_it(
    httpserver: HTTPServer, settings: dict[str, str], outside: Outside
) -> None:
    httpserver.expect_request("/take").respond_with_data("ok")
    assert Webhook().publish(settings, KEY, "a", "en", outside).native_id == str(KEY)


def test_an_address_that_is_no_web_address_is_not_linked_to(
    httpserver: HTTPServer, settings: dict[str, str], outside: Outside
) -> None:
    httpserver.expect_request("/take").respond_with_json({"url": "javascript:alert(1)"})
    assert Webhook().publish(settings, KEY, "a", "en", outside).url == ""


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, CredentialsRefused), (422, PublishingRefused), (429, RateLimited), (500, SourceUnreachable)],
)
def test_each_refusal_has_its_name_and_nothing_is_sent_twice(
    httpserver: HTTPServer, settings: dict[str, str], outside: Outside, status: int, expected: type[Exception]
) -> None:
    httpserver.expect_request("/take").respond_with_data("no", status=status)
    with pytest.raises(expected):
        Webhook().publish(settings, KEY, "a", "en", outside)

    assert len(httpserver.log) == 1


def test_nobody_can_say_whether_it_went_out(settings: dict[str, str], outside: Outside) -> None:
    with pytest.raises(CannotTell):
        Webhook().check(settings, KEY, outside)


def test_trying_the_settings_sends_a_test_message(
    httpserver: HTTPServer, settings: dict[str, str], outside: Outside
) -> None:
    httpserver.expect_request("/take").respond_with_data("")
    assert "{host}" in Webhook().test(settings, outside).message
    assert msgspec.json.decode(httpserver.log[0][0].get_data())["test"] is True
