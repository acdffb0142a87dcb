"""Pages of HTML that stand alone: paragraphs, tables, and pictures with their tables.

Rules kept here:
 * Everything that is given as text is escaped. A page loads nothing and runs nothing, and says so
   to the browser.
 * It can be read in light and in dark, on a telephone, and on paper; a table that is too wide
   scrolls by itself, by keyboard as well.
"""

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["heading", "items", "lines", "page", "table", "text"]

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --soft: #555; --line: #767676;
  --band: #f3f3f3; --mark: #0b57a4;
  --pass: #b7dfc8; --pass-ink: #14532d; --redact: #a9cdf0; --redact-ink: #0b3d70;
  --refuse: #a33a1f; --refuse-ink: #fff; --hold: #f3d98b; --hold-ink: #5a4100;
  --unread: #d9d9d9; --unread-ink: #444; }
@media (prefers-color-scheme: dark) { :root { --paper: #151515; --ink: #ececec; --soft: #b4b4b4;
  --line: #8c8c8c; --band: #222; --mark: #8ec2ff;
  --pass: #1f5c3b; --pass-ink: #c6f0d8; --redact: #1d4d7e; --redact-ink: #cfe6ff;
  --refuse: #e0795c; --refuse-ink: #1a1a1a; --hold: #7a5c10; --hold-ink: #ffe9a8;
  --unread: #4a4a4a; --unread-ink: #ddd; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p, ul, ol, dl { max-width: 46rem; margin: .5rem 0; overflow-wrap: anywhere; }
li { margin: .2rem 0; }
dt { font-weight: 600; margin-top: .5rem; } dd { margin: 0 0 0 1rem; overflow-wrap: anywhere; }
code, pre { font: .9em/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: var(--band); padding: .75rem; border-radius: .25rem; }
a { color: var(--mark); } .soft { color: var(--soft); }
.wide { overflow-x: auto; margin: .5rem 0 1rem; } .wide:focus-visible, summary:focus-visible {
  outline: 3px solid var(--mark); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .92rem; min-width: min(100%, 22rem); }
caption { text-align: left; font-weight: 600; font-size: 1rem; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem .3rem;
  border-bottom: 1px solid var(--line); }
thead th { border-bottom-width: 2px; } tbody th { font-weight: 500; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td { min-width: 8rem; max-width: 34rem; overflow-wrap: break-word; }
th[scope=row] { min-width: 8rem; }
td.n, th[scope=row].n { min-width: 0; }
figure { margin: 1rem 0; } figcaption { font-weight: 600; }
figure .wide svg { display: block; width: 100%; min-width: 36rem; height: auto; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; }
.key svg { width: 1.6rem; height: 1rem; vertical-align: -.15rem; margin-right: .35rem; }
summary { cursor: pointer; padding: .25rem 0; }
@media print { details { display: block; } .wide { overflow: visible; } }
"""


def page(title: str, pieces: Iterable[str]) -> str:
    """A whole page with this title as its heading."""
    told = escape(title)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">"
        f"<title>{told}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{told}</h1>\n" + "\n".join(pieces) + "\n</main></body></html>\n"
    )


def heading(words: str) -> str:
    """The heading of a part."""
    return f"<h2>{escape(words)}</h2>"


def lines(words: str) -> str:
    """Lines that are shown letter by letter."""
    return f'<pre tabindex="0">{escape(words)}</pre>'


def text(words: str, *, soft: bool = False) -> str:
    """A paragraph; what stands between backticks is set as code."""
    return f"<p{' class=soft' if soft else ''}>{_marked(words)}</p>"


def items(each: Iterable[str], *, ordered: bool = False) -> str:
    """A list of lines, marked as paragraphs are."""
    tag = "ol" if ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{_marked(words)}</li>' for words in each)}</{tag}>"


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Iterable[int] = (),
) -> str:
    """A table whose first column names its rows. `numbers`: columns of numbers."""
    right = frozenset(numbers)
    head = "".join(
        f'<th scope="col"{_class(i in right)}>{escape(each)}</th>' for i, each in enumerate(heads)
    )
    body = "".join(f"<tr>{_cells(row, right)}</tr>" for row in rows)
    told = body or f'<tr><td colspan="{len(heads)}">none</td></tr>'
    label = escape(caption, quote=True)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{told}</tbody></table></div>"
    )


def _cells(row: Sequence[str], right: frozenset[int]) -> str:
    first, *rest = row
    return f'<th scope="row"{_class(0 in right)}>{_marked(first)}</th>' + "".join(
        f"<td{_class(i in right)}>{_marked(each)}</td>" for i, each in enumerate(rest, 1)
    )


def _class(is_number: bool) -> str:
    return ' class="n"' if is_number else ""


def _marked(words: str) -> str:
    """Escaped, and with what stands between backticks as code."""
    pieces = escape(words).split("`")
    if len(pieces) % 2 == 0:  # one without its other: then none of them is a mark
        return escape(words)
    return "".join(f"<code>{each}</code>" if i % 2 else each for i, each in enumerate(pieces))
