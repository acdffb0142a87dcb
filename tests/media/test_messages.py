import msgspec
import pytest

from countenance.media.header import Header
from countenance.media.kinds import MediaKind
from countenance.media.messages import Answer, Ended, Job, Said
from countenance.media.pixels import Decoded, Detail


@pytest.mark.parametrize(
    "message",
    [
        Job(Header(MediaKind.GIF, 3, 4, 5), Detail.FULL, 6, 1, 7, 8, 9.5),
        Answer(Ended.LIMITED),
        Answer(Ended.ANSWERED, b"\x00\xff"),
        Said(decoded=Decoded(1, 2, 3, 4, 5, (0, 2), (10, 20, 30), -1)),
        Said(held={"memory": True}),
    ],
)
def test_a_message_comes_back_as_it_went(message: msgspec.Struct) -> None:
    wire = msgspec.json.encode(message)

    assert msgspec.json.decode(wire, type=type(message), strict=True) == message


def test_an_answer_with_another_ending_is_not_one() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"ended": "well"}', type=Answer)
