"""Pictures that stand elsewhere: fetched once and safely, or refused by name."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from typing import Any

import pytest

from countenance.errors import AddressError, CallError, FetchError
from countenance.gate.fetch import Fetcher, FetchLimits, is_public
from gate.elsewhere import NAMES, Elsewhere, elsewhere, gives
from gate.fakes import Client, Fakes

PICTURE = b"face of a picture that stands elsewhere"


@pytest.fixture
def host() -> Iterator[Elsewhere]:
    with elsewhere() as found:
        found.answers["/a.jpg"] = gives(PICTURE, content_type="text/html")
        yield found


def got(fetcher: Fetcher, url: str) -> bytes:
    return asyncio.run(fetcher.fetch(url))


def body(url: str, **more: Any) -> bytes:
    content = [
        {"type": "text", "text": "one: what is in this picture?"},
        {"type": "image_url", "image_url": {"url": url}},
    ]
    made = {"model": "m", "messages": [{"role": "user", "content": content}], **more}
    return json.dumps(made).encode()


def asked(fetcher: Fetcher, url: str) -> tuple[Client, Fakes]:
    """A whole call with a picture at this address."""

    async def walk() -> tuple[Client, Fakes]:
        fakes = Fakes(pictures=fetcher)
        client = await Client(body(url)).ask(fakes)
        await fakes.recorder.drain()
        return client, fakes

    return asyncio.run(walk())


def test_the_bytes_come_from_the_address_that_was_looked_at(host: Elsewhere) -> None:
    host.names[NAMES[0]] = [("127.0.0.1",), ("127.0.0.2",)]  # the second time it is another one

    assert got(host.fetcher(), host.url("/a.jpg")) == PICTURE

    ((name, path, headers),) = host.asked
    assert (name, path) == (f"{NAMES[0]}:{host.port}", "/a.jpg")
    assert host.looked_up == [NAMES[0]]
    assert set(headers) == {"host", "accept", "user-agent"}


def test_the_upstream_gets_the_bytes_that_were_inspected_and_no_address(host: Elsewhere) -> None:
    client, fakes = asked(host.fetcher(), host.url())

    (sent,) = fakes.upstream.sent
    (decision,) = fakes.log.read("decision")
    assert client.status == 200
    assert sent.pictures == [b"covered"]
    assert NAMES[0] not in json.dumps(sent.body)
    assert [part["bytes"] > 0 for part in decision["parts"] if part["kind"] == "picture"] == [True]
    assert len(host.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/a", "https://[::1]/a", "https://169.254.169.254/latest", "https://10.1/",
        "https://2130706433/", "https://0x7f.1/", "https://017700000001/", "https://1.2.3.4.5/",
        "https://[::ffff:127.0.0.1]/", "https://[fd00::1]/", "https://localhost/",
        "https://user@pictures.example/", "https://user:word@pictures.example/",
        "https://pictures.example\\@127.0.0.1/", "https://pictures.example#@127.0.0.1/",
        "https://pictures.example\t/", "https://pictures.example /", "https://Pictures.example/",
        "https://pictures\u3002example/", "https://pictures.example./", "https://pıctures.example/",
        "https://pictures..example/", "https://-a.example/", "https://pictures.0x7f/",
        "https://pictures.example:80/", "https://pictures.example:22/", "https://a.example:0443/",
        "https://pictures.example/%zz", "https://pictures.example/a b", "https:///a", "https://",
        "https://pictures.example/" + "a" * 5000,
    ],
)  # fmt: skip
def test_an_odd_address_is_refused_and_nobody_is_asked(host: Elsewhere, url: str) -> None:
    client, fakes = asked(host.fetcher(), url)

    error = json.loads(client.body)["error"]
    assert (client.status, error["code"]) == (400, "url_not_allowed")
    assert error["param"] == "messages[0].content[1]"
    assert fakes.upstream.sent == []
    assert [entry["kind"] for entry in fakes.log.read()] == ["unreadable"]
    assert host.looked_up == []
    assert host.asked == []


@pytest.mark.parametrize(
    "url", ["http://pictures.example/", "file:///etc/passwd", "ftp://a.example/", "gopher://a/",
            "data:text/html;base64,QUJD", "HTTPS://pictures.example/", " https://a.example/"]
)  # fmt: skip
def test_only_https_is_an_address(host: Elsewhere, url: str) -> None:
    client, fakes = asked(host.fetcher(), url)

    assert client.status == 400
    assert fakes.upstream.sent == []
    assert host.looked_up == []


@pytest.mark.parametrize(
    "found",
    [
        ("127.0.0.1",), ("10.0.0.8",), ("172.20.1.1",), ("192.168.1.1",), ("169.254.169.254",),
        ("100.64.0.1",), ("168.63.129.16",), ("0.0.0.0",), ("224.0.0.1",), ("255.255.255.255",),
        ("::1",), ("::",), ("fe80::1%eth0",), ("fd00:ec2::254",), ("ff02::1",),
        ("::ffff:10.0.0.1",), ("64:ff9b::a00:1",), ("64:ff9b:1::1",), ("2002:7f00:1::1",),
        ("2001:0:1::1",), ("::127.0.0.1",), ("93.184.216.34", "10.0.0.8"),
        ("2606:2800:220:1::1", "::1"),
    ],
)  # fmt: skip
def test_a_name_with_any_address_that_is_not_public_is_not_asked(
    host: Elsewhere, found: Sequence[str]
) -> None:
    host.names[NAMES[0]] = [found]

    with pytest.raises(AddressError, match="not on the public internet"):
        got(host.fetcher(also=()), host.url())

    assert host.asked == []


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:2800:220:1::1"])
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("found", [(), ("not an address",)])
def test_a_name_without_an_address_is_said_to_have_none(
    host: Elsewhere, found: Sequence[str]
) -> None:
    host.names[NAMES[0]] = [found]

    with pytest.raises(FetchError, match="has no address"):
        got(host.fetcher(), host.url())


def test_without_a_word_of_the_operator_nothing_is_fetched(host: Elsewhere) -> None:
    for fetcher, says in (
        (Fetcher(FetchLimits()), "`pictures.fetch`"), (host.fetcher([NAMES[1]]), "this host"),
    ):  # fmt: skip
        with pytest.raises(AddressError, match=says):
            got(fetcher, host.url())

    assert host.looked_up == []
    assert got(host.fetcher([NAMES[0]]), host.url()) == PICTURE


def test_a_certificate_of_another_name_is_not_taken(host: Elsewhere) -> None:
    with pytest.raises(FetchError, match="did not answer as it should") as error:
        got(host.fetcher(), host.url(host="third.example"))

    assert "third" not in str(error.value)
    assert host.asked == []


def test_redirects_are_followed_and_each_is_looked_at(host: Elsewhere) -> None:
    away = host.url("/a.jpg", NAMES[1])
    host.answers["/1"] = gives(b"", 302, location="/2")
    host.answers["/2"] = gives(b"", 307, location=away)

    assert got(host.fetcher(), host.url("/1")) == PICTURE
    assert host.looked_up == [NAMES[0], NAMES[0], NAMES[1]]

    host.names[NAMES[1]] = [("10.0.0.8",)]
    with pytest.raises(AddressError, match="not on the public internet"):
        got(host.fetcher(), host.url("/1"))


@pytest.mark.parametrize(
    "where",
    ["https://127.0.0.1/", "http://pictures.example/", "file:///etc/passwd", "//10.0.0.8/a",
     "https://a@pictures.example/", "gopher://a/"],
)  # fmt: skip
def test_a_redirect_to_where_it_may_not_lead_is_refused(host: Elsewhere, where: str) -> None:
    host.answers["/1"] = gives(b"", 302, location=where)

    with pytest.raises(AddressError):
        got(host.fetcher(), host.url("/1"))

    assert len(host.asked) == 1


@pytest.mark.parametrize(("hops", "fails"), [(3, False), (4, True)])
def test_three_redirects_are_enough(host: Elsewhere, hops: int, fails: bool) -> None:
    for number in range(hops):
        host.answers[f"/{number}"] = gives(b"", 301, location=f"/{number + 1}")
    host.answers[f"/{hops}"] = gives(PICTURE)

    if fails:
        with pytest.raises(FetchError, match="more than 3 redirects"):
            got(host.fetcher(), host.url("/0"))
    else:
        assert got(host.fetcher(), host.url("/0")) == PICTURE


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def _claims_much(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-length", str(10 * 1024**3))
    handler.end_headers()
    handler.wfile.write(b"x")


def _trickles(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (gives(b"x" * 10_001), 413, "larger than 10000 bytes"),
        (_endless, 413, "larger than 10000 bytes"),
        (_claims_much, 413, "larger than 10000 bytes"),
        (_trickles, 400, "within 0.8 seconds"),
        (gives(b""), 400, "is empty"),
        (gives(b"gone", 410), 400, "status 410"),
        (gives(b"", 302), 400, "leads nowhere"),
        (gives(b"\x1f\x8b", content_encoding="gzip"), 400, "packed"),
    ],
)
def test_what_is_too_large_too_slow_or_no_picture_is_refused(
    host: Elsewhere, answer: Any, status: int, says: str
) -> None:
    host.answers["/odd"] = answer
    start = time.monotonic()

    with pytest.raises(CallError, match=says) as caught:
        got(host.fetcher(seconds=0.8), host.url("/odd"))

    assert caught.value.status == status
    assert time.monotonic() - start < 3


def test_what_did_not_come_is_refused_by_its_place_and_never_passes(host: Elsewhere) -> None:
    client, fakes = asked(host.fetcher(), host.url("/nothing-here"))

    error = json.loads(client.body)["error"]
    assert (client.status, error["code"]) == (400, "url_not_fetched")
    assert error["param"] == "messages[0].content[1]"
    assert "nothing-here" not in client.body.decode()
    assert fakes.upstream.sent == []
