"""Tools that an upstream runs itself."""

import pytest

from countenance.dialects.hosted import HOSTED_TOOLS, Hosted
from countenance.dialects.read import read
from countenance.dialects.reading import Limits
from countenance.dialects.shapes import Found, Truth
from countenance.errors import UnsupportedCallError
from dialects.anthropic import messages as anthropic
from dialects.asking import body, request
from dialects.responses import responding

SEARCH = {"user_location": {"type": "approximate", "approximate": {"city": "Oslo"}}}


@pytest.mark.parametrize("name", HOSTED_TOOLS)
def test_one_is_read_where_it_is_allowed_and_refused_by_name_elsewhere(name: str) -> None:
    found = Found(allowed=frozenset({name}))

    assert Hosted(name, Truth()).read(True, "tools[0]", found) is True
    assert found.hosted == {name}
    with pytest.raises(UnsupportedCallError) as error:
        Hosted(name, Truth()).read(True, "tools[0]", Found())
    assert str(error.value) == (
        "`tools[0]`: tools that the upstream runs itself are refused unless the operator allows "
        f'them; here with `upstream.hosted_tools = ["{name}"]`'
    )


def test_an_allowed_tool_makes_a_call_more_than_text() -> None:
    allowed = Limits(hosted_tools=frozenset({"web_search", "web_fetch"}))
    tools = [{"type": "web_fetch_20250910", "name": "web_fetch", "max_uses": 3}]
    calls = (
        read(request(body(web_search_options=SEARCH)), allowed),
        read(anthropic.request(anthropic.body(tools=tools)), allowed),
        read(responding.request(responding.body(tools=[{"type": "web_search"}])), allowed),
    )

    assert [call.hosted_tools for call in calls] == [{"web_search"}, {"web_fetch"}, {"web_search"}]
    for call in calls:
        assert not call.is_text_only
        assert call.tools
        assert call.tool_names == frozenset()


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "web_search_20250305", "name": "look_up"},
        {"type": "web_search_20250305", "name": "web_search", "secret": 1},
        {"type": "bash_20250124", "name": "bash"},
        {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"},
    ],
)
def test_what_is_not_quite_one_is_refused(tool: dict[str, object]) -> None:
    allowed = Limits(hosted_tools=frozenset(HOSTED_TOOLS))

    with pytest.raises(UnsupportedCallError):
        read(anthropic.request(anthropic.body(tools=[tool])), allowed)
