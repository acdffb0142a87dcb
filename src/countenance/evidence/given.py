"""Which words of a request are given: a name that stands there may be repeated in the answer.

Rules kept here:
 * What users wrote is given, and what was read in the pictures.
 * What operators wrote (system and developer messages) is given too, and kept apart: a list of
   names that stands there is no more than that, and one of them alone is no caption.
 * What a tool gave back is given too, unless the tool compares faces: its name, its description,
   its parameters, what it was asked, or what it gave back says so. Nor is a result given whose
   call is not in the conversation: nobody can say which tool that was.
 * What a model said after such a result is not given: it may say on what the tool found.
 * What a tool that compares faces gave back is kept apart, so that the names in it are known.

What an answer may do with a given name is the work of `countenance.evidence.answer`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from countenance.dialects.call import Call, Part, PartKind, Role

__all__ = ["Given", "compares_faces", "given_of", "says_a_match"]

_RESULT_IDS: Final = ("tool_call_id", "tool_use_id", "call_id")
_CALL_IDS: Final = ("id", "call_id")


@dataclass(frozen=True, slots=True)
class Given:
    """`texts` may be repeated from; `found` is what searches by face gave back; `told` are words
    of operators, which may be repeated from as well."""

    texts: tuple[str, ...] = field(repr=False)
    found: tuple[str, ...] = field(default=(), repr=False)
    told: tuple[str, ...] = field(default=(), repr=False)

    @property
    def letters(self) -> int:
        """How many letters are in it."""
        return sum(map(len, (*self.texts, *self.found, *self.told)))


def given_of(call: Call, printed: Iterable[str] = ()) -> Given:
    """The given words of `call`; `printed` was read in its pictures."""
    tools = _tools(call.tools)
    calls = _calls(call.parts)
    results = _results(call.parts)
    texts: list[str] = []
    found: list[str] = []
    searched = False
    for part in call.parts:
        if part.kind is not PartKind.TEXT:
            continue
        place = _above(part.where, results)
        if place is None:
            if not (searched and part.role is Role.ASSISTANT):
                texts.append(part.text)
            continue
        called = calls.get(results[place])
        if says_a_match(part.text) or (called is not None and compares_faces(called.said(tools))):
            found.append(part.text)
            searched = True
        elif called is not None:
            texts.append(part.text)
    return Given((*texts, *printed), tuple(found), call.system)


def compares_faces(said: str) -> bool:
    """Whether a tool of this name and description, with these arguments, compares faces."""
    words = _plain(said)
    if _FACE.search(words):
        return True
    return all(each.search(words) for each in (_SOMEBODY, _PICTURE, _SEEKS))


def says_a_match(result: str) -> bool:
    """Whether this result of a tool tells of somebody who was found by how they look."""
    words = _plain(result)
    if _LIKENESS.search(words) is None:
        return False
    return bool(_FACE.search(words) or _SOMEBODY.search(words))


def _tools(written: str) -> Mapping[str, str]:
    """What is said of each tool that is offered, by name."""
    told: dict[str, str] = {}
    for tool in _objects(json.loads(written) if written else []):
        inner = tool.get("function")
        named = inner if isinstance(inner, dict) else tool
        if isinstance(name := named.get("name"), str):
            told[name] = json.dumps(tool, ensure_ascii=False)
    return told


def _objects(offered: object) -> Iterator[Mapping[str, Any]]:
    """The tools in a list of them, or of lists: a call may offer tools in several fields, of which
    some hold options and no list."""
    if isinstance(offered, list):
        for each in offered:
            yield from _objects(each)
    elif isinstance(offered, dict):
        yield offered


@dataclass(slots=True)
class _Called:
    """A call of a tool: its name, and what the tool was asked."""

    name: str = ""
    arguments: str = ""

    def said(self, tools: Mapping[str, str]) -> str:
        """All that is known of the tool and of this call."""
        return f"{self.name} {tools.get(self.name, '')} {self.arguments}"


def _calls(parts: Sequence[Part]) -> Mapping[str, _Called]:
    """The calls of tools in the conversation, by the id that a result names."""
    places: dict[str, str] = {}
    for part in parts:
        place, _, name = part.where.rpartition(".")
        is_id = part.kind is PartKind.LABEL and part.role is not Role.TOOL and name in _CALL_IDS
        # An item may have an id of its own beside the one that its result names.
        if is_id and (name == "call_id" or place not in places):
            places[place] = part.text
    told: dict[str, _Called] = {}
    for part in parts:
        above = _above(part.where, places) if part.kind is PartKind.TOOL_CALL else None
        if above is None:
            continue
        called = told.setdefault(places[above], _Called())
        if part.where.endswith(".name"):
            called.name = part.text
        else:
            called.arguments += f" {part.text}"
    return told


def _results(parts: Sequence[Part]) -> Mapping[str, str]:
    """Where results of tools stand, and the id of the call that each is of."""
    return {
        place: part.text
        for part in parts
        for place, _, name in (part.where.rpartition("."),)
        if part.kind is PartKind.LABEL
        and name in _RESULT_IDS
        and (name != "call_id" or part.role is Role.TOOL)
    }


def _above(where: str, places: Mapping[str, str]) -> str | None:
    """The one of `places` that `where` lies in."""
    while where:
        if where in places:
            return where
        where = where.rpartition(".")[0]
    return None


def _plain(text: str) -> str:
    """Names of tools and parameters as words."""
    return _HUMP.sub(" ", text).replace("_", " ").replace("-", " ")


_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_FACE: Final = _any(
    r"\bfac(?:e|es|ial)\b|\bface(?:id|net|match|search|check)\w*|\bbiometric|\bmug ?shots?\b",
    r"\bhead ?shots?\b|\bwatch ?lists?\b|\bline ?up\b|\breid\b|\bgesicht|\bvisages?\b",
    r"\brostros?\b|\bcaras?\b|\bvolt[oi]\b|\bvis[oi]\b|\bgezicht|\bansi[kg]t|\bansikte|\btwarz",
    r"\byüz|\bлиц[аоу]|\bлицев|وجه|وجوه|चेहर|人脸|人臉|脸部|顔|얼굴",
)
_SOMEBODY: Final = _any(
    r"\b(?:who|whom|person|persons|people|individual|identity|identities|suspects?|subject|human|"
    r"employees?|customer|visitor|guest|member|inmate|offender|celebrity|somebody|surname|dob)\b",
    r"\b(?:first|last|full|given|family) ?name\b|\bdate of birth\b|\bpersonne|\bpersona|\bpessoa",
    r"\bpersoon|\bosob|\bkişi|\bчеловек|\bличност|شخص|व्यक्ति|人物|身份|본인|사람",
)
_PICTURE: Final = _any(
    r"\b(?:photo|picture|image|img|frame|selfie|portrait|snapshot|still|crop|bild|foto|imagen|"
    r"imagem|immagine|zdjęcie|фото|изображени)\w*|صورة|तस्वीर|照片|图片|画像|写真|사진",
)
_SEEKS: Final = _any(
    r"\b(?:search|finds?\b|look ?up|match|identif|recogni[sz]|compar|verif|resolve|reverse|such|"
    r"erkenn|cherch|reconna|busc|reconoc|reconhec|cerc|riconosc|zoek|herken|søk|gjenkjen|szuk|"
    r"rozpozn|tanı|найти|распозн)\w*|بحث|تعرف|पहचान|खोज|识别|搜索|検索|認識|검색|인식",
)
_LIKENESS: Final = _any(
    r"\bsimilarit|\blikeness|\bresembl|\b(?:identified|recogni[sz]ed) as\b",
    r"\bsame (?:person|man|woman|individual)\b",
    r"\b(?:match\w*|confidence|score|distance|probability)\b\W{1,6}(?:is |of )?"
    r"(?:[01]?\.\d|\d{1,3} ?%)",
    r"\bähnlich|\bressembl|\bsomigli|\bсовпад|تطابق|मिलान|匹配|相似|일치",
)
