"""Which cases were erased: by name, or swept, unless they were held."""

from typing import Any

from countenance.record import entry as kinds
from countenance.record.figures.erased import Erased

EARLY, LATE = "2027-01-01T00:00:00.000Z", "2027-06-01T00:00:00.000Z"


def erasure(case: str | None, before: str | None = None) -> kinds.Erasure:
    basis: Any = "retention" if case is None else "objection"
    by: Any = "gate" if case is None else "person"
    return kinds.Erasure(
        id="e", time=LATE, case=case, basis=basis, by=by, cases=1, entries=1, before=before
    )


def hold(case: str, change: Any) -> kinds.LegalHold:
    return kinds.LegalHold(id="h", time=LATE, case=case, change=change, basis="litigation")


def of(*entries: kinds.Entry) -> Erased:
    erased = Erased()
    for index, entry in enumerate(entries):
        erased.add(index, entry)
    return erased


def test_a_case_is_erased_by_the_first_entry_that_names_it() -> None:
    erased = of(hold("x", "placed"), erasure("a"), erasure("a"))

    assert (erased.by("a", EARLY), erased.by("b", EARLY)) == (1, None)


def test_what_began_before_a_sweep_is_erased_unless_it_was_held_then() -> None:
    erased = of(hold("a", "placed"), erasure(None, "2027-03-01T00:00:00.000Z"))

    assert erased.by("a", EARLY) is None
    assert erased.by("b", EARLY) == 1
    assert erased.by("b", LATE) is None


def test_what_was_released_is_swept_the_next_time() -> None:
    sweep = erasure(None, "2027-03-01T00:00:00.000Z")

    assert of(hold("a", "placed"), sweep, hold("a", "released"), sweep).by("a", EARLY) == 3
