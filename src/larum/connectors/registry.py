"""Finds the platforms by looking into this package: a folder is a connector. Nobody imports a platform by name."""

import importlib
import pkgutil
from functools import cache

import larum.connectors
from larum.base.errors import NotFound
from larum.connectors.contract import Connector
from larum.connectors.manifest import Manifest


@cache
def names() -> tuple[str, ...]:
    """Every connector's name, in alphabetical order; imports none of them."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(larum.connectors.__path__) if found.ispkg))


@cache
def manifest(name: str) -> Manifest:
    """The identity card of a connector, without loading what it needs to work."""
    found = importlib.import_module(f"larum.connectors.{_known(name)}.manifest").MANIFEST
    assert isinstance(found, Manifest)
    return found


@cache
def connector(name: str) -> Connector:
    """The connector, ready to work. Refuses an unknown name with `NotFound`."""
    found = importlib.import_module(f"larum.connectors.{_known(name)}.connector").CONNECTOR
    assert isinstance(found, Connector)
    return found


def manifests() -> tuple[Manifest, ...]:
    """All identity cards, by name."""
    return tuple(manifest(name) for name in names())


def _known(name: str) -> str:
    if name not in names():
        raise NotFound()
    return name
