from dataclasses import replace
from hashlib import sha256

import pytest

from countenance.errors import RecordError
from countenance.record.canonical import parse
from countenance.record.codes import CodesState, activated_entry, refused_entry
from record.examples import maker


def digest(word: str) -> str:
    return "sha256:" + sha256(word.encode()).hexdigest()


STATE = CodesState(
    digest("packaged"), digest("own"), "k1",
    (
        ("azure_face", digest("f"), ("b@2", "law@1")),
        ("azure_openai", digest("c"), ("a@1", "law@1")),
    ),
    ("law@1", "law@2"), ("b@2",),
)  # fmt: skip


def test_what_is_in_force_stands_in_the_entry_openly() -> None:
    entry = parse(activated_entry(maker(), STATE, "e-1").data)

    assert (entry["kind"], entry["prev"], entry["own"]) == ("code-activated", "e-1", digest("own"))
    assert entry["everywhere"] == ["law@1"]
    assert entry["in_force"] == [
        {"service": "azure_face", "compiled": digest("f"), "editions": ["b@2"]},
        {"service": "azure_openai", "compiled": digest("c"), "editions": ["a@1"]},
    ]
    assert entry["laws"] == ["law@2"]
    assert (entry["newly_allow"], entry["signed_by"]) == (["b@2"], "k1")


def test_many_services_and_laws_fit_an_entry() -> None:
    """A law is named once, however many services there are."""
    laws = tuple(f"law-of-a-state-with-a-long-name-{i}@2026-01-01" for i in range(150))
    services = tuple((f"service-{i}", digest(str(i)), (f"code-{i}@1", *laws)) for i in range(14))

    entry = parse(activated_entry(maker(), replace(STATE, in_force=services), None).data)

    assert entry["everywhere"] == list(laws)
    assert [each["editions"] for each in entry["in_force"]] == [[f"code-{i}@1"] for i in range(14)]


def test_what_was_wrong_stands_in_words_only_as_a_commitment() -> None:
    prepared = refused_entry(maker(), "text", "codes/secret-project/1.toml: no fact", None)

    assert b"secret-project" not in prepared.data
    assert parse(prepared.data)["wrong"] == "text"
    assert [opening.field for opening in prepared.openings] == ["says"]


def test_a_word_that_is_not_known_is_no_entry() -> None:
    with pytest.raises(RecordError):
        refused_entry(maker(), "something", "x", None)
