"""The AI services behind a gate."""

import asyncio

import pytest

from countenance.dialects.call import Operation, Target
from countenance.errors import SettingsError, UnsupportedCallError
from countenance.gate.settings import UpstreamSettings
from countenance.gate.upstreams import Behind, Upstreams, open_upstreams

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
