"""Who hears for a command: a model here, or one elsewhere."""

import click
import pytest

from cli.report_clips import models_in
from countenance.cli.report_hears import Hears, hearing_options, hears_of
from countenance.reports.speech.weights import SpeechWeights

GATE = ["--gate", "https://gate.example", "--key-file", "k", "--model-name", "whisper-1"]


def chosen(*words: str) -> Hears:
    @click.command()
    @hearing_options
    @click.pass_context
    def command(ctx: click.Context, weights: SpeechWeights | None) -> Hears:
        return hears_of(ctx, weights)

    found = command.main(list(words), standalone_mode=False)
    assert isinstance(found, Hears)
    return found


@pytest.fixture(autouse=True)
def _models(monkeypatch: pytest.MonkeyPatch) -> None:
    models_in(monkeypatch)


def test_a_model_here_hears_unless_one_elsewhere_is_asked_for() -> None:
    here, named, there = chosen(), chosen("--model", "fast"), chosen(*GATE)

    assert [each.name for each in (here, named, there)] == ["base", "fast", "whisper-1"]
    assert [each.weights for each in (here, there)] == ["sha256:0", None]
    assert [each.elsewhere is None for each in (here, there)] == [True, False]


def test_it_is_one_or_the_other() -> None:
    with pytest.raises(click.UsageError, match="`--model` is a model on this machine"):
        chosen(*GATE, "--model", "base")
    with pytest.raises(click.UsageError, match="`--model-name` is missing"):
        chosen(*GATE[:4])
