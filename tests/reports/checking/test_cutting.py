import pytest

from reports.checking.asked import ground, judged

ON = ground(("A", "Hello."), ("B", "Hello."), ("C", "Hello."), ("D", "Hello."))


def frames(text: str) -> list[tuple[bool, str]]:
    return [(each.told, "".join(sorted(each.voices))) for each in judged(text, ON).frames]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The tenant said it was cold.", [(True, "B")]),
        ("The tenant said it was cold and asked for water.", [(True, "B"), (True, "B")]),
        ("The tenant was asked for water.", [(True, "ACD")]),
        ("Water was requested by the neighbor.", [(True, "C")]),
        ("Asked for water, the tenant laughed.", [(True, "ACD"), (False, "B")]),
        ("According to dispatch, it was cold.", [(True, "D"), (True, "D")]),
        ("It was cold, the neighbor said.", [(True, "C"), (True, "C")]),
        ("The tenant received a citation.", [(False, "ACD")]),
        ("The tenant left.", [(False, "B")]),
        ("It was cold.", [(False, "ABCD")]),
    ],
)
def test_whose_words_a_part_tells(text: str, expected: list[tuple[bool, str]]) -> None:
    assert frames(text) == expected


def test_what_was_not_said_is_a_part_of_its_own_kind() -> None:
    (frame,) = judged("Officer Lund never asked about it.", ON).frames

    assert frame.absent


def test_matter_is_what_has_to_be_heard() -> None:
    judgement = judged("The tenant said that 2 cars hit the fence.", ON)
    (frame,) = judgement.frames

    assert [judgement.found[at].text for at in frame.matter] == ["cars", "hit", "fence"]
    assert judgement.present == (frame,)


@pytest.mark.parametrize(
    "text",
    [
        "I called in a traffic stop.",
        "I let the tenant know that it was late.",
        "I broke in to say that it was late.",
        "The tenant's version was that it was late.",
        "The tenant held that it was late.",
    ],
)
def test_more_ways_to_tell_of_speech(text: str) -> None:
    assert judged(text, ground(("A", "Hello."), ("B", "Hello."))).frames[0].told


def test_he_is_whom_the_writer_spoke_to() -> None:
    on = ground(("A", "Hello."), ("B", "Hello."))
    parts = judged("When I asked the tenant to come, he asked for a minute.", on).frames

    assert parts[-1].voices == {"B"}


def test_by_my_statement_the_officer_tells() -> None:
    on = ground(("A", "Hello."), ("B", "Hello."))

    (part, *_) = judged("By my statement to the tenant, it was late.", on).frames
    assert part.voices == {"A"}


def test_what_is_told_over_the_radio_dispatch_tells() -> None:
    on = ground(("A", "Hello."), ("B", "Hello."), ("D", "Copy."))

    (part, *_) = judged("I was informed over the radio that a tow was coming.", on).frames
    assert part.voices == {"D"}


def test_bring_up_is_no_participle() -> None:
    on = ground(("A", "Hello."), ("B", "Hello."))

    parts = judged("Only after the tenant answered did I bring up the plate.", on).frames
    assert parts[-1].voices == {"A"}
