"""Pictures, pages and films that stand elsewhere: fetched once, from an address that was looked at.

Rules kept here:
 * Nothing is fetched unless the operator named the host, or `*`. Only https, port 443, and a host
   that is a plain name: no number, no key, no letter that two readers could take for two things.
 * The name is resolved once. Every address of the answer has to be one of the public internet;
   one that is not refuses them all. The connection goes to the address that was looked at, and the
   certificate is still that of the name.
 * At most three redirects are followed, each one looked at like the first address.
 * Bytes and seconds have limits, all redirects together. Nothing packed is opened, no proxy of the
   environment is used, no header of the caller goes out, and no answer is kept or asked for twice.
 * No error repeats an address: it may hold a token.

What the bytes are is for those who look at them; the upstream gets these bytes and no address.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urljoin

import msgspec
from pyreqwest.exceptions import PyreqwestError, RequestTimeoutError
from pyreqwest.response import Response

from countenance.dialects.call import Call, Part
from countenance.errors import AddressError, FetchError
from countenance.gate.asking import asking
from countenance.gate.ports import PictureSource
from countenance.gate.timing import Stage, timed
from countenance.gate.together import together

__all__ = ["ANYWHERE", "FetchLimits", "Fetcher", "fetched", "is_public"]

ANYWHERE = "*"
"""Among the hosts: every host of the public internet."""

MOST_REDIRECTS = 3
LONGEST = 4096
"""The most letters of an address."""

_ACCEPT = "image/*, application/pdf, video/*;q=0.9"
_REDIRECTS = (301, 302, 303, 307, 308)
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_ADDRESS = re.compile(
    # The last label begins with a letter: no number of any base is a host.
    rf"https://(?P<host>(?:{_LABEL}\.)+(?=[a-z]){_LABEL})(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"(?P<path>/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?P<query>\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)

_NOT_PUBLIC_4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a provider's address translation
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure tells virtual machines about themselves here
        "169.254.0.0/16",  # link-local, and what other clouds tell about themselves
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(each)
    for each in (
        "2001::/23",  # among them Teredo, which holds an IPv4 address
        "2001:db8::/32",
        "2002::/16",  # 6to4 holds an IPv4 address
        "3fff::/20",
    )
)

Resolve = Callable[[str], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """From where, how much, how long. `hosts`: names, or `ANYWHERE`."""

    hosts: frozenset[str] = frozenset()
    most_bytes: int = 20 * 1024 * 1024
    seconds: float = 10.0


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is an address of the public internet, and not one that stands for another."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    # Outside of 2000::/3 are loopback, link-local, private, multicast, mapped and NAT64 addresses.
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


async def resolved(host: str) -> Sequence[str]:
    """The addresses of a name, as this machine resolves it."""
    found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


async def fetched(call: Call, source: PictureSource) -> Call:
    """The call with the bytes of every medium that stands elsewhere, all fetched at once.

    Raises `CallError` with the place of the one that did not come.
    """
    away = [part for part in call.parts if part.address]
    if not away:
        return call
    with timed(Stage.FETCH):
        came = await together(_located(source, part) for part in away)
    there = dict(zip((part.where for part in away), came, strict=True))
    return msgspec.structs.replace(
        call,
        parts=tuple(
            msgspec.structs.replace(part, data=there[part.where], address="")
            if part.address
            else part
            for part in call.parts
        ),
    )


async def _located(source: PictureSource, part: Part) -> bytes:
    try:
        return await source.fetch(part.address)
    except AddressError as error:
        raise AddressError(f"`{part.where}`: {error}", param=part.where) from error
    except FetchError as error:
        says = f"`{part.where}`: {error}"
        raise FetchError(says, status=error.status, param=part.where) from error


class Fetcher:
    """Fetches pictures. `resolve`, `permitted`, `ports` and `authority` are there to be tried."""

    def __init__(
        self,
        limits: FetchLimits,
        *,
        resolve: Resolve = resolved,
        permitted: Callable[[IPv4Address | IPv6Address], bool] = is_public,
        ports: frozenset[int] = frozenset({443}),
        authority: bytes | None = None,
    ) -> None:
        self._limits = limits
        self._resolve = resolve
        self._permitted = permitted
        self._ports = ports
        self._authority = authority

    async def fetch(self, address: str) -> bytes:
        """The bytes at an address.

        Raises `AddressError` for one that may not be asked, and `FetchError` when it did not answer
        with bytes in time.
        """
        try:
            async with asyncio.timeout(self._limits.seconds):
                for _ in range(MOST_REDIRECTS + 1):
                    host = self._read(address)
                    pinned = await self._looked_up(host)
                    got = await self._asked(address, host, pinned)
                    if isinstance(got, bytes):
                        return got
                    address = urljoin(address, got)
        except TimeoutError as error:
            raise FetchError(
                f"the picture was not there within {self._limits.seconds:g} seconds"
            ) from error
        raise FetchError(f"more than {MOST_REDIRECTS} redirects; give the last address")

    def _read(self, address: str) -> str:
        """The host of an address; the one place where it is taken apart."""
        if not self._limits.hosts:
            raise AddressError(
                "this gate fetches no pictures; send the bytes themselves, or have the operator "
                "name the host in `pictures.fetch`"
            )
        match = _ADDRESS.fullmatch(address) if len(address) <= LONGEST else None
        if match is None:
            raise AddressError(
                "only plain https addresses are fetched: a host name in lower case, no user, "
                "no number for a host, no fragment, letters escaped"
            )
        host, port = match["host"], int(match["port"] or 443)
        if port not in self._ports:
            raise AddressError("pictures are fetched from port 443 only")
        if ANYWHERE not in self._limits.hosts and host not in self._limits.hosts:
            raise AddressError(
                "this host is not one that pictures are fetched from; send the bytes themselves"
            )
        return host

    async def _looked_up(self, host: str) -> str:
        """The address to connect to, after every address of the name was looked at."""
        try:
            found = [ip_address(each.partition("%")[0]) for each in await self._resolve(host)]
        except (OSError, ValueError) as error:
            raise FetchError("the host of the picture has no address") from error
        if not found:
            raise FetchError("the host of the picture has no address")
        if not all(self._permitted(each) for each in found):
            raise AddressError("the host of the picture is not on the public internet")
        # Machines without a way to IPv6 are common, machines without one to IPv4 are not.
        return str(min(found, key=lambda each: each.version))

    async def _asked(self, address: str, host: str, pinned: str) -> bytes | str:
        """The bytes at one address, or where it says they are."""
        limit = timedelta(seconds=self._limits.seconds)
        # INVARIANT: nobody resolves this name a second time. Port 0: that of the address.
        builder = asking(limit).https_only(True).resolve(host, pinned, 0)
        if self._authority is not None:
            builder = builder.add_root_certificate_pem(self._authority)
        client = builder.build()
        request = client.request("GET", address).header("accept", _ACCEPT)
        try:
            async with request.streamed_read_buffer_limit(0).build_streamed() as response:
                if response.status in _REDIRECTS:
                    where = response.get_header("location")
                    if where is None:
                        raise FetchError("a redirect that leads nowhere")
                    return where
                return await self._read_all(response)
        except RequestTimeoutError as error:
            raise TimeoutError from error
        except PyreqwestError:
            # Its own words hold the address.
            raise FetchError("the host of the picture did not answer as it should") from None
        finally:
            await client.close()

    async def _read_all(self, response: Response) -> bytes:
        if response.status != 200:
            raise FetchError(f"the host of the picture answered with status {response.status}")
        packed = response.get_header("content-encoding")
        if packed is not None and packed.lower() != "identity":
            raise FetchError("the picture came packed, which was not asked for")
        too_large = FetchError(
            f"the picture is larger than {self._limits.most_bytes} bytes", status=413
        )
        declared = response.get_header("content-length") or ""
        if declared.isascii() and declared.isdigit() and len(declared) > 18:
            raise too_large
        if declared.isascii() and declared.isdigit() and int(declared) > self._limits.most_bytes:
            raise too_large
        pieces: list[bytes] = []
        size = 0
        while (chunk := await response.body_reader.read_chunk()) is not None:
            size += len(chunk)
            if size > self._limits.most_bytes:
                raise too_large
            pieces.append(bytes(chunk))
        if not size:
            raise FetchError("the picture is empty")
        return b"".join(pieces)
