"""The items of a request for a response."""

from typing import Any

import pytest

from countenance.dialects.call import PartKind, Role
from countenance.dialects.reading import LIMITS
from countenance.errors import CallError, UnsupportedCallError
from dialects.asking import JPEG
from dialects.responses.responding import TOOL, call, called, picture, said, text, thought, user

RESULT = {"type": "function_call_output", "call_id": "call_1", "output": "found nothing"}
DRAWN = {"type": "image_generation_call", "id": "ig_1", "status": "completed"}


def _read(*items: Any, **more: Any) -> list[tuple[PartKind, Role, int]]:
    return [(part.kind, part.role, part.turn) for part in call(*items, **more).parts]


def test_a_message_needs_no_type() -> None:
    assert _read(user(text(), picture())) == _read(user(text(), picture(), type="message"))


def test_whatever_holds_words_or_a_picture_is_a_part_of_its_speaker() -> None:
    found = _read(
        {"role": "developer", "content": [text("Be brief.")]},
        user(text(), picture()),
        thought("Look it up."),
        called('{"who":"x"}'),
        {**RESULT, "output": [text("found"), picture()]},
        said("I see."),
        {"type": "custom_tool_call", "call_id": "c", "name": "say", "input": "abc"},
        {"type": "custom_tool_call_output", "call_id": "c", "output": "abc"},
    )

    told = [each for each in found if each[0] is not PartKind.LABEL]
    assert told == [
        (PartKind.SYSTEM, Role.DEVELOPER, 0),
        (PartKind.TEXT, Role.USER, 1),
        (PartKind.PICTURE, Role.USER, 1),
        (PartKind.TEXT, Role.ASSISTANT, 2),
        (PartKind.TOOL_CALL, Role.ASSISTANT, 3),
        (PartKind.TOOL_CALL, Role.ASSISTANT, 3),
        (PartKind.TEXT, Role.TOOL, 4),
        (PartKind.PICTURE, Role.TOOL, 4),
        (PartKind.TEXT, Role.ASSISTANT, 5),
        (PartKind.TOOL_CALL, Role.ASSISTANT, 6),
        (PartKind.TOOL_CALL, Role.ASSISTANT, 6),
        (PartKind.TEXT, Role.TOOL, 7),
    ]


def test_the_place_of_a_picture_is_that_of_its_part() -> None:
    (part,) = call(user(text(), picture())).pictures

    assert part.where == "input[0].content[1]"
    assert part.data == JPEG


def test_a_file_is_a_document_or_the_id_of_one() -> None:
    pages = {"type": "input_file", "filename": "a.pdf",
             "file_data": "data:application/pdf;base64,JVBERi0xLjcK"}  # fmt: skip
    stored = {"type": "input_file", "file_id": "file-abc"}
    found = call(user(pages, stored, {"type": "input_image", "file_id": "file-xyz"}))

    (document,) = (part for part in found.parts if part.kind is PartKind.DOCUMENT)
    assert document.data == b"%PDF-1.7\n"
    assert [(part.text, part.refers) for part in found.ids] == [
        ("file-abc", "file"), ("file-xyz", "file")
    ]  # fmt: skip
    assert not found.is_text_only


def test_an_earlier_answer_is_read_back_with_its_sources() -> None:
    cited = {"type": "url_citation", "url": "https://a.example/b", "title": "B",
             "start_index": 0, "end_index": 3}  # fmt: skip
    found = call(said("I see.", annotations=[cited]))

    assert [part.text for part in found.parts if part.kind is PartKind.TEXT] == [
        "I see.", "https://a.example/b", "B"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({"type": "item_reference", "id": "msg_1"}, "stored items were not looked at"),
        ({"id": "msg_1"}, "stored items were not looked at"),
        ({**thought("x"), "encrypted_content": "gAAAA"}, "encrypted reasoning"),
        ({"type": "compaction", "encrypted_content": "x"}, "compacted contexts"),
        ({"type": "file_search_call", "id": "f"}, "tools that the upstream ran itself"),
        ({"type": "local_shell_call", "id": "f"}, "offer yours as a function"),
        ({"type": "additional_tools", "tools": [TOOL]}, "`tools`"),
        ({"type": "hologram"}, "no type is called `hologram`"),
        ({"role": "critic", "content": "x"}, "no role is called `critic`"),
        (user({**picture(), "file_id": "file-1"}), "either `image_url` or `file_id`"),
        (user({"type": "input_image"}), "either `image_url` or `file_id`"),
        (user({"type": "input_file", "filename": "a"}), "either `file_data` or `file_id`"),
        (user({"type": "input_file", "file_url": "https://a.example/b.pdf"}), "not fetched"),
        (user({"type": "input_file", "file_data": picture()["image_url"]}), "application/pdf"),
        (user({"type": "input_image", "image_url": "http://a.example/b"}), "https"),
        (user({"type": "input_audio", "input_audio": {}}), "sound is not heard"),
        (user({"type": "text", "text": "x"}), "`input_text` is right"),
        ({"role": "system", "content": [picture()]}, "messages of users and results of tools"),
        ({"role": "assistant", "content": [picture()]}, "messages of users and results of tools"),
        (said("x", logprobs=[{"token": "x"}]), "token probabilities"),
        (said("x", annotations=[{"type": "file_path", "file_id": "f"}]), "ids of stored files"),
        ({**called("{}"), "caller": {"type": "program", "caller_id": "p"}}, "programs"),
        ("words", "an object"),
    ],
)  # fmt: skip
def test_what_nobody_can_look_at_is_refused_by_name(item: Any, why: str) -> None:
    with pytest.raises(CallError, match=why):
        call(item)


@pytest.mark.parametrize(
    ("item", "tool"),
    [
        ({"type": "web_search_call", "id": "w", "action": {"type": "search", "query": "x"}},
         "web_search"),
        ({**DRAWN, "result": picture()["image_url"].partition(",")[2]}, "image_generation"),
        ({"type": "computer_call", "id": "a", "call_id": "b", "action": {"type": "wait"},
          "pending_safety_checks": [{"id": "c", "message": "m"}]}, "computer_use"),
        ({"type": "computer_call_output", "call_id": "b", "output": {
            "type": "computer_screenshot", "image_url": picture()["image_url"]}}, "computer_use"),
        ({"type": "mcp_approval_response", "approval_request_id": "a", "approve": True}, "mcp"),
    ],
)  # fmt: skip
def test_what_a_tool_of_the_upstream_did_is_read_where_it_is_allowed(
    item: Any, tool: str
) -> None:
    assert call(item).hosted_tools == {tool}
    with pytest.raises(UnsupportedCallError, match=f'upstream.hosted_tools = \\["{tool}"\\]'):
        call(item, limits=LIMITS)


def test_pictures_that_a_tool_made_or_saw_are_opened() -> None:
    shot = {"type": "computer_screenshot", "image_url": picture()["image_url"]}
    found = call(
        {**DRAWN, "result": picture()["image_url"].partition(",")[2]},
        {"type": "computer_call_output", "call_id": "b", "output": shot},
    )

    assert [part.where for part in found.pictures] == ["input[0].result", "input[1].output"]
    assert {part.data for part in found.pictures} == {JPEG}
