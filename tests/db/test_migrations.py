"""The migrations lead from an empty database to the tables the code means, on both kinds."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from larum.db.columns import metadata
from larum.db.engine import open_engine
from larum.db.migrate import load_tables, upgrade


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    template: str = request.getfixturevalue("postgresql_template")
    admin = create_engine(
        make_url(template).set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS larum_empty"))
        connection.execute(text("CREATE DATABASE larum_empty"))
    admin.dispose()
    return make_url(template).set(database="larum_empty").render_as_string(hide_password=False)


def test_migrations_make_what_the_models_mean_and_may_be_repeated(empty: str) -> None:
    upgrade(empty)
    upgrade(empty)
    load_tables()
    engine = open_engine(empty, writes=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, metadata) == []
        assert "posts" in inspect(connection).get_table_names()
    engine.dispose()


def test_an_embedded_database_reads_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "larum.db"
    upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
