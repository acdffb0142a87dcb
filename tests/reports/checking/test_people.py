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


def _voices(word: str, *turns: tuple[str, str]) -> frozenset[str]:
    return ground(*turns).people.words.get(word, frozenset())


def test_who_first_speaks_with_a_name_alone_gives_it() -> None:
    turns = (("A", "You called?"), ("B", "Yeah. Harold Beckett. Come in."))

    assert _voices("harold", *turns) == _voices("beckett", *turns) == {"B"}
    assert not _voices("elm", ("A", "Where?"), ("B", "Elm Street. Come."))


def test_a_name_that_answers_a_question_about_others_is_theirs() -> None:
    turns = (("B", "Hello."), ("A", "Did he give a name?"), ("B", "Alan Price."))

    assert not _voices("alan", *turns)


def test_somebody_s_brother_is_whoever_says_so_when_asked() -> None:
    turns = (("A", "And you are, sir?"), ("B", "Her brother. Paul Ibarra."))

    assert _voices("brother", *turns) == _voices("ibarra", *turns) == {"B"}


def test_a_name_belongs_to_who_answers_to_it_most_often() -> None:
    turns = (
        ("A", "Mr. Abbott? I am here about money."),
        ("C", "I called. My name is Gwen Sayers."),
        ("A", "Have you got the cards, Mr. Abbott?"),
        ("B", "Three of them."),
    )

    assert _voices("abbott", *turns) == {"B"}


def test_who_is_called_by_a_name_has_it() -> None:
    turns = (("B", "They left."), ("C", "Kayla, they were joking."), ("A", "Okay, folks."))

    assert _voices("kayla", *turns) == {"B"}
    assert not _voices("dispatch", ("A", "Dispatch, we are here."), ("B", "Copy."))
    assert not _voices("three", ("A", "Three, you said?"), ("B", "Three."))


def test_of_two_with_a_name_the_title_tells_which() -> None:
    people = ground(
        ("A", "You called?"),
        ("B", "Yeah. Harold Beckett."),
        ("A", "And you?"),
        ("C", "Nadine Beckett. I'm his wife."),
    ).people

    (mention,) = people.mentions(tokens("Mr. Beckett"))
    assert mention.voices == {"B"}
    (mention,) = people.mentions(tokens("Beckett"))
    assert mention.voices == {"B", "C"}


def test_my_partner_is_an_officer() -> None:
    people = ground(("A", "Hello."), ("B", "Hello.")).people

    (mention,) = people.mentions(tokens("my partner"))
    assert mention.voices == {"A"}
