"""Folders for work that leaves nothing behind, not even where it was killed: the next one sweeps up after it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

IN_USE: Final = "in-use"
"""A file in the folder, locked while its process lives: the system lets go of a lock however a process ends."""


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """An empty folder that is gone afterwards; what killed ones left under that name goes first."""
    prefix = f"larum-{name}-"
    _sweep(prefix)
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    held = os.open(folder / "begun", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        (folder / "begun").rename(folder / IN_USE)  # it comes into sight locked, so nobody sweeps up a living one
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _sweep(prefix: str) -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with suppress(OSError):  # somebody else's, or gone this moment
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            left = os.open(folder / IN_USE, os.O_RDWR)
            try:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(left)
