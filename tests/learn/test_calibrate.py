"""What people said of alerts becomes a proposal, with its effect, and never a change by itself."""

from datetime import timedelta
from uuid import UUID

from larum.alert.actions import close
from larum.alert.lifecycle import Verdict
from larum.alert.stage import ALERT
from larum.alert.store import alerts
from larum.base.actor import SYSTEM
from larum.base.stage import run_batch
from larum.db.work import Database
from larum.detect.backtest import Peak, called
from larum.detect.records import Signal
from larum.detect.stage import Looked
from larum.detect.store import save_peaks, save_signals
from larum.learn.calibrate import Judged, propose
from larum.learn.store import past_of, since_calibrated
from larum.match.actions import add_brand, add_monitor
from larum.match.store import monitors
from tests.conftest import NOON

MONITOR = UUID(int=1)
QUARTER = timedelta(days=90)


def happened(*alerts: tuple[Verdict, float], sign: float = 0.0) -> tuple[list[Judged], list[Peak]]:
    """Judged alerts five days apart, each with the strength of its case, and perhaps a weaker sign an hour before."""
    judged, peaks = [], []
    for number, (verdict, strength) in enumerate(alerts):
        at = NOON + timedelta(days=5 * number)
        judged.append(Judged(UUID(int=100 + number), verdict, at - timedelta(minutes=9), at, at + timedelta(hours=1)))
        peaks.append(Peak(MONITOR, "surge", at, at, at, strength, 40.0, 10.0))
        if sign:
            early = at - timedelta(hours=3)
            peaks.append(Peak(MONITOR, "surge", early, early, early, sign, 12.0, 8.0))
    return judged, sorted(peaks, key=lambda peak: peak.at)


def test_three_of_five_were_wrong_so_stronger_evidence_is_proposed_with_what_it_changes() -> None:
    judged, peaks = happened(("wrong", 1.1), ("right", 2.4), ("wrong", 1.3), ("wrong", 1.2), ("right", 1.9))
    found = propose("month", 1.0, judged, peaks, QUARTER)
    assert found is not None
    assert (found.because, found.count, found.of) == ("wrong", 3, 5)
    assert 1.3 < found.asked < 1.9
    assert [alert.verdict for alert in found.silent] == ["wrong"] * 3
    assert [alert.verdict for alert in found.still] == ["right"] * 2
    assert (found.calls_now, found.calls_then) == (5, 2)
    assert len(called(peaks, found.asked)) == 2


def test_one_wrong_alert_changes_nothing() -> None:
    judged, peaks = happened(("wrong", 1.1), ("right", 2.4), ("right", 1.9))
    assert propose("month", 1.0, judged, peaks, timedelta(days=13)) is None


def test_a_right_alert_is_not_given_up_for_two_wrong_ones() -> None:
    judged, peaks = happened(("right", 1.1), ("wrong", 1.5), ("wrong", 1.6))
    found = propose("month", 1.0, judged, peaks, QUARTER)
    assert found is not None
    assert (found.because, found.asked) == ("inseparable", 1.0)
    assert len(found.still) == 3


def test_the_weaker_of_the_wrong_ones_go_where_the_stronger_cannot() -> None:
    judged, peaks = happened(("wrong", 1.1), ("wrong", 1.2), ("right", 1.5), ("wrong", 2.5))
    found = propose("month", 1.0, judged, peaks, QUARTER)
    assert found is not None
    assert 1.2 < found.asked < 1.5
    assert [alert.verdict for alert in found.still] == ["right", "wrong"]


def test_only_the_last_five_are_looked_at() -> None:
    judged, peaks = happened(("wrong", 1.1), ("wrong", 1.1), *[("right", 2.0)] * 5)
    assert propose("month", 1.0, judged, peaks, timedelta(days=13)) is None


def test_two_came_too_late_though_a_weaker_sign_was_there_three_hours_before() -> None:
    judged, peaks = happened(("too_late", 1.4), ("right", 2.0), ("too_late", 1.6), sign=0.7)
    found = propose("week", 1.0, judged, peaks, QUARTER)
    assert found is not None
    assert found.because == "too_late"
    assert 0.6 < found.asked <= 0.7
    assert [sooner.by for sooner in found.sooner] == [timedelta(hours=3)] * 2
    assert found.silent == ()


def test_where_nothing_was_to_be_seen_earlier_nothing_is_proposed() -> None:
    judged, peaks = happened(("too_late", 1.4), ("too_late", 1.6))
    assert propose("month", 1.0, judged, peaks, timedelta(days=13)) is None


def test_more_calls_than_was_wished_for_are_noticed_though_nobody_judged_them() -> None:
    _, peaks = happened(*[("wrong", 1.2)] * 18)
    found = propose("month", 1.0, [], peaks, QUARTER)
    assert found is not None
    assert (found.because, found.count) == ("often", 18)
    assert found.asked > 1.2
    assert propose("day", 1.0, [], peaks, QUARTER) is None


def test_calls_that_people_said_were_right_are_not_too_many() -> None:
    judged, peaks = happened(*[("right", 1.2)] * 18)
    assert propose("month", 1.0, judged, peaks, QUARTER) is None


def test_the_list_of_monitors_proposes_what_each_monitors_own_page_does(database: Database) -> None:
    """Though it leaves the weak cases of monitors that nobody judged where they are."""
    now, hour = NOON + QUARTER, timedelta(hours=1)
    with database.working(SYSTEM) as work:
        brand = add_brand(work, name="Kłos")
        quiet, loud, judged = (add_monitor(work, brand_id=brand.id, name=name, query=name) for name in "abc")
        for monitor in (quiet, loud, judged):
            monitor.created_at = NOON
        often = [NOON + timedelta(days=7 * week) for week in range(12)]
        weak = [NOON + 30 * hour * number for number in range(60)]
        found = [Peak(loud.id, "surge", at, at, at, 1.4, 40.0, 10.0) for at in often]
        found += [Peak(one.id, "swell", at, at, at, 0.5, 40.0, 10.0) for one in (quiet, loud, judged) for at in weak]
        for number, at in enumerate(often[:3]):
            signal = Signal(judged.id, "surge", at, at, at + hour, 0.8, 40.0, 10.0, {}, ())
            found.append(Peak(judged.id, "surge", at, at, at, 1.2, 40.0, 10.0))
            save_signals(work, [signal])
            run_batch(ALERT, work, [Looked(brand.id, judged.id, {}, ())])
            alert = alerts(work.session, states=["open", "closed"])[0]
            assert alert.raised_at == at, number
            close(work, alert, verdict="wrong")
        save_peaks(work, found)
    with database.reading() as session:
        known = monitors(session)
        together = since_calibrated(session, known, now)
        said = {
            one.name: (
                propose("month", one.asked, past.judged, past.peaks, past.watched),
                propose("month", one.asked, whole.judged, whole.peaks, whole.watched),
            )
            for one in known
            for past, whole in [(together[one.id], past_of(session, one, now))]
        }
        read = {one.name: len(together[one.id].peaks) for one in known}
    assert all(here == there for here, there in said.values())
    assert {name: there.because if there else "" for name, (_, there) in said.items()} == {
        "a": "", "b": "often", "c": "wrong",
    }  # fmt: skip
    assert read == {"a": 0, "b": 12, "c": 63}
