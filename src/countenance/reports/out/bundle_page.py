"""The page of a bundle: opens by double-click in any browser, plays each sentence, asks nobody.

Rules kept here:
 * Every value is escaped; the page runs the one script that is here and no other (its digest is in
   the policy of the page), and loads nothing but the recording beside it.
 * Without scripts it is the same text; a sentence is then a link to its span of the recording.
 * The first part is in plain words, and begins with what the report lacks.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from countenance.reports.clock import span_clock
from countenance.reports.out.captions import who_speaks
from countenance.reports.out.disclosure import program_line
from countenance.reports.out.report_document import UNSIGNED, settled_words
from countenance.reports.out.told import ORIGINS, Told
from countenance.reports.out.withheld import Withheld
from countenance.reports.recording import Span
from countenance.reports.report import Settled
from countenance.reports.transcript import Segment

__all__ = ["bundle_page"]


@dataclass(frozen=True, slots=True)
class _Heard:
    """Something of the transcript: words of somebody, or a span without words."""

    span: Span
    who: str
    segment: Segment | None = None


def bundle_page(
    told: Told,
    *,
    audio: str = "",
    proofs: Mapping[int, str] | None = None,
    purpose: str = "",
    withheld: Sequence[Withheld] = (),
) -> str:
    """The page. `audio`: the path of the recording in the bundle; `proofs`: index -> path of the
    proof; `purpose`: for whom it is made; `withheld`: what is not in it, and by which rule."""
    report = told.report
    transcript = report.transcript
    script, style = _static("bundle.js"), _static("bundle.css")
    return _environment(told).get_template("bundle.html").render(
        report=report,
        signature=told.signature,
        unsigned=UNSIGNED,
        wordings=told.wordings,
        programs=tuple(dict.fromkeys(program_line(each) for each in told.programs)),
        lines=told.lines,
        lacking=told.lacking,
        doubts=told.doubts,
        gaps=told.gaps,
        generated=told.generated,
        unclear=told.unclear,
        unintelligible=transcript.unintelligible if transcript is not None else (),
        editors=tuple(dict.fromkeys(each.by for each in report.edits)),
        shares={origin: told.written_by(origin) for origin in ORIGINS},
        origins=ORIGINS,
        heard=_heard(told),
        audio=audio,
        proofs=proofs or {},
        purpose=purpose,
        withheld=withheld,
        # Ours, out of the package; both have their digests in the policy.
        script=Markup(script),  # noqa: S704
        style=Markup(style),  # noqa: S704
        policy=_policy(script, style),
    )  # fmt: skip


def _heard(told: Told) -> tuple[_Heard, ...]:
    transcript = told.report.transcript
    if transcript is None:
        return ()
    speakers = told.report.speakers[-1].speakers if told.report.speakers else None
    found = [
        _Heard(each.span, who_speaks(speakers, each.id, each.voice), each)
        for each in transcript.segments
    ]
    found += [_Heard(each, "unintelligible") for each in transcript.unintelligible]
    found += [_Heard(each, "no sound") for each in told.report.recording.muted]
    return tuple(sorted(found, key=lambda each: (each.span.start, each.span.end)))


def _policy(script: str, style: str) -> str:
    # `file:` for browsers that do not take a file beside the page for `'self'`.
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "media-src 'self' file:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _static(name: str) -> str:
    return (files("countenance.reports.out") / "static" / name).read_text(encoding="utf-8")


def _environment(told: Told) -> Environment:
    made = Environment(
        loader=PackageLoader("countenance.reports.out"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

    def settled(found: Settled | None) -> str:
        return settled_words(found, told)

    filters: dict[str, Any] = {
        "clock": span_clock,
        "name": told.name,
        "place": told.place,
        "seconds": _seconds,
        "settled": settled,
    }
    made.filters.update(filters)
    return made


def _seconds(milliseconds: int) -> str:
    return f"{max(0, milliseconds) / 1000:g}"
