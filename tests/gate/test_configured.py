"""What each part of a gate is told by the settings."""

from dataclasses import replace
from pathlib import Path

import pytest

from countenance.callers.standing import Rules, Threshold
from countenance.errors import DetectorError
from countenance.gate.configured import (
    face_settings,
    fetch_limits,
    flat,
    quotas_of,
    rules_of,
    seen_upstreams,
    settings_digest,
)
from countenance.gate.quotas import CallerLimits
from countenance.gate.settings.settings import Settings, parse_settings

UPSTREAM = (
    '[[upstream]]\nname = "main"\nkind = "openai"\nservice = "openai_api"\n'
    'url = "https://api.example/v1"\nkey_env = "A_KEY"\n'
)


def told(text: str) -> Settings:
    return parse_settings(text, {})


def test_limits_come_from_the_settings() -> None:
    made = quotas_of(
        told(
            "[limits]\ncalls_per_minute = 5\npictures_waiting = 7\n"
            "[limits.callers.acme]\ncalls_per_minute = 9\nbytes_per_minute = 0\n"
        ).limits
    )

    assert made.limits == CallerLimits(calls_per_minute=5, held_per_day=1000)
    assert made.callers == {"acme": replace(made.limits, calls_per_minute=9)}
    assert made.pictures_waiting == 7


def test_nobody_is_suspended_by_the_gate_unless_that_is_said() -> None:
    assert rules_of(told("").offences) == Rules()
    assert rules_of(
        told("[offences]\nnotice_after = 0\nsuspension = 'automatic'\nsuspend_hours = 9").offences
    ) == Rules(Threshold(0, 24), suspend=Threshold(25, 9), automatic=True)


def test_nothing_is_fetched_unless_that_is_said() -> None:
    assert fetch_limits(told("").pictures).hosts == frozenset()
    assert fetch_limits(told('[pictures]\nfetch = ["a.example"]').pictures).hosts == {"a.example"}


def test_no_key_of_an_upstream_is_among_what_is_noted() -> None:
    settings = parse_settings(UPSTREAM, {"A_KEY": "sk-canary"})

    noted = f"{flat(settings)}{seen_upstreams(settings.upstream)}"

    assert "canary" not in noted
    assert flat(settings)["gate.port"] == "8800"
    (seen,) = seen_upstreams(settings.upstream)
    assert (seen.name, seen.kind, seen.url) == ("main", "openai", "https://api.example/v1")


def test_other_settings_have_another_digest() -> None:
    assert settings_digest(told("")) == settings_digest(told("[gate]\nport = 8800"))
    assert settings_digest(told("")) != settings_digest(told("[gate]\nport = 8801"))


def test_weights_are_those_that_were_named(tmp_path: Path) -> None:
    (tmp_path / "w.onnx").write_bytes(b"not these")
    text = f"[faces]\ndetector = 'yunet'\nmodel = '{tmp_path / 'w.onnx'}'\nsha256 = '{'0' * 64}'"

    assert face_settings(told("")).workers == 2
    with pytest.raises(DetectorError, match="digest"):
        face_settings(told(text))


def test_of_a_hook_no_path_is_noted_but_another_one_is_noticed() -> None:
    def noted(path: str) -> str:
        text = f'[notices]\nhooks = ["https://chat.example/{path}"]\n'
        return flat(parse_settings(text, {}))["notices.hooks"]

    assert "https://chat.example/..." in noted("s3cret")
    assert "s3cret" not in noted("s3cret")
    assert noted("s3cret") == noted("s3cret") != noted("other")
