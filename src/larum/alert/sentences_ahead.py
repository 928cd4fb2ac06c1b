"""The forecast in sentences and as a table, for one reader; and what it is worth. Start with `outlook`."""

from typing import Final

from larum.alert.ahead import Ahead
from larum.base.translate import Words
from larum.detect.forecast.volume import ENOUGH_CASES, Answered, Forecast

WIDEST: Final = 30
"""Times its low end that the high end of a range may be: beyond, it says nothing,"""
ENOUGH_TO_PLAN: Final = 50
"""but that no more than so many mentions come says enough."""


def outlook(words: Words, found: Ahead) -> str:
    """The forecast in a sentence, or that nobody can tell."""
    six = next(one for one in found.outlook.mentions if one.hours == 6)
    low, high = words.number(_roughly(six.low80)), words.number(_roughly(six.high80))
    if not tellable(six):
        if six.low80 < 1:
            return words(
                "How far it will go cannot be told yet: in the next six hours up to {high} mentions may come.",
                high=high,
            )
        return words(
            "How far it will go cannot be told yet: in the next six hours {low} to {high} mentions may come.",
            low=low,
            high=high,
        )
    if six.low80 < 1:
        return words("In the next six hours hardly more than {high} mentions are to be expected.", high=high)
    return words(
        "In the next six hours about {mentions} mentions are to be expected; {low} to {high} four times out of five.",
        mentions=words.number(_roughly(six.mentions)),
        low=low,
        high=high,
    )


def tellable(said: Forecast) -> bool:
    """False for a range that holds everything from an end to a multiple: nobody can plan by its middle."""
    return said.high80 <= ENOUGH_TO_PLAN or said.high80 <= WIDEST * max(said.low80, 1.0)


def forecast(words: Words, found: Ahead) -> list[list[str]]:
    """The forecast as a table, its head first; of a burst that is over, with what came."""
    reach = {one.hours: one for one in found.outlook.reach} if _tellable(found) else {}
    rows = [[words("Within"), words("Likely"), words("Range")]]
    rows[0] += [words("Reach")] if reach else []
    rows[0] += [words("Came")] if found.came else []
    for place, one in enumerate(found.outlook.mentions):
        row = [
            words.ngettext("{count} hour", "{count} hours", round(one.hours)),
            words.number(_roughly(one.mentions)) if tellable(one) else "?",
            _range(words, one),
        ]
        row += [_range(words, reach[one.hours])] if one.hours in reach else []
        if found.came:
            came = found.came[place]
            row.append("–" if came is None else words.number(came))
        rows.append(row)
    return rows


def _tellable(found: Ahead) -> bool:
    """True where the range of the reach is narrow enough to help anybody."""
    reach = found.outlook.reach
    return bool(reach) and all(one.high80 <= WIDEST * max(one.low80, 1.0) for one in reach)


def _range(words: Words, said: Forecast) -> str:
    return f"{words.number(_roughly(said.low80))}–{words.number(_roughly(said.high80))}"


def _roughly(value: float) -> int:
    """Two digits that mean something: a forecast of 463 claims more than anybody knows.

    >>> _roughly(463.2), _roughly(7.4), _roughly(1753)
    (460, 7, 1800)
    """
    return round(value) if value < 10 else int(float(f"{value:.2g}"))


def ahead(words: Words, found: Ahead) -> list[str]:
    """What the forecast is worth."""
    test = next(each for each in found.outlook.backtest if each.hours == 6)
    unsaid = [words("Mentions to come; what comes lies in the range four times out of five.")]
    if not all(tellable(one) for one in found.outlook.mentions):
        unsaid.append(words("Where a range is so wide that its middle says nothing, no figure is given."))
    if found.came and None in found.came:
        unsaid.append(words("A dash: what came is not known, since nothing was heard for that long afterwards."))
    if found.outlook.reach and not _tellable(found):
        unsaid.append(words("How far it will reach is not said: one large account decides that."))
    return [
        *unsaid,
        words(
            "Half of the time the six-hour figure was off by {error} or more in the back-test ({moments} moments of "
            "{streams} streams it was not learned from); the range held the truth {covered} of the time.",
            error=words.percent(test.error),
            moments=words.number(test.moments),
            streams=words.number(test.streams),
            covered=words.percent(test.covered),
        ),
        *answered(words, found.outlook.with_answer),
    ]


def answered(words: Words, found: Answered) -> list[str]:
    """What came after past answers here, laid on this; and that it is not said from too few of them."""
    if found.now is None or found.in_3_hours is None:
        return [
            words.ngettext(
                "This is as it goes. What an answer would change cannot be said yet: {count} past answer of yours is "
                "on record, {needed} are needed.",
                "This is as it goes. What an answer would change cannot be said yet: {count} past answers of yours are "
                "on record, {needed} are needed.",
                found.cases,
                needed=words.number(ENOUGH_CASES),
            )
        ]
    return [
        words(
            "This is as it goes. If it went as after {count} past answers of yours: with an answer now about {now} "
            "mentions within 24 hours, {now_range} four times out of five; with an answer in three hours about "
            "{later}, {later_range}.",
            count=words.number(found.cases),
            now=words.number(_roughly(found.now.mentions)),
            now_range=_range(words, found.now),
            later=words.number(_roughly(found.in_3_hours.mentions)),
            later_range=_range(words, found.in_3_hours),
        ),
        words(
            "That is what came after answers, not because of them: what gets answered is not like what does not, and "
            "the forecast errs by itself."
        ),
    ]
