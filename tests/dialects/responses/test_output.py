"""The items of an answer."""

import json
from typing import Any

import pytest

from countenance.dialects.answer_pictures import Pictures, Shown, written
from countenance.dialects.check import Withhold
from countenance.dialects.responses.output import Items
from dialects.answering import FIRST, NAMES, SECRET, NoSecret
from dialects.asking import JPEG, PICTURE_URL
from dialects.responses.responding import TOOL, call, called, picture, said, text, thought, user

HOSTED: Any = [
    {"type": "web_search"},
    {"type": "code_interpreter", "container": {"type": "auto"}},
    {"type": "image_generation"},
    {"type": "file_search", "vector_store_ids": ["vs_1"]},
    {"type": "mcp", "server_label": "a", "server_url": "https://a.example/mcp"},
    {"type": "computer"},
]
ASKED = call(user(text(), picture()), tools=[TOOL, *HOSTED])
PLAIN = call(user(text(), picture()), tools=[TOOL])
BASE64 = PICTURE_URL.partition(",")[2]
SEARCHED = {
    "id": "ws_1", "type": "web_search_call", "status": "completed",
    "action": {"type": "search", "query": "a wall", "queries": ["a wall"],
               "sources": [{"type": "url", "url": "https://a.example/b"}]},
}  # fmt: skip
RAN = {
    "id": "ci_1", "type": "code_interpreter_call", "status": "completed", "code": "plot()",
    "container_id": "cntr_1",
    "outputs": [{"type": "logs", "logs": "done"}, {"type": "image", "url": PICTURE_URL}],
}  # fmt: skip
DRAWN = {
    "id": "ig_1", "type": "image_generation_call", "status": "completed", "result": BASE64,
    "revised_prompt": "A wall.", "output_format": "png", "size": "1024x1024",
}  # fmt: skip
CLICKED = {
    "id": "cc_1", "type": "computer_call", "call_id": "call_1", "status": "completed",
    "action": {"type": "type", "text": "a wall"}, "pending_safety_checks": [],
}  # fmt: skip
ASKING = {
    "id": "mcp_1", "type": "mcp_call", "status": "completed", "name": "find", "server_label": "a",
    "arguments": '{"who":"x"}', "output": "found",
}  # fmt: skip
FOUND = {
    "id": "fs_1", "type": "file_search_call", "status": "completed", "queries": ["a wall"],
    "results": None,
}  # fmt: skip
MADE = Shown("image/png", b"made")
HELD = Shown(withheld="why")


def _item(found: dict[str, Any], shown: Shown = MADE, asked: Any = ASKED) -> Any:
    pictures = Pictures()
    read = Items(asked, NoSecret(), pictures).item(found)
    if read is None or isinstance(read, Withhold):
        return read
    return json.loads(written(read, {part.where: shown for part in pictures.take()}))


@pytest.mark.parametrize(
    "item",
    [said(FIRST), called('{"who":"x"}'), {**thought("A wall."), "status": "completed"}, SEARCHED,
     CLICKED, ASKING, FOUND],
    ids=lambda item: item["type"],
)  # fmt: skip
def test_the_known_fields_of_an_item_are_kept_and_no_other(item: dict[str, Any]) -> None:
    assert _item({**item, "secret": SECRET}) == item


@pytest.mark.parametrize(
    "item",
    [
        said(FIRST + NAMES),
        {**said(FIRST), "content": [{"type": "refusal", "refusal": NAMES}]},
        called(json.dumps({"who": SECRET})),
        called('{"who":"\\u0056iktor"}'),
        thought(NAMES),
        {**thought(""), "content": [{"type": "reasoning_text", "text": NAMES}]},
        {**SEARCHED, "action": {"type": "search", "query": SECRET}},
        {**RAN, "code": f"print('{SECRET}')"},
        {**RAN, "outputs": [{"type": "logs", "logs": NAMES}]},
        {**DRAWN, "revised_prompt": NAMES},
        {**CLICKED, "action": {"type": "type", "text": SECRET}},
        {**CLICKED, "actions": [{"type": "type", "text": SECRET}]},
        {**CLICKED, "pending_safety_checks": [{"id": "a", "message": NAMES}]},
        {**ASKING, "output": NAMES},
        {**ASKING, "arguments": f'["{SECRET}"]'},
        {**FOUND, "queries": [SECRET]},
        called("{}", "rm"),
    ],
)
def test_an_item_that_may_not_leave_is_withheld_whole(item: dict[str, Any]) -> None:
    assert isinstance(_item(item), Withhold)


@pytest.mark.parametrize("item", [SEARCHED, RAN, DRAWN, CLICKED, ASKING, FOUND])
def test_a_tool_of_the_upstream_that_was_not_allowed_is_withheld(item: dict[str, Any]) -> None:
    assert _item(item, asked=PLAIN) == Withhold("tool-not-offered")


@pytest.mark.parametrize("kind", ["mcp_list_tools", "shell_call", "compaction", "hologram", None])
def test_an_item_of_another_kind_is_left_out(kind: Any) -> None:
    assert _item({"id": "x", "type": kind, "secret": SECRET}) is None


def test_a_refusal_leaves_and_an_empty_one_is_empty() -> None:
    for refused in ("I cannot say.", None):
        part = {"type": "refusal", "refusal": refused}
        assert _item({**said(""), "content": [part]})["content"] == [
            {"type": "refusal", "refusal": refused or ""}
        ]


def test_an_action_has_its_known_fields_alone() -> None:
    action = {"type": "click", "x": 1, "y": 2, "button": "left"}

    assert _item({**CLICKED, "action": {**action, "page": PICTURE_URL}})["action"] == action


def test_encrypted_reasoning_is_left_out() -> None:
    kept = _item({**thought("A wall."), "encrypted_content": SECRET, "content": None})

    assert SECRET not in json.dumps(kept)


def test_a_drawn_picture_is_opened_and_put_back_or_withheld() -> None:
    assert _item(DRAWN) == {**DRAWN, "result": "bWFkZQ==", "countenance": None}
    held = _item(DRAWN, HELD)
    assert held["result"] is None
    assert held["countenance"] == {"withheld": "why"}


def test_a_picture_that_code_made_is_opened_or_withheld() -> None:
    made, held = _item(RAN)["outputs"][1], _item(RAN, HELD)["outputs"][1]

    assert made == {"type": "image", "url": "data:image/png;base64,bWFkZQ=="}
    assert held["logs"] == "[a picture was withheld: why]"


def test_pictures_in_words_are_opened() -> None:
    pictures = Pictures()
    read = Items(ASKED, NoSecret(), pictures).item(said(f"A view: ![a hill]({PICTURE_URL})"))

    (part,) = pictures.take()
    assert part.data == JPEG
    assert BASE64.encode() not in written(read, {part.where: HELD})


def test_sources_leave_with_their_text_where_they_name_nobody() -> None:
    cited = {"type": "url_citation", "url": "https://a.example/b", "title": "B",
             "start_index": 0, "end_index": 3}  # fmt: skip
    other = {**cited, "title": f"{SECRET} Halloran"}
    stored = {"type": "file_citation", "file_id": "f", "filename": "a.pdf", "index": 0}
    (part,) = _item(said(FIRST, annotations=[cited, other, stored, SECRET]))["content"]

    assert part["annotations"] == [cited]


def test_token_probabilities_leave_where_they_spell_the_text() -> None:
    spelled = [{"token": "A", "logprob": -1, "top_logprobs": [{"token": SECRET}]}]
    (part,) = _item(said("A", logprobs=spelled))["content"]
    (other,) = _item(said("B", logprobs=spelled))["content"]

    assert [row["token"] for row in part["logprobs"]] == ["A"]
    assert SECRET not in json.dumps(part)
    assert other["logprobs"] == []
