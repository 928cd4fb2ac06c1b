"""What every answer carries so that a browser refuses what we never send, and the check that a form is our own.

Forms: a browser tells where a request comes from (`Sec-Fetch-Site`, else `Origin`). A request that changes something
and comes from another site is refused; with the session cookie's `SameSite=Lax` there are two locks, and no page has to
carry a token. A caller that sends neither header is no browser, so it has no cookie that somebody else could misuse.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'self'",
        # Basecoat draws its chevrons and ticks from data: images.
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""No inline script, no inline style, nothing from another host."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

_READING = {"GET", "HEAD", "OPTIONS"}


class SecurityHeaders:
    """Adds `HEADERS` to every answer; pages of people's work are never kept by a cache on the way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers)


def from_elsewhere(method: str, headers: Headers) -> bool:
    """True for a request that would change something and was sent by another site's page."""
    if method in _READING:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


class SameSiteForms:
    """Refuses forms that another site's page sends in a reader's name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and from_elsewhere(scope["method"], Headers(scope=scope)):
            refusal = PlainTextResponse("This form was sent from another site, so nothing was done.", 403)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)
