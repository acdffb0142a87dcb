from reports.checking.asked import kinds

TURNS = (("A", "Mister Boone? Police."), ("B", "I am fine, it is near Elm Street."))


def test_a_name_that_was_said_or_typed_is_right() -> None:
    assert "name" not in kinds("Mr. Boone said he was fine, near Elm Street.", *TURNS)
    assert "name" not in kinds(
        "Walter Boone said he was fine.", *TURNS, fields={"persons": "Walter Boone"}
    )


def test_a_name_that_nobody_said_is_doubted() -> None:
    assert "name" in kinds("The tenant, Walter Boone, said he was fine.", *TURNS)
    assert "name" in kinds("The tenant said it was near Oak Street.", *TURNS)


def test_months_and_titles_are_no_names() -> None:
    assert "name" not in kinds("Officer Lund said that Monday was fine.", *TURNS)


def test_a_name_of_somebody_else_is_told_as_such() -> None:
    turns = (("B", "My name is Olga Petrenko."), ("C", "Hello there."))

    assert "name" in kinds("The neighbor, Olga Petrenko, said hello.", *turns)
    assert "name" in kinds("The neighbor identified herself as Olga Petrenko.", *turns)
    assert "name" not in kinds("The tenant identified herself as Olga Petrenko.", *turns)


def test_who_breaks_in_has_no_other_s_name() -> None:
    turns = (("B", "Hello."), ("A", "Your name?"), ("C", "Gerald Tully."))

    assert "name" not in kinds("While I spoke to the tenant, Tully said hello.", *turns)
    assert "name" in kinds("I spoke to the tenant, Tully.", *turns)
