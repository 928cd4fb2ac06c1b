"""Brings a database to the newest shape."""

import importlib
import pkgutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import larum
from larum.base.clock import Clock, SystemClock
from larum.base.settings import Settings
from larum.db.work import Database

KEEPERS = ("model", "store", "events", "trail", "quarantine")
"""Names of the modules in which tables are defined."""


def open_database(settings: Settings, clock: Clock | None = None) -> Database:
    """The database the settings name, in its newest shape; an embedded one is made where there is none."""
    if not settings.database.get_secret_value():
        settings.data.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    return Database(settings.database_url, clock or SystemClock())


def upgrade(url: str) -> None:
    """Run every migration the database has not seen, from empty if need be. May be repeated."""
    command.upgrade(alembic_config(url), "head")


def shape(database: Database) -> tuple[str, str]:
    """The shape a database has, empty where it has none, and the newest there is. Changes nothing."""
    newest = ScriptDirectory.from_config(alembic_config(database.url)).get_current_head()
    with database.reader.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present or "", newest or ""


def alembic_config(url: str) -> Config:
    """Alembic's settings, without a file: our migrations, this database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    return config


def load_tables() -> None:
    """Import every module that defines tables, found by looking, so that the metadata is whole."""
    for module in pkgutil.walk_packages(larum.__path__, "larum."):
        if module.name.rsplit(".", 1)[-1] in KEEPERS and ".pages." not in module.name:  # a page may be called the same
            importlib.import_module(module.name)
