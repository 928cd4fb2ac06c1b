"""Every connector, held to the contract: the registry finds the folders, the suite says what is wrong with them."""

from collections.abc import Callable, Iterator

import pytest

from larum.base.errors import NotFound
from larum.connectors import registry
from larum.connectors.conformance import CHECKS
from larum.connectors.errors import SettingMissing, SettingWrong


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", registry.names())
def test_connector_conforms(name: str, check: Callable[[str], Iterator[str]]) -> None:
    assert list(check(name)) == []


def test_the_registry_finds_the_platforms_by_their_folders() -> None:
    assert {"bluesky", "files", "rss", "webhook"} <= set(registry.names())
    with pytest.raises(NotFound):
        registry.connector("records")


def test_missing_and_wrong_settings_are_refused_by_their_label() -> None:
    manifest = registry.manifest("bluesky")
    with pytest.raises(SettingMissing, match="Handle"):
        manifest.fill({}, "publish")
    with pytest.raises(SettingWrong, match="Jetstream address"):
        manifest.fill({"jetstream": "javascript:alert(1)"}, "stream")
    with pytest.raises(SettingWrong, match="Reposts too"):
        manifest.fill({"reposts": "maybe"}, "stream")


def test_settings_left_open_get_their_defaults() -> None:
    filled = registry.manifest("bluesky").fill({"accounts": "  did:plc:a "}, "stream")

    assert filled["jetstream"].startswith("wss://")
    assert filled["accounts"] == "did:plc:a"
    assert "app_password" not in filled, "reading needs no password"
