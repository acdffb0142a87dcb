"""The reader of print by itself, with its weights."""

import numpy as np
import pytest

from countenance.errors import DetectorError
from countenance.evidence.patterns import folded_print
from countenance.media import print_worker
from countenance.media.drawn import landscape
from countenance.media.print_worker import Reader, picked, sheet
from made_print import printed, written_on


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_words_are_read_with_the_place_where_they_stand(reader: Reader) -> None:
    picture = written_on(
        landscape(1280, 720).pixels,
        (880, 24, 26, "AXON BODY 3 X60A12345"), (120, 600, 40, "Identify this person"),
    )  # fmt: skip

    upper, lower = list(reader.lines(picture))

    # It confuses O and 0, and drops spaces: print is compared folded.
    assert folded_print(upper.text) == "AX0N80DY3X60A12345"
    assert (upper.x > 500, upper.y < 250) == (True, True)
    assert lower.text == "Identify this person"
    assert (lower.x < 500, lower.y > 750) == (True, True)


def test_where_nothing_is_written_nothing_is_read(reader: Reader) -> None:
    assert list(reader.lines(landscape(640, 480).pixels)) == []


def test_a_thin_strip_is_read_on_a_larger_sheet(reader: Reader) -> None:
    strip = printed("Nobody leaves the house today", width=1200, size=24)[:72]

    assert [line.text for line in reader.lines(strip)] == ["Nobody leaves the house today"]


@pytest.mark.parametrize(
    ("size", "laid"),
    [((720, 1280), (720, 1280)), ((60, 1200), (442, 1200)), ((1200, 60), (1200, 442)),
     ((8, 8), (8, 8)), ((40, 300), (40, 300))],
)  # fmt: skip
def test_only_thin_strips_are_laid_on_a_sheet(size: tuple[int, int], laid: tuple[int, int]) -> None:
    frame = np.zeros((*size, 3), np.uint8)

    found = sheet(frame)

    assert found.shape[:2] == laid
    assert not found[: size[0], : size[1]].any()


def test_of_many_frames_some_are_read_and_the_ends_among_them() -> None:
    assert picked(3, 8) == [0, 1, 2]
    assert picked(1, 8) == [0]
    found = picked(100, 8)
    assert (found[0], found[-1], len(found)) == (0, 99, 8)
    assert found == sorted(set(found))


def test_other_weights_are_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(print_worker.DIGESTS, "ch_PP-OCRv4_rec_infer.onnx", "00")

    with pytest.raises(DetectorError, match="expected 00"):
        Reader()
