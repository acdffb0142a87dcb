"""Documents: the same in every form, and nothing in them is markup."""

import re

from countenance.cli.telling.document import (
    Document,
    Heading,
    Items,
    Lines,
    Table,
    Text,
    as_html,
    as_markdown,
)

EVIL = "<b> *x* [a](b) | # `c|d` \\ end"
MADE = Document(
    "A title",
    (
        Heading("A part"),
        Text(EVIL),
        Items(("one", EVIL), are_steps=True),
        Items(("dot",)),
        Lines("a  b\n<c>"),
        Table("Counts", ("name", "calls"), ((EVIL, "3"), ("plain_name", "4")), (1,)),
        Table("Nothing", ("name",), ()),
    ),
)


def test_markdown_shows_what_was_given_as_it_is() -> None:
    made = as_markdown(MADE)

    assert made.startswith("# A title\n\n## A part\n\n")
    assert "\\<b\\> \\*x\\* \\[a\\](b) \\| \\# `c|d` \\\\ end\n" in made
    assert "\n    a  b\n    <c>\n" in made
    assert "|---|---:|" in made
    assert "| plain\\_name | 4 |" in made
    assert "| none |" in made
    assert re.search(r"^1\. one\n2\. ", made, re.MULTILINE)
    assert "- dot" in made


def test_a_cell_never_ends_early() -> None:
    row = next(line for line in as_markdown(MADE).splitlines() if line.endswith("| 3 |"))

    assert len(re.findall(r"(?<!\\)\|", row)) == 3


def test_html_says_the_same_words() -> None:
    made = as_html(MADE)

    assert "<b>" not in made
    assert "<h2>A part</h2>" in made
    assert '<pre tabindex="0">a  b\n&lt;c&gt;</pre>' in made
    assert "<ol><li>one</li>" in made
    assert '<td class="n">4</td>' in made
