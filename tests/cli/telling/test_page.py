"""Pages that stand alone: escaped, without scripts, readable as tables."""

from countenance.cli.telling.page import heading, items, lines, page, table, text


def test_what_is_given_as_text_stays_text() -> None:
    evil = "<script>alert(1)</script>\"'&"

    made = page(evil, [
        heading(evil), text(evil), items([evil]), lines(evil), table(evil, (evil,), [(evil,)]),
    ])  # fmt: skip

    assert "<script" not in made
    assert made.count("&lt;script&gt;") >= 9


def test_a_page_loads_nothing() -> None:
    made = page("A title", [text("words")])

    assert "default-src 'none'" in made
    assert "http" not in made.replace('http-equiv="Content-Security-Policy"', "")
    assert "src=" not in made


def test_words_between_backticks_are_code() -> None:
    assert text("say `a < b` twice") == "<p>say <code>a &lt; b</code> twice</p>"
    assert text("one ` alone") == "<p>one ` alone</p>"


def test_a_table_names_its_rows_and_says_when_it_has_none() -> None:
    made = table("Calls", ("day", "calls"), [("monday", "3")], (1,))

    assert '<th scope="row">monday</th><td class="n">3</td>' in made
    assert "<caption>Calls</caption>" in made
    assert '<td colspan="2">none</td>' in table("Calls", ("day", "calls"), [])
