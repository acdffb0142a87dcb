"""What is asked in a call that was opened, and what its files and words show."""

import asyncio

from countenance.dialects.call import Call, Dialect, Operation, Part, PartKind
from countenance.evidence.act import Asked, PlausibleActs
from countenance.evidence.labels import Label
from countenance.faces.settings import Inspection
from countenance.gate.opening import Opened
from countenance.gate.understanding import Understood, understood
from countenance.media.capture import Capture, Origin
from countenance.media.kinds import MediaKind
from countenance.stores.patterns import packaged_patterns
from gate.judged import act, call, private

NOW = 1_795_348_800
SCAN = Inspection(
    MediaKind.JPEG, 64, 48, 1, (), (), "fake", (64, 48), "00", "11", Capture(origin=Origin.SCANNER)
)


def understanding(
    asked_for: Call, media: Opened, remembered: PlausibleActs | None = None
) -> tuple[Understood, list[Asked]]:
    read: list[Asked] = []

    def plausible(asked: Asked) -> PlausibleActs:
        read.append(asked)
        return PlausibleActs((act(Label.DESCRIBE),), "a", ())

    made = understood(
        asked_for, private(), media, plausible, lambda _: remembered, packaged_patterns(), NOW
    )
    return asyncio.run(made), read


def test_of_text_alone_nothing_is_read() -> None:
    found, read = understanding(call("I use my body camera.", None), Opened())

    assert found == Understood()
    assert read == []


def test_words_and_files_beside_a_picture_are_read() -> None:
    found, read = understanding(call("A frame of my body camera."), Opened({"there": SCAN}))

    assert [each.label for each in found.acts] == [Label.DESCRIBE]
    assert not found.together
    assert {piece.source for piece in found.evidence} == {
        "capture:exif-scanner", "police-work:an-officer-asks",
    }  # fmt: skip
    assert len(read) == 1


def test_what_was_read_before_is_not_read_again_and_is_looked_at_all_the_same() -> None:
    before = PlausibleActs((act(Label.IDENTIFY),), "a", ())

    found, read = understanding(
        call("A frame of my body camera."), Opened({"there": SCAN}), before
    )

    assert found.acts == before.acts
    assert {piece.source for piece in found.evidence} == {
        "capture:exif-scanner", "police-work:an-officer-asks",
    }  # fmt: skip
    assert read == []


def test_what_is_long_goes_to_a_thread_whether_it_was_read_before_or_not() -> None:
    before = PlausibleActs((act(Label.IDENTIFY),), "a", ())

    _, read = understanding(call("A frame. " * 1000), Opened({"there": SCAN}), before)

    assert len(read) == 1


def test_an_operation_that_says_what_is_asked_needs_no_reader() -> None:
    face = Call(Dialect.AZURE_FACE, Operation.FACE_IDENTIFY, "", "sha256:00", call().parts)

    found, read = understanding(face, Opened({"there": SCAN}))

    assert found.acts
    assert found.together
    assert [piece.source for piece in found.evidence] == ["capture:exif-scanner"]
    assert read == []


def test_words_beside_sound_order_more_than_that_it_is_written_down() -> None:
    def asked_with(prompt: str) -> Call:
        sound = Part("file", PartKind.SOUND, data=b"sound")
        words = Part("prompt", PartKind.TEXT, text=prompt)
        return Call(Dialect.OPENAI, Operation.TRANSCRIPTION, "m", "", (sound, words))

    for prompt, labels in (
        ("Anna Quill", [Label.TRANSCRIBE]),
        ("Identify the speakers.", [Label.TRANSCRIBE, Label.IDENTIFY]),
    ):
        found, read = understanding(asked_with(prompt), Opened())

        assert [each.label for each in found.acts] == labels
        assert found.together
        assert read == []
