"""Reading the act classifier from its folder."""

from pathlib import Path

import pytest

from countenance.errors import ModelError
from countenance.stores.act_model import (
    act_reader,
    packaged_act_model,
    packaged_english_model,
    read_act_model,
)


def test_the_shipped_model_is_read_once() -> None:
    assert packaged_act_model() is packaged_act_model()


def test_the_model_for_english_needs_no_embedder_and_has_the_same_rows() -> None:
    english = packaged_english_model()

    assert english.embedder == "none"
    assert english.trained_on == packaged_act_model().trained_on
    assert english.digest != packaged_act_model().digest


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_act_model(tmp_path)


def test_what_reads_acts_has_the_model_that_fits_this_machine() -> None:
    reader = act_reader(lambda size: b"k" * size)

    assert reader.digest in (packaged_act_model().digest, packaged_english_model().digest)
