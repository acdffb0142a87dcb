from dataclasses import replace

from countenance.cli.code_page import MADE, CodeTexts, anchor, code_page
from countenance.stores.packaged import cases_of, editions_of, packaged_vocabulary

V = packaged_vocabulary()
EDITIONS = editions_of("ms-aoai-coc")
TEXTS = CodeTexts(EDITIONS, {each.name: cases_of(each.name) for each in EDITIONS})
PAGE = code_page(TEXTS, V)


def test_it_begins_with_what_it_is_and_that_it_is_made() -> None:
    heading, made, first = PAGE.split("\n\n")[:3]

    assert heading == "# `ms-aoai-coc`: Code of conduct for Azure OpenAI Service"
    assert made == MADE
    assert first.startswith("Publisher: Microsoft. 5 editions with 17 clauses in our own plain")


def test_every_clause_has_its_source_and_how_well_it_is_known() -> None:
    for each in EDITIONS:
        own = PAGE.partition(f"\n## Edition `{each.edition}`\n")[2].partition("\n## ")[0]
        for clause in each.clauses:
            (line,) = [row for row in own.splitlines() if row.startswith(f"| `{clause.id}` |")][:1]
            assert clause.citation.source in line
            assert (clause.verdict is None) == ("its readings differ" in line)


def test_readings_terms_notes_and_cases_are_on_it() -> None:
    assert "| `AOAI-ID` | reporter | silent |" in PAGE
    assert "drone: is the camera of a drone a mobile camera? |" in PAGE
    assert "\n- **Sheriffs** count as police departments" in PAGE
    for each in EDITIONS:
        for case in TEXTS.cases[each.name]:
            assert case.says.replace("|", "\\|") in PAGE


def test_words_that_a_document_has_to_carry_stand_on_it() -> None:
    page = code_page(CodeTexts(editions_of("us-ca-pen-13663"), {}), V)

    assert 'In these words: "This report was written either fully or in part' in page


def test_every_edition_is_linked_from_the_table() -> None:
    for each in EDITIONS:
        assert f"](#{anchor(f'Edition `{each.edition}`')})" in PAGE


def test_what_is_shown_as_a_command_is_settled_by_the_text() -> None:
    shown = PAGE.partition("```console\n")[2].partition("```")[0]

    assert shown.startswith("$ countenance check --code ms-aoai-coc@2024-05-03 operation=")
    assert shown.endswith("deny · …\n[exit 1]\n")


def test_a_code_without_cases_or_clauses_has_a_page() -> None:
    bare = replace(EDITIONS[0], clauses=(), note="")

    page = code_page(CodeTexts((bare,), {}), V)

    assert "One edition with 0 clauses" in page
    assert "```" not in page
