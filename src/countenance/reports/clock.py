"""Times of a recording as people read them, and as captions write them."""

from countenance.reports.recording import Span

__all__ = ["clock", "span_clock", "stamp"]


def clock(milliseconds: int) -> str:
    """Minutes and seconds from the first sample, `00:08`; hours before them where there are any."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def span_clock(span: Span) -> str:
    """From when until when, the second in which it ends counted whole: `00:08-00:13`."""
    return f"{clock(span.start)}-{clock(span.end + 999)}"


def stamp(milliseconds: int, comma: bool = False) -> str:
    """A time in a caption: `00:00:08.250`; SubRip has a comma there."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{',' if comma else '.'}{rest:03}"
