"""What a chat may ask its upstream to look up itself."""

import json
from typing import Any

import pytest

from countenance.dialects.hosted_chat import DATA_SOURCES, WEB_SEARCH
from countenance.dialects.read import read
from countenance.dialects.reading import Limits
from countenance.dialects.shapes import Found
from countenance.errors import CallError, UnsupportedCallError
from countenance.evidence.given import given_of
from dialects import asking

ALLOWED = frozenset({"web_search", "data_sources"})
INDEX: dict[str, Any] = {
    "endpoint": "https://a.search.example",
    "index_name": "pages",
    "authentication": {"type": "system_assigned_managed_identity"},
    "query_type": "semantic",
    "top_n_documents": 5,
    "role_information": "Be brief.",
}


def _sources(**more: Any) -> list[dict[str, Any]]:
    return [{"type": "azure_search", "parameters": {**INDEX, **more}}]


def test_a_source_is_read_and_shown_to_the_reader_of_acts() -> None:
    found = Found(allowed=ALLOWED)

    assert DATA_SOURCES.read(_sources(), "data_sources", found) == _sources()
    assert found.hosted == {"data_sources"}
    assert "Be brief." in found.parts[0].text


def test_a_search_is_read() -> None:
    asked = {"user_location": {"type": "approximate", "approximate": {"city": "Oslo"}}}
    found = Found(allowed=ALLOWED)

    assert WEB_SEARCH.read(asked, "web_search_options", found) == asked
    assert found.hosted == {"web_search"}


@pytest.mark.parametrize("last", [False, True])
def test_what_stands_in_several_fields_is_all_shown_to_the_reader_of_acts(last: bool) -> None:
    function = {"name": "save", "description": "Keep it.", "parameters": {"type": "object"}}
    fields: dict[str, Any] = {
        "tools": [{"type": "function", "function": function}],
        "web_search_options": {"search_context_size": "low"},
        "data_sources": _sources(role_information="Say who it is."),
    }
    body = asking.body(**dict(reversed(fields.items()) if last else fields.items()))

    call = read(asking.request(body), Limits(hosted_tools=ALLOWED))

    assert isinstance(json.loads(call.tools), list)
    for words in ("Keep it.", "Say who it is.", "low"):
        assert words in call.tools
    assert given_of(call, ()).found == ()


@pytest.mark.parametrize(
    "value",
    [
        _sources(authentication={"type": "api_key", "key": "secret"}),
        _sources(authentication=None),
        _sources(endpoint="a b"),
        _sources(embedding_dependency={"type": "endpoint", "endpoint": "https://a"}),
        [{"type": "pinecone", "parameters": {}}],
        [],
        [*_sources(), *_sources()],
        {},
    ],
)
def test_other_sources_and_keys_are_refused(value: Any) -> None:
    with pytest.raises(CallError) as error:
        DATA_SOURCES.read(value, "data_sources", Found(allowed=ALLOWED))

    assert "secret" not in str(error.value)


@pytest.mark.parametrize("shape", [DATA_SOURCES, WEB_SEARCH])
def test_neither_is_read_where_it_is_not_allowed(shape: Any) -> None:
    with pytest.raises(UnsupportedCallError, match="tools that the upstream runs itself"):
        shape.read(_sources(), "field", Found())
