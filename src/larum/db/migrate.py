"""Brings a database to the newest shape."""

import importlib
import pkgutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import larum
from larum.db.work import Database

KEEPERS = ("model", "store", "events", "trail", "quarantine")
"""Names of the modules in which tables are defined."""


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
        if module.name.rsplit(".", 1)[-1] in KEEPERS:
            importlib.import_module(module.name)
