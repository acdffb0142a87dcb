from countenance.cli.code_words import (
    cube_in_words,
    edition_in_json,
    edition_in_words,
    head_in_json,
)
from countenance.stores.packaged import edition, packaged_vocabulary

CORRECTED = edition("ms-aoai-coc@2024-05-03")


def test_every_clause_is_shown_with_its_source_and_how_well_it_is_known() -> None:
    text = edition_in_words(CORRECTED)

    for clause in CORRECTED.clauses:
        own = text.partition(f"\n{clause.id} · ")[2].partition("\n\n")[0]
        assert clause.citation.source in own
        assert "our words · " in own


def test_readings_and_what_terms_leave_open_are_shown() -> None:
    text = edition_in_words(CORRECTED)

    assert "AOAI-ID · readings differ" in text
    assert "read as `reporter`: silent" in text
    assert "capture_device=mobile (contested: drone)" in text
    assert "open: does the older sentence about every user still stand" in text


def test_programs_get_the_same() -> None:
    found = edition_in_json(CORRECTED)

    assert head_in_json(CORRECTED).items() <= found.items()
    clauses = found["clauses"]
    assert isinstance(clauses, list)
    assert [clause["id"] for clause in clauses] == [clause.id for clause in CORRECTED.clauses]
    readings = clauses[0]["readings"]
    assert [reading["verdict"] for reading in readings] == ["deny", "silent", "unclear"]
    assert clauses[0]["verdict"] is None


def test_words_that_a_document_has_to_carry_are_told_as_they_are() -> None:
    california = edition("us-ca-pen-13663@2026-01-01")
    clauses = edition_in_json(california)["clauses"]

    assert isinstance(clauses, list)
    (said,) = [each["wording"] for each in clauses if each["wording"]]
    assert f'in these words: "{said}"' in " ".join(edition_in_words(california).split())


def test_a_box_is_told_in_few_words() -> None:
    vocabulary = packaged_vocabulary()
    cube = vocabulary.cube({"service": "azure_openai", "capture_device": "mobile"})

    assert cube_in_words(cube) == "service=azure_openai capture_device=mobile"
    assert cube_in_words(cube, without=("service",)) == "capture_device=mobile"
    assert cube_in_words(vocabulary.cube({})) == "every situation"
