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
