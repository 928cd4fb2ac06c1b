"""Writes the first migration anew from the models. Only until the first release; after it, migrations are added."""

import tempfile
from pathlib import Path

from alembic import command

from larum.db.migrate import alembic_config

VERSIONS = Path("src/larum/db/migrations/versions")


def main() -> None:
    """Remove the first migration and generate it from the tables there are."""
    for old in VERSIONS.glob("*.py"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        config = alembic_config(f"sqlite:///{folder}/empty.db")
        command.revision(config, message="First tables", rev_id="0001", autogenerate=True)
    for made in VERSIONS.glob("*.py"):
        made.rename(VERSIONS / "0001_first_tables.py")


if __name__ == "__main__":
    main()
