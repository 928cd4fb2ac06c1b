"""Why a file cannot be used, in the reader's words: the system's own sentence is English wherever it runs."""

import errno
from typing import Final

from larum.base.translate import Msgid, msgid

_WHY: Final[dict[int, Msgid]] = {
    errno.ENOENT: msgid("there is no such file"),
    errno.EISDIR: msgid("it is a folder"),
    errno.ENOTDIR: msgid("what stands before its name is no folder"),
    errno.EACCES: msgid("you may not open it"),
    errno.EPERM: msgid("you may not open it"),
    errno.EEXIST: msgid("it is there already"),
    errno.ENOSPC: msgid("the disk is full"),
    errno.EROFS: msgid("the disk may only be read"),
    errno.EMFILE: msgid("too many files are open"),
}


def because(wrong: OSError) -> Msgid | str:
    """A sentence for the common troubles; what the system says for the others."""
    return _WHY.get(wrong.errno or 0) or wrong.strerror or str(wrong)
