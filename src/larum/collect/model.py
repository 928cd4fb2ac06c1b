"""Sources: the streams we read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from larum.db.columns import Base


class Source(Base):
    """One stream we read: an account, a feed, a search, a file that was imported."""

    __tablename__ = "sources"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    connector: Mapped[str]
    """Name of the connector's folder."""
    settings: Mapped[dict[str, Any]]
    secrets: Mapped[dict[str, Any]]
    """Settings that are never shown again, such as passwords."""
    state: Mapped[str] = mapped_column(default="on")
    """`on`, `paused` by a person, or `gone`: the other side says that it will not come back."""
    keep_unmatched: Mapped[bool] = mapped_column(default=True)
    """Keep posts that no monitor caught for a while, so that a new monitor can be tried on them."""
    cursor: Mapped[str] = mapped_column(default="")
    """How far we have read, in the connector's own words; moves in the transaction that stored what was read."""
    created_at: Mapped[datetime]
    post_at: Mapped[datetime | None]
    """Creation of the newest post that came, those left out that are dated ahead."""
    posts: Mapped[int] = mapped_column(default=0)
    """Posts that came, those included that came twice."""
    news: Mapped[int] = mapped_column(BigInteger, default=0)
    """Posts that came and were younger than all before them: a feed that says the same again and again says nothing."""
    news_at: Mapped[datetime | None]
    """When the last of these came."""
    refused: Mapped[int] = mapped_column(default=0)
    """Items that could not become posts; they lie in quarantine."""
    health: Mapped[dict[str, Any]]
    """A `connectors.health.Health`."""
    read_again_at: Mapped[datetime | None]
    """When a poller is read again; at once where there is none."""
