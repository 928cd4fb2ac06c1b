"""Pictures of every screen: both languages, both themes, a desk and a phone.

    python scripts/screenshots.py http://127.0.0.1:8000 --enter /demo/as/owner
    python scripts/screenshots.py                              the style guide, without a database

Screens are found by following links from the first page; of pages that differ only in an id, one is taken. Says which
page complains on the console, is wider than its screen or fails. Pictures go to `screenshots/`, named
page-language-theme-width.png. Needs Debian's chromium.
"""

import argparse
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {1440: 900, 390: 844}
NEVER = re.compile(r"^/(static|live|sign-out|api|export|.*\.(pdf|csv|jsonl?|xml|atom|ics)$)")


@contextmanager
def style_guide() -> Iterator[str]:
    """The style guide on a free port of this machine."""
    import uvicorn

    from larum.base.clock import SystemClock
    from larum.web.app import create_app

    app = create_app(clock=SystemClock(), dev=True, default_zone="Europe/Warsaw", pages=())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/_styleguide"
    server.should_exit = True
    thread.join()


def kind(address: str) -> str:
    """What a page is, whichever thing it shows: ids and numbers become one word, the query is left away."""
    path = urlsplit(address).path.strip("/")
    return re.sub(r"\b([0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|\d+)\b", "one", path).replace("/", "-") or "overview"


def screens(page: Page, start: str, most: int) -> dict[str, str]:
    """Every kind of page within reach of links, with one address of it."""
    host = urlsplit(start).netloc
    found, waiting = {kind(start): start}, [start]
    while waiting and len(found) < most:
        answer = page.goto(waiting.pop(0))
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        for href in page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)"):
            address = urljoin(page.url, href).split("#")[0]
            parts = urlsplit(address)
            if parts.netloc == host and not NEVER.match(parts.path) and kind(address) not in found:
                found[kind(address)] = address
                waiting.append(address)
    return found


def _complaints(page: Page) -> list[str]:
    """What the page says on its console from now on; whoever reads it clears it."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def picture(browser: Browser, start: str, enter: str | None, target: Path, only: str, most: int) -> int:
    """Take them all; how many pages complained."""
    complaints = 0
    names: dict[str, str] = {}
    for language in ("pl", "en"):
        for theme in ("light", "dark"):
            context = browser.new_context(locale=language, color_scheme="dark" if theme == "dark" else "light")
            for name, value in (("language", language), ("theme", theme)):
                context.add_cookies([{"name": f"larum_{name}", "value": value, "url": start}])
            page = context.new_page()
            said = _complaints(page)
            if enter:
                page.goto(urljoin(start, enter))
            names = names or screens(page, start, most)
            for name, address in sorted(names.items()):
                if only not in name:
                    continue
                for width, height in WIDTHS.items():
                    said.clear()
                    page.set_viewport_size({"width": width, "height": height})
                    answer = page.goto(address)
                    page.wait_for_timeout(700)
                    if answer is not None and answer.status >= 400:
                        said.append(f"status {answer.status}")
                    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                        said.append("wider than its screen")
                    page.screenshot(path=target / f"{name}-{language}-{theme}-{width}.png", full_page=True)
                    if said:
                        complaints += 1
                        print(f"{address} ({language}, {theme}, {width}): {'; '.join(dict.fromkeys(said))}")
            context.close()
    print(f"{len([name for name in names if only in name])} screens, pictures in {target}")
    return complaints


def main() -> int:
    """Take the pictures; 1 where a page complained."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", help="where Larum runs; without it the style guide is taken")
    parser.add_argument("--enter", help="a path that signs in, opened first")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    parser.add_argument("--most", type=int, default=80, help="how many kinds of pages at most")
    parser.add_argument("--to", type=Path, default=ROOT / "screenshots")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            chromium_sandbox=os.geteuid() != 0,
            args=["--disable-gpu", "--no-first-run"],
        )
        if given.url:
            complaints = picture(browser, given.url, given.enter, given.to, given.only, given.most)
        else:
            with style_guide() as address:
                complaints = picture(browser, address, None, given.to, given.only, 1)
        browser.close()
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
