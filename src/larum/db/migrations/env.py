"""Alembic's way in."""

from alembic import context

from larum.db.columns import metadata
from larum.db.engine import open_engine
from larum.db.migrate import load_tables

load_tables()
engine = open_engine(context.config.attributes["url"], writes=True)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="larum.db.columns.",
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
