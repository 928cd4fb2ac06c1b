"""One process does it all, and no part of it waits for another that hangs."""

import threading
from datetime import timedelta

from larum.base.http import Http
from larum.connectors.contract import Outside
from larum.db.work import Database
from larum.flow.embedded import Embedded
from larum.flow.schedule import Job


def test_a_machine_that_does_not_answer_holds_up_nobody_else(database: Database) -> None:
    answered, looked = threading.Event(), threading.Semaphore(0)
    jobs = [
        Job("publish", timedelta(0), lambda: answered.wait(30), alone=True),
        Job("tick", timedelta(0), looked.release),
    ]
    runner = Embedded(database, Outside(http=Http(), clock=database.clock), jobs, keep_for=timedelta(days=1))
    runner.start()
    try:
        assert all(looked.acquire(timeout=10) for _ in range(3)), "time stood still while a machine was silent"
    finally:
        answered.set()
        runner.stop()


def test_a_job_that_breaks_is_tried_again(database: Database) -> None:
    tried = threading.Semaphore(0)

    def breaks() -> None:
        tried.release()
        raise ValueError("the first of many")

    runner = Embedded(
        database,
        Outside(http=Http(), clock=database.clock),
        [Job("tick", timedelta(0), breaks)],
        keep_for=timedelta(days=1),
    )
    runner.start()
    try:
        assert all(tried.acquire(timeout=10) for _ in range(2))
    finally:
        runner.stop()
