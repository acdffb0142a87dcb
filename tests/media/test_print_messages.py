import msgspec
import pytest

from countenance.media.pixels import Decoded
from countenance.media.print_messages import PrintFound, PrintJob
from countenance.media.printed import Line


@pytest.mark.parametrize(
    "message",
    [
        PrintJob(Decoded(4, 3, 2, 8, 6), 1, 2.5),
        PrintFound((Line("EXIT", 500, 20, 990),)),
        PrintFound(failure="late"),
    ],
)
def test_a_message_comes_back_as_it_went(message: msgspec.Struct) -> None:
    wire = msgspec.json.encode(message)

    assert msgspec.json.decode(wire, type=type(message), strict=True) == message
