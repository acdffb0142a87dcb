"""Small PDFs for tests, written by hand, as other programs write them: text, scripts, layers."""

from collections.abc import Sequence

__all__ = ["pdf"]


def pdf(*pages: str, size: tuple[float, float] = (300, 200), also: Sequence[str] = (),
        catalog: str = "") -> bytes:  # fmt: skip
    """A PDF with a page for each stream of drawing commands; `/F` is Helvetica, not embedded.

    `also` are further objects, numbered from 3 + 2 x pages; `catalog` goes into the catalog.
    """
    kids = " ".join(f"{3 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
    ]
    for place, drawing in enumerate(pages):
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]:g} {size[1]:g}]"
            f"/Contents {4 + 2 * place} 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1"
            "/BaseFont/Helvetica>>>>>>>>",
            f"<</Length {len(drawing)}>>stream\n{drawing}\nendstream",
        ]
    text, starts = "%PDF-1.7\n", []
    for number, body in enumerate([*objects, *also], 1):
        starts.append(len(text))
        text += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    end = f"trailer\n<</Size {len(starts) + 1}/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 {len(starts) + 1}\n0000000000 65535 f \n{table}{end}".encode()
