"""Pictures in the middle of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.dialects.answer_pictures import Pictures, Shown
from countenance.dialects.woven import Weaver
from dialects.asking import PICTURE_URL

MADE = Shown("image/png", b"x")
HELD = Shown(withheld="why")
URL = "data:image/png;base64,eA=="
NOTICE = "[a picture was withheld: why]"
ELSEWHERE = "https://pictures.example/a"


def _woven(text: str, step: int = 10_000, shown: Shown = MADE) -> tuple[str, list[str]]:
    """What leaves of a text that comes in steps, and the addresses of the pictures in it."""
    pictures = Pictures()
    weaver = Weaver(pictures)
    words = "".join(weaver.add(text[at : at + step]) for at in range(0, len(text), step))
    words += weaver.add("", ended=True)
    told = weaver.told(words)
    addresses = [part.address or f"{len(part.data)} bytes" for part in pictures.take()]
    if isinstance(told, str):
        return told, addresses
    return told.write(tuple(shown for _ in told.pictures)), addresses


@pytest.mark.parametrize(
    ("text", "shown", "held"),
    [
        (f"See ![a dog]({PICTURE_URL}) there.", f"See ![a dog]({URL}) there.",
         f"See a dog {NOTICE} there."),
        (f"![a [b] c]({ELSEWHERE})", f"![a [b] c]({URL})", f"a [b] c {NOTICE}"),
        (f'![t]({ELSEWHERE} "title") k', f"![t]({URL}) k", f"t {NOTICE} k"),
        (f"![](<{ELSEWHERE}>)", f"![]({URL})", f" {NOTICE}"),
        ("![x](//pictures.example/a)", f"![x]({URL})", f"x {NOTICE}"),
        (r"![x](https\://pictures.example/a)", f"![x]({URL})", f"x {NOTICE}"),
        ("![x](&#104;ttps://pictures.example/a)", f"![x]({URL})", f"x {NOTICE}"),
        ("![x](sandbox:/mnt/data/plot.png)", f"![x]({URL})", f"x {NOTICE}"),
        (f"<img class=a src='{ELSEWHERE}' onload=b> w", f'<img src="{URL}"> w', f"{NOTICE} w"),
        (f"<IMG SRC={ELSEWHERE}>", f'<img src="{URL}">', NOTICE),
        (f"bare {PICTURE_URL}, so", f"bare {URL} so", f"bare {NOTICE} so"),
        (f"at {ELSEWHERE}.jpg?x=1, or", f"at {URL}, or", f"at {NOTICE}, or"),
        (f"ends in {ELSEWHERE}.PNG", f"ends in {URL}", f"ends in {NOTICE}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", [1, 3, 10_000])
def test_a_picture_is_put_back_made_anew_or_a_notice(
    text: str, shown: str, held: str, step: int
) -> None:
    assert _woven(text, step)[0] == shown
    assert _woven(text, step, HELD)[0] == held
    assert len(_woven(text, step)[1]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Plain words! They <b>stay</b> [as](https://example.org/page.html) they are: data, http.",
        "![chart](chart.png) and <img src=logo.png> lie beside whoever shows them.",
        "#![allow(dead_code)] if (!a[b]) { c }",
        "",
        "!",
    ],
)
@pytest.mark.parametrize("step", [1, 4, 10_000])
def test_words_stay_as_they_are(text: str, step: int) -> None:
    assert _woven(text, step) == (text, [])


@pytest.mark.parametrize(
    "text",
    ["![alt][ref] z", "<svg onload=a><path/></svg>", "<video src=https://a.example/b>",
     "<img alt=a>"],
)  # fmt: skip
def test_what_cannot_be_opened_where_it_stands_is_withheld(text: str) -> None:
    told, addresses = _woven(text)

    assert "[a picture was withheld: it" in told
    assert addresses == []


def test_nothing_of_a_picture_leaves_before_it_is_whole() -> None:
    weaver = Weaver(Pictures())

    assert weaver.add("A view: ![of a ") == "A view: "
    assert weaver.add("hill](https://pictures") == ""
    assert weaver.add(".example/a") == ""
    assert len(weaver.add(") on")) == len("![of a hill](_) on")


def test_a_model_cannot_write_the_letter_of_a_picture() -> None:
    told, _ = _woven(f"\ue000 ![a]({ELSEWHERE})")

    assert told == f"\ufffd ![a]({URL})"


def test_more_pictures_than_letters_are_withheld() -> None:
    told, addresses = _woven(f"![a]({ELSEWHERE})" * 300)

    assert len(addresses) == 256
    assert told.count("too many in one text") == 44


@pytest.mark.parametrize(
    "text",
    ["![" * 3000, "![a](" + "(a" * 3000 + " " + "x" * 3000, "<img " * 2000,
     "https://a.b" * 1000, "![a[" * 2000, "data:image/" * 3000, "![\\" * 3000],
)  # fmt: skip
def test_a_text_that_begins_and_begins_comes_to_an_end(text: str) -> None:
    assert _woven(text, 20) == _woven(text)


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        (f"```html\n<img src='{ELSEWHERE}'>\n```\n<img src='{ELSEWHERE}'>", [ELSEWHERE]),
        (f"Do this:\n\n~~~\n![a]({ELSEWHERE})\n```\n{ELSEWHERE}.png\n~~~~\n![c]({ELSEWHERE})",
         [ELSEWHERE]),
        (f"```\n{ELSEWHERE}.png {PICTURE_URL}\n", ["204 bytes"]),
        (f"not a fence ``` ![a]({ELSEWHERE})", [ELSEWHERE]),
        (f"```\n![a]({ELSEWHERE})", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", [1, 5, 10_000])
def test_between_fences_of_code_only_data_urls_are_pictures(
    text: str, addresses: list[str], step: int
) -> None:
    """Who shows code shows its letters; a page that was asked for must not lose its pictures."""
    told, found = _woven(text, step)

    assert found == addresses
    assert told.count(ELSEWHERE) == text.count(ELSEWHERE) - len(
        [address for address in addresses if address == ELSEWHERE]
    )


@given(st.text(alphabet="ab![]()<img src=\"'>:/.pngdhtp \n\\&", max_size=60), st.integers(1, 9))
def test_how_it_is_cut_makes_no_difference(text: str, step: int) -> None:
    assert _woven(text, step) == _woven(text)


@given(
    st.lists(
        st.sampled_from(
            ["`", "```", "~~~", "\n", " ", f"![a]({ELSEWHERE})", f"<img src='{ELSEWHERE}'>",
             "data:image/png;base64,AA", f"{ELSEWHERE}.png", "html", ">", ")", "!["]
        ),
        max_size=14,
    ).map("".join),
    st.integers(1, 9),
)  # fmt: skip
def test_nor_does_it_between_fences(text: str, step: int) -> None:
    assert _woven(text, step) == _woven(text)
