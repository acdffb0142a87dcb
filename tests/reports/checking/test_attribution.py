from countenance.reports.checking.attribution import attribution
from reports.checking.asked import flags, ground, judged, kinds

TURNS = (
    ("A", "Your registration expired in June."),
    ("B", "I mailed the payment two weeks ago."),
    ("C", "His mail is piling up by the door."),
)


def test_words_of_their_speaker_are_right_in_other_words_too() -> None:
    assert not kinds("The tenant said that he had mailed the payment.", *TURNS)
    assert not kinds("The neighbor said mail was accumulating at the door.", *TURNS)
    assert not kinds("The tenant was told by Officer Lund that his registration lapsed.", *TURNS)


def test_words_of_another_are_told_as_such() -> None:
    (flag,) = flags("The tenant said the registration expired in June.", *TURNS)

    assert (flag.kind, flag.listen[0].segment) == ("attribution", "s1")
    assert flag.says.endswith("Officer Lund said this, not the tenant")


def test_words_of_nobody_are_unsupported() -> None:
    assert kinds("The tenant said he lost the title.", *TURNS) == {"unsupported"}
    assert "unsupported" in kinds("The window was shattered by hail.", *TURNS)


def test_a_part_without_matter_is_held_against_its_small_words() -> None:
    turns = (("A", "Did you take it?"), ("B", "No, I did not."), ("C", "I did it."))

    assert kinds("The tenant said that he did it.", *turns)
    assert not kinds("The neighbor said that she did it.", *turns)


def test_what_was_asked_is_not_said() -> None:
    turns = (("A", "Is this your dog?"), ("B", "Yes."))

    assert kinds("Officer Lund confirmed that the dog was here.", *turns) == {"attribution"}
    assert not kinds("Officer Lund asked about the dog.", *turns)
    assert not kinds("The tenant confirmed that it was his dog.", *turns)


def test_whoever_is_not_heard_has_said_nothing() -> None:
    assert "attribution" in kinds("The mayor said the mail was by the door.", *TURNS)
    assert "attribution" not in kinds("The neighbor said the mail was by the door.", *TURNS)


def test_he_is_never_who_writes() -> None:
    turns = (("A", "Can I check your bag?"), ("B", "No. I want a lawyer."))
    assert not kinds("The tenant said no, and when I asked, he wanted a lawyer.", *turns)
    assert kinds("The tenant said no, and when I asked, I wanted a lawyer.", *turns)


def test_an_account_of_somebody_is_that_ones_words() -> None:
    turns = (("B", "The lamp broke."), ("C", "The kitchen window broke with a bang."))
    assert not kinds("The tenant's account indicated that the lamp broke.", *turns)
    told = "The tenant's account indicated that the kitchen window broke with a bang."
    assert "attribution" in kinds(told, *turns)


def test_a_particle_may_stand_apart_from_its_verb() -> None:
    turns = (("B", "He had his belt on."),)
    assert not kinds("The tenant said that he was wearing his belt.", *turns)


def test_who_is_only_spoken_of_is_not_heard() -> None:
    turns = (("B", "Mrs. Ochoa saw him outside at midnight."),)
    assert "attribution" in kinds("Mrs. Ochoa told me that she saw him outside.", *turns)
    assert not kinds("The tenant said that Mrs. Ochoa saw him outside.", *turns)


def test_whose_words_are_nearer_may_clear_a_doubt() -> None:
    turns = (("B", "He has never bitten anyone."), ("A", "How many times did the dog bite?"))
    on = ground(*turns)
    text = "The tenant maintained that the dog had no history of biting."

    doubts = list(attribution(judged(text, on), on))

    assert [(each.kind, each.wording, each.rival) for each in doubts] == [
        ("attribution", frozenset("B"), frozenset("A"))
    ]


def test_a_voice_that_called_out_is_nobody_in_particular() -> None:
    turns = (("B", "I heard somebody yell."),)

    assert "attribution" not in kinds("A voice called out.", *turns)


def test_a_daughter_who_is_only_spoken_of_told_nothing() -> None:
    turns = (("B", "My name is Walter Boone. My daughter brought soup on Monday."),)

    assert "attribution" in kinds("Boone's daughter told me that she brought soup.", *turns)
    assert "attribution" not in kinds("Boone told me that his daughter brought soup.", *turns)
