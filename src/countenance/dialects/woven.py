"""Pictures in the middle of words: `![...](...)`, `<img ...>`, data URLs, addresses of pictures.

A reader of an answer takes the words as they come, and gets them back with one letter in the place
of each picture (`Weaver.add`). A check judges these words; then `Weaver.told` says what they are.

Rules kept here:
 * What is begun and not whole is held back, so that no half of a picture or of its address leaves.
 * The letters that stand for pictures are private ones; where a model wrote one itself, it becomes
   U+FFFD, so that nobody can put a picture where none was.
 * The address of a picture never leaves: whoever asked it might be shown another picture, or learn
   that it was asked. Inspected bytes take its place, or a notice.
 * A picture that stands in one place and is named in another is withheld, and so is every other tag
   that a page would fetch or draw by itself.
 * Between the fences of code only data URLs are pictures: what is shown as code is not fetched.
 * An address that is only a link, and does not end like a picture, is words. So is a name without
   a scheme: nobody but the one who shows the answer has anything there.
"""

import re
from collections.abc import Callable

from countenance.dialects.answer_pictures import Pictures, Place, Shown
from countenance.dialects.call import Part

__all__ = ["Weaver"]

_FIRST = 0xE000
_MOST = 256
_LETTERS = re.compile("[\ue000-\uf8ff]")
_U = r"[^\s\"'()<>\[\]{}|\\^`]"
_ENDS = re.compile(r"[\s\"'()<>\[\]]")
_KINDS = r"(?:jpe?g|jpe|png|gif|webp|avif|heic|heif|bmp|tiff?|svg)"
_TAGS = r"(?:img|picture|source|image|video|audio|embed|object|iframe|svg)"
_ALT = r"!\[ (?P<alt> (?: \\. | [^\[\]\\] | \[[^\[\]]{0,256}\] ){0,1024} ) \]"
_INSIDE = r"\( \s{0,8} (?P<inside> (?: [^()\s]++ | \([^()\s]*+\) )*+ ) (?: \s[^()]{0,128} )? \)"
_FENCE = r"(?<=\n) [ ]{0,3} (?: `{3,} | ~{3,} ) [^\n]*"
_WHOLE = re.compile(
    rf"""(?P<fence> {_FENCE} (?: (?=\n) | \Z ) )
       | (?P<mark> {_ALT} {_INSIDE} )
       | (?P<named> {_ALT.replace("alt", "name")} \[ [^\[\]]{{0,256}} \] )
       | (?P<tag> <{_TAGS} \b [^>]{{0,4096}} > )
       | (?P<data> data: (?:image/|video/|application/pdf) {_U}* )
       | (?P<bare> https?:// {_U}{{1,2048}}? \. {_KINDS}
              (?: [?\#] {_U}* (?<![.,;:!?]) )? (?![\w/%-]) )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_BEGUN = re.compile(
    rf"""(?: \n [ ]{{0,3}} (?: `{{0,2}} | ~{{0,2}} )
       | {_FENCE}
       | ! (?: \[ (?: \\. | [^\[\]\\] | \[[^\[\]]{{0,256}}\] ){{0,1024}} \\?
                   (?: \] (?: \( \s{{0,8}} (?: [^()\s]++ | \([^()\s]*+ \)? )*+
                              (?: \s[^()]{{0,128}} )?
                            | \[ [^\[\]]{{0,256}} )? | \[[^\[\]]{{0,256}} )? )?
       | < [a-z]{{0,7}}
       | <{_TAGS} \b [^>]{{0,4096}}
       | d(?:a(?:t(?:a(?: : {_U}* )?)?)?)?
       | h(?:t(?:t(?:p(?:s?(?: : {_U}* )?)?)?)?)? ) \Z""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_DATA = re.compile(rf"data:(?:image/|video/|application/pdf){_U}*", re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\s*[a-z][a-z0-9+.-]*:|.*(?://|\\|&)", re.IGNORECASE | re.DOTALL)
"""What may lead somewhere else: a scheme, slashes, and whatever could be undone to one."""
_OPENED = re.compile(r"!\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\(\Z", re.DOTALL)

_LONGEST_MARK = 4096


class Weaver:
    """The words of one text of an answer, with its pictures taken out."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._held: list[str] = []
        self._in_url = False
        self._at_line = True
        self._fence = ""
        self._met: list[tuple[Part, Callable[[str], str]]] = []

    def add(self, text: str, *, ended: bool = False) -> str:
        """The words that are whole by now, with a letter for each picture."""
        text = _LETTERS.sub("\ufffd", text)
        if self._held:
            self._held.append(text)
            if self._in_url and not ended and not _ENDS.search(text):
                # The rest of an address or a data URL: nothing can be said about it yet.
                return ""
            text = "".join(self._held)
        # A fence begins a line, and so may the text: then the end of a line is thought before it.
        thought = "\n" if self._at_line else ""
        text = thought + text
        place = len(text) if ended else max(self._begins(text), len(thought))
        self._held = [text[place:]] if place < len(text) else []
        whole = text[:place]
        self._at_line = whole.endswith("\n")
        return _WHOLE.sub(self._taken, whole)[len(thought) :]

    def told(self, words: str) -> str | Place:
        """What these words are, once they are released: a text, or the place of one."""
        letters = _LETTERS.findall(words)
        if not letters:
            return words
        pieces = _LETTERS.split(words)
        met = [self._met[ord(letter) - _FIRST] for letter in letters]

        def write(shown: tuple[Shown, ...]) -> str:
            text = pieces[0]
            for (_, around), each, piece in zip(met, shown, pieces[1:], strict=True):
                if each.url is not None:
                    text += around(each.url) + piece
                elif piece.startswith(")") and (mark := _mark_before(text)) is not None:
                    text = f"{text[: mark.start()]}{mark[1]} {each.notice}{piece[1:]}"
                else:
                    text += each.notice + piece
            return text

        return Place(tuple(part for part, _ in met), write)

    def _begins(self, text: str) -> int:
        """Where something begins that may become a picture and is not whole; else the end."""
        whole = 0
        for match in _WHOLE.finditer(text):
            if match.end() < len(text) or match.lastgroup not in ("data", "bare", "fence"):
                whole = match.end()
        begun = _BEGUN.search(text, whole)
        self._in_url = begun is not None and ":" in begun.group()
        return len(text) if begun is None else begun.start()

    def _taken(self, match: re.Match[str]) -> str:
        if match["fence"] is not None:
            self._cross(match["fence"].strip())
            return match.group()
        if self._fence:
            return _DATA.sub(lambda found: self._letter(found.group(), str), match.group())
        if match["mark"] is not None:
            url = match["inside"].removeprefix("<").removesuffix(">")
            if not _ELSEWHERE.match(url):
                return match.group()
            return f"![{match['alt']}]({self._letter(url, str)})"
        if match["named"] is not None:
            return f"{match['name']} {Shown(withheld='it stands in another place').notice}"
        if match["tag"] is not None:
            return self._of_tag(match["tag"])
        return self._letter(match.group(), str)

    def _cross(self, fence: str) -> None:
        """Code begins, or ends with the same signs and at least as many."""
        signs = fence[: len(fence) - len(fence.lstrip(fence[0]))]
        if not self._fence:
            self._fence = signs
        elif signs == fence and signs.startswith(self._fence):
            self._fence = ""

    def _of_tag(self, tag: str) -> str:
        source = _SOURCE.search(tag)
        if not tag[:4].lower().startswith("<img") or source is None:
            return Shown(withheld="it would be drawn from the words of the answer").notice
        url = next(each for each in source.groups() if each is not None)
        if not _ELSEWHERE.match(url):
            return tag
        return self._letter(url, '<img src="{}">'.format)

    def _letter(self, url: str, around: Callable[[str], str]) -> str:
        if len(self._met) >= _MOST:
            return Shown(withheld="there are too many in one text").notice
        self._met.append((self._pictures.of_url(url), around))
        return chr(_FIRST + len(self._met) - 1)


def _mark_before(text: str) -> re.Match[str] | None:
    """The `![...](` that the text ends with."""
    return _OPENED.search(text, max(0, len(text) - _LONGEST_MARK))
