"""What happened, told in sentences from the incident's own data: for the top of a review, in the reader's language."""

from dataclasses import replace
from datetime import timedelta

import msgspec

from larum.base.translate import Msgid, Words, msgid
from larum.learn.clock import Hand, Name
from larum.measure.baseline import times_as_many
from larum.report.after_action import AfterAction
from larum.report.crisis import QUARTER
from larum.report.figures import Curve, Marker

HANDS: dict[Name, Msgid] = {
    "origin": msgid("First sign"),
    "detected": msgid("Noticed"),
    "acknowledged": msgid("Answered by a person"),
    "declared": msgid("Incident declared"),
    "first_word": msgid("First word in public"),
    "right_word": msgid("Right word in public"),
    "calm": msgid("Calm again"),
    "closed": msgid("Incident closed"),
}
"""What each hand of the crisis clock is called."""

MISSING: dict[Name, Msgid] = {
    "origin": msgid("not known"),
    "detected": msgid("not by Larum: declared by hand"),
    "acknowledged": msgid("no alert was answered"),
    "declared": msgid("not known"),
    "first_word": msgid("nothing has been said in public"),
    "right_word": msgid("not said so far"),
    "calm": msgid("not seen so far"),
    "closed": msgid("still open"),
}
"""What is said of a hand that points nowhere."""

COUNTED_FROM: dict[Name, Msgid] = {
    "detected": msgid("after it was noticed"),
    "declared": msgid("after the declaration"),
}
"""Where a guidance counts from."""


def lasting(words: Words) -> Words:
    """Words that stay true: every time with its day and year, nothing is “yesterday”."""
    return replace(words, now=None)


def guidance(hand: Hand, words: Words) -> str:
    """How long it took against how long it should, and whether that was kept; empty where nothing is asked."""
    if hand.guide is None or hand.counted_from is None:
        return ""
    start = words(COUNTED_FROM[hand.counted_from])
    if hand.took is None:
        return words("should be within {guide} {start}", guide=hand.guide, start=start)
    if hand.met:
        return words("in time: {took} {start}, at most {guide}", took=hand.took, start=start, guide=hand.guide)
    return words("late: {took} {start}, at most {guide}", took=hand.took, start=start, guide=hand.guide)


def paragraph(told: AfterAction, words: Words) -> str:
    """What happened, how large it grew, how fast we were, how it ended."""
    words = lasting(words)
    return " ".join(part for part in (_beginning(told, words), _size(told, words), _answer(told, words)) if part)


def _beginning(told: AfterAction, words: Words) -> str:
    origin, detected = told.clock.hand("origin"), told.clock.hand("detected")
    if origin.at is None:
        return words("The incident was declared on {at}.", at=told.incident.declared_at)
    first = words("The first sign came on {at}.", at=origin.at)
    if detected.after is None:
        return first
    return first + " " + words("Larum noticed it {span} later.", span=detected.after)


def _size(told: AfterAction, words: Words) -> str:
    if told.totals is None or not told.totals.mentions:
        return ""
    counted = told.totals
    sentences = [
        words.ngettext(
            "There was {count} mention, {share} of them negative.",
            "There were {count} mentions, {share} of them negative.",
            counted.mentions,
            share=words.percent(counted.negative / counted.mentions),
        )
    ]
    peak = told.peak
    if peak is not None and peak.value:
        sentences.append(_peak(told, words))
    return " ".join(sentences)


def _peak(told: AfterAction, words: Words) -> str:
    peak = told.peak
    assert peak is not None
    count, usual = round(peak.value or 0), ((peak.low or 0) + (peak.high or 0)) / 2
    many = words.ngettext("{count} mention", "{count} mentions", count)
    within = words(_within(told.over.step))
    if peak.high is None:
        return words("At its height, on {at}, {many} came {within}.", at=peak.at, many=many, within=within)
    return words(
        "At its height, on {at}, {many} came {within}, {times} times as many as usual then.",
        at=peak.at,
        many=many,
        within=within,
        times=words.number(times_as_many(count, usual)),
    )


def _within(step: timedelta) -> Msgid:
    if step == QUARTER:
        return msgid("within a quarter of an hour")
    return msgid("within an hour") if step == timedelta(hours=1) else msgid("within a day")


def _answer(told: AfterAction, words: Words) -> str:
    first, right, closed = (told.clock.hand(name) for name in ("first_word", "right_word", "closed"))
    sentences = []
    if first.at is None:
        sentences.append(words("We said nothing in public."))
    elif first.after is None:
        sentences.append(words("Our first word was out on {at}.", at=first.at))
    else:
        sentences.append(words("Our first word was out {span} after the first sign.", span=first.after))
    if right.at is not None and right.at == first.at:
        sentences.append(words("It was the right one."))
    elif right.at is not None and first.at is not None:
        sentences.append(words("The right one followed {span} later.", span=right.at - first.at))
    elif first.at is not None:
        sentences.append(words("The right one has not been said so far."))
    if closed.at is not None:
        sentences.append(words("The incident was closed on {at}.", at=closed.at))
    return " ".join(sentences)


def curve(told: AfterAction, words: Words, *, numbered: bool = False) -> Curve:
    """The curve of the whole crisis with every act on it, by words or by the numbers under which they are listed."""
    words = lasting(words)
    if not told.points:
        return Curve(title="", summary=words("No monitor watched this incident, so there is no curve."), points=())
    last = told.points[-1].at
    marks = _numbers(told) if numbered else [act.marker(words) for act in told.acts]
    # An act in the bin that is still open stands at its start: the curve ends there.
    markers = [msgspec.structs.replace(mark, at=min(mark.at, last)) for mark in marks]
    peak = told.peak
    since, until = told.over.since, told.over.until
    if peak is None:
        summary = words("No mentions from {since} to {until}.", since=since, until=until)
    else:
        summary = words.ngettext(
            "Mentions from {since} to {until}: at most {count} {within}, on {at}.",
            "Mentions from {since} to {until}: at most {count} {within}, on {at}.",
            round(peak.value or 0),
            since=words.moment(since),
            until=words.moment(until),
            within=words(_within(told.over.step)),
            at=words.moment(peak.at),
        )
    return Curve(title="", summary=summary, points=told.points, markers=markers)


def _numbers(told: AfterAction) -> list[Marker]:
    """Numbers for the curve; what happened almost at once shares a mark, as `3–5`. The list beside it has the links."""
    apart = (told.over.until - told.over.since) / 60
    groups: list[list[int]] = []
    for index, act in enumerate(told.acts):
        if groups and act.at - told.acts[groups[-1][0]].at < apart:
            groups[-1].append(index)
        else:
            groups.append([index])
    return [
        Marker(
            told.acts[group[0]].at,
            str(group[0] + 1) if len(group) == 1 else f"{group[0] + 1}–{group[-1] + 1}",
            told.acts[group[0]].kind,
        )
        for group in groups
    ]
