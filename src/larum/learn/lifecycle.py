"""Where a review may stand, and what it must hold before it is published. Pure."""

from collections.abc import Mapping
from typing import Literal

from larum.base.errors import Refusal, WrongMove

ReviewState = Literal["draft", "published"]

REVIEW: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"published"}),
    "published": frozenset({"draft"}),
}


class NothingLearnt(Refusal):
    """A review that says nothing teaches nobody."""

    code = "nothing_learnt"
    status = 422
    message = (
        "The review stays a draft: it does not say yet what worked or what did not."
        " Write at least one of them, keep it, then publish."
    )


class StillGoingOn(Refusal):
    """What has not ended cannot be looked back on."""

    code = "still_going_on"
    status = 409
    message = (
        "The review stays a draft, because the incident is still open. Close the incident first;"
        " until then everything you write is kept."
    )


class ReviewMoved(Refusal):
    """Somebody else wrote meanwhile."""

    code = "review_moved"
    status = 409
    message = (
        "Your words were not kept, because {name} has changed this review meanwhile."
        " Compare both, then keep what belongs together."
    )


def move_review(origin: str, target: ReviewState) -> ReviewState:
    """The new state, where the move is allowed; `WrongMove` where it is not.

    >>> move_review("draft", "published")
    'published'
    """
    if target not in REVIEW[origin]:
        raise WrongMove(origin=origin, target=target)
    return target
