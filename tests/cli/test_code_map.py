from xml.etree import ElementTree

import pytest

from countenance.cli.code_map import as_html, as_json, as_rows, as_svg
from countenance.decisions.bound import bound_alone
from countenance.decisions.chart import Chart, beside, chart
from countenance.decisions.table import Table
from countenance.facts.known import Facts
from countenance.stores.packaged import edition, packaged_vocabulary

V = packaged_vocabulary()
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def counted() -> Chart:
    known = Facts.open(V).narrowed(
        {"service": "azure_openai", "operation": "biometric_identification"}
    )
    text = beside([bound_alone(edition("ms-aoai-coc@2024-05-03"))], V)
    return chart(text, known, ["actor_kind"], ["agency_country"])


@pytest.fixture
def found(counted: Chart) -> Table:
    return counted.table()


def test_rows_say_every_verdict_that_is_possible(found: Table) -> None:
    heads, rows = as_rows(found, V)

    assert heads[0] == ""
    assert all(head.startswith("agency_country=") for head in heads[1:])
    assert any("unclear or deny" in row for row in rows)
    assert all(len(row) == len(heads) for row in rows)


def test_the_picture_says_every_cell_as_a_word_and_explains_each_word(found: Table) -> None:
    drawn = as_svg(found, V, "A <code>", ["given"])

    root = ElementTree.fromstring(drawn)
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    boxes = [box for box in root.iter(f"{SVG}rect") if box.get("stroke") == "#666666"]
    explained = [text for text in texts if text.startswith(("deny: ", "unclear: ", "depends: "))]
    assert texts[0] == "A <code>"
    assert len(boxes) == len(found.rows) * len(found.columns) + len(explained)
    assert "Who operates the system?" in texts
    assert not any("_" in text for text in texts)


def test_a_picture_fits_on_itself(found: Table) -> None:
    root = ElementTree.fromstring(as_svg(found, V, "title", ["given"]))

    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    for box in root.iter(f"{SVG}rect"):
        if box.get("x"):
            assert float(box.attrib["x"]) + float(box.attrib["width"]) <= wide
            assert float(box.attrib["y"]) + float(box.attrib["height"]) <= high


def test_the_page_has_the_same_as_a_table_with_headings(found: Table) -> None:
    page = as_html(found, V, "title", ["given"])

    assert page.count('scope="row"') == len(found.rows)
    assert page.count('scope="col"') == len(found.columns) + 1
    assert page.count("<td>") == len(found.rows) * len(found.columns)
    assert "<script" not in page


def test_programs_get_values_sets_of_verdicts_and_numbers(counted: Chart) -> None:
    found = counted.table()

    content = as_json(counted, V)

    assert [list(row) for row in content["rows"]] == [["actor_kind"]] * len(found.rows)  # type: ignore[attr-defined]
    assert content["cells"] == [[list(cell.words) for cell in line] for line in found.cells]
    told = [cell for line in content["situations"] for cell in line]  # type: ignore[attr-defined]
    assert sum(sum(cell.values()) for cell in told) == counted.total > 0
    assert content["facts"] == list(counted.facts)
