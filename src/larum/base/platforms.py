"""What people call a platform: names are the platforms' own and stay as they are in every language."""

from typing import Final

from larum.base.translate import Msgid, Words, msgid

NAMES: Final[dict[str, str]] = {
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "hackernews": "Hacker News",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "reddit": "Reddit",
    "rss": "RSS",
    "telegram": "Telegram",
    "threads": "Threads",
    "tiktok": "TikTok",
    "twitter": "Twitter",
    "x": "X",
    "youtube": "YouTube",
}
OURS: Final[dict[str, Msgid]] = {"files": msgid("File"), "webhook": msgid("Webhook"), "sample": msgid("Sample")}
"""Ways in that are no platforms."""


def platform_name(words: Words, platform: str) -> str:
    """The name as it is written; one that is not known is at least written as a name.

    >>> platform_name(Words("en"), "hackernews"), platform_name(Words("pl"), "wykop")
    ('Hacker News', 'Wykop')
    """
    if platform in OURS:
        return words(OURS[platform])
    return NAMES.get(platform, platform[:1].upper() + platform[1:])
