"""Places that an entry may name, and words of callers that never come into one."""

import json
import re

import pytest

from countenance.dialects.call import Request
from countenance.dialects.named import KNOWN, place_of
from countenance.dialects.read import read
from countenance.errors import CallError
from house.source import ROOT

SECRET = "patient_wilhelmina_quist"


@pytest.mark.parametrize(
    ("param", "place"),
    [
        (None, None), ("", None), ("model", "model"), ("reasoning", "reasoning"),
        ("messages[0].content[12].image_url.url", "messages[0].content[12].image_url.url"),
        ("bogus", "other"), ("messages[0].bogus", "messages[0].other"),
        (f"messages[0].{SECRET}.model", "messages[0].other"), (f"model.{SECRET}", "model.other"),
        ("route", "route"), ("api-version", "api-version"), ("mod el", "other"),
        (f"messages[{SECRET}]", "other"), ("messages[0", "other"), ("a.b", "other"),
        (".model", "other"), ("model\n", "other"), ("m\u00f6del", "other"),
    ],
)  # fmt: skip
def test_a_place_has_the_names_of_tables_alone(param: str | None, place: str | None) -> None:
    assert place_of(param) == place


def test_every_name_that_an_error_gives_of_itself_is_known() -> None:
    source = "\n".join(
        each.read_text(encoding="utf-8")
        for room in ("dialects", "gate")
        for each in sorted((ROOT / "src/countenance" / room).rglob("*.py"))
        if "replies" not in each.name
    )

    told = set(re.findall(r"param=\"([^\"]+)\"", source))

    assert len(told) > 10
    assert sorted(told - KNOWN) == []


def refused(body: bytes, path: str = "/v1/chat/completions", method: str = "POST") -> CallError:
    headers = (("content-type", "application/json"),)
    with pytest.raises(CallError) as error:
        read(Request(method, path, (), headers, body))
    return error.value


@pytest.mark.parametrize(
    ("change", "param", "place"),
    [
        ({"bogus": 1}, "bogus", "other"),
        ({"reasoning": {}}, "reasoning", "reasoning"),
        ({"messages": [{"role": "user", "content": "x", "mood": 1}]}, "messages[0].mood",
         "messages[0].other"),
        ({"messages": [{"role": "user", "content": "x", "input": 1}]}, "messages[0].input",
         "messages[0].input"),
        ({SECRET: 1}, SECRET, "other"),
        ({"two words": 1}, "two words", "other"),
        ({"x" * 49: 1}, None, None),
        ({"messages": [{"role": "user", "content": "x", "a`b": 1}]}, "messages[0]", "messages[0]"),
    ],
)  # fmt: skip
def test_a_field_that_nobody_knows_is_named_to_its_caller(
    change: dict[str, object], param: str | None, place: str | None
) -> None:
    chat = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
    error = refused(json.dumps({**chat, **change}).encode())

    assert error.param == param
    assert place_of(error.param) == place


def test_a_route_and_a_method_that_are_not_there_are_told_as_one_word() -> None:
    assert place_of(refused(b"{}", "/v1/assistants").param) == "route"
    assert place_of(refused(b"", method="PUT").param) == "route"
