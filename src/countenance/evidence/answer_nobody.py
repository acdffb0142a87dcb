"""Whether an answer says outright who somebody is, about a picture in which no face was found.

A detector overlooks a face that is squashed or striped, and the AI service may know it all the same.

    "This is Eileen Collins, the NASA astronaut."     withheld
    "This is Machu Picchu in Peru."                   leaves
    "She won two medals in 2011."                     withheld
    "A print by Hokusai."  "Billed to Ann Ellison."   leaves

Rules kept here:
 * A name is withheld after somebody and "is" or "looks like"; after "this is" where what follows,
   or the question, is not about a place, a work or a thing; beside a trade or an office; before
   what only somebody does. Alone on a line or in a list it is no statement about the picture.
 * A name that was given may be repeated.
 * An office, a life or a likeness is withheld where somebody is spoken of, a same person always;
   what a tool found by a face as everywhere.

What is asked more strictly where a face was found is the work of `countenance.evidence.answer`.
"""

import re
from collections.abc import Iterable, Set
from typing import Final

from countenance.dialects.check import Release, Withhold
from countenance.evidence import answer_words as words
from countenance.evidence.answer_caseless import said_of_somebody
from countenance.evidence.answer_claims import claim_in
from countenance.evidence.answer_found import FoundNames
from countenance.evidence.answer_runs import is_ordinary, opens, plain, runs, words_of
from countenance.evidence.answer_strict import is_kind
from countenance.evidence.answer_things import is_thing
from countenance.evidence.needed import AnyOf

__all__ = ["PlainNaming"]

_RELEASE: Final = Release()
_FRESH: Final = 120
"""How much of what was released is looked at again."""
_NOUNS: Final = frozenset(
    """
    man woman person guy girl boy lady gentleman figure individual subject player driver speaker
    mann frau herr dame junge mädchen homme femme personne fille garçon hombre mujer persona chico chica
    uomo donna ragazzo ragazza homem mulher pessoa persoon vrouw meisje jongen mannen manden kvinnen kvinne
    kvinna kvinnan kvinden kvinde jenta mężczyzna kobieta osoba мужчина женщина человек девушка парень
    adam kadın kişi άνδρας γυναίκα
    """.split()
)
_TRADES: Final = frozenset(
    """
    actor actress singer astronaut politician athlete musician footballer president chancellor minister
    senator governor mayor king queen prince princess pope champion medalist medallist coach presenter host comedian
    author writer journalist director scientist physicist chemist cosmonaut activist billionaire founder ceo model rapper
    schauspieler schauspielerin sänger sängerin moderator moderatorin politiker politikerin präsident präsidentin
    kanzler kanzlerin astronautin acteur actrice chanteur chanteuse président présidente actriz cantante futbolista
    presidente presidenta astronauta attore attrice cantor cantora ator atriz jogador jogadora zanger zangeres
    skuespiller skådespelare aktor aktorka piosenkarz piosenkarka актёр актер актриса певец певица президент космонавт
    """.split()
)
_DOES: Final = frozenset(
    """
    stands sits smiles waves poses wears holds speaks talks laughs walks looks gestures grins sings shakes
    steht sitzt lächelt winkt trägt spricht sourit porte tient sonríe lleva saluda sorride indossa
    """.split()
)
_SHOWN: Final = frozenset(
    """
    this that it i photo picture image portrait selfie headshot das dies foto bild c este esta eso trata es è é
    questo questa esse essa dit dat det dette to это bu αυτός αυτή αυτό
    """.split()
)
_SOMEBODY: Final = _NOUNS | _TRADES | {"he", "she"}
_ANY: Final = _SOMEBODY | _DOES | _SHOWN
_NOUN: Final = "(?:" + "|".join(sorted(_NOUNS | {"actor", "actress", "singer", "astronaut"})) + ")"
_IS: Final = (
    r"(?:is|was|must be|could be|might be|may be|looks? like|resembles?|appears to be|seems to be|named|called|"
    r"ist|heißt|sieht aus wie|est|s['’]appelle|ressemble à|es|se llama|parece|è|si chiama|é|chama-se|heet|er|heter|hedder|är|jest|"
    r"to|это|είναι)"
)
#: A few words that are not of a place.
_FEW: Final = r"(?:\s+(?!(?:in|on|at|near|by|with|from|to|under|over|behind|of|auf|im|am|bei|à|au|en|a|da|op|på|w|na)\b)[^\W\d_A-Z][^\W\d_]*){0,3}"
_SOMEBODY_IS: Final = re.compile(
    rf"(?:\b(?:he|she)|\b{_NOUN}(?: (?!{_IS}\b)[\w-]+){{0,6}}),? {_IS}\b{_FEW}[\s\"'“*]*$", re.IGNORECASE
)
_THIS_IS: Final = re.compile(
    r"\b(?:(?:this|that|it) (?:is|was|must be|could be|might be|looks like|appears to be|seems to be)|(?:it|that)['’]s|i (?:see|recogni[sz]e)|"
    r"(?:photo|picture|image|portrait|selfie|headshot) (?:of|shows|depicts)|das ist|dies ist|(?:foto|bild) (?:zeigt|von)|c['’]est|"
    r"(?:photo|portrait) (?:de|montre)|(?:este|esta|eso|se trata) (?:es|de)|^\W*(?:es|è|é)|(?:questo|questa) è|(?:esse|essa|este|esta) é|dit is|"
    r"dat is|det(?:te)? (?:er|är)|to jest|это|bu|αυτ[όήο]ς? είναι)"
    r"(?: (?:probably|likely|clearly|actually|indeed|definitely|wahrscheinlich|sans doute))?[\s\"'“*]*$",
    re.IGNORECASE,
)
_TRADE: Final = "(?:" + "|".join(sorted(_TRADES | {"player"})) + ")"
_TRADE_BEFORE: Final = re.compile(rf"\b{_TRADE}[\s\"'“*]*$", re.IGNORECASE)
_TRADE_BEHIND: Final = re.compile(
    rf"^[\s\"'”*]*[,(–—-]\s*(?:(?:the|an?|our|former|der|die|le|la|el|il|o|de)\s+)?(?:[\w’'-]+\s+){{0,4}}?{_TRADE}\b"
    r"|^[\s\"'”*]*[,(–—-]?\s*\(?(?:born|née?|geboren|nacid[oa])\b",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"\b(?:by|from|von|par|por|da|av|af|door|od)(?: [\w-]+){0,4} $", re.IGNORECASE)
_ACTS: Final = re.compile(rf"^[\s\"'”*]*(?:se )?(?:{'|'.join(sorted(_DOES))})\b")
#: What follows the name of a place or a thing.
_PLACED: Final = re.compile(
    r"^[\s\"'”*]*,?\s*(?:(?:in|near|on|from|at|with|by) (?:the )?(?=(?-i:[A-Z\d]))|in (?:an?|the) (?:box|case|pot)\b|one of|which|built|seen|located|edition|home (?:of|to)|"
    r"(?:à|au|en|de|di|a|i|w|na) (?=(?-i:[^\W\d_a-z]))|probably (?:from|in)|(?:the|an?|der|die|das|le|la|el|il) (?:[\w-]+ ){0,3}"
    r"(?:mountain|peak|castle|palace|river|lake|city|town|village|island|bridge|tower|building|church|cathedral|temple|"
    r"museum|park|square|street|beach|valley|landmark|monument|painting|novel|book|film|movie|game|app|program|software|"
    r"car|model|brand|breed|plant|flower|tree|dish|drink|cheese|wine|company|team|band|volcano|waterfall|region|country|capital))\b"
    r"(?!\s+(?:suit|uniform|dress|coat|a (?:suit|uniform|coat)))",
    re.IGNORECASE,
)
#: A question about a thing, not about somebody.
_OF_A_THING: Final = re.compile(
    r"\b(?:where|place|city|town|country|building|landmark|monument|bridge|castle|church|museum|mountain|river|lake|street|"
    r"stadium|arena|airport|station|hotel|restaurant|store|shop|island|beach|park|"
    r"paint\w*|artwork|artist|sculpture|statue|book|cover|film|movie|game|album|brand|logo|car|vehicle|phone|laptop|shoes?|sneakers|"
    r"software|app|program|website|font|breed|dog|cat|bird|animal|plant|flower|tree|mushroom|dish|food|drink|wine|"
    r"ort|gebäude|stadt|wo|lieu|où|monument|lugar|dónde|edificio|luogo|dove|opera|quadro|lugar|onde|plaats|waar|hvor|var|gdzie|где)\b",
    re.IGNORECASE,
)
_OF_SOMEBODY: Final = re.compile(
    rf"\b(?:he|she|him|his|hers?|who|people|{_NOUN})\b", re.IGNORECASE
)
_THIS_ROLE: Final = re.compile(
    rf"\b(?:he|she|this|that|it|{_NOUN}|dies|das|c|l|este|esta|questo|questa|det|to|это)\b[^.!?\n]{{0,60}}"
    rf"(?:\b{_IS}|['’](?:s|est))\b",
    re.IGNORECASE,
)
#: A work, a building or a text: whom it is of, for or by, or tells of, is not who is pictured.
_MADE: Final = re.compile(
    r"\b(?:statues?|bust|print|painting|painted|sculpture|mural|book|novel|film|movie|poster|logo|album|song|"
    r"castle|palace|memorial|monument|museum|tomb|church|cathedral|temple|hotel|street|square|stadium|built|designed|founded|"
    r"written|directed|named after|dedicated|letter|card|invoice|article|text|document|page|report|paper|email|e-mail|headline|"
    r"quote|quotes|says that|reads|states|mentions|according|cat|dog|pet|"
    r"chat|screenshot|message|post|tweet|writes|chart|table|buch|gemälde|artikel|brief|schloss|burg|dom|kirche|erbaut|gebaut|"
    r"livre|tableau|lettre|château|palais|église|musée|construite?|libro|carta|cuadro|castillo|palacio|iglesia|construid[oa]|"
    r"lettera|quadro|castello|palazzo|chiesa|costruit[oa]|livro|castelo|museo?|kasteel|kerk|gebouwd|slott|kirke|kyrka|zamek|kościół)\b",
    re.IGNORECASE,
)
#: Words that names of places begin with, or end in, beside those of `answer_things`.
_PLACE: Final = frozenset(
    "mont monte saint sainte san santa santo st notre golden grand great new old big los las cape fort wall gate dame".split()
)
_SENTENCE: Final = re.compile(r"(?<!\b[DMS]r)(?<!\bM[sx])(?<!\bSt)(?<!\bMrs)(?<!\bProf)[.!?]\s|[。！？\n]")
_WORDS: Final = re.compile(r"\w+")
_REFUSES: Final = AnyOf(words.REFUSALS)
_CUES: Final = tuple(
    (name, re.compile(cue)) for name, cue in words.CASELESS_CUES if name not in words.THIS_IS_CUES
)


class PlainNaming:
    """The check of one answer about a picture in which no face was found."""

    def __init__(self, given: Iterable[str], asked: str, found: Iterable[str] = ()) -> None:
        """`given`: all that was given; `asked` what the user wrote; `found` what tools found by a face."""
        self._request = plain(" ".join(given))
        self._known = words_of(self._request)
        self._of_a_thing = _OF_A_THING.search(asked) is not None
        self._found = FoundNames(map(plain, found), self._known, is_ordinary)

    def check(self, text_so_far: str, new_sentence: str) -> Release | Withhold:
        """Release or withhold `new_sentence`; see the rules of this module."""
        before = plain(text_so_far[-_FRESH:])
        text = before + plain(new_sentence)
        rule = self._rule(text, len(before))
        return _RELEASE if rule is None else Withhold(rule)

    def _rule(self, text: str, begins: int) -> str | None:
        if self._found.begins_in(text, begins):
            return "name-of-a-match"
        if _REFUSES.found(text):
            return None
        return self._named(text, begins) or self._cued(text, begins) or self._claimed(text, begins)

    def _named(self, text: str, begins: int) -> str | None:
        there = _ANY.intersection(_WORDS.findall(text.lower()))
        for run in runs(text) if there else ():
            strange = [word for word in run if not is_kind(word.group())]
            if not strange or run[-1].end() <= begins:
                continue
            if all(word.group().casefold() in self._known for word in strange):
                continue
            if len(run) > 1 and any(word.group().casefold() in _PLACE for word in run):
                continue
            ahead, behind = text[: strange[0].start()], text[run[-1].end() :]
            whole = text[strange[0].start() : run[-1].end()]
            if self._says_who(ahead[-160:], behind[:120], len(strange), there):
                follows = is_thing(ahead, whole, behind, follows_thing=False)
                if not follows or _SOMEBODY_IS.search(ahead[-160:]):
                    return "name"
        return None

    def _says_who(self, ahead: str, behind: str, count: int, there: Set[str]) -> bool:
        """Whether the words around a name say that it is somebody's; `there`: words that help."""
        if not there.isdisjoint(_SOMEBODY):
            in_trade = _TRADE_BEFORE.search(ahead) or _TRADE_BEHIND.search(behind)
            if in_trade and not _MADE.search(_said_with(ahead, len(ahead))) and not _BY.search(ahead):
                return True
            if _SOMEBODY_IS.search(ahead):
                return True
        if count < 2:
            return False
        if not there.isdisjoint(_DOES) and opens(ahead) and _ACTS.search(behind):
            return True
        if there.isdisjoint(_SHOWN) or not _THIS_IS.search(ahead):
            return False
        return not self._of_a_thing and _PLACED.search(behind) is None

    def _cued(self, text: str, begins: int) -> str | None:
        if text.isascii():
            return None
        for name, cue in _CUES:
            for match in cue.finditer(text):
                if match.end() > begins and match.group() not in self._request:
                    return name
        return said_of_somebody(text, begins)

    def _claimed(self, text: str, begins: int) -> str | None:
        rule = claim_in(text, begins)
        if rule is None or rule == "same-person":
            return rule
        said = _said_with(text, begins)
        if _MADE.search(said):
            return None
        subject = _THIS_ROLE if rule == "role" else _OF_SOMEBODY
        return rule if subject.search(said) else None


def _said_with(text: str, begins: int) -> str:
    """What is new, with the whole of the sentence that it begins in."""
    last = 0
    for end in _SENTENCE.finditer(text, 0, begins):
        last = end.end()
    return text[last:]
