"""What words beside sound that is to be written down ask of the voices in it.

Rules kept here:
 * That it is written down is asked by the operation, whatever the words say; they may add an act of
   the voice to it, and never take one away.
 * The prompt of a transcription is a hint for spelling and style, often the words that were said
   before: names, terms, whole sentences of a conversation. So only what gives the model an order
   counts, at the beginning of a sentence or with the voice named as the means. A name alone, a
   question that somebody may have asked in the sound, and a text about such things do not.
 * English, French, German, Spanish and Norwegian are read, by their wordings; of other languages,
   and of what is encoded, nothing is. Patterns are linear: no nested repeats, bounded gaps.

No sample of a voice and no name for one goes upstream by this gate (the fields for them are refused
by name), so a model has nothing of the caller's to compare with, whatever it is asked.
"""

import re
from collections.abc import Iterable
from typing import Final

from countenance.dialects.call import Operation
from countenance.evidence.act import Act
from countenance.evidence.labels import Label, cube_of
from countenance.evidence.text_views import fold

__all__ = ["BESIDE_SOUND", "acts_on_voices"]

BESIDE_SOUND: Final = frozenset({Operation.TRANSCRIPTION, Operation.TRANSLATION})
"""The operations beside which such words stand."""


def acts_on_voices(texts: Iterable[str]) -> tuple[Act, ...]:
    """The acts of the voice that these texts order, beside writing down what is said."""
    plain = [fold(text) for text in texts]
    return tuple(
        Act(label, cube_of(label), 1000)
        for label, orders in _ORDERS.items()
        if any(orders.search(text) for text in plain)
    )


_FIRST: Final = (
    r"(?:^|[.!?:;,\n\r\-*•–—]\s*|\b(?:and|then|also|please|et|puis|und|dann|bitte|y|luego|og|så) )"
    r"(?:(?:please|also|then|and|bitte|auch|ensuite|también|også) ){0,2}"
)
_WHO: Final = (
    r"(?:who (?:is|are|was|were) (?:speaking|talking|the (?:speaker|voice))|whose voice|"
    r"who (?:speaks|talks)\b|who['’]?s (?:speaking|talking)|"
    r"which person (?:is|was) (?:speaking|talking))"
)
_SPEAKER: Final = (
    r"(?:(?:the|each|every|all|any|both|these|those|different|of) ){0,3}"
    r"(?:speakers?\b|voices?\b|"
    r"(?:person|people|persons) (?:who (?:is|are) )?(?:speaking|talking)\b)"
)
_BY_VOICE: Final = (
    r"\b(?:by|from|using|based on|with|through) (?:(?:his|her|their|its|the|each|a|own) ){0,2}"
    r"(?:(?:sound|tone|timbre) of )?(?:(?:his|her|their|the) )?voice(?:s|prints?| prints?)?\b"
)
_ORDERS: Final = {
    Label.IDENTIFY: re.compile(
        "|".join(
            (
                rf"{_FIRST}(?:say|state|write(?: down)?|note|report|determine|find out|work out|"
                rf"figure out|guess|establish|indicate|specify|identify|name|tell me) "
                rf"(?:for \w+ \w+ )?{_WHO}",
                rf"{_FIRST}(?:identify|recogni[sz]e|name) {_SPEAKER}",
                rf"\b(?:identify|recogni[sz]e|name|tell|say|determine|match|label)\b[^.!?\n]{{0,60}}"
                rf"(?:{_WHO}|{_SPEAKER})[^.!?\n]{{0,40}}{_BY_VOICE}",
                rf"{_FIRST}(?:do|perform|run|apply|use|add|include|with) "
                r"(?:the )?(?:speaker|voice) identification\b",
                rf"{_FIRST}(?:dis|dites|indique[zr]?|écri(?:s|vez)|précise[zr]?|détermine[zr]?) "
                r"qui (?:parle|est en train de parler)\b",
                rf"{_FIRST}(?:identifie[zr]?|reconnais(?:sez)?|nomme[zr]?) "
                r"(?:le|la|les|chaque|tous les) (?:locut|voix|personnes? qui parle)",
                rf"{_FIRST}(?:sage?|schreibe?|gib an|nenne|bestimme|ermittle|erkenne|notiere)"
                r",? (?:mir )?wer (?:gerade )?(?:spricht|redet)\b",
                rf"{_FIRST}(?:identifiziere|identifizieren sie|erkenne|benenne) "
                r"(?:den|die|jeden|alle|jede) (?:sprecher|stimme)",
                rf"{_FIRST}(?:di|diga|indica|indique|escribe|determina|averigua) "
                r"quién (?:habla|está hablando)\b",
                rf"{_FIRST}(?:identifica|identifique|reconoce|nombra) "
                r"(?:a )?(?:el|la|los|las|cada|al|todos los) (?:hablante|locutor|voz|voces|voc)",
                rf"{_FIRST}(?:si|skriv|oppgi|angi|finn ut|bestem|noter) "
                r"hvem som (?:snakker|taler|prater)\b",
                rf"{_FIRST}(?:identifiser|gjenkjenn|navngi) "
                r"(?:de |den |alle |hver )?(?:som snakker|taler|stemme|snakkende)",
            )
        ),
        re.IGNORECASE,
    ),
    Label.VERIFY: re.compile(
        "|".join(
            (
                rf"{_FIRST}(?:verify|authenticate|confirm|check|say|tell me|determine) "
                r"(?:the identity of the speaker|that the speaker is|whether the speaker is|"
                r"if the speaker is|"
                r"(?:if|whether|that) (?:it|this) is the same (?:voice|speaker))\b",
                rf"{_FIRST}(?:do|perform|run|apply|use|add|include|with) "
                r"(?:the )?(?:speaker|voice) (?:verification|authentication)\b",
            )
        ),
        re.IGNORECASE,
    ),
    Label.CLUSTER: re.compile(
        "|".join(
            (
                rf"{_FIRST}(?:diari[sz]e\b|(?:do|perform|run|apply|use|add|include|enable|with) "
                r"(?:the )?(?:speaker )?diari[sz]ation\b)",
                rf"\b(?:separate|distinguish|tell|sort|group|label|number)\b[^.!?\n]{{0,40}}"
                rf"\b(?:speakers?|voices?)\b[^.!?\n]{{0,40}}{_BY_VOICE}",
            )
        ),
        re.IGNORECASE,
    ),
}
"""For each act the wordings that order it."""
