"""The demo's server: listens at once, shows how far the quiet weeks are told, then hands every request to Larum.

Starting again throws the data away and builds a new Larum behind the same address, so the server never goes away.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import Receive, Scope, Send

from larum.base.clock import Clock, StoryClock, SystemClock
from larum.base.errors import Refusal
from larum.base.translate import Language
from larum.bootstrap import Larum, assemble
from larum.cli.demo.conductor import Conductor
from larum.cli.demo.curtain import curtain
from larum.cli.demo.history import tell_quiet_weeks
from larum.cli.demo.setting import ENDS_AFTER, Setting, beginning, set_up
from larum.cli.terminal import settings_for
from larum.db.migrate import open_database
from larum.flow.schedule import Job
from larum.web.pages.demo import banner

log = structlog.get_logger()

BEFORE = timedelta(days=28, hours=1)
"""The people and monitors are there an hour before the first quiet week."""


MARK = "larum-demo"
"""A file that says that a folder holds a story, which may be thrown away."""


class NotADemoFolder(Refusal):
    """The folder holds a Larum that is no demo, and a demo begins by throwing away what is there."""

    code = "not_a_demo_folder"
    status = 409
    message = "The folder {folder} holds a Larum of your own. A demo would delete it; name another folder."


class Performance:
    """One telling of the story: a Larum of its own, and the clock that the guide can turn. A `web.story.Story`."""

    def __init__(self, larum: Larum, clock: StoryClock, setting: Setting, again: Callable[[], None]) -> None:
        self.larum = larum
        self._clock = clock
        self._setting = setting
        self._again = again
        self._begun = False

    def begin(self) -> None:
        """The first visitor is in: only now does time pass."""
        if not self._begun:
            self._begun = True
            self._clock.go_on()

    @property
    def begins_at(self) -> datetime:
        return self._setting.begins_at

    @property
    def ends_at(self) -> datetime:
        return self._setting.begins_at + ENDS_AFTER

    @property
    def paused(self) -> bool:
        return self._clock.paused

    @property
    def speed(self) -> float:
        return self._clock.speed

    def pause(self) -> None:
        self._clock.pause()

    def go_on(self) -> None:
        self._clock.go_on()

    def run_at(self, speed: float) -> None:
        self._clock.run_at(speed)

    def again(self) -> None:
        self._again()

    def settle(self) -> None:
        """When the story is over its clock goes on like any other: nobody wants to lose a session in an hour."""
        if self._clock.speed > 1 and self._clock.now() >= self.ends_at:
            self._clock.run_at(1)


class Theatre:
    """An ASGI application that is always there; the Larum behind it comes and goes."""

    def __init__(
        self, data: Path, *, speed: float, language: Language, seed: int, port: int, clock: Clock | None = None
    ) -> None:
        self._data = data
        self._speed = speed
        self._language: Language = language
        self._seed = seed
        self._port = port
        self._wall = clock or SystemClock()
        self._playing: Performance | None = None
        self._told = 0
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Larum where it is ready, else the curtain; whoever is sent to sign in comes in as the first of the team."""
        if scope["type"] == "lifespan":
            return
        self._loop = asyncio.get_running_loop()
        playing = self._playing
        if scope["type"] == "http" and scope["path"] == "/sign-in" and scope["method"] == "GET" and playing:
            playing.begin()
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"/enter/story?{query}", 303)(scope, receive, send)
        elif playing is not None:
            await playing.larum.app(scope, receive, send)
        elif scope["method"] == "GET":
            await curtain(Request(scope), self._told, self._language)(scope, receive, send)
        else:
            await PlainTextResponse("", 503, {"retry-after": "5"})(scope, receive, send)

    def raise_curtain(self) -> None:
        """Build a Larum in an empty folder, tell the quiet weeks, and begin; takes some seconds."""
        with self._lock:
            self._told = 0
            wipe(self._data)
            performance = self._prepare()
            performance.larum.runner.start()
            self._playing = performance

    def again(self) -> None:
        """Everything from the beginning, in another thread; the curtain falls at once."""
        gone, self._playing = self._playing, None
        if gone is not None:
            threading.Thread(target=self._begin_again, args=(gone,), name="demo-again", daemon=True).start()

    def close(self) -> None:
        """Stop what runs."""
        gone, self._playing = self._playing, None
        if gone is not None:
            gone.larum.runner.stop()
            gone.larum.database.close()

    def _begin_again(self, gone: Performance) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(gone.larum.app.state.live.close)
        gone.larum.runner.stop()
        gone.larum.database.close()
        self.raise_curtain()

    def _prepare(self) -> Performance:
        # Given by hand, whatever the environment says: a demo never touches a database that is somebody's own.
        settings = settings_for(
            self._data, database="", public_url="", host="127.0.0.1", port=self._port,
            language=self._language, log_level="warning",
        )  # fmt: skip
        begins_at = beginning(self._wall.now())
        clock = StoryClock(begins_at - BEFORE, 1, time.monotonic)
        clock.pause()
        database = open_database(settings, clock)
        setting = set_up(database, begins_at, seed=self._seed, language=self._language)
        database.close()
        clock.move_to(begins_at)
        larum = assemble(settings, clock=clock, channel=phone, demo=True, personas=setting.personas)
        tell_quiet_weeks(larum.database, larum.services.outside, setting.source_id, self._note)
        conductor = Conductor(larum.database, setting, self._language)
        performance = Performance(larum, clock, setting, self.again)
        larum.runner.add(Job("colleagues", timedelta(minutes=2), conductor.look))
        larum.runner.add(Job("settle", timedelta(minutes=1), performance.settle))
        larum.app.state.story = performance
        larum.app.state.shell.add_context(banner)
        clock.run_at(self._speed)
        return performance

    def _note(self, posts: int) -> None:
        self._told = posts


def phone(addresses: Sequence[str], subject: str, body: str) -> str:
    """The channel of the demo: it takes every message and sends it nowhere; the guide shows whose phone it was."""
    return "" if addresses else "no address"


def claim(data: Path) -> None:
    """Make the folder the demo's own; refuses with `NotADemoFolder` where somebody's real Larum lives."""
    data.mkdir(parents=True, exist_ok=True)
    if any(data.glob("larum.db*")) and not (data / MARK).exists():
        raise NotADemoFolder(folder=str(data))
    (data / MARK).touch()


def wipe(data: Path) -> None:
    """Throw the story's database away; whatever else lies in the folder is not ours."""
    for file in data.glob("larum.db*"):
        file.unlink()
