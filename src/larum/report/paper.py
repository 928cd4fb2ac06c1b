"""An after-action review on paper: one HTML document that holds everything it shows, for printing, keeping and the PDF.

Times are absolute and in the reader's zone, which the head names; nothing on it changes while it is read.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from larum.base.translate import Msgid, Words, msgid
from larum.engage import terms as engage_terms
from larum.engage.actions import answer, pages  # noqa: F401 - a line of the timeline knows its sentence beside its action
from larum.incident import terms, timeline
from larum.incident.model import TimelineEntry
from larum.learn import actions as _learn  # noqa: F401 - likewise
from larum.learn.rightness import DENIES_WITH_PROOF
from larum.report.after_action import AfterAction
from larum.report.telling import HANDS, MISSING, curve, guidance, lasting, paragraph
from larum.respond.actions import approve, publish, settle, write  # noqa: F401 - likewise
from larum.respond.lint.advice import COMPONENT_ADVICE, FAULT_ADVICE

TEMPLATES = Path(__file__).parent / "templates"
FIGURE = (680, 230)
"""The figure as wide as the type area of an A4 page, so that its letters are as large as the text's."""

COMPONENTS: Mapping[str, Msgid] = {name: advice.title for name, advice in COMPONENT_ADVICE.items()} | {
    DENIES_WITH_PROOF: msgid("Shows that it is false"),
}
"""What a component of a statement is called."""
PLATFORMS: Mapping[str, str] = {
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "hackernews": "Hacker News",
    "instagram": "Instagram",
    "mastodon": "Mastodon",
    "reddit": "Reddit",
    "rss": "RSS",
    "telegram": "Telegram",
    "tiktok": "TikTok",
    "twitter": "Twitter",
    "x": "X",
    "youtube": "YouTube",
}
"""Platforms by their own names; others are shown as the post names them."""
FAULTS: Mapping[str, Msgid] = {name: advice.title for name, advice in FAULT_ADVICE.items()}


def paper(told: AfterAction, words: Words) -> str:
    """The review as a whole HTML document."""
    printed = lasting(words)
    return (
        _environment()
        .get_template("after_action.html")
        .render(
            told=told,
            incident=told.incident,
            words=printed,
            _=printed,
            ngettext=printed.ngettext,
            paragraph=paragraph(told, printed),
            figure=curve(told, printed, numbered=True).svg(printed, *FIGURE, standalone=True) if told.points else "",
            hands=HANDS,
            missing=MISSING,
            guidance=guidance,
            components=COMPONENTS,
            faults=FAULTS,
            causes=terms.CAUSES,
            severities=terms.SEVERITIES,
            states=terms.STATES,
            facts=terms.FACTS,
            promises=terms.PROMISES,
            problem_states=engage_terms.PROBLEMS,
            say=timeline.sentence,
            zone=getattr(words.zone, "key", "UTC"),
            day=_only_day(told, printed),
            platforms_said=platforms_said,
            days=days,
        )
    )


def platforms_said(mentions: Mapping[str, int], words: Words) -> list[str]:
    """Each platform with its share, most first; names are the platforms' own."""
    total = sum(mentions.values()) or 1
    return [
        f"{PLATFORMS.get(name, name[:1].upper() + name[1:])} {words.percent(count / total)}"
        for name, count in mentions.items()
    ]


def days(told: AfterAction, words: Words) -> list[tuple[datetime, list[TimelineEntry]]]:
    """The timeline by the reader's days."""
    found: list[tuple[datetime, list[TimelineEntry]]] = []
    for entry in told.room.timeline:
        day = entry.at.astimezone(words.zone).date()
        if not found or found[-1][0].astimezone(words.zone).date() != day:
            found.append((entry.at, []))
        found[-1][1].append(entry)
    return found


def _only_day(told: AfterAction, words: Words) -> str:
    """The day on which all of it happened, so that it need not stand beside every hour; empty where it took longer."""
    first, last = words.date(told.over.began_at), words.date(told.over.ended_at)
    return first if first == last else ""


@cache
def _environment() -> Environment:
    # Every template is HTML, so everything that is not marked safe is escaped.
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
