"""Capitalised words that are no names of people: places, works, brands, breeds.

Rules kept here:
 * A thing is told by the words around its name, never by a list of names.
 * What follows a word that says who somebody is (is, called, the actor) is never a thing.
 * A statue, a print or a book may be said to be of somebody: that is how works are called.
 * Patterns are linear: no nested repeats, bounded gaps.
"""

import re
from typing import Final

__all__ = ["is_thing"]

_INSIDE: Final = frozenset(
    """
    square street road avenue boulevard lane plaza plaça piazza place park gardens garden blvd
    bridge tower hall house palace castle cathedral church abbey basilica temple mosque museum
    gallery library theatre theater opera stadium arena station airport hotel university college
    school hospital market mount mountain mountains lake river sea ocean bay beach island islands
    valley canyon falls desert forest coast harbour harbor port pier quay district quarter quartier
    county city town village north south east west northern southern eastern western
    ponte via rua rue calle avenida straße strasse platz gasse markt marktplatz rathaus dom schloss
    brücke plass gate torg torget bro vieux vieja gamla stara stare rynek most ulica
    terrier collie retriever spaniel poodle bulldog wine beer cola coffee tea cheese pizza burger
    air max pro plus mini series edition model classic frisbee football rugby cricket hockey tennis
    olympics marathon cup league championship festival times journal herald gazette tribune
    magazine weekly war century empire republic kingdom states union act regulation directive
    """.split()
)
_NOT_PEOPLE: Final = (
    r"(?:statues?|busts?|prints?|posters?|paintings?|drawings?|sculptures?|murals?|replicas?|copy|copies|"
    r"books?|novels?|films?|movies?|musicals?|songs?|albums?|games?|series|episodes?|cartoons?|comics?|"
    r"characters?|costumes?|stickers?|logos?|brands?|styles?|signs?|labels?|newspapers?|magazines?|periódico|diario|journal|zeitung|avis|"
    r"bottles?|cups?|jars?|cans?|packs?|boxes|box|bags?|cars?|trucks?|bikes?|phones?|laptops?|cameras?|sneakers?|shoes|watch|"
    r"breed|dog|cat|horse|flowers?|plants?|trees?|dish|cheese|wine|beer|"
    r"mountain|river|lake|street|square|bridge|city|town|village|region|country|district|island|church|museum|"
    r"screen|tv|channel|"
    r"statue|buste|affiche|tableau|livre|plakat|gemälde|buch|cuadro|libro|cartel|quadro|poster)"
)
_BEFORE: Final = re.compile(
    r"(?:"
    # Where: nobody is found "in" a person.
    r"\b(?:in|outside|inside|across|overlooking) (?:the |downtown |central |old |northern |southern )?$"
    r"|\b(?:em|nel|nella|i|w|we) (?:la |le |el |il |o |a )?$"
    # A thing of that name.
    rf"|\b{_NOT_PEOPLE}(?: (?:of|by|from|is|are|reads?|says?|shows?|advertises?|called|titled|named|for|with|like|about|de|von|d['’]))?(?: (?:a|an|the|le|la|el|der|die|das))?[\s\"“'«(:]*$"
    r"|\b(?:reading|wearing|holding|driving|drinking|eating|riding|dressed as|costume of|disguised as|print of|brand|playing|watching) (?:an? |the |some |his |her )?[\"“'«]?$"
    # A name with an article is that of a thing.
    r"|\b(?:an?|the|some|two|three|several|un|une|una|ein|eine|einen|einer|en|et|um|uma|een) (?:(?:red|blue|green|white|black|silver|old|new|small|large|vintage|classic|mixed) )?$"
    r")",
    re.IGNORECASE,
)
_PLACED: Final = re.compile(
    r"\b(?:vor|hinter|am|im|beim|zum|auf dem|von|bei|des|du|della|dello|del|de|do|da|op de|van|ved|vid|på) (?:\w+ )?$",
    re.IGNORECASE,
)
_SCENE: Final = re.compile(
    r"\b(?:place|location|landmark|building|photo was (?:probably )?taken|picture was taken|scene|taken in|located|seen from|view of|"
    r"marktplatz|platz|rathaus|plaza|place|port|ponte|torre|bilden är|bildet er|looks like (?:the|a)|seems to be (?:the|a)|parece la|sembra il|vermutlich (?:der|die|das))\b",
    re.IGNORECASE,
)
_PEOPLE_AFTER: Final = re.compile(
    r"^\W{0,2}(?:brothers?|sisters?|family|siblings|twins|couple|himself|herself)\b", re.IGNORECASE
)
_SAYS_WHO: Final = re.compile(
    r"\b(?:called|named|actor|actress|singer|mr|mrs|ms|dr|player|is|was|he's|she's|that's) $", re.IGNORECASE
)
_PERSON: Final = re.compile(
    r"\b(?:he|she|him|her|man|woman|person|guy|girl|boy|lady|who|people|actor|actress|singer|player|name)\b",
    re.IGNORECASE,
)
_WORK: Final = re.compile(
    r"\b(?:statue|bust|print|poster|painting|sculpture|mural|book|novel|film|movie|musical|song|album|"
    r"cartoon|comic|series|episode|logo|brand|car|phone|shoes|sneakers|dog|breed|flowers?|sticker|costume|"
    r"lunch box|mountain|dish|buch|livre|libro|plakat|affiche)\b",
    re.IGNORECASE,
)


def is_thing(ahead: str, run: str, behind: str, *, follows_thing: bool) -> bool:
    """Whether the capitalised words `run` name a thing.

    `ahead` is the text before it, `behind` the text after it; `follows_thing` says that the run
    before it was a thing, with nothing but a few words between ("... by", "in").
    """
    if _PEOPLE_AFTER.match(behind):
        return False
    words = re.findall(r"[^\W\d_]+", run.casefold())
    if len(words) > 1 and any(word in _INSIDE for word in words):
        return True
    sentence = re.split(r"[.!?\n]\s", ahead[-160:])[-1]
    if follows_thing and not _SAYS_WHO.search(ahead):
        return True
    if _BEFORE.search(ahead[-60:]) and not _SAYS_WHO.search(ahead):
        return True
    if _PLACED.search(ahead[-40:]) and _SCENE.search(sentence) and not _PERSON.search(sentence):
        return True
    # A sentence about a work or a brand, and nobody in it.
    return _WORK.search(sentence) is not None and not _PERSON.search(sentence)
