from dataclasses import replace

from codes.small import edition
from countenance.codes.model import TextBasis
from countenance.codes.shelves import Shelf, basis_words, counts, known_words, shelf_of
from countenance.stores.packaged import edition as packaged
from countenance.stores.packaged import packaged_editions


def test_a_clause_stands_where_its_text_is_known() -> None:
    found = {clause.id: shelf_of(clause) for clause in edition().clauses}

    assert found == {
        "MOBILE": Shelf.QUOTED,
        "VERIFY": Shelf.QUOTED,
        "VERIFY-FIXED": Shelf.READ,
        "DETECT": Shelf.NOT_ESTABLISHED,
        "LATER": Shelf.READ,
    }


def test_readings_count_by_the_best_known_of_them() -> None:
    verify = edition().clause("VERIFY")
    assert verify is not None
    one, other = verify.readings

    mixed = replace(verify, readings=(replace(one, text_basis=TextBasis.RECALLED), other))
    conflict = [replace(each, text_basis=TextBasis.PRESS_CONFLICT) for each in (one, other)]
    weak = replace(verify, readings=tuple(conflict))

    assert shelf_of(mixed) is Shelf.QUOTED
    assert shelf_of(weak) is Shelf.NOT_ESTABLISHED


def test_what_is_not_established_is_what_a_person_has_to_sign_off() -> None:
    clauses = [clause for each in packaged_editions() for clause in each.clauses]

    found = counts(clauses)

    assert sum(found.values()) == len(clauses)
    assert found[Shelf.NOT_ESTABLISHED] == sum(clause.weak for clause in clauses)


def test_every_basis_has_words_and_a_clause_tells_those_of_its_readings() -> None:
    assert all(basis_words(each) for each in TextBasis)

    clause = packaged("ms-aoai-coc@2024-05-03").clauses[0]

    assert known_words(clause) == "press quotation; press paraphrase"
