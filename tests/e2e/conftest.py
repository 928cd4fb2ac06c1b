"""A browser, and a new Larum in a folder of its own for every story."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from larum.web.assets import FOLDER


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not shutil.which("chromium"):
        pytest.skip("needs Debian's chromium")
    if not (FOLDER / "vendor").is_dir():
        pytest.skip("needs the front-end files (python scripts/vendor.py)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            chromium_sandbox=os.geteuid() != 0,
            args=["--disable-gpu", "--no-first-run"],
        )
        yield browser
        browser.close()
