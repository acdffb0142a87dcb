"""The vocabulary for verifiers that share nothing with this package."""

import json

from countenance.facts.written import written
from countenance.stores.packaged import packaged_vocabulary
from house.source import ROOT

VOCABULARY = packaged_vocabulary()


def test_the_file_beside_the_verifier_is_what_is_packaged() -> None:
    """`make pages` writes it anew."""
    text = (ROOT / "verify" / "vocabulary.json").read_text(encoding="utf-8")

    assert text == written(VOCABULARY)


def test_every_word_stands_for_what_the_vocabulary_reads_it_as() -> None:
    told = {each["name"]: each for each in json.loads(written(VOCABULARY))["facts"]}

    assert list(told) == [fact.name for fact in VOCABULARY.facts]
    for fact in VOCABULARY.facts:
        found = told[fact.name]
        assert found["values"] == list(fact.values)
        assert {"unknown", "absent"} <= found["words"].keys()
        for word, values in found["words"].items():
            assert fact.mask([word]) == fact.mask(values)
        for part, value in found["parts"].items():
            assert fact.mask([f"{part}QQQ"]) == fact.mask([value])


def test_only_what_is_known_after_the_call_counts_as_kept() -> None:
    told = {each["name"]: each for each in json.loads(written(VOCABULARY))["facts"]}

    assert told["audit_trail"]["kept"] == ["true"]
    assert told["operation"]["kept"] == []
