"""Ctrl-C is heard the first time, whenever it comes, and shows no trace."""

import logging
import signal
import sys
from typing import Final

AGAIN: Final = 0.05
"""Seconds until a Ctrl-C that was lost comes once more."""


def hear_ctrl_c() -> None:
    """See to it that no Ctrl-C is lost while Python clears away what nobody holds any more.

    An exception in the callback of a weak reference or in a `__del__` cannot be raised anywhere, so Python names it and
    goes on: a Ctrl-C that comes there is gone. SQLAlchemy leaves so much to be cleared away that one in twelve was lost
    in a replay. What was lost comes again a moment later, until it is heard. A library that logs a Ctrl-C and lets it
    pass (SQLAlchemy does where a connection is closed) has its line left out: it is no error.
    """
    said = sys.unraisablehook

    def lost(what: "sys.UnraisableHookArgs") -> None:
        if issubclass(what.exc_type, KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, AGAIN)
        else:
            said(what)

    signal.signal(signal.SIGALRM, signal.default_int_handler)
    sys.unraisablehook = lost
    if logging.lastResort is not None:
        logging.lastResort.addFilter(_is_an_error)


def _is_an_error(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], KeyboardInterrupt))
