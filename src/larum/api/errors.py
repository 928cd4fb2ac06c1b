"""Whatever is refused, in one shape: a code for programs, a sentence for people, what was wrong with which field."""

import logging
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from larum.base.errors import Invalid, NotFound, Refusal
from larum.base.ids import fresh
from larum.base.translate import Msgid, Words, msgid, negotiate
from larum.match.refusals import QueryRefused

logger = logging.getLogger("larum.api")


class TokenNeeded(Refusal):
    """Nobody is let in without a token that opens something."""

    code = "token_needed"
    status = 401
    message = "This needs a valid token, sent as “Authorization: Bearer …”. Make one in Larum under your account."


class MalformedJson(Refusal):
    """The body is not JSON at all."""

    code = "malformed_json"
    status = 400
    message = "The body is not JSON. Check it and send it again; nothing was done."


class MalformedGzip(Refusal):
    """The body says that it is packed with gzip, and is not, or is cut off."""

    code = "malformed_gzip"
    status = 400
    message = "The body cannot be unpacked as gzip. Send it again, or send it unpacked; nothing was done."


class RequestUnreadable(Refusal):
    """A parameter or a field of the body is missing or cannot be what it is meant to be; `fields` says which."""

    code = "request_unreadable"
    status = 422
    message = "Something in the request is missing or cannot be read; “fields” says what. Nothing was done."


class MethodNotAllowed(Refusal):
    """The address exists, but not for this method."""

    code = "method_not_allowed"
    status = 405
    message = "This address does not take this method. See openapi.json for what it takes."


class BodyTooLarge(Refusal):
    """More in one request than is taken at once."""

    code = "body_too_large"
    status = 413
    message = "One request takes at most {limit} bytes, unpacked, and {lines} lines. Send several smaller ones."


class EncodingUnknown(Refusal):
    """The body is packed in a way that is not taken."""

    code = "encoding_unknown"
    status = 415
    message = "Bodies may be packed with gzip or not at all, not with “{encoding}”."


class ApiBroken(Refusal):
    """A fault in Larum; `number` finds it in the log."""

    code = "api_broken"
    status = 500
    message = "Larum failed; nothing was changed halfway. Try again; if it stays, look for {number} in its log."


class Problem(BaseModel):
    """What every refusal looks like."""

    code: str = Field(description="What was refused, for programs.", examples=["not_found"])
    message: str = Field(description="What happened, why, and what to do, in the language asked for.")
    fields: dict[str, str] = Field(
        description="What was wrong with the input, by the name of the field; empty where it was not the input. "
        "For a query: the query itself, with a mark under the fault on a second line."
    )


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route documents what it refuses."""
    return {status: {"model": Problem, "description": _WHEN[status]} for status in statuses}


_WHEN: Final = {
    400: "The body cannot be read at all.",
    401: "The token is missing or opens nothing.",
    403: "The token's role does not reach this far.",
    404: "There is no such thing.",
    409: "It does not stand where this could be done.",
    413: "The body is too large.",
    415: "The body is packed in an unknown way.",
    422: "A parameter or field is missing or cannot be read.",
}

_FAULTS: Final[dict[str, Msgid]] = {
    "missing": msgid("is missing"),
    "extra_forbidden": msgid("is not known here"),
    "string_type": msgid("has to be text"),
    "string_too_long": msgid("is too long"),
    "string_too_short": msgid("is too short"),
    "string_pattern_mismatch": msgid("has characters that cannot be kept"),
    "string_unicode": msgid("has characters that cannot be kept"),
    "uuid_parsing": msgid("has to be an id"),
    "uuid_type": msgid("has to be an id"),
    "literal_error": msgid("has to be one of: {expected}"),
    "int_parsing": msgid("has to be a whole number"),
    "int_type": msgid("has to be a whole number"),
    "greater_than": msgid("is too small"),
    "greater_than_equal": msgid("is too small"),
    "less_than_equal": msgid("is too large"),
    "datetime_from_date_parsing": msgid("has to be an instant, such as 2026-03-02T12:00:00Z"),
    "datetime_parsing": msgid("has to be an instant, such as 2026-03-02T12:00:00Z"),
    "datetime_type": msgid("has to be an instant, such as 2026-03-02T12:00:00Z"),
    "timezone_aware": msgid("lacks its time zone"),
}
_OTHERWISE: Final = msgid("cannot be read")


def answer(request: Request, refusal: Refusal, status: int | None = None) -> JSONResponse:
    """A refusal in the reader's language."""
    words = _words(request)
    headers = {"www-authenticate": "Bearer"} if refusal.status == 401 else {}
    message = words.sentence(refusal)
    return _problem(status or refusal.status, refusal.code, message, _fields(refusal, message), headers)


def _words(request: Request) -> Words:
    return Words(negotiate(request.headers.get("accept-language")))


def _fields(refusal: Refusal, message: str) -> dict[str, str]:
    if isinstance(refusal, QueryRefused):
        return {"query": refusal.pointer}
    if isinstance(refusal, Invalid) and refusal.field:
        return {refusal.field: message}
    return {}


def _problem(status: int, code: str, message: str, fields: dict[str, str], headers: dict[str, str]) -> JSONResponse:
    return JSONResponse({"code": code, "message": message, "fields": fields}, status, headers)


def only_known_parameters(request: Request) -> None:
    """Refuse a parameter the route does not take: a misspelt filter would silently give everything."""
    known = {field.alias for field in request.scope["route"].dependant.query_params}
    if unknown := [name for name in request.query_params if name not in known]:
        raise RequestValidationError([{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown])


def _on_refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return answer(request, error)


def _on_unreadable(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    words, faults = _words(request), error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return answer(request, MalformedJson())
    fields = {
        ".".join(str(step) for step in fault["loc"][1:]) or "body": words(
            _FAULTS.get(fault["type"], _OTHERWISE), **fault.get("ctx", {})
        )
        for fault in faults
    }
    return _problem(422, RequestUnreadable.code, words.sentence(RequestUnreadable()), fields, {})


def _on_http(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses by itself. Starlette gives a body that is not even text as a plain 400."""
    assert isinstance(error, HTTPException)
    known: dict[int, Refusal] = {400: MalformedJson(), 404: NotFound(), 405: MethodNotAllowed()}
    answered = answer(request, known.get(error.status_code) or Refusal(), error.status_code)
    answered.headers.update(error.headers or {})
    return answered


class Faults:
    """Turns what nobody foresaw into an answer with a number; the log has it all."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watching(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watching)
        except Exception as fault:  # whatever a route raises, the caller gets an answer and we get the log entry
            if begun or scope["type"] != "http":
                raise
            request = Request(scope, receive)
            number = fresh(request.app.state.services.database.clock.now()).hex[-8:]
            logger.error("API failed, number %s: %s %s", number, request.method, request.url.path, exc_info=fault)
            await answer(request, ApiBroken(number=number))(scope, receive, send)


def register(api: FastAPI) -> None:
    """Answer every error of the API in its one shape."""
    api.add_exception_handler(Refusal, _on_refusal)
    api.add_exception_handler(RequestValidationError, _on_unreadable)
    api.add_exception_handler(HTTPException, _on_http)
    api.add_middleware(Faults)
