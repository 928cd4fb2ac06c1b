"""What people call the states of pages and problems."""

from collections.abc import Mapping

from larum.base.translate import Msgid, msgid

PAGES: Mapping[str, Msgid] = {
    "prepared": msgid("prepared, not public yet"),
    "open": msgid("open to the public"),
    "closed": msgid("closed, still readable"),
}
PAGE_TONES: Mapping[str, str] = {"prepared": "warning", "open": "good", "closed": "quiet"}

PROBLEMS: Mapping[str, Msgid] = {
    "open": msgid("reported"),
    "confirmed": msgid("confirmed by us"),
    "fixed": msgid("fixed"),
    "hidden": msgid("hidden"),
}
PROBLEM_TONES: Mapping[str, str] = {"open": "warning", "confirmed": "active", "fixed": "good"}
