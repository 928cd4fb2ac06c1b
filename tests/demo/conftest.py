"""A demo without a server: the setting, a clock that tests move, and the jobs that a runner would do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from larum.base.clock import FrozenClock
from larum.bootstrap import Larum, assemble
from larum.cli.demo.conductor import Conductor
from larum.cli.demo.history import tell_quiet_weeks
from larum.cli.demo.setting import Setting, set_up
from larum.cli.demo.theatre import BEFORE, phone
from larum.cli.terminal import settings_for
from larum.collect.model import Source
from larum.connectors import registry
from larum.connectors.contract import Poller
from larum.db.migrate import open_database
from larum.flow.arrive import receive
from larum.web.pages.demo import banner
from tests.demo.test_sample_story import BEGINS_AT


@dataclass
class Demo:
    """A telling of the story, moved by hand."""

    larum: Larum
    clock: FrozenClock
    setting: Setting
    conductor: Conductor

    def run_until(self, at: datetime, *, every: timedelta = timedelta(minutes=15), watching: bool = True) -> None:
        """What a runner would have done by then; with `watching`, colleagues act for a visitor who does not."""
        sample = registry.connector("sample")
        assert isinstance(sample, Poller)
        while self.clock.now() < at:
            self.clock.move_to(min(at, self.clock.now() + every))
            with self.larum.database.reading() as session:
                source = session.get_one(Source, self.setting.source_id)
            batch = sample.read(source.settings, source.cursor, self.larum.services.outside)
            receive(self.larum.database, batch, source_id=self.setting.source_id)
            for job in self.larum.runner.jobs:
                if job.name != "tell" or self.clock.now() == at:  # nobody looks at the stories before then
                    job.run()
            if watching:
                self.conductor.look()

    def reading(self) -> Session:
        return Session(self.larum.database.reader)


def begin(data: Path) -> Demo:
    clock = FrozenClock(BEGINS_AT - BEFORE)
    settings = settings_for(data, database="", public_url="")
    database = open_database(settings, clock)
    setting = set_up(database, BEGINS_AT, seed=1, language="pl")
    database.close()
    clock.move_to(BEGINS_AT)
    larum = assemble(settings, clock=clock, channel=phone, demo=True, personas=setting.personas)
    return Demo(larum, clock, setting, Conductor(larum.database, setting, "pl"))


@pytest.fixture(scope="module")
def unread(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The people and the brand, and no post yet; the tests of a file share them."""
    yield from _begun(tmp_path_factory.mktemp("unread"))


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Four quiet weeks told; the crisis is about to begin."""
    for demo in _begun(tmp_path_factory.mktemp("demo")):
        counted: list[int] = []
        tell_quiet_weeks(demo.larum.database, demo.larum.services.outside, demo.setting.source_id, counted.append)
        assert counted == sorted(counted)
        yield demo


def _begun(folder: Path) -> Iterator[Demo]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LARUM_DATA", str(folder))
        demo = begin(folder)
        demo.larum.app.state.shell.add_context(banner)
        yield demo
        demo.larum.database.close()
