"""The items of a streamed response."""

from countenance.dialects.answer_pictures import Pictures
from countenance.dialects.check import Guard
from countenance.dialects.responses.growing import NAMES, TOLD, Item, Text, told_at_once
from countenance.dialects.woven import Weaver
from dialects.answering import NoSecret


def _text(kind: str, index: int, *released: str) -> Text:
    weaver = Weaver(Pictures())
    return Text(kind, index, Guard(NoSecret()), weaver, ["more than that"], list(released))


def test_a_message_holds_what_was_released_in_its_order() -> None:
    item = Item("message", "msg_1", 0, phase="final_answer")
    item.texts["refusal", 1] = _text("refusal", 1, "No.")
    item.texts["output_text", 0] = _text("output_text", 0, "A wall ", "and a door.")

    assert item.whole("incomplete") == {
        "id": "msg_1", "type": "message", "status": "incomplete", "role": "assistant",
        "content": [
            {"type": "output_text", "text": "A wall and a door.", "annotations": [],
             "logprobs": []},
            {"type": "refusal", "refusal": "No."},
        ],
        "phase": "final_answer",
    }  # fmt: skip


def test_reasoning_holds_its_summary_and_what_it_thought() -> None:
    item = Item("reasoning", "rs_1", 0)
    assert item.whole("completed") == {
        "id": "rs_1", "type": "reasoning", "status": "completed", "summary": []
    }  # fmt: skip
    item.texts["summary_text", 0] = _text("summary_text", 0, "In short.")
    item.texts["reasoning_text", 0] = _text("reasoning_text", 0, "At length.")

    whole = item.whole("completed")
    assert whole["summary"] == [{"type": "summary_text", "text": "In short."}]
    assert whole["content"] == [{"type": "reasoning_text", "text": "At length."}]


def test_every_text_has_one_event_and_every_event_one_text() -> None:
    assert {kind: name for name, (kind, _, _) in TOLD.items()} == {
        kind: name for kind, (name, _, _) in NAMES.items()
    }


def test_an_item_that_waited_is_told_as_if_it_had_grown() -> None:
    whole = {"id": "fc_1", "type": "function_call", "name": "look_up", "arguments": "{}",
             "status": "completed"}  # fmt: skip
    told = list(told_at_once(Item("function_call", "fc_1", 0), whole))

    assert [kind.removeprefix("response.") for kind, _ in told] == [
        "output_item.added", "function_call_arguments.delta", "function_call_arguments.done",
        "output_item.done",
    ]  # fmt: skip
    assert told[0][1]["item"] == {**whole, "arguments": "", "status": "in_progress"}
    assert told[2][1] == {"item_id": "fc_1", "arguments": "{}", "name": "look_up"}
    assert told[3][1]["item"] == whole


def test_what_a_server_failed_at_is_told_as_failed() -> None:
    kinds = [
        kind
        for kind, _ in told_at_once(Item("mcp_call", "m", 0), {"id": "m", "status": "failed"})
    ]

    assert kinds[1:3] == ["response.mcp_call.in_progress", "response.mcp_call.failed"]
