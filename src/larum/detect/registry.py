"""Which detectors there are: every file of this package with a module-level `detector`."""

import importlib
import pkgutil
from functools import cache

import larum.detect
from larum.detect.contract import AnyDetector


@cache
def detectors() -> dict[str, AnyDetector]:
    """All detectors by name, in alphabetical order.

    >>> list(detectors())
    ['mood_shift', 'negative_surge', 'negative_swell', 'reach_jump', 'silence', 'surge', 'swell']
    """
    found: dict[str, AnyDetector] = {}
    for file in sorted(pkgutil.iter_modules(larum.detect.__path__), key=lambda module: module.name):
        if file.name in _NO_DETECTORS:
            continue
        detector = getattr(importlib.import_module(f"{larum.detect.__name__}.{file.name}"), "detector", None)
        if detector is not None:
            found[detector.name] = detector
    return found


_NO_DETECTORS = frozenset({"registry", "conformance", "stage", "store", "model"})
"""Parts that look detectors up themselves or reach the database; importing them here would go in circles."""
