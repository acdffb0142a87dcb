from countenance.reports.language.stems import tokens
from reports.checking.asked import ground

ON = ground(
    ("A", "What is your name?"),
    ("B", "Leon Hart. I manage the place."),
    ("A", "Thanks, Mister Hart."),
    ("C", "My name is Olga Petrenko."),
)


def voices(text: str) -> list[str]:
    found = ON.people.mentions(tokens(text))
    return ["".join(sorted(each.voices)) for each in found]


def test_a_person_is_known_by_role_by_name_and_by_what_was_said() -> None:
    assert voices("The tenant saw Olga Petrenko") == ["B", "C"]
    assert voices("Hart told Officer Lund") == ["B", "A"]
    assert voices("the manager called dispatch") == ["B", "D"]


def test_i_is_the_officer_and_a_man_is_anybody() -> None:
    assert voices("I told the man") == ["A", "BC"]
    (_, man) = ON.people.mentions(tokens("I told the man"))
    assert man.loose


def test_a_name_is_heard_where_who_it_is_was_asked() -> None:
    asked = ground(("A", "Are you the one who called?"), ("B", "Yes, Ann Lee."))
    (lee,) = asked.people.mentions(tokens("Lee said so"))
    assert lee.voices == {"B"}
    street = ground(("A", "Where do you live?"), ("B", "Elm Street."))
    assert not list(street.people.mentions(tokens("Elm was wet")))


def test_a_name_that_is_given_twice_is_the_whole_one() -> None:
    asked = ground(("A", "What's your name?"), ("B", "Dale. Dale Hutch. I'm good."))

    (found,) = asked.people.mentions(tokens("Hutch"))
    assert found.voices == {"B"}
