from reports.checking.asked import kinds

TURNS = (
    ("A", "License and registration, please."),
    ("B", "One glass of wine with dinner."),
    ("A", "I am giving you a citation."),
)


def test_the_order_that_is_heard_is_right() -> None:
    text = "Officer Lund asked for registration before the tenant mentioned wine with dinner."

    assert "order" not in kinds(text, *TURNS)


def test_another_order_is_doubted() -> None:
    for text in (
        "Once the tenant had mentioned wine with dinner, Officer Lund asked for registration.",
        "Officer Lund gave a citation before the tenant mentioned wine with dinner.",
        "Only after the citation was announced did the tenant mention wine with dinner.",
    ):
        assert "order" in kinds(text, *TURNS)


NARRATED = (
    ("B", "The neighbor shoved him. Then he swung and missed. And then he grabbed a bottle."),
    ("C", "I heard the horn, then the crash. My daughter left on Friday."),
)


def test_what_one_person_tells_happened_in_the_order_in_which_it_is_told() -> None:
    for text in (
        "The tenant said that he swung, and that the neighbor then shoved him.",
        "The tenant said that he grabbed a bottle, and a few seconds later swung.",
        "According to the neighbor, the crash was followed by a horn.",
    ):
        assert "order" in kinds(text, *NARRATED)
    for text in (
        "The tenant said that the neighbor shoved him, and that he then swung.",
        "According to the neighbor, the horn was followed by a crash.",
        "The tenant said that he was shoved, and by then he had missed.",
    ):
        assert "order" not in kinds(text, *NARRATED)


def test_what_was_told_in_another_turn_has_no_time() -> None:
    turns = (("B", "I came back at three."), ("A", "And before?"), ("B", "I left for work at six."))

    assert "order" not in kinds("The tenant said he left for work before he came back.", *turns)


def test_how_often_is_no_order() -> None:
    turns = (("A", "Keep your head still."), ("B", "Sorry."), ("A", "Again, your head."))

    assert "order" not in kinds("I told the tenant more than once to keep his head still.", *turns)
    assert "order" not in kinds("The tenant was sorry once at ten, and kept still.", *turns)


def test_what_is_to_come_has_no_time() -> None:
    turns = (("B", "She gets a key when we talk about the rent. I changed the lock."),)

    text = "The tenant said she would get a key once the rent was talked about."
    assert "order" not in kinds(text, *turns)
