from reports.checking.asked import kinds

TURNS = (("A", "Do you have any weapons in the car?"), ("B", "I paid for it."))


def test_what_was_said_cannot_be_absent() -> None:
    assert "negation" in kinds("Officer Lund is not heard asking about weapons in the car.", *TURNS)
    assert "negation" in kinds("The tenant did not give any answer.", *TURNS)


def test_what_was_not_said_is_absent() -> None:
    assert not kinds("Officer Lund did not ask about a passenger.", *TURNS)


def test_what_somebody_did_not_think_was_said() -> None:
    turns = (("B", "I don't think anybody is in there."),)

    assert "negation" not in kinds("The tenant did not believe anybody was in there.", *turns)
