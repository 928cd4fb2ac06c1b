"""Pictures of every screen: both languages, both themes, a desk and a phone.

    python scripts/screenshots.py                     an invented crisis, told up to its second day, seen by an owner
    python scripts/screenshots.py --hours 4           the same, in its first hours
    python scripts/screenshots.py --style-guide       the style guide, without a database
    python scripts/screenshots.py http://127.0.0.1:8400 --enter /enter/story          a Larum that runs already

Screens are found by following links from the first page; of pages that differ only in an id, one is taken. Says which
page complains on the console, is wider than its screen or fails. Pictures go to `screenshots/`, named
page-language-theme-width.png. Needs Debian's chromium.
"""

import argparse
import os
import re
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
STEP = timedelta(minutes=15)
"""How far the story's clock jumps at once while it is told."""
WIDTHS = {1440: 900, 390: 844}
NEVER = re.compile(r"^/(static|live|sign-out|api|export|.*/feed|.*\.(pdf|csv|jsonl?|xml|atom|ics)$)")


@contextmanager
def style_guide() -> Iterator[str]:
    """The style guide on a free port of this machine."""
    from larum.base.clock import SystemClock
    from larum.web.app import create_app

    listening = _listening()
    app = create_app(clock=SystemClock(), dev=True, default_zone="Europe/Warsaw", pages=())
    with _served(app, listening):
        yield f"{_address(listening)}/_styleguide"


@contextmanager
def crisis(hours: float) -> Iterator[str]:
    """The story of the demo, told up to some hours after its beginning; there its clock stands still."""
    from larum.base.clock import StoryClock
    from larum.bootstrap import assemble
    from larum.cli.demo.conductor import Conductor
    from larum.cli.demo.history import tell_quiet_weeks
    from larum.cli.demo.setting import beginning, set_up
    from larum.cli.demo.theatre import BEFORE, Performance, phone
    from larum.cli.terminal import settings_for
    from larum.db.migrate import open_database
    from larum.flow.arrive import receive
    from larum.web.pages.demo import banner

    listening = _listening()
    begins_at = beginning(datetime.now(UTC))
    clock = StoryClock(begins_at - BEFORE, 1, time.monotonic)
    clock.pause()
    with tempfile.TemporaryDirectory(prefix="larum-screenshots-") as folder:
        settings = settings_for(
            Path(folder), database="", public_url="", host="127.0.0.1", port=listening.getsockname()[1]
        )
        database = open_database(settings, clock)
        setting = set_up(database, begins_at, seed=1, language="pl")
        database.close()
        clock.move_to(begins_at)
        owner_first = tuple(reversed(setting.personas))
        larum = assemble(settings, clock=clock, channel=phone, demo=True, personas=owner_first)
        tell_quiet_weeks(larum.database, larum.services.outside, setting.source_id, lambda posts: None)
        conductor = Conductor(larum.database, setting, "pl")
        while clock.now() < begins_at + timedelta(hours=hours):
            clock.move_to(clock.now() + STEP)
            _read_on(larum, setting.source_id, receive)
            for job in larum.runner.jobs:
                job.run()
            conductor.look()
        print(f"the story is told up to {clock.now():%H:%M} UTC, {hours:g} hours in", flush=True)
        larum.app.state.story = Performance(larum, clock, setting, lambda: None)
        larum.app.state.shell.add_context(banner)
        with _served(larum.app, listening):
            yield f"{_address(listening)}/"
        larum.database.close()


def _read_on(larum: Any, source_id: UUID, receive: Callable[..., object]) -> None:
    """What the story's platforms have had to say since."""
    from larum.collect.actions import open_source
    from larum.connectors import registry

    with larum.database.reading() as session:
        source = open_source(session, source_id)
    connector: Any = registry.connector(source.connector)
    batch = connector.read(source.settings, source.cursor, larum.services.outside)
    receive(larum.database, batch, source_id=source_id)


def _listening() -> socket.socket:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    return listening


def _address(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def _served(app: Any, listening: socket.socket) -> Iterator[None]:
    """The application on this port, as long as it is needed."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield
    finally:
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


def _speak(page: Page, start: str, language: str, theme: str) -> None:
    """Let whoever signed in read this language; an account's own choice goes before the browser's."""
    page.goto(urljoin(start, "/me"))
    form = page.locator("form[action='/me/profile']")
    form.locator("[name=language]").select_option(language)
    form.locator("[name=theme]").select_option(theme)
    form.locator("button[type=submit], button:not([type])").first.click()
    page.wait_for_load_state("domcontentloaded")


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
                # Somebody who is signed in reads in the language of their account, whatever the cookie says.
                page.request.post(urljoin(start, "/preferences"), form={"language": language, "theme": theme})
                _speak(page, start, language, theme)
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
    parser.add_argument("url", nargs="?", help="where Larum runs; without it the demo's story is told")
    parser.add_argument("--enter", help="a path that signs in, opened first")
    parser.add_argument("--style-guide", action="store_true", help="the style guide instead")
    parser.add_argument("--hours", type=float, default=22, help="how far the story is told, in its hours")
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
        elif given.style_guide:
            with style_guide() as address:
                complaints = picture(browser, address, None, given.to, given.only, 1)
        else:
            with crisis(given.hours) as address:
                complaints = picture(browser, address, "/enter/story", given.to, given.only, given.most)
        browser.close()
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
