"""Calls to our own people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from larum.db.columns import Base


class Delivery(Base):
    """One message to one person, about one thing."""

    __tablename__ = "deliveries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Named by what it is about, the person and the step, so that nobody is called twice for one thing."""
    person_id: Mapped[UUID]
    about: Mapped[str] = mapped_column(index=True)
    """What it is about, such as `alert:<id>`; calling that off calls this off."""
    subject: Mapped[str]
    body: Mapped[str]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="due", index=True)
    """`due`, `sent`, `failed` after the last attempt, `called_off`."""
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(default="")
    to: Mapped[str] = mapped_column(default="")
    """The kinds of channel that took it, such as `mailto, slack`."""
