"""One polite client for everything Larum asks of other machines.

Polite: it says who it is, waits when asked to (`Retry-After`), gives up in time, takes no more than it was promised.
Careful: addresses come from people and from feeds, so it never talks to a private network, whatever a name resolves to
and wherever a redirect points; the check sits where the connection is made, so there is no moment to change one's mind.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpcore2
import httpx2
import msgspec
import stamina

from larum.base.clock import Clock, SystemClock
from larum.base.errors import Refusal
from larum.base.translate import msgid

TEN_MEGABYTES = 10_000_000
SECONDS_PER_STEP = 15.0
"""For connecting, and between two pieces of an answer."""
SECONDS_IN_ALL = 60.0
"""For one answer: a machine that drips a byte every ten seconds is not waited for."""
REDIRECTS = 5
ATTEMPTS = 3
PATIENCE = timedelta(seconds=10)
"""The longest `Retry-After` waited for on the spot; a longer one is the caller's to schedule."""
WORTH_REPEATING = frozenset({429, 502, 503, 504})
_FORWARDS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
ANYWHERE: tuple[Network, ...] = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


class Unreachable(Refusal):
    """No answer: no such name, nobody listening, a broken connection, or too slow."""

    code = "unreachable"
    status = 502
    message = "{where} did not answer: {why}."


class PrivateAddress(Refusal):
    """The address leads into a private network, where Larum must not be sent by what somebody typed."""

    code = "private_address"
    status = 403
    message = "{where} is in a private network. An operator can allow it in the settings."


class AnswerTooLarge(Refusal):
    """The answer is longer than what was to be expected."""

    code = "answer_too_large"
    status = 502
    message = "{where} sent more than {limit} bytes. Larum stopped reading."


class Guard:
    """Knows which addresses may be talked to: public ones, and the networks an operator allows by name."""

    def __init__(self, allowed: Iterable[Network] = ()) -> None:
        self._allowed = tuple(allowed)

    def resolve(self, host: str, port: int) -> list[str]:
        """The addresses behind a name that may be talked to; refuses where there is none."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreachable(where=host, why=str(error)) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        open_to_us = [address for address in addresses if self.permits(address)]
        if not open_to_us:
            raise PrivateAddress(where=host)
        return open_to_us

    def permits(self, address: str) -> bool:
        """True where `address` is public or allowed.

        >>> Guard().permits("93.184.215.14"), Guard().permits("169.254.169.254"), Guard().permits("::ffff:10.0.0.1")
        (True, False, False)
        >>> Guard(LOOPBACK).permits("127.0.0.1")
        True
        """
        real = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
        if any(real.version == network.version and real in network for network in self._allowed):
            return True
        return real.is_global and not real.is_multicast


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does: a tunnel must not be a way round the guard."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


class _GuardedNetwork(httpcore2.NetworkBackend):
    """Connects only to addresses the guard permits, and to exactly those it looked at."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        for address in self._guard.resolve(host, port):
            try:
                return self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        assert failure is not None
        raise failure


class _GuardedTransport(httpx2.HTTPTransport):
    """httpx2's own transport over the guarded network; the pool is replaced because it has no argument for that."""

    def __init__(self, guard: Guard) -> None:
        trusted = httpx2.create_ssl_context()
        super().__init__(verify=trusted)
        self._pool.close()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trusted,
            max_connections=20,
            max_keepalive_connections=10,
            keepalive_expiry=30,
            network_backend=_GuardedNetwork(guard),
        )


class Answer(msgspec.Struct, frozen=True):
    """What a machine answered, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    address: str
    """Where it came from in the end."""
    moved_to: str | None = None
    """Set where every redirect on the way was a permanent one."""
    retry_at: datetime | None = None
    """When the machine wants to be asked again, where it said so."""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body read as JSON; raises `msgspec.DecodeError` where it is none."""
        return msgspec.json.decode(self.body)


class _Again(Exception):
    """An answer that is worth asking for once more."""

    def __init__(self, answer: Answer, wait_for: timedelta | None) -> None:
        super().__init__(answer.status)
        self.answer = answer
        self.wait_for = wait_for


class Http:
    """The client. One per process; safe to share between threads."""

    def __init__(self, *, agent: str = "Larum", guard: Guard | None = None, clock: Clock | None = None) -> None:
        self.guard = guard or Guard()
        self._clock = clock or SystemClock()
        self._client = httpx2.Client(
            transport=_GuardedTransport(self.guard),
            timeout=httpx2.Timeout(SECONDS_PER_STEP),
            headers={"User-Agent": agent, "Accept-Encoding": "gzip, deflate"},
            follow_redirects=False,
        )

    def close(self) -> None:
        self._client.close()

    def get(self, address: str, *, headers: Mapping[str, str] | None = None, limit: int = TEN_MEGABYTES) -> Answer:
        """Ask for what is at `address`, following redirects; asks again by itself where that may help."""
        moved_to: str | None = None
        all_permanent = True
        sent = dict(headers or {})
        for _ in range(REDIRECTS + 1):
            answer = self._ask_patiently("GET", address, sent, None, limit)
            target = answer.headers.get("location")
            if answer.status not in _FORWARDS or not target:
                return msgspec.structs.replace(answer, moved_to=moved_to)
            onward = str(httpx2.URL(address).join(target))
            all_permanent = all_permanent and answer.status in _FOR_GOOD
            moved_to = onward if all_permanent else moved_to
            if _origin(onward) != _origin(address):
                # A stranger must not be handed the credentials meant for somebody else.
                sent = {name: value for name, value in sent.items() if name.lower() not in ("authorization", "cookie")}
            address = onward
        raise Unreachable(where=_host(address), why=msgid("it redirects in a circle"))

    def post(
        self,
        address: str,
        body: bytes,
        *,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
        limit: int = TEN_MEGABYTES,
    ) -> Answer:
        """Send `body` once, or, where the other side takes repeats for one, until answered; follows no redirect."""
        sent = dict(headers or {})
        if repeatable:
            return self._ask_patiently("POST", address, sent, body, limit)
        return self._ask("POST", address, sent, body, limit)

    def _ask_patiently(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None, limit: int
    ) -> Answer:
        try:
            for attempt in stamina.retry_context(on=_worth_repeating, attempts=ATTEMPTS, wait_initial=0.5, wait_max=5):
                with attempt:
                    answer = self._ask(method, address, headers, body, limit)
                    if answer.status in WORTH_REPEATING:
                        raise _Again(answer, self._wait(answer))
        except _Again as given_up:
            return given_up.answer
        return answer

    def _wait(self, answer: Answer) -> timedelta | None:
        return None if answer.retry_at is None else max(answer.retry_at - self._clock.now(), timedelta())

    def _ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None, limit: int) -> Answer:
        host = _host(address)
        deadline = time.monotonic() + SECONDS_IN_ALL
        try:
            with self._client.stream(method, address, headers=dict(headers), content=body) as response:
                pieces: list[bytes] = []
                size = 0
                for piece in response.iter_bytes():
                    size += len(piece)
                    pieces.append(piece)
                    if size > limit:
                        raise AnswerTooLarge(where=host, limit=limit)
                    if time.monotonic() > deadline:
                        raise Unreachable(where=host, why=msgid("it took longer than a minute"))
                lowered = {name.lower(): value for name, value in response.headers.items()}
                return Answer(
                    status=response.status_code,
                    headers=lowered,
                    body=b"".join(pieces),
                    address=str(response.url),
                    retry_at=_retry_at(lowered.get("retry-after", ""), self._clock.now()),
                )
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unreachable(where=host, why=str(error) or type(error).__name__) from error


def _worth_repeating(error: Exception) -> bool | timedelta:
    if isinstance(error, _Again):
        if error.wait_for is None:
            return True
        return error.wait_for if error.wait_for <= PATIENCE else False
    return isinstance(error, Unreachable)


def _retry_at(header: str, now: datetime) -> datetime | None:
    """When to ask again, from `Retry-After` in either of its forms (RFC 9110, section 10.2.3)."""
    if header.isdecimal():
        return now + timedelta(seconds=min(int(header), 7 * 86_400))
    try:
        at = parsedate_to_datetime(header)
    except (ValueError, TypeError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _host(address: str) -> str:
    try:
        return httpx2.URL(address).host or address
    except httpx2.InvalidURL:
        return address


def _origin(address: str) -> tuple[str, str, int | None]:
    url = httpx2.URL(address)
    return url.scheme, url.host, url.port
