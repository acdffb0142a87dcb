"""EXIF and XMP for tests, made up: no camera is called so."""

from PIL import Image

__all__ = ["exif", "xmp"]


def exif(
    make: str = "Northport",
    model: str = "Model 3",
    taken: str = "2024:05:03 14:23:11",
    offset: str = "+02:00",
    source: bytes = b"\x03",
) -> bytes:
    """A block of EXIF with a camera, a time, a place and what made the file."""
    block = Image.Exif()
    block[0x010F], block[0x0110], block[0x0131] = make, model, "1.0.7"
    inner, place = block.get_ifd(0x8769), block.get_ifd(0x8825)
    inner[0x9003], inner[0x9011], inner[0xA300] = taken, offset, source
    place[2] = place[4] = (1.0, 2.0, 3.0)
    return block.tobytes()


def xmp(more: bytes = b"") -> bytes:
    """A packet of XMP as a drone writes one, with a digital source type."""
    return (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description '
        b'drone-dji:FlightYawDegree="+12.30" Iptc4xmpExt:DigitalSourceType='
        b'"http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture" '
        + more
        + b"/></rdf:RDF></x:xmpmeta>"
    )
