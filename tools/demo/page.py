"""The page of the demo: every call, and the pictures before and after, in one file."""

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Row", "page"]

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
article { border-top: 1px solid #8886; padding: 1rem 0; }
h2 { font-size: 1.1rem; margin: 0 0 .25rem; }
.pictures { display: flex; gap: 1rem; flex-wrap: wrap; margin: .75rem 0; }
figure { margin: 0; } img { width: 15rem; height: auto; display: block; }
.none { width: 15rem; height: 15rem; display: grid; place-items: center; border: 1px dashed; }
.outcome { border: 1px solid; border-radius: .3rem; padding: 0 .4rem; }
code { overflow-wrap: anywhere; }
"""


@dataclass(frozen=True)
class Row:
    """One call and what became of it. `problems`: what was expected and did not happen."""

    number: int
    client: str
    caller: str
    prompt: str
    outcome: str
    told: str
    came_in: bytes | None
    went_out: bytes | None
    entry: str
    editions: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether everything came out as expected."""
        return not self.problems


def page(rows: Sequence[Row]) -> str:
    """The whole page."""
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        f"<title>countenance: calls through the gate</title><style>{_STYLE}</style>"
        "</head><body><main>"
        "<h1>Calls through the gate</h1>"
        "<p>Each call was made by an unmodified client. On the right is what reached the AI "
        "service, decoded from the bytes it was sent. The people are drawn by a script.</p>"
        f"{''.join(_article(row) for row in rows)}</main></body></html>\n"
    )


def _article(row: Row) -> str:
    mark = "as expected" if row.right else "not as expected: " + "; ".join(row.problems)
    pictures = ""
    if row.came_in is not None:
        pictures = (
            "<div class='pictures'>"
            f"<figure>{_picture(row.came_in, 'the picture as the caller sent it')}"
            "<figcaption>sent by the caller</figcaption></figure>"
            f"<figure>{_picture(row.went_out, 'the picture as it reached the AI service')}"
            "<figcaption>reached the AI service</figcaption></figure></div>"
        )
    editions = ", ".join(row.editions)
    return (
        f"<article><h2>{row.number}. {html.escape(row.caller)}: “{html.escape(row.prompt)}”</h2>"
        f"<p><span class='outcome'>{html.escape(row.outcome)}</span> {html.escape(mark)} · "
        f"client {html.escape(row.client)} · under {html.escape(editions)} · "
        f"entry {html.escape(row.entry)}</p>{pictures}"
        f"<p><code>{html.escape(row.told)}</code></p></article>"
    )


def _picture(data: bytes | None, described: str) -> str:
    if data is None:
        return "<div class='none'>nothing</div>"
    kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
    return (
        f"<img alt='{described}' src='data:image/{kind};base64,{base64.b64encode(data).decode()}'>"
    )
