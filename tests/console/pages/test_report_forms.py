import pytest

from countenance.console.form import Form
from countenance.console.pages.report_forms import FORMS, Asked
from countenance.reports import acts
from countenance.reports.speakers import Speaker, Speakers
from reports.acting import drafted

ASKED = Asked(drafted, lambda: (("p-defense", "defense"),))


def test_every_act_of_the_interface_that_pages_have_has_a_form() -> None:
    assert set(acts.ACTS) - set(FORMS) == {"expunge", "hand-out"}


def test_speakers_come_out_of_their_fields() -> None:
    form = Form({
        "standing-A": "officer", "called-A": "the officer", "name-A": "",
        "standing-B": "community", "called-B": "the driver", "name-B": "D. Alvarez",
        "standing-C": "dispatch", "called-C": "dispatch", "name-C": "", "moved": "s1 = C, s3=C",
    })  # fmt: skip
    made = FORMS["roles"](form, ASKED)

    assert isinstance(made.act, acts.Roles)
    assert Speakers(made.act.people, made.act.moved) == Speakers(
        (
            Speaker("A", "officer", "the officer"),
            Speaker("B", "community", "the driver", "D. Alvarez"),
            Speaker("C", "dispatch", "dispatch"),
        ),
        {"s1": "C", "s3": "C"},
    )


@pytest.mark.parametrize(("act", "form"), [("add", {"after": "", "text": "It was dark."})])
def test_a_sentence_of_ones_own_is_said_to_be_that(act: str, form: dict[str, str]) -> None:
    made = FORMS[act](filled := Form(form), ASKED)

    assert made.act is None
    assert "own knowledge" in filled.problems["own"]


def test_nobody_is_let_read_who_is_not_on_the_list() -> None:
    form = Form({"to": "p-1", "reason": "asked for"})

    assert FORMS["disclose"](form, ASKED).act is None
    assert form.problems == {"to": "choose who may read it"}
