"""A whole crisis looked back on, on both databases: its figures, its words, its paper and its archive."""

import contextlib
import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from datetime import timedelta
from importlib.abc import MetaPathFinder
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from larum.base.clock import FrozenClock
from larum.base.errors import NotFound
from larum.base.ids import named
from larum.base.translate import Words
from larum.db.work import Database
from larum.incident.actions.declare import declare
from larum.learn import actions
from larum.report.after_action import AfterAction, gather
from larum.report.export import archive
from larum.report.paper import paper
from larum.report.pdf import PdfUnavailable, pdf
from larum.report.telling import curve, paragraph
from tests.conftest import NOON, OWNER, RESPONDER
from tests.report.bystra import RIGHT, Bystra

WARSAW = ZoneInfo("Europe/Warsaw")


def look_back(story: Bystra) -> AfterAction:
    with story.database.reading() as session:
        return gather(session, story.incident_id, story.clock.now())


def test_a_crisis_is_told_from_its_own_records(database: Database, clock: FrozenClock) -> None:
    story = Bystra(database, clock)
    with database.working(RESPONDER) as work:
        actions.write_review(work, story.incident_id, worked="The <alarm> rang", did_not="The first word", seen=1)
        actions.add_lesson(
            work, story.incident_id, "A statement for every plant", person_id=OWNER.id, due_at=NOON + timedelta(days=9)
        )
    told = look_back(story)

    hands = {hand.name: hand for hand in told.clock.hands}
    assert hands["first_word"].at == NOON + timedelta(minutes=70)
    assert hands["right_word"].at == NOON + timedelta(minutes=160)
    assert hands["acknowledged"].met is True
    assert told.right_id == story.right_id
    # The next word was promised for five o'clock and came ten minutes before.
    assert (told.clock.rhythm.promised, told.clock.rhythm.kept) == (1, 1)
    calm = hands["calm"].at
    assert calm is not None
    assert NOON + timedelta(hours=4) < calm < NOON + timedelta(hours=6)

    assert told.totals is not None
    peak = told.peak
    assert peak is not None
    assert peak.high is not None
    assert peak.value is not None
    assert peak.value > 3 * peak.high
    assert sum(point.value or 0 for point in told.points if point.at >= NOON) == told.totals.mentions
    assert set(told.platforms) == {"bluesky", "rss"}
    assert any("chlor" in each.story.title for each in told.stories)

    assert [(each.question.text, each.times) for each in told.answered] == [("Is the water of Monday safe?", 1)]
    assert told.waiting == 1
    assert [(each.people, each.problem.state) for each in told.problems] == [(6, "fixed")]

    marks = [act.said(Words("en")) for act in told.acts]
    assert marks[0] == "first sign"
    assert marks[-1] == "incident closed"
    assert "first word: First word" in marks
    assert "right word: Recall" in marks
    assert [late.task.step for late in told.late] == ["first_statement", "assess", "freeze"]

    words = Words("en", WARSAW)
    assert "Our first word was out 1 hr 8 mins after the first sign." in paragraph(told, words)
    assert "The right one followed 1 hr 30 mins later." in paragraph(told, words)
    drawn = curve(told, words)
    assert {marker.kind for marker in drawn.markers} == {"alert", "act", "statement"}
    assert all(told.points[0].at <= marker.at <= told.points[-1].at for marker in drawn.markers)

    html = paper(told, words)
    for there in (
        "The &lt;alarm&gt; rang",
        "A reporter of &lt;Gazeta&gt; called",
        "Money back in any shop",
        "Both hospitals",
    ):
        assert there in html
    for shown in (
        RIGHT["en"],
        "A statement for every plant",
        "proven false",
        "promise kept, 30 mins late",
        "15:40",
        "1 question has no answer.",
    ):
        assert shown in html
    assert paper(look_back(story), words) == html

    with database.reading() as session:
        kept = archive(session, told)
        assert archive(session, told) == kept
    document = json.loads(kept)
    assert document["format"] == "larum-incident-1"
    assert [len(statement["versions"]) for statement in document["statements"]] == [1, 1, 1]
    assert document["clock"]["hands"]["right_word"]["after_origin_s"] == 158 * 60
    assert document["timeline"][0]["sentence"].startswith("The incident was declared")
    assert "secrets" not in kept


def test_the_paper_speaks_polish_and_the_readers_time_and_becomes_a_tagged_pdf(
    database: Database, clock: FrozenClock
) -> None:
    story = Bystra(database, clock, language="pl")
    html = paper(look_back(story), Words("pl", WARSAW, now=clock.now()))
    assert 'lang="pl"' in html
    for said in ("Zegar kryzysu", "Pierwszy sygnał: 2 mar 2026, 13:02.", "właściwe oświadczenie", "To nasz błąd"):
        assert said in html
    assert "wczoraj" not in html
    if not pango():
        pytest.skip("needs Pango, which sets the type of a PDF")
    document = pdf(html)
    assert document.startswith(b"%PDF-1.7")
    inside = document + b"".join(inflated(document))
    for tag in (b"pdfuaid", b"/MarkInfo", b"/StructTreeRoot", b"/Figure", b"/Alt", b"/Table"):
        assert tag in inside, tag
    assert pdf(html) == document


def test_what_nobody_watched_and_nobody_answered_still_has_a_review(database: Database, clock: FrozenClock) -> None:
    with database.working(RESPONDER) as work:
        incident_id = declare(work, "A rumour on the telephone", "false_information", "SEV4").id
    clock.advance(hours=2)
    with database.reading() as session:
        told = gather(session, incident_id, clock.now())
    assert (told.totals, told.points, told.peak) == (None, [], None)
    words = Words("en", WARSAW)
    assert "We said nothing in public." in paragraph(told, words)
    assert "No monitor watched this incident" in curve(told, words).summary
    assert "not by Larum: declared by hand" in paper(told, words)
    with database.reading() as session, pytest.raises(NotFound):
        gather(session, named("incident", "none"), clock.now())


def test_without_pango_the_refusal_names_the_command_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoPango(MetaPathFinder):
        def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
            if fullname == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    with pytest.raises(PdfUnavailable) as refused:
        pdf("<p>Paper</p>")
    for language in ("en", "pl"):
        assert "apt-get install libpango" in Words(language).sentence(refused.value)


def test_nothing_heavy_is_loaded_before_the_first_pdf() -> None:
    code = "import sys, larum.report.pdf, larum.report.paper; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def inflated(document: bytes) -> Iterator[bytes]:
    """What the compressed parts of a PDF hold."""
    for packed in re.findall(rb"stream\n(.*?)\nendstream", document, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(packed)


def pango() -> bool:
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True
