"""Tells callers apart without knowing them: a digest of the network address, under a key that lasts one day."""

import hashlib
import hmac
from datetime import timedelta
from typing import cast

from sqlalchemy import Table, delete, select

from larum.auth.throttle import network_of
from larum.base.secrets import fresh_secret
from larum.db.upsert import insert_new
from larum.db.work import Work
from larum.engage.model import Call, CallerKey
from larum.engage.writing import WITHIN


def caller_of(work: Work, address: str) -> str:
    """The same for one network all day; tomorrow nobody can tell whose it was, not even with this database."""
    digest = hmac.new(_key_of_today(work).encode(), network_of(address).encode(), hashlib.sha256)
    return digest.hexdigest()[:32]


def _key_of_today(work: Work) -> str:
    day = work.now().date().isoformat()
    key = work.session.scalar(select(CallerKey.key).where(CallerKey.day == day))
    if key is not None:
        return key
    insert_new(work.session, cast(Table, CallerKey.__table__), [{"day": day, "key": fresh_secret()}])
    # Yesterday's calls no longer limit anybody, and without their key they say nothing about anybody either.
    work.session.execute(delete(CallerKey).where(CallerKey.day < day))
    work.session.execute(delete(Call).where(Call.at < work.now() - max(WITHIN, timedelta(days=1))))
    return work.session.scalars(select(CallerKey.key).where(CallerKey.day == day)).one()
