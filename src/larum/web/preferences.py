"""Language, theme and time zone of one reader, kept by their browser and, where they have one, by their account."""

from collections.abc import Callable
from typing import Annotated, cast, get_args
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from larum.base.translate import LANGUAGES
from larum.web.shell import Theme

router = APIRouter()

Remember = Callable[[Request, dict[str, str]], None]
"""Keeps choices with the account; a door puts one at `app.state.remember_preferences`."""

_YEAR = 365 * 24 * 3600


@router.post("/preferences")
def choose(
    request: Request,
    language: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    zone: Annotated[str, Form()] = "",
) -> Response:
    """Keep what was chosen and go back to where the reader was; what does not exist is passed over."""
    wished = {
        "language": (language, LANGUAGES),
        "theme": (theme, get_args(Theme)),
        "zone": (zone, available_timezones()),
    }
    chosen = {name: wish for name, (wish, offered) in wished.items() if wish in offered}
    response = RedirectResponse(_back(request), status_code=303)
    for name, wish in chosen.items():
        response.set_cookie(
            f"larum_{name}", wish, max_age=_YEAR, samesite="lax", httponly=True, secure=request.url.scheme == "https"
        )
    remember = getattr(request.app.state, "remember_preferences", None)
    if remember is not None and chosen:
        cast(Remember, remember)(request, chosen)
    return response


def _back(request: Request) -> str:
    """The page the form stood on, never an address of another site."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc != request.url.netloc or not referer.path.startswith("/") or referer.path.startswith("//"):
        return "/"
    return referer.path + (f"?{referer.query}" if referer.query else "")
