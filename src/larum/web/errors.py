"""Refusals and failures as pages: what happened, why, what to do; never a trace."""

import logging
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from larum.base.errors import NotFound, Refusal
from larum.base.ids import fresh
from larum.base.translate import msgid
from larum.web.onward import onward
from larum.web.shell import is_fragment, render, shell_of, toast, words_of

logger = logging.getLogger("larum.web")

_TITLES = {
    401: msgid("Please sign in"),
    403: msgid("Not allowed"),
    404: msgid("Not found"),
    409: msgid("Somebody was faster"),
    413: msgid("Too large"),
    422: msgid("This cannot be taken"),
    429: msgid("A little slower, please"),
    500: msgid("Something broke on our side"),
}


class FormUnreadable(Refusal):
    """A form or an address lacks something, or holds what cannot be read."""

    code = "form_unreadable"
    status = 422
    message = (
        "Something in this form or address could not be read, so nothing was done. Go back, check it and send it again."
    )


class Broken(Refusal):
    """A fault in Larum; `number` finds it in the log."""

    code = "broken"
    status = 500
    message = (
        "Larum failed while making this page. Nothing was changed halfway. "
        "Try again; if it stays, give whoever runs Larum the number {number}."
    )


class NotThisWay(Refusal):
    """An address exists, but not for this method."""

    code = "not_this_way"
    status = 405
    message = "This address cannot be opened in this way. Go back and use the button there."


def show(request: Request, refusal: Refusal, status: int | None = None) -> Response:
    """A refusal as this request can show it: a toast for htmx, else a page."""
    status = status or refusal.status
    sentence = words_of(request).sentence(refusal)
    if is_fragment(request):
        return toast(request, sentence, kind="error", status=status)
    title = _TITLES.get(status, msgid("This was refused"))
    hooked = status < 500
    return render(
        request,
        "error.html",
        status=status,
        hooked=hooked,
        title=title,
        sentence=sentence,
        code=refusal.code,
        form=_form_of(request),
    )


def _form_of(request: Request) -> str:
    """The page whose form was refused, where the browser still has what was typed; "" where nothing was sent."""
    came = urlsplit(request.headers.get("referer", ""))
    if request.method != "POST" or came.netloc != request.url.netloc:
        return ""
    return onward(came.path + (f"?{came.query}" if came.query else ""))


def _on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return show(request, error)


def _on_unreadable(request: Request, error: Exception) -> Response:
    return show(request, FormUnreadable())


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    refusal: Refusal = {404: NotFound(), 405: NotThisWay()}.get(error.status_code) or Refusal()
    return show(request, refusal, error.status_code)


def on_fault(request: Request, error: Exception) -> Response:
    """A fault nobody foresaw: the trace goes to the log, its number to the reader."""
    number = fresh(shell_of(request).clock.now()).hex[-8:]
    logger.error("page failed, number %s: %s %s", number, request.method, request.url.path, exc_info=error)
    return show(request, Broken(number=number))


def register(app: FastAPI) -> None:
    """Answer every error of `app` in the reader's language; `app.Faults` sees to those nobody foresaw."""
    app.add_exception_handler(Refusal, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_unreadable)
    app.add_exception_handler(HTTPException, _on_http)
