"""The AI services behind a gate."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from countenance.dialects.call import Operation, Outgoing, Target
from countenance.errors import SettingsError, UnsupportedCallError
from countenance.gate.certificate import development_certificate
from countenance.gate.settings.upstream import UpstreamSettings
from countenance.gate.upstreams import Behind, Upstreams, open_upstreams
from scripted_http import Seen, scripted_http

MIRROR = UpstreamSettings(name="mirror", kind="mirror", service="azure_openai")
FAR = UpstreamSettings(
    name="far",
    kind="azure_openai",
    service="azure_openai",
    url="https://far.example",
    key_env="FAR_KEY",
    models=("gpt-4o",),
)


def opened(*settings: UpstreamSettings) -> Upstreams:
    return open_upstreams(settings, {"FAR_KEY": "k"})


def test_the_first_upstream_that_names_the_model_is_used() -> None:
    upstreams = opened(FAR, MIRROR)

    assert upstreams.for_call(Operation.CHAT, "gpt-4o").name == "far"
    behind = upstreams.for_call(Operation.CHAT, "gpt-4o")
    assert behind.target(Operation.CHAT) is Target.AZURE_DEPLOYMENT
    assert upstreams.for_call(Operation.CHAT, "another").name == "mirror"
    assert upstreams.services == ("azure_openai",)
    asyncio.run(upstreams.close())


def test_a_model_that_nobody_takes_is_refused_by_name() -> None:
    upstreams = opened(FAR)

    with pytest.raises(UnsupportedCallError, match="models of this gate: gpt-4o") as caught:
        upstreams.for_call(Operation.CHAT, "gpt-5")
    assert caught.value.status == 404
    assert upstreams.owner("gpt-5") is None
    assert upstreams.models() == (("gpt-4o", "azure_openai"),)


def test_a_tool_of_the_upstream_goes_only_where_it_is_allowed() -> None:
    upstreams = opened(replace(FAR, hosted_tools=("web_search",)), MIRROR)
    search, both = frozenset({"web_search"}), frozenset({"web_search", "mcp"})

    assert upstreams.hosted_tools == search
    assert upstreams.for_call(Operation.RESPONSES, "gpt-4o", search).name == "far"
    for model, hosted, named in (("gpt-4o", both, "`mcp`"), ("other", search, "`web_search`")):
        with pytest.raises(UnsupportedCallError, match=f"{named} would be run by the upstream"):
            upstreams.for_call(Operation.RESPONSES, model, hosted)


def test_a_key_that_is_not_there_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="`FAR_KEY` is not set"):
        open_upstreams([FAR], {})


def test_one_may_listen_in() -> None:
    heard: list[str] = []

    def listening(behind: Behind) -> Behind:
        heard.append(behind.name)
        return behind

    upstreams = opened(MIRROR, FAR).through(listening)

    assert heard == ["mirror", "far"]
    assert upstreams.for_call(Operation.CHAT, "gpt-4o").name == "mirror"


def test_a_proxy_and_an_authority_are_taken_from_the_settings(tmp_path: Path) -> None:
    public, _ = development_certificate(datetime.now(UTC))
    file = tmp_path / "authority.pem"
    file.write_bytes(public)
    answer = b"{}"

    def given(_: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        return 200, {"content-length": str(len(answer))}, iter([answer])

    with scripted_http(given) as proxy:
        one = UpstreamSettings(
            name="far", kind="openai", service="azure_openai", url="http://far.invalid/v1",
            proxy=proxy.url, authority=str(file),
        )  # fmt: skip

        async def ask() -> bytes:
            upstreams = opened(one)
            behind = upstreams.for_call(Operation.CHAT, "any")
            sent = Outgoing(Operation.CHAT, Target.OPENAI, "any", "/x", (), b"{}", False)
            async with behind.upstream.send(sent) as reply:
                read = await reply.read()
            await upstreams.close()
            return read

        assert asyncio.run(ask()) == answer

    assert [seen.path for seen in proxy.seen] == ["http://far.invalid/v1/x"]


@pytest.mark.parametrize(
    ("content", "says"), [(None, "cannot be read"), (b"no certificate", "no certificate in PEM")]
)
def test_an_authority_that_is_none_is_named(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(SettingsError, match=f"upstream `far`: `authority`: .*{says}"):
        opened(replace(FAR, authority=str(file)))


def test_a_service_for_faces_has_no_models() -> None:
    settings = UpstreamSettings(name="f", kind="azure_face", service="azure_face", url="http://x")
    upstreams = opened(settings)

    assert upstreams.owner("gpt-4o") is None
    assert upstreams.for_call(Operation.FACE_DETECT, "face").name == "f"
    with pytest.raises(UnsupportedCallError, match="no upstream of this gate answers"):
        upstreams.for_call(Operation.CHAT, "gpt-4o")
    asyncio.run(upstreams.close())
