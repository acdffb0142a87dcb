"""Pages of pixels to a PDF that holds nothing else (ISO 32000-1).

Rules kept here:
 * One JPEG for each page, laid over the whole page. No text, font, script, form, attachment,
   metadata or date.
 * The same pages give the same bytes.
"""

from collections.abc import Sequence

__all__ = ["pdf_of_pages"]

_DOTS_A_POINT = 2  # pixels of a picture for each 1/72 inch: A4 comes out as about A4


def pdf_of_pages(pages: Sequence[tuple[bytes, int, int]]) -> bytes:
    """A PDF of these pages: for each the bytes of an RGB JPEG, its width and its height."""
    kids = " ".join(f"{3 + 3 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
    ]
    for place, (jpeg, width, height) in enumerate(pages):
        number = 3 + 3 * place
        size = f"{width / _DOTS_A_POINT:g} {height / _DOTS_A_POINT:g}"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Contents {number + 1} 0 R"
            f"/Resources<</XObject<</P {number + 2} 0 R>>>>>>".encode(),
            _stream("", f"{size.replace(' ', ' 0 0 ')} 0 0 cm /P Do".encode()),
            _stream(
                f"/Type/XObject/Subtype/Image/Width {width}/Height {height}"
                "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode",
                jpeg,
            ),
        ]
    return _file(objects)


def _stream(entries: str, body: bytes) -> bytes:
    return f"<<{entries}/Length {len(body)}>>stream\n".encode() + body + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    # The comment of high bytes says that the file is binary (7.5.2).
    data = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for start in starts:
        data += f"{start:010} 00000 n \n".encode()
    data += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\n".encode()
    data += f"startxref\n{table}\n%%EOF\n".encode()
    return bytes(data)
