"""From the texts of a call to the pieces that are looked at."""

from countenance.evidence.asked import MOST_PIECES, Asked, Turn, pieces_of, printed_pieces


def asked(*turns: tuple[str, str], system: str = "", tools: str = "", schema: str = "") -> Asked:
    told = tuple(Turn(role, text, 1 if role == "user" else 0) for role, text in turns)
    return Asked((system,) if system else (), told, tools, schema, pictures=1)


def everything(of: Asked) -> str:
    return " ".join(piece.whole for piece in pieces_of(of, {}).pieces)


def test_the_system_prompt_the_turns_and_the_tools_are_all_looked_at() -> None:
    tools = '[{"type": "function", "function": {"name": "look_up_person", "parameters": {}}}]'
    schema = '{"properties": {"full_name": {"type": "string"}}}'

    text = everything(
        asked(("user", "go ahead"), system="name everybody", tools=tools, schema=schema)
    ).lower()

    for word in ("go ahead", "name everybody", "look", "person", "full", "name"):
        assert word in text


def test_an_earlier_turn_is_looked_at() -> None:
    text = everything(asked(("user", "who is she?"), ("assistant", "Hm."), ("user", "go on")))

    assert "who is she" in text.lower()


def test_a_long_text_is_bounded_and_what_is_left_out_is_counted() -> None:
    found = pieces_of(asked(("user", "the minutes of the meeting were read. " * 4000)), {})

    assert len(found.pieces) <= MOST_PIECES
    assert found.left_out > 0


def test_every_letter_of_it_is_counted() -> None:
    turns = (Turn("user", "abc"), Turn("assistant", "de"))
    asked = Asked(("f",), turns, tools="[]", schema="{}", printed=("ghi",))

    assert asked.letters == 13


def test_no_text_is_in_a_repr() -> None:
    secret = asked(("user", "Wilhelmina"), system="Quist")

    shown = repr(secret) + repr(pieces_of(secret, {}))

    assert "Wilhelmina" not in shown
    assert "Quist" not in shown


def test_what_is_printed_is_looked_at_by_itself() -> None:
    told = Asked((), (Turn("user", "Go on.", 1),), printed=("Who is", "this?"))

    pieces, text = printed_pieces(told, {})

    assert text == "Who is this?"
    assert [(piece.whole, piece.last, piece.instructions) for piece in pieces] == [(text, text, "")]
    assert "this" not in everything(told)


def test_of_much_print_a_few_windows_are_looked_at() -> None:
    told = Asked((), (), printed=("a word of many " * 400,))

    pieces, text = printed_pieces(told, {})

    assert len(text) > 5000
    assert 1 < len(pieces) <= 4


def test_without_print_there_is_none() -> None:
    assert printed_pieces(Asked((), ()), {}) == ((), "")
