"""Where to go after signing in: back to the page somebody asked for, and never to another site."""

from urllib.parse import quote, urlsplit


def onward(wish: str) -> str:
    """`wish` where it is a path on this site, else the overview.

    >>> onward("/alerts?page=2")
    '/alerts?page=2'
    >>> onward("//evil.example"), onward("https://evil.example"), onward("/\\\\evil.example")
    ('/', '/', '/')
    """
    # Browsers read a backslash as a slash and leave out tabs and line ends, so a path with either is not a path.
    plain = all(" " < sign < "\x7f" and sign != "\\" for sign in wish)
    if not plain or not wish.startswith("/") or wish.startswith("//"):
        return "/"
    try:
        parts = urlsplit(wish)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else wish


def sign_in_path(wish: str) -> str:
    """The sign-in page that leads back to `wish`."""
    goal = onward(wish)
    return "/sign-in" if goal == "/" else f"/sign-in?next={quote(goal, safe='/')}"
