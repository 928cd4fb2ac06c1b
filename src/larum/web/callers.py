"""Where a request comes from, as far as it says."""

from starlette.requests import Request


def address_of(request: Request) -> str:
    """The network address; behind a proxy, the one the server was told to trust."""
    return request.client.host if request.client else ""


def browser_of(request: Request) -> str:
    """The program, in its own words."""
    return request.headers.get("user-agent", "")


def root_of(request: Request, public_url: str) -> str:
    """The address to build links on: the public one where it is set up, else the one this reader came by."""
    return public_url if public_url.startswith("https://") else str(request.base_url).rstrip("/")


_PROGRAMS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "Chrom": "Chrome",
    "CriOS": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def spoken(agent: str) -> tuple[str, str]:
    """Browser and system as people call them, empty where unknown. Most claim to be several: the rarest claim counts.

    >>> spoken("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0")
    ('Edge', 'Windows')
    >>> spoken("curl/8")
    ('', '')
    """
    program = next((name for sign, name in _PROGRAMS.items() if sign in agent), "")
    return program, next((name for sign, name in _SYSTEMS.items() if sign in agent), "")
