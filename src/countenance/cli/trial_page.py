"""The page of a trial: the figures, and blurred examples to judge, in one file.

Rules kept here:
 * Everything that stands on it is escaped; it loads nothing and sends nothing.
 * What is judged leaves the page as a file that `trial report --judged` reads.
"""

import base64
import html
from collections.abc import Mapping, Sequence
from typing import Any

from countenance.cli.words import number_of
from countenance.gate.trial.tally import Judged, clause_of

__all__ = ["page"]

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8884; }
td.n, th.n { text-align: right; }
.examples { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem; }
fieldset { border: 1px solid #8886; border-radius: .3rem; margin: 0; }
img { width: 10rem; height: auto; display: block; margin-bottom: .5rem; }
label { margin-right: 1rem; } code { overflow-wrap: anywhere; }
"""  # noqa: E501 - a rule of a style sheet reads better on one line

_SCRIPT = """
document.getElementById("save").onclick = function () {
  const judged = {};
  for (const one of document.querySelectorAll("input[type=radio]:checked")) {
    judged[one.name] = one.value;
  }
  const file = new Blob([JSON.stringify(judged, null, 1)], {type: "application/json"});
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "judged.json";
  link.click();
};
"""
_WORDS = {Judged.RIGHT: "right", Judged.FALSE_ALARM: "a false alarm"}


def page(
    found: Mapping[str, Any],
    entries: Sequence[Mapping[str, Any]],
    examples: Mapping[str, bytes],
    names: Mapping[str, str],
) -> str:
    """The whole page. `found`: the report as an object; `entries`: those that have an example."""
    outcomes = " · ".join(f"{word} {count}" for word, count in found["outcomes"].items())
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        f"<title>countenance: a trial</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{number_of(found['calls'], 'call')}, tried</h1><p>{html.escape(outcomes)}</p>"
        f"<p>{number_of(found['pictures'], 'picture')} with {number_of(found['faces'], 'face')}. "
        f"From {html.escape(str(found['from']))} to {html.escape(str(found['to']))}.</p>"
        f"{_table(found['by_clause'], ('outcome', 'clause'), ('calls',))}"
        f"{_table(found['by_caller'], ('caller',), ('calls', *found['outcomes']))}"
        f"{_judging(entries, examples, names)}</main></body></html>\n"
    )


def _table(
    rows: Sequence[Mapping[str, Any]], words: Sequence[str], counts: Sequence[str]
) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{word}</th>" for word in words)
    head += "".join(f"<th class='n'>{word}</th>" for word in counts)
    body = "".join(
        "<tr>"
        + "".join(f"<td>{html.escape(str(row[word]))}</td>" for word in words)
        + "".join(f"<td class='n'>{row[word]}</td>" for word in counts)
        + "</tr>"
        for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _judging(
    entries: Sequence[Mapping[str, Any]],
    examples: Mapping[str, bytes],
    names: Mapping[str, str],
) -> str:
    if not entries:
        return "<p>No examples were kept, or none was given: see <code>trial.keep</code>.</p>"
    return (
        "<h2>Which of these are false alarms?</h2>"
        "<p>Each is a call that would have been covered, refused or held. Faces are covered "
        "and the picture is blurred; what was asked stands beside it, as the record has it.</p>"
        f"<div class='examples'>{''.join(_example(one, examples, names) for one in entries)}</div>"
        f"<p><button id='save'>Save what I judged</button></p><script>{_SCRIPT}</script>"
    )


def _example(
    entry: Mapping[str, Any], examples: Mapping[str, bytes], names: Mapping[str, str]
) -> str:
    picture = base64.b64encode(examples[entry["id"]]).decode()
    ref = entry["caller"]["ref"]
    acts = ", ".join(f"{act['label']} ({'/'.join(act['verdicts'])})" for act in entry["acts"])
    name = html.escape(entry["id"], quote=True)
    choices = "".join(
        f"<label><input type='radio' name='{name}' value='{judged.value}'> {_WORDS[judged]}</label>"
        for judged in Judged
    )
    return (
        f"<fieldset><legend>entry {entry['index']} · {html.escape(entry['outcome'])}</legend>"
        f"<img alt='a blurred example' src='data:image/jpeg;base64,{picture}'>"
        f"<p>{html.escape(names.get(ref, ref))} · {html.escape(entry['time'])}<br>"
        f"<code>{html.escape(clause_of(entry))}</code><br>{html.escape(acts)}</p>{choices}"
        "</fieldset>"
    )
