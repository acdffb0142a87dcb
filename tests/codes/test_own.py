import pytest

from codes.own_texts import TEXT, texts
from countenance.codes.model import DateSpan
from countenance.codes.own import NO_OWN_CODES, OwnCodes, began, read_own, texts_digest
from countenance.errors import CodeError
from countenance.stores.packaged import code_names, packaged_vocabulary, shared_text

V = packaged_vocabulary()
TEMPLATE = """
[[template]]
id = "house"
verdict = "deny"
says = "A template of the house."
when = { operation = ["synthesis"] }
"""
USES = """
[[clause]]
id = "templates"
use = "house"
section = "3"
text_basis = "verified"
"""


def read(found: dict[str, str]) -> OwnCodes:
    return read_own(found, V, shared=shared_text(), packaged=code_names())


def test_texts_are_read_with_their_cases() -> None:
    own = read(texts())

    assert own.codes == ("house-rules",)
    assert [edition.name for edition in own.editions] == ["house-rules@1"]
    assert [case.clause for case in own.cases["house-rules@1"]] == ["no-views"]
    assert own.digest == texts_digest(texts())
    assert NO_OWN_CODES.codes == ()


def test_editions_stand_in_the_order_in_which_they_began() -> None:
    older = TEXT.replace('edition = "1"', 'edition = "2"').replace("from = 2026", "from = 2020")

    own = read({**texts(), "house-rules/2.toml": older})

    assert [edition.edition for edition in own.editions] == ["2", "1"]
    assert began(DateSpan()) == ("", "")


def test_the_digest_is_of_every_text_and_of_where_it_lies() -> None:
    moved = {f"x/{path}": text for path, text in texts().items()}
    digests = {texts_digest(texts()), texts_digest(moved), texts_digest(texts(TEXT + "# more"))}

    assert len(digests) == 3
    assert texts_digest({"a": "bc"}) != texts_digest({"ab": "c"})


def test_templates_of_the_house_and_those_that_came_may_be_used() -> None:
    packaged = USES.replace("house", "police-mobile-cameras").replace("templates", "mobile")

    own = read({**texts(TEXT + USES + packaged), "shared.toml": TEMPLATE})

    assert [clause.id for clause in own.editions[0].clauses] == ["no-views", "templates", "mobile"]


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("ms-aoai-coc/9.toml", TEXT, "`ms-aoai-coc` comes with countenance and is not replaced"),
        ("notes.txt", "", "notes.txt: nothing is read from here; a text lies at `CODE/EDITION"),
        ("a/b/c.toml", "", "nothing is read from here"),
        ("House/1.toml", TEXT, "a code is named with small letters, digits and `-`"),
        ("house-rules/a b.toml", TEXT, "an edition is named with letters"),
        ("house-rules/2.toml", TEXT, "calls itself `house-rules@1`; its place says"),
        ("house-rules/cases/7.toml", "", "cases of `house-rules@7`, and there is no"),
        ("house-rules/cases/1.toml", "[[case]]", "`says` is missing"),
        ("shared.toml", TEMPLATE.replace("house", "police-mobile-cameras"), "is not replaced"),
        ("shared.toml", "a = 1", "nothing here is called `a`"),
        ("house-rules/1.toml", TEXT.replace("no-views", "no views"), "cannot be the name of a"),
        ("house-rules/1.toml", TEXT + 'obligations = ["tell them"]', "the name of an obligation"),
        ("house-rules/1.toml", TEXT.replace("operation =", "opration ="), "did you mean"),
    ],
)
def test_one_thing_that_is_wrong_is_all_of_it(path: str, text: str, said: str) -> None:
    with pytest.raises(CodeError) as error:
        read({**texts(), path: text})

    assert said in str(error.value)


def test_a_reading_that_no_entry_could_name_is_not_taken() -> None:
    readings = "".join(
        f"[[clause.reading]]\nname = '{name}'\nsays = 'x'\nverdict = '{verdict}'\n"
        for name, verdict in (("strict", "deny"), ("g\u00fcnstig", "silent"))
    )
    clause = TEXT.replace('verdict = "deny"\n', "") + readings

    with pytest.raises(CodeError, match="cannot be the name of a reading"):
        read(texts(clause))


def test_nothing_at_all_is_no_code() -> None:
    with pytest.raises(CodeError, match="no text is there"):
        read({})
