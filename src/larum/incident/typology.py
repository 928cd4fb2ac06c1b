"""How much blame people will lay on us, and what answer fits: situational crisis communication theory, as data.

W. T. Coombs, "Protecting Organization Reputations During a Crisis: The Development and Application of Situational
Crisis Communication Theory", Corporate Reputation Review 10 (2007), 163-176. Its order matters more than its names:
first tell people how to stay safe, then show care, and only then think of reputation.
"""

from typing import Literal, get_args

import msgspec

from larum.base.translate import Msgid, msgid

Cause = Literal["own_mistake", "negative_opinions", "false_information", "unforeseen"]
Cluster = Literal["victim", "accidental", "preventable"]
Strategy = Literal["correct", "explain", "rebuild", "care"]

CAUSES: tuple[Cause, ...] = get_args(Cause)


class Answer(msgspec.Struct, frozen=True):
    """A response strategy: what it is, and what it must not be mixed with."""

    strategy: Strategy
    title: Msgid
    does: Msgid
    never: Msgid


ANSWERS: dict[Strategy, Answer] = {
    "correct": Answer(
        "correct",
        msgid("Inform and correct with evidence"),
        msgid("Say what is true and show how anybody can check it. Deny only what is provably false."),
        msgid("Never repeat the false claim in a headline, and never threaten those who believed it."),
    ),
    "explain": Answer(
        "explain",
        msgid("Explain and mend"),
        msgid("Answer the question people really ask, grant what is true in it, and change what can be changed."),
        msgid("Never argue with feelings, and never call critics haters."),
    ),
    "rebuild": Answer(
        "rebuild",
        msgid("Own it, apologise, make good"),
        msgid("Take responsibility, apologise to those harmed, repair at our cost, and say what will change."),
        msgid("Never mix it with denial, excuses or blame: one of them undoes the apology."),
    ),
    "care": Answer(
        "care",
        msgid("Protect, inform, care"),
        msgid("Tell people what to do, then how they are being looked after. The cause can wait; they cannot."),
        msgid("Never guess at the cause or the number of victims, and never name anybody before the family knows."),
    ),
}

CLUSTERS: dict[Cause, Cluster] = {
    "own_mistake": "preventable",
    "negative_opinions": "accidental",
    "false_information": "victim",
    "unforeseen": "victim",
}

_WORSE: dict[Cluster, Cluster] = {"victim": "accidental", "accidental": "preventable", "preventable": "preventable"}
_BY_CLUSTER: dict[Cluster, Strategy] = {"accidental": "explain", "preventable": "rebuild"}
_FIRST: dict[Cause, Strategy] = {
    "own_mistake": "rebuild",
    "negative_opinions": "explain",
    "false_information": "correct",
    "unforeseen": "care",
}


def cluster(cause: Cause, *, seen_before: bool = False) -> Cluster:
    """How much responsibility people will lay on us; a crisis like one we had before counts one level up.

    >>> cluster("unforeseen"), cluster("unforeseen", seen_before=True)
    ('victim', 'accidental')
    """
    return _WORSE[CLUSTERS[cause]] if seen_before else CLUSTERS[cause]


def advise(cause: Cause, *, seen_before: bool = False) -> Answer:
    """The answer that fits the cause, and our history.

    A lie stays a lie however often it is told, so false information is always corrected.

    >>> advise("negative_opinions").strategy, advise("negative_opinions", seen_before=True).strategy
    ('explain', 'rebuild')
    """
    if not seen_before or cause == "false_information":
        return ANSWERS[_FIRST[cause]]
    return ANSWERS[_BY_CLUSTER[cluster(cause, seen_before=True)]]
