"""A ruling that is proposed by a form, or as text."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from console.inside import RULING, Inside
from console.inside import STATION as FIELDS
from countenance.console.views.ruling_typed import chosen_of

FORM = "/console/rulings/propose"
TEXT = f"{FORM}/text"
ABOUT = f"{FORM}?edition=ms-aoai-coc@2024-05-03&clause=AOAI-ID"
STATION = {**FIELDS, "edition": "ms-aoai-coc@2024-05-03", "clause": "AOAI-ID"}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    inside = Inside(tmp_path_factory.mktemp("ruling-form"))
    yield inside
    inside.close()


@pytest.fixture(scope="module")
def question(here: Inside) -> str:
    """Somebody asks about the clause."""
    asks = "Does it reach a <station>?"
    return str(here.desk.questions.ask("ms-aoai-coc@2024-05-03", "AOAI-ID", asks).id)


def test_a_text_is_chosen_then_a_clause_and_an_exception_is_none(here: Inside) -> None:
    first = here.get("board", FORM).text
    shown = here.get("board", f"{FORM}?edition=ms-aoai-coc@2024-05-03&question=x&clause=").text

    assert 'value="ms-aoai-coc@2024-05-03"' in first
    assert "Something about these is open" not in first
    opens, _, others = shown.partition("The others")
    assert "clause=AOAI-ID&amp;question=x" in opens
    assert "clause=AOAI-USPD-OTHER&amp;question=x" in others


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("edition=ms-aoai-coc@2024-05-04&clause=AOAI-ID", "did you mean"),
        ("edition=ms-aoai-coc@2024-05-03&clause=AOAI-X", "has no clause `AOAI-X`"),
        ("edition=ms-azure-face@2025-07-28&clause=FACE-X", "has no clause"),
    ],
)
def test_a_clause_that_is_not_there_leads_to_those_there_are(
    here: Inside, query: str, says: str
) -> None:
    answer = here.get("board", f"{FORM}?{query}")

    assert answer.status_code == 400
    assert says in unescape(answer.text)
    assert "Which text?" in answer.text


def test_the_form_of_a_clause_shows_it_and_asks_for_everything(here: Inside) -> None:
    shown = unescape(here.get("board", ABOUT).text)

    assert "The sentence of the older edition, which kept everybody" in shown
    assert "theregister.com" in shown
    assert shown.count("is barred: outside the United States a fixed camera") == 2
    assert 'name="id" type="text" autocomplete="off" value="aoai-id"' in shown
    assert f'value="{chosen_of("older sentence")}"' in shown
    assert "“identify or verify”" in shown
    day = here.desk.rulings.today
    assert f'value="{day}"' in shown
    assert f'value="{day.replace(year=day.year + 1)}"' in shown
    assert shown.index("where-operation") < shown.index("where-agency_country")
    assert shown.index("where-agency_country") < shown.index("where-audit_trail")
    assert '<option value="Norway (NO)">' in shown


def test_a_question_is_answered_where_it_is_about_the_clause(here: Inside, question: str) -> None:
    link = f"{FORM}?edition=ms-aoai-coc@2024-05-03&clause=AOAI-ID&question={question}"

    assert link in unescape(here.get("board", f"/console/questions/{question}").text)
    shown = here.get("board", link).text
    other = here.get("board", link.replace("AOAI-ID", "AOAI-EMO"))

    assert f'<option value="{question}" selected>Does it reach a &lt;station&gt;?' in shown
    assert other.status_code == 400
    assert "waits for no ruling on this clause" in other.text


def test_what_it_would_move_is_shown_and_the_same_text(here: Inside, question: str) -> None:
    answer = here.send("board", FORM, on=ABOUT, act="effect", question=question, **STATION)

    assert answer.status_code == 200
    assert "1,200 of 1,301,111,210 situations are unclear now and would not be." in answer.text
    assert RULING in unescape(answer.text)
    assert "1,301,111,210" in here.send("board", TEXT, act="effect", text=RULING).text
    assert here.get("", "/public/rulings/station").status_code == 404


def test_what_no_form_can_say_is_written_as_text_with_what_was_typed(
    here: Inside, question: str
) -> None:
    fields = {**STATION, "begins": "1 May", "where-agency_country": "Norwai"}
    answer = here.send("board", FORM, on=ABOUT, act="text", question=question, **fields)

    area = unescape(re.search("<textarea.*?>(.*?)</textarea>", answer.text, re.DOTALL)[1])  # type: ignore[index]  # there is one
    assert answer.status_code == 200
    right = RULING.replace("begins = 2026-01-01", 'begins = "1 May"').replace('"NO"', '"Norwai"')
    assert area == right
    assert f'name="question" type="text" autocomplete="off" value="{question}"' in answer.text
    assert f'action="{TEXT}' in answer.text


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"id": "A B"}, "id", "small letters"),
        ({"cites-typed": "any <usr>"}, "cites-typed", "did you mean “any user”"),
        ({"where-agency_country": "Norwai"}, "where-agency_country", "did you mean `Norway (NO)`"),
        ({"where-environment": "none"}, "where", "settle nothing"),
        ({"own-verdict": "deny", "where-environment": "", "reading": "own", "own-says": ""},
         "own-says", "say how"),
        ({"question": "no-such"}, "question", "asked about this clause"),
        ({"act": "x"}, "act", "press one"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(
    here: Inside, changed: dict[str, str], field: str, says: str
) -> None:
    fields = {**STATION, "act": "effect", **changed}
    answer = here.send("board", FORM, on=ABOUT, **fields)

    assert answer.status_code == 400
    assert f'<a href="#field-{field}">' in answer.text
    assert says in unescape(answer.text)
    if field != "act":
        assert f'id="wrong-{field}"' in answer.text
    assert 'value="https://board.example/12"' in answer.text
    assert "A police station is no place in the wild.</textarea>" in answer.text
    for word in changed.values():
        assert word in unescape(answer.text)


def test_two_sayings_are_no_text(here: Inside) -> None:
    fields = {**STATION, "reading": chosen_of("reporter")}
    answer = here.send("board", FORM, on=ABOUT, act="text", **fields)

    assert answer.status_code == 400
    assert "clear its fields" in answer.text


def test_an_unknown_field_is_refused_by_name(here: Inside) -> None:
    answer = here.send("board", FORM, on=ABOUT, act="effect", **STATION, where_shoe="44")

    assert answer.status_code == 400
    assert "no field called `where_shoe`" in answer.text


def test_it_is_put_before_the_board_and_its_name_is_taken_then(
    here: Inside, question: str
) -> None:
    sent = here.send("board", FORM, on=ABOUT, act="propose", question=question, **STATION)
    again = here.send("board", FORM, on=ABOUT, act="propose", **STATION)

    assert sent.headers["location"] == "/console/rulings/station?done=proposed"
    docket = here.desk.rulings.rulings.find("station")
    assert (docket.text, docket.question) == (RULING, question)
    assert again.status_code == 400
    assert "a ruling `station` is there already" in again.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "write the ruling down"),
        ("id = ", "ruling"),
        (RULING.replace("AOAI-ID", "AOAI-MOBILE"), "reading"),
        (RULING.replace("2024-05-03", "2024-05-04"), "did you mean"),
    ],
)
def test_what_cannot_be_a_ruling_is_said_at_the_text(here: Inside, text: str, says: str) -> None:
    answer = here.send("board", TEXT, text=text, act="effect")

    assert answer.status_code == 400
    assert says in answer.text[answer.text.index("problems") :]


def test_a_text_begins_with_the_clause_that_it_is_about(here: Inside) -> None:
    shown = here.get("board", ABOUT.replace(FORM, TEXT)).text

    assert "clause = &#34;AOAI-ID&#34;" in shown
    assert "older sentence" in shown
    assert "CODE@EDITION" in here.get("board", f"{TEXT}?edition=x").text


def test_a_question_that_is_not_there_is_said_at_its_field(here: Inside) -> None:
    text = RULING.replace('"station"', '"third"')
    answer = here.send("board", TEXT, text=text, act="propose", question="no-such")

    assert answer.status_code == 400
    assert "no question has the id `no-such`" in answer.text
    assert 'id="wrong-question"' in answer.text


@pytest.mark.parametrize("path", [FORM, TEXT])
def test_who_may_not_propose_is_told_so(here: Inside, path: str) -> None:
    assert here.get("auditor", path).status_code == 403
    assert "Propose a ruling" not in here.get("auditor", "/console/rulings").text
