"""What is seen while the quiet weeks are told: a page by itself, for there is no Larum yet to render one."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from larum.base.translate import Language, Words, msgid, negotiate

ABOUT = 3000
"""Posts of the quiet weeks, near enough for a bar."""
AGAIN_AFTER_S = 1

TITLE = msgid("The curtain is about to rise")
FIRST = msgid(
    "Larum reads four quiet weeks of posts about Zaranek, an invented maker of porridge, the way it would read yours."
)
THEN = msgid("This page opens by itself in a few seconds.")


def curtain(request: Request, told: int, language: Language) -> Response:
    """How far it is; asks again every second, without script."""
    _ = Words(negotiate(request.headers.get("accept-language"), language))
    body = f"""<!doctype html>
<html lang="{_.language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{escape(_(TITLE))} · Larum</title></head>
<body><main><h1>{escape(_(TITLE))}</h1><p>{escape(_(FIRST))}</p>
<p><progress max="{ABOUT}" value="{min(told, ABOUT)}"></progress>
{escape(_.ngettext("{count} post read so far.", "{count} posts read so far.", told))}</p>
<p>{escape(_(THEN))}</p></main></body></html>"""
    return HTMLResponse(
        body,
        headers={
            "refresh": str(AGAIN_AFTER_S),
            "cache-control": "no-store",
            "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        },
    )
