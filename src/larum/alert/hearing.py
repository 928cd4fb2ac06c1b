"""Tells those who tend our sources that one has fallen silent, once for each gap, and that it is heard again."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from larum.alert.escalate import may_ring_at
from larum.auth.model import Person
from larum.auth.store import people, people_by_id
from larum.base.translate import Words
from larum.collect.model import Source
from larum.db.work import Work
from larum.detect.hearing.events import SourceFellSilent, SourceHeardAgain
from larum.detect.hearing.store import about_gap
from larum.notify.store import about, call, call_off

_SEVERITY = 4
"""It wakes nobody: what is not heard at night is told in the morning, if it is not over by then."""


def tell_of_silence(work: Work, event: SourceFellSilent, public_url: str) -> None:
    """Call whoever may mend a source."""
    source = work.session.get(Source, event.source_id)
    if source is None:
        return
    for person in people(work.session, only_active=True):
        if person.notify and person.actor.reaches("approver"):
            words = Words(person.language, ZoneInfo(person.zone), work.now())
            nothing = words(
                "Nothing has come from {source} since {since}, where {posts} are usual in that time.",
                source=source.name,
                since=words.moment(event.since),
                posts=about_so_many(words, event.missing),
            )
            why = words(
                "It met no error: perhaps the other side sends nothing, or the address or search finds nothing now."
            )
            _call(
                work,
                person,
                about_gap(event.source_id, event.since),
                "silent",
                words("Nothing comes from {source} any more", source=source.name),
                (nothing, why, words("Look at it here: {link}", link=f"{public_url}/sources")),
            )


def tell_heard_again(work: Work, event: SourceHeardAgain, public_url: str) -> None:
    """Nobody is called any more who was not; whoever was hears that it is over."""
    gap, source = about_gap(event.source_id, event.since), work.session.get(Source, event.source_id)
    call_off(work, gap)
    called = {each.person_id for each in about(work.session, gap) if each.state == "sent"}
    if source is None:
        return
    for person in people_by_id(work.session, sorted(called)).values():
        words = Words(person.language, ZoneInfo(person.zone), work.now())
        nothing = words(
            "Until {until} nothing came from {source} for {span}, where {posts} are usual.",
            source=source.name,
            until=words.moment(event.until),
            span=words.duration(event.until - event.since),
            posts=about_so_many(words, event.missing),
        )
        missing = words("What was posted then may be missing here, in the counts as well.")
        _call(
            work,
            person,
            gap,
            "heard",
            words("Posts come from {source} again", source=source.name),
            (nothing, missing, f"{public_url}/sources"),
        )


def about_so_many(words: Words, posts: float) -> str:
    """So many posts, no more exactly than anybody can say.

    >>> about_so_many(Words("en"), 1234.5)
    'about 1,200 posts'
    """
    count = round(posts, -max(1, len(str(round(posts))) - 2))
    return words.ngettext("about {count} post", "about {count} posts", round(count))


def _call(work: Work, person: Person, gap: str, step: str, subject: str, body: Sequence[str]) -> None:
    due_at = may_ring_at(_SEVERITY, work.now(), ZoneInfo(person.zone))
    call(work, person_id=person.id, about=gap, step=step, subject=subject, body="\n\n".join(body), due_at=due_at)
