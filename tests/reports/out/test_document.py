"""A document is the same whatever it is written as."""

import pytest

from countenance.cli.telling.document import as_html, as_markdown
from countenance.reports.out.document import Document, Text


def test_a_plain_document_is_not_written_where_backticks_are_code() -> None:
    plain = Document("x", (Text("`a`"),), is_plain=True)

    for write in (as_html, as_markdown):
        with pytest.raises(ValueError, match="backticks"):
            write(plain)
