"""What is seen while the quiet weeks are told: a page by itself, for there is no Larum yet to render one."""

import base64
import hashlib
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from larum.base.translate import Language, Words, msgid, negotiate

ABOUT = 3000
"""Posts of the quiet weeks, near enough for a bar."""
AGAIN_AFTER_S = 1

STYLE = """
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
body { min-height: 100vh; margin: 0; display: grid; place-items: center; }
main { max-width: 34rem; padding: 1.5rem; } h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .75rem; }
p { margin: 0 0 .75rem; } progress { width: 100%; height: .5rem; accent-color: #2f4bbd; }
"""
ALLOWED = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""What the policy lets pass: this style sheet and nothing else."""

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
<meta name="color-scheme" content="light dark"><title>{escape(_(TITLE))} · Larum</title><style>{STYLE}</style></head>
<body><main><h1>{escape(_(TITLE))}</h1><p>{escape(_(FIRST))}</p>
<p><progress max="{ABOUT}" value="{min(told, ABOUT)}"></progress></p><p>
{escape(_.ngettext("{count} post read so far.", "{count} posts read so far.", told))}</p>
<p>{escape(_(THEN))}</p></main></body></html>"""
    return HTMLResponse(
        body,
        headers={
            "refresh": str(AGAIN_AFTER_S),
            "cache-control": "no-store",
            "content-security-policy": f"default-src 'none'; style-src 'sha256-{ALLOWED}'; frame-ancestors 'none'",
        },
    )
