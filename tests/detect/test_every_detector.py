"""Every detector, whoever adds it, keeps the promises of the contract."""

from collections.abc import Callable

import pytest

from larum.detect.conformance import PROMISES
from larum.detect.contract import AnyDetector
from larum.detect.registry import detectors


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("detector", detectors().values(), ids=lambda detector: detector.name)
def test_detector_keeps_its_promise(detector: AnyDetector, promise: Callable[[AnyDetector], None]) -> None:
    promise(detector)


@pytest.mark.parametrize("detector", detectors().values(), ids=lambda detector: detector.name)
def test_detector_says_what_can_be_turned_and_where_it_comes_from(detector: AnyDetector) -> None:
    assert detector.parameters()
    assert detector.paper
    assert detector.__class__.__module__.startswith("larum.detect.")
