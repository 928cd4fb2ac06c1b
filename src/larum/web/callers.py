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
