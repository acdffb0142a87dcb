"""Which databases of faces a call is about."""

import pytest

from countenance.dialects.face.galleries import GALLERY_FIELDS, galleries_of
from dialects.face.asking import ONE, TWO, call, detect
from gate.judged import call as chat


@pytest.mark.parametrize("kind", GALLERY_FIELDS.values())
def test_what_is_done_to_a_gallery_names_it(kind: str) -> None:
    assert galleries_of(call(f"/{kind}/staff", {"name": "x"}, "PUT")) == (f"{kind}/staff",)
    assert galleries_of(call(f"/{kind}/staff", method="GET")) == (f"{kind}/staff",)


def test_a_person_in_a_gallery_is_of_that_gallery() -> None:
    made = call("/largepersongroups/staff/persons", {"name": "x"})

    assert galleries_of(made) == ("largepersongroups/staff",)
    assert galleries_of(call("/largepersongroups", method="GET")) == ()


def test_what_is_searched_is_named_in_the_body() -> None:
    asked = call("/identify", {"faceIds": [ONE], "largePersonGroupId": "staff"})

    assert galleries_of(asked) == ("largepersongroups/staff",)
    assert galleries_of(call("/group", {"faceIds": [ONE, TWO]})) == ()
    assert galleries_of(detect()) == ()


def test_a_chat_names_none() -> None:
    assert galleries_of(chat("put her into largepersongroups/staff")) == ()
