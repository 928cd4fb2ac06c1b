"""Insert-or-update in bulk, the same on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Row = Mapping[str, Any]


def insert_new(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; those whose primary key is there already stay as they are."""
    if rows:
        session.execute(_insert(session, table).on_conflict_do_nothing(), list(rows))


def put(
    session: Session,
    table: Table,
    rows: Sequence[Row],
    *,
    only_if: Sequence[str] = (),
    never: Sequence[str] = (),
) -> None:
    """Insert rows, or overwrite those with the same primary key.

    `only_if` names columns that must not become smaller, such as `as_of`: a later write may come
    first, and then stays (law 4). `never` names columns that keep the value they were first given.
    """
    if not rows:
        return
    statement = _insert(session, table)
    keys = [column.name for column in table.primary_key]
    values = {name: statement.excluded[name] for name in rows[0] if name not in keys and name not in never}
    conditions: list[ColumnElement[bool]] = [statement.excluded[name] >= table.c[name] for name in only_if]
    where = None
    for condition in conditions:
        where = condition if where is None else where & condition
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=values, where=where), list(rows))


def _insert(session: Session, table: Table) -> Any:
    """The dialect's own INSERT; both know ON CONFLICT, under types that share no base."""
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)
