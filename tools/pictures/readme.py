"""The picture of the README: what a caller sends, and what reaches the AI service.

    .venv/bin/python tools/pictures/readme.py

The person is drawn by a script, and covered by the same code that covers faces in the gate.
"""

import io
import os
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from countenance.faces.bench import Bench
from countenance.faces.cover import Cover
from countenance.faces.settings import FaceSettings
from countenance.media.drawn import portrait
from countenance.stores.weights import built_in_weights

OUT = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "readme.png"
SIZE, GAP, LINE = 240, 16, 34
TOLD = """nothing was sent on

ms-enterprise-ai-coc@4.0
clause 15 · you may ask for
a description instead"""


def main() -> None:
    """Draw three panels: sent, covered, refused."""
    sent = Image.fromarray(portrait(480).pixels)
    raw = io.BytesIO()
    sent.save(raw, "PNG")
    bench = Bench(FaceSettings(built_in_weights()), key=os.urandom(32))
    bench.start()
    try:
        seen = bench.inspect(raw.getvalue())
        covered = bench.render(raw.getvalue(), seen, Cover.SOLID)
    finally:
        bench.close()
    sheet = Image.new("RGB", (SIZE * 3 + GAP * 4, SIZE + LINE + GAP), (250, 250, 250))
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(15)
    panels = (
        ("sent by the caller", sent),
        ("“Describe this”: covered", Image.open(io.BytesIO(covered.data))),
        ("“Who is this?”: refused", None),
    )
    for at, (words, picture) in enumerate(panels):
        x = GAP + at * (SIZE + GAP)
        if picture is None:
            draw.rectangle((x, GAP, x + SIZE, GAP + SIZE - 1), outline=(120, 120, 120), width=2)
            draw.multiline_text((x + 16, GAP + 60), TOLD, fill=(60, 60, 60), font=font, spacing=8)
        else:
            sheet.paste(picture.convert("RGB").resize((SIZE, SIZE)), (x, GAP))
        draw.text((x, GAP + SIZE + 6), words, fill=(20, 20, 20), font=font)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(64).save(OUT, optimize=True)


if __name__ == "__main__":
    main()
