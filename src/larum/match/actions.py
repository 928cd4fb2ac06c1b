"""What people can do with brands and monitors."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from larum.auth.action import action
from larum.base.errors import Invalid, NotFound
from larum.base.ids import named
from larum.base.translate import msgid
from larum.db.work import Work
from larum.match.events import OwnAccountsChanged
from larum.match.model import Brand, Monitor, OwnAccount
from larum.match.own import Account, account
from larum.match.query import parse
from larum.match.store import brand_named

LONGEST_MUTE = timedelta(days=7)
"""A mute always ends by itself, and soon enough that nobody forgets it."""


def open_monitor(session: Session, id: UUID) -> Monitor:
    """The monitor; `NotFound` where there is none."""
    monitor = session.get(Monitor, id)
    if monitor is None:
        raise NotFound
    return monitor


@action("match.add_brand", needs="owner")
def add_brand(work: Work, *, name: str) -> Brand:
    """Name a brand to look after."""
    name = name.strip()
    if not name:
        raise Invalid("A brand needs a name.", field="name")
    if brand_named(work.session, name) is not None:
        raise Invalid("There is a brand of this name already.", field="name")
    brand = Brand(id=work.fresh_id(), name=name, created_at=work.now())
    work.session.add(brand)
    work.session.flush()
    work.touch("brands")
    return brand


def open_brand(session: Session, id: UUID) -> Brand:
    """The brand; `NotFound` where there is none."""
    brand = session.get(Brand, id)
    if brand is None:
        raise NotFound
    return brand


@action("match.add_own_account", needs="approver")
def add_own_account(work: Work, brand_id: UUID, *, platform: str, handle: str) -> OwnAccount:
    """Say that an account is the brand's own: its posts are kept, and are nobody's voice. Twice changes nothing."""
    open_brand(work.session, brand_id)
    return _own(work, brand_id, account(platform, handle), None)


@action("match.remove_own_account", needs="approver")
def remove_own_account(work: Work, account_id: UUID) -> None:
    """Say that an account is not ours; one we publish from stays ours (`NotFound`, `Invalid`)."""
    found = work.session.get(OwnAccount, account_id)
    if found is None:
        raise NotFound
    if found.channel_id is not None:
        raise Invalid(msgid("We publish from this account, so it is ours. Change its channel instead."), field="handle")
    work.session.delete(found)
    _tell_own(work, found.brand_id)


def publish_from(work: Work, channel_id: UUID, platform: str, handle: str) -> None:
    """We publish from this account, so it is ours; an empty handle says that it is not known. May be repeated."""
    before = work.session.scalars(select(OwnAccount).where(OwnAccount.channel_id == channel_id)).all()
    wanted = account(platform, handle) if handle.strip() else None
    for one in before:
        if (one.platform, one.handle) != wanted:
            work.session.delete(one)
            _tell_own(work, None)
    work.session.flush()
    if wanted is not None:
        _own(work, None, wanted, channel_id)


def _own(work: Work, brand_id: UUID | None, name: Account, channel_id: UUID | None) -> OwnAccount:
    id = named("own account", brand_id or channel_id or "", *name)
    found = work.session.get(OwnAccount, id)
    if found is not None:
        return found
    platform, handle = name
    found = OwnAccount(
        id=id, brand_id=brand_id, platform=platform, handle=handle, channel_id=channel_id, added_at=work.now()
    )
    work.session.add(found)
    work.session.flush()
    _tell_own(work, brand_id)
    return found


def _tell_own(work: Work, brand_id: UUID | None) -> None:
    work.tell(OwnAccountsChanged(brand_id=brand_id))
    work.touch("brands")


@action("match.add_monitor", needs="responder")
def add_monitor(work: Work, *, brand_id: UUID, name: str, query: str) -> Monitor:
    """Watch for something on behalf of a brand. Refuses a query that cannot be read, pointing at the character."""
    open_brand(work.session, brand_id)
    monitor = Monitor(
        id=work.fresh_id(),
        brand_id=brand_id,
        name=_name(name),
        query=_query(query),
        state="on",
        created_at=work.now(),
        changed_at=work.now(),
        muted_until=None,
        calibrated_at=None,
    )
    work.session.add(monitor)
    work.session.flush()
    work.touch("monitors")
    return monitor


@action("match.change_monitor", needs="responder")
def change_monitor(work: Work, monitor: Monitor, *, name: str, query: str) -> None:
    """Change what is watched for, from now on; earlier mentions stay."""
    monitor.name, monitor.query, monitor.changed_at = _name(name), _query(query), work.now()
    work.touch("monitors")


@action("match.pause_monitor", needs="responder")
def pause_monitor(work: Work, monitor: Monitor) -> None:
    """Stop watching until somebody says otherwise."""
    monitor.state, monitor.changed_at = "paused", work.now()
    work.touch("monitors")


@action("match.resume_monitor", needs="responder")
def resume_monitor(work: Work, monitor: Monitor) -> None:
    """Watch again."""
    monitor.state, monitor.changed_at = "on", work.now()
    work.touch("monitors")


@action("match.mute_monitor", needs="responder")
def mute_monitor(work: Work, monitor: Monitor, *, hours: float) -> None:
    """Raise no alerts for a monitor for a while; what it catches is still kept and counted."""
    if not 0 < hours <= LONGEST_MUTE / timedelta(hours=1):
        raise Invalid("A mute lasts from a moment to seven days; it ends by itself.", field="hours")
    monitor.muted_until = work.now() + timedelta(hours=hours)
    work.touch("monitors")


@action("match.unmute_monitor", needs="responder")
def unmute_monitor(work: Work, monitor: Monitor) -> None:
    """Raise alerts again."""
    monitor.muted_until = None
    work.touch("monitors")


def _name(name: str) -> str:
    if not name.strip():
        raise Invalid("A monitor needs a name by which people recognise it.", field="name")
    return name.strip()


def _query(query: str) -> str:
    parse(query)
    return query.strip()
