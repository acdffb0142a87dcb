"""The port through which an answer is judged."""

from dataclasses import dataclass, field

from countenance.dialects.check import Guard, Release, Withhold, words_of_arguments


@dataclass
class NoWord:
    """A check that withholds one word, and remembers what it was shown."""

    word: str
    shown: list[tuple[str, str]] = field(default_factory=list)

    def check(self, text_so_far: str, new_sentence: str) -> Release | Withhold:
        self.shown.append((text_so_far, new_sentence))
        return Withhold("word") if self.word in new_sentence else Release()


FIRST = "A man in a dark suit stands at a table."
SECOND = " Behind him there is a wall with a picture of a ship."


def test_a_sentence_leaves_as_soon_as_it_is_whole() -> None:
    guard = Guard(NoWord("xyz"))

    assert list(guard.add(FIRST)) == []
    assert list(guard.add(" B")) == [FIRST]
    assert guard.holds == 2
    assert list(guard.add(SECOND[2:], ended=True)) == [SECOND]
    assert guard.holds == 0


def test_a_check_sees_what_was_released_before() -> None:
    check = NoWord("xyz")

    list(Guard(check).add(FIRST + SECOND, ended=True))

    assert check.shown == [("", FIRST), (FIRST, SECOND)]


def test_nothing_of_a_withheld_piece_leaves_however_it_is_cut() -> None:
    text = FIRST + " He is called Secret by everyone who has ever met him here."
    for step in range(1, 30):
        guard = Guard(NoWord("Secret"))
        released: list[str] = []
        stopped = False
        for place in range(0, len(text), step):
            for piece in guard.add(text[place : place + step], ended=place + step >= len(text)):
                if isinstance(piece, Withhold):
                    stopped = True
                else:
                    assert not stopped
                    released.append(piece)
            if stopped:
                break
        assert stopped
        assert "".join(released) == FIRST


def test_what_is_judged_whole_is_judged_in_every_piece() -> None:
    long = (FIRST + SECOND) * 20

    assert Guard(NoWord("xyz")).judge(long) == Release()
    assert Guard(NoWord("Secret")).judge(long + " It is Secret.") == Withhold("word")


def test_a_long_text_without_sentences_is_judged_across_its_cuts() -> None:
    words = ["word"] * 300
    for place in range(0, 300, 7):
        text = " ".join([*words[:place], "Sec", "ret", *words[place:]])
        assert Guard(NoWord("Sec ret")).judge(text) == Withhold("word")


def test_escapes_in_arguments_are_undone() -> None:
    assert words_of_arguments('{"a":"\\u0056iktor"}') == '{"a":"Viktor"}'
    assert words_of_arguments("not json") == "not json"
    assert words_of_arguments("[" * 5000) == "[" * 5000
