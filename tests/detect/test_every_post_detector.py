"""Every detector of posts holds to the same promises, and finds what it was made for."""

import importlib
import pkgutil
from collections.abc import Callable

import pytest

import larum.detect
from larum.detect.post_promises import PROMISES, AnyPostDetector, stream, told

POST_DETECTORS = [
    module.post_detector
    for found in pkgutil.iter_modules(larum.detect.__path__)
    if not found.ispkg and hasattr(module := importlib.import_module(f"larum.detect.{found.name}"), "post_detector")
]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("detector", POST_DETECTORS, ids=lambda detector: detector.name)
def test_every_detector_of_posts(detector: AnyPostDetector, promise: Callable[[AnyPostDetector], None]) -> None:
    promise(detector)


@pytest.mark.parametrize("detector", POST_DETECTORS, ids=lambda detector: detector.name)
def test_each_says_where_it_comes_from_and_what_can_be_turned(detector: AnyPostDetector) -> None:
    assert len(detector.paper) > 10
    assert detector.parameters()


@pytest.mark.parametrize(
    ("name", "begins"),
    [("new_story", "angry"), ("dormant", "again"), ("coordination", "copy"), ("cross_platform", "film")],
)
def test_each_finds_its_own_trouble_and_no_other(name: str, begins: str) -> None:
    detector = next(each for each in POST_DETECTORS if each.name == name)
    found = [finding for each in told(detector, stream()) for finding in each]
    assert len(found) == 1
    assert all(post.startswith(begins) for post in found[0].posts)
