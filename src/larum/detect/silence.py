"""Silence: nothing has come for so long that the collection, rather than the world, is likely to have stopped.

At the end of each hour, the gap since the last mention is held against what the usual hours of the week would have
brought in it (`measure.baseline`). Where `m` mentions were to be expected and the level itself is uncertain by a
relative variance `v` (a gamma-mixed Poisson count), the probability of none at all is

    P = (1 + v m)^(-1/v).

It is reported where P is below one in a million, at least 25 mentions are missing, the gap is three hours or more, and
`m` is 1.5 times that of the longest gap of late (whose record fades by half in two weeks), because posts come in clumps
and some streams always pause. A stream with fewer than eight mentions a day is never called silent: its gaps mean
nothing.

Monitors are looked at in this way as a whole, and each source by itself (`hearing/`): there nothing is chosen from what
comes, so that half an hour is enough and each gap of five minutes is remembered. It is looked at every five minutes,
and a gap teaches what is usual only when it is over without having been told.

This is news of our own ears, not of a crisis: it is the one detector whose observed count lies below the usual.

*Example.* A monitor that catches forty mentions an hour by day and ten by night has caught none since nine. *Cost* per
update of 10,000 monitors: see `docs/reference/judgement.md`.
"""

from dataclasses import dataclass
from math import exp, log
from typing import ClassVar, Final, NamedTuple

import msgspec
import numpy as np

from larum.detect.contract import FAINT, Bins, Count, Evidence, Example, Floats, Rows, in_order, quiet
from larum.measure import baseline as usual

HOUR: Final = 3600.0
DAY: Final = 86400.0
IMPROBABLE: Final = log(1e6)
"""Chance of no mention at all in such a gap, below which it is reported: one in so many."""
MISSING: Final = 25.0
"""Mentions that the gap would usually have brought."""
LEAST_A_DAY: Final = 8.0
"""Usual mentions below which a stream has gaps that mean nothing."""
LONGER: Final = 1.5
"""The longest gap of late must be exceeded by, in mentions that were missing."""
FADING: Final = log(2) / (14 * DAY)
"""How fast the log of the record falls, a second."""
HISTORY: Final = 7 * DAY
"""Watched before anything is said."""
TOLD_FOR: Final = 11 * HOUR
"""After so long the same gap makes no case any more: it is told once, however long it lasts."""


class SilenceState(msgspec.Struct):
    """What is remembered of each stream."""

    baseline: usual.Baseline
    heard: Floats
    """End of the last bin with anything in it; NaN before the first."""
    record: Floats
    """Log of the most that was ever missing in a gap, carried back to 1970 at the pace it fades."""
    told: Floats
    """Start of the gap that was last worth a call, and since when it was."""
    told_at: Floats
    reached: float = 0.0


class Weighed(NamedTuple):
    """What there is to say of streams that are silent, a row each."""

    strength: Floats
    improbable: Floats
    """Minus the log of the probability of none at all."""
    missing: Floats
    gap: Floats
    a_day: Floats


@dataclass(frozen=True)
class Silence:
    """Nothing at all, where there always was something."""

    least_gap: float = 3 * HOUR
    """Below which a gap is not reported."""
    worth_keeping: float = HOUR
    """A gap shorter than this is no pause to remember."""
    name = "silence"
    takes: ClassVar[tuple[Count, ...]] = ("mentions",)
    paper: ClassVar[str] = (
        "Greenwood and Yule, Journal of the Royal Statistical Society 83, 1920: none in a mixed Poisson."
    )
    state_type = SilenceState
    hears_silence: ClassVar[bool] = True

    def parameters(self) -> dict[str, float]:
        return {
            "least_missing_mentions": MISSING,
            "least_gap_hours": self.least_gap / HOUR,
            "least_usual_mentions_a_day": LEAST_A_DAY,
            "one_in_so_many": round(exp(IMPROBABLE)),
            "times_the_longest_gap_of_late": LONGER,
            "gap_half_life_days": log(2) / FADING / DAY,
            "days_before_it_speaks": HISTORY / DAY,
        }

    def start(self, streams: int, width: float) -> SilenceState:
        heard, never = np.full(streams, np.nan), np.full(streams, -np.inf)
        return SilenceState(usual.begin(width, streams), heard, never, told=heard.copy(), told_at=never.copy())

    def example(self) -> Example:
        """Ten days in which something comes every five minutes, then half a day of nothing."""
        calm = 10 * 288
        bins = [Bins(index * 300.0, 300.0, np.array([3.0 if index < calm else 0.0])) for index in range(calm + 144)]
        return Example(bins, begins=calm, within=72)

    def idle(self, state: SilenceState, since: float, until: float) -> None:
        if until > since:
            usual.observe_silence(state.baseline, since, until)
            state.reached = until

    def wake(self, state: SilenceState, at: float) -> None:
        """Nobody watched until now: whatever came or did not come meanwhile is not known, and no silence."""
        state.heard = np.where(np.isnan(state.heard), np.nan, np.maximum(state.heard, at))
        state.reached = max(state.reached, at)

    def step(self, state: SilenceState, bins: Bins) -> Evidence:
        in_order(bins.start, state.reached)
        state.reached = bins.end
        count, evidence = bins.taken("mentions"), quiet(bins)
        spoke = np.flatnonzero(count)
        if len(spoke):
            self._remember(state, spoke[bins.start - state.heard[spoke] >= self.worth_keeping], bins)
        usual.observe(state.baseline, bins.start, bins.width, count)
        state.heard[spoke] = bins.end
        if int(bins.end // HOUR) > int(bins.start // HOUR):
            here = np.flatnonzero((bins.end - state.heard >= self.least_gap) & (state.baseline.history >= HISTORY))
            if len(here):
                self._look(state, here, bins, evidence)
        return evidence

    def _remember(self, state: SilenceState, rows: Rows, bins: Bins) -> None:
        """A gap has ended by itself: the next must be longer."""
        if len(rows):
            missed = np.log(np.maximum(_missing(state, rows, bins.start), 1e-3)) + FADING * bins.start
            state.record[rows] = np.maximum(state.record[rows], missed)

    def weigh(self, state: SilenceState, here: Rows, at: float) -> Weighed:
        """How strong the case of these streams is at a moment, their last mention being the last that came."""
        gap, missing = at - state.heard[here], _missing(state, here, at)
        spread = state.baseline.scatter[here] / np.sqrt(np.maximum(1.0, gap / state.baseline.cell))
        spread = spread + usual.ignorance(state.baseline, here)
        improbable = np.log1p(spread * missing) / spread
        record = np.exp(state.record[here] - FADING * at)
        a_day = state.baseline.level[here] * (DAY / state.baseline.cell)
        proofs = (
            improbable / IMPROBABLE,
            missing / MISSING,
            gap / self.least_gap,
            missing / (LONGER * np.maximum(record, 1.0)),
            a_day / LEAST_A_DAY,
        )
        return Weighed(np.minimum.reduce(proofs), improbable, missing, gap, a_day)

    def _look(self, state: SilenceState, here: Rows, bins: Bins, evidence: Evidence) -> None:
        """Whether these streams, silent for some hours, have ever been silent so long."""
        strength, improbable, missing, gap, a_day = self.weigh(state, here, bins.end)
        fresh = here[(strength >= 1.0) & (state.told[here] != state.heard[here])]
        state.told[fresh], state.told_at[fresh] = state.heard[fresh], bins.end
        going_on = state.told[here] == state.heard[here]
        strength = np.where(going_on & (bins.end - state.told_at[here] >= TOLD_FOR), 0.0, strength)
        heard = (strength >= FAINT) | going_on
        evidence.score[here] = improbable / (improbable + IMPROBABLE)
        evidence.strength[here], evidence.unusual[here] = strength, going_on
        evidence.since[here] = state.heard[here]
        evidence.observed[here], evidence.usual[here] = 0.0, missing
        if heard.any():
            evidence.explain(here[heard], hours=np.round(gap[heard] / HOUR, 1), usual_a_day=np.round(a_day[heard], 1))


def _missing(state: SilenceState, rows: Rows, until: float) -> Floats:
    """Mentions that were to be expected since the last one."""
    return usual.expected_since(state.baseline, rows, state.heard[rows], until)


detector = Silence()
of_sources: Final = Silence(least_gap=HOUR / 2, worth_keeping=HOUR / 12)
