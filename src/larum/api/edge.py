"""Kinds of values that several routes take or give, as the outside sees them."""

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NO_NUL = r"^[^\x00]*$"
"""PostgreSQL's text has no place for NUL, so it is refused before it gets there."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=NO_NUL)]
"""A name or a title."""
Prose = Annotated[str, StringConstraints(max_length=20_000, pattern=NO_NUL)]
"""Text of some length; may be empty."""
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]


class Given(BaseModel):
    """What is sent to us; a field we do not know is a spelling mistake, and refused."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What we answer, read off the things themselves."""

    model_config = ConfigDict(from_attributes=True)


Item = TypeVar("Item")


class Page(Shown, Generic[Item]):
    """Some of many, newest first."""

    items: list[Item]
    next: str | None = Field(
        description="Give this as `cursor` to get what follows, with the filters unchanged; null at the end."
    )


class All(Shown, Generic[Item]):
    """Everything there is of something."""

    items: list[Item]
