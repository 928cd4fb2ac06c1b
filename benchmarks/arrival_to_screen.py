"""How long a post takes from the API to a page that is open in a browser.

    python benchmarks/arrival_to_screen.py [how many]

A whole Larum on the embedded database and Debian's chromium, on this machine. The clock starts before the request with
the post is sent and stops when the open page of mentions says that one more waits. The aim is 2 s.
"""

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from pytest_httpserver import HTTPServer

sys.path.insert(0, str(Path(__file__).parents[1]))  # the house stands in the tests

from tests.e2e.house import opened
from tests.e2e.telling import lines, one_more, quiet_days
from tests.e2e.visitor import visiting

from larum.base.clock import SystemClock

AIM_S = 2.0
SHOWS = "count => new RegExp(`(^|\\\\D)${count}\\\\D`).test(document.querySelector('.queue').innerText)"
APART_MS = 1100
"""Between two posts, so that the page is at rest and each is measured from another point of the ticks."""


def measure(times: int) -> list[tuple[float, float]]:
    """Seconds until the API has answered, and until the post is announced on the screen; for each post."""
    clock, measured = SystemClock(), []
    with (
        tempfile.TemporaryDirectory(prefix="larum-arrival-") as folder,
        HTTPServer(port=0) as phone,
        opened(Path(folder), phone, "en") as house,
        sync_playwright() as playwright,
    ):
        house.send(lines(quiet_days(clock.now(), "en")))
        house.larum.runner.start()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), chromium_sandbox=os.geteuid() != 0, args=["--disable-gpu"]
        )
        with visiting(browser, house.address, "en", 1440) as reader:
            reader.sign_in("Rita")
            reader.page.goto("/mentions")
            reader.page.wait_for_timeout(1500)
            for number in range(1, times + 1):
                began = time.perf_counter()
                house.send(one_more(number, clock.now()))
                accepted = time.perf_counter() - began
                reader.page.wait_for_function(SHOWS, arg=number, polling=20, timeout=30_000)
                measured.append((accepted, time.perf_counter() - began))
                reader.page.wait_for_timeout(APART_MS + 37 * number % 250)
        browser.close()
    return measured


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    measured = measure(times)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, load {os.getloadavg()[0]:.1f}")
    print(f"{'seconds, of ' + str(times) + ' posts':<32}{'median':>8}{'fastest':>9}{'slowest':>9}")
    for name, found in (
        ("taken by the API", [accepted for accepted, _ in measured]),
        ("on the open page", [shown for _, shown in measured]),
    ):
        print(f"{name:<32}{statistics.median(found):>8.2f}{min(found):>9.2f}{max(found):>9.2f}")
    print(f"aim: {AIM_S:.0f} s")


if __name__ == "__main__":
    main()
