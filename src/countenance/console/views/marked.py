"""The few marks that our own texts have, as HTML: `code`, *stress*, and **strong**.

Rules kept here:
 * Everything is escaped before a mark is looked for; a mark without its other half stays as it is.
"""

import re

from markupsafe import Markup, escape

__all__ = ["marked"]

_MARKS = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])"), r"<em>\1</em>"),
)


def marked(text: str) -> Markup:
    """A line of ours as HTML."""
    told = str(escape(text))
    for mark, as_html in _MARKS:
        told = mark.sub(as_html, told)
    return Markup(told)  # noqa: S704 - escaped above
