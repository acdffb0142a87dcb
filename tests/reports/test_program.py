import msgspec
import pytest

from countenance.reports.program import Program


def test_a_program_names_its_part_from_a_list() -> None:
    with pytest.raises(msgspec.ValidationError, match="part"):
        msgspec.convert({"part": "face-matching", "name": "x", "version": "1"}, Program)


def test_a_program_is_read_back_as_it_was_written() -> None:
    made = Program("speech-to-text", "whisper-base", "1.2.1", settings={"beam": 5})

    assert msgspec.json.decode(msgspec.json.encode(made), type=Program) == made
