"""Statements that say who somebody is without a name: roles, lives, matches, confirmations.

Rules kept here:
 * A pattern needs a person: a pronoun, a noun for people, or an office that one person holds. What
   is said of things (the same jacket, the ball shows up again) is no such statement.
 * Patterns are linear: no nested repeats, bounded gaps.
 * A claim has a rule with a name; nothing of the text is kept.
 * Yes and no are claims only where the request asked about somebody.

Names are the work of `countenance.evidence.answer`.
"""

import re
from typing import Final

from countenance.evidence.needed import AnyOf, Folded

__all__ = ["CLAIMS", "PEOPLE", "asks_about_somebody", "claim_in", "confirms_at_the_start", "names_a_field"]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


#: Nouns for people, in a sentence in English.
PEOPLE: Final = (
    r"(?:person|people|individual|man|men|woman|women|guy|girl|boy|lady|gentleman|human|face|faces|"
    r"subject|suspect|visitor|guest|customer|driver|passenger|employee|colleague|patient|student|"
    r"actor|actress|singer|player|child|kid|fellow|chap|dude|one)"
)
_WHO: Final = (
    r"(?:he|she|they|him|her|this (?:man|woman|person|guy|lady)|that (?:man|woman|person)|"
    r"the (?:\w+ ){0,2}(?:man|woman|person|guy|lady|gentleman|suspect|driver|subject)s?)"
)
_OFFICE: Final = (
    r"(?:president|chancellor|prime minister|minister|mayor|governor|senator|congress(?:man|woman)|"
    r"king|queen|prince|princess|pope|bishop|chief executive|ceo|chair(?:man|woman|person)?|leader|"
    r"head of (?:the|state)|host|presenter|anchor(?:man|woman)?|champion|medal(?:l)?ist|coach|captain|"
    r"manager|director|founder|owner|ambassador|commissioner|secretary[- ]general|singer|actor|"
    r"actress|author|comedian|footballer|striker|quarterback|chef|celebrity|billionaire|villain|star)"
)

#: For each rule the patterns of its claims.
CLAIMS: Final[tuple[tuple[str, AnyOf], ...]] = (
    (
        "role",
        AnyOf(
            rf"\b(?:the|our|your|this) (?:[\w-]+ ){{0,4}}{_OFFICE}\b(?!['’]s\b|[- ](?:desk|chair|podium|hat|office))",
            rf"\b(?:current|former|reigning|late|acting) (?:[\w-]+ ){{0,2}}{_OFFICE}\b",
            rf"\b(?:famous|well[- ]known|renowned|prominent|popular|celebrated|notorious) "
            rf"(?:[\w-]+ ){{0,2}}(?:{_OFFICE}|{PEOPLE}|artist|musician|politician|athlete|model|writer)\b",
            r"\b(?:the|a) (?:brother|sister|son|daughter|wife|husband|cousin|father|mother|widow) of (?:the|a) (?:\w+ ){0,2}(?:who|that|goalkeeper|president|king|minister)",
            r"\b(?:der|die|dem|den) (?:\w+ ){0,2}(?:präsident|kanzler|minister|bürgermeister|vorsitzende|trainer|kapitän|könig|weltmeister|gouverneur|direktor|moderator|intendant|geschäftsführer|regisseur|sänger|schauspieler)\w*",
            r"\b(?:le|la|l['’]|du|au) ?(?:\w+ ){0,2}(?:présidente?|ministre|maire|entraîneur|roi|reine|directeur|directrice|champion(?:ne)?|animat(?:eur|rice)|capitaine|chanteur|chanteuse|acteur|actrice|chef du)\b",
            r"\b(?:el|la) (?:\w+ ){0,2}(?:president[ea]|ministr[oa]|alcald\w+|entrenador\w*|rey|reina|director\w*|campe[oó]n\w*|presentador\w*|líder|capit[aá]n\w*|cantante|act(?:or|riz)|futbolista)\b",
            r"\b(?:il|la|l['’]) ?(?:\w+ ){0,2}(?:presidente|ministr[oa]|sindac[oa]|allenat\w+|re|regina|direttore|direttrice|campion\w+|conduttore|conduttrice|capitano|cantante|att(?:ore|rice)|regista)\b",
            r"\b(?:o|a) (?:\w+ ){0,2}(?:presidente|ministr[oa]|prefeit[oa]|treinador\w*|rei|rainha|diretor\w*|campe[ãa]\w*|apresentador\w*|cantor\w*|ator|atriz|jogador)\b",
            r"\bde (?:\w+ ){0,2}(?:burgemeester|premier|minister|koning|koningin|trainer|voorzitter|directeur|kampioen|presentator|zanger|zangeres|acteur|actrice|schaatsster)\b",
            r"\b(?:statsminister|ordfører|borgmester|borgmästare|konge|kung|dronning|drottning|trener|tränare|president|partileder|partiledare|verdensmester|världsmästare|programleder|programledare|skuespiller|skådespelare|forfatter|författare)(?:en|n|a|et)\b",
            r"\b(?:prezydent|premier|minister|burmistrz|trener|król|mistrz(?:yni)? świata|prowadząc[ya]|aktor(?:ka)?|piosenkarka|piosenkarz)\b",
            r"(?:президент|министр|мэр|губернатор|лидер|чемпион|тренер|ведущ(?:ий|ая)|актёр|актриса|певец|певица|депутат)",
            r"\b(?:cumhurbaşkanı|başbakan|belediye başkanı|bakanı|antrenörü|kralı|oyuncu|şarkıcı|sunucu)\b",
            r"总统|主席|总理|市长|世界冠军|主持人|教练|部长|大統領|首相|市長|社長|監督|司会者|대통령|총리|시장님|감독|사장|진행자",
            r"(?:ال)?(?:رئيس (?:ال|الوزراء|البلدية)|وزير|وزيرة|ملك|مدرب|عمدة|مذيع|مذيعة)|राष्ट्रपति|प्रधानमंत्री|मुख्यमंत्री|महापौर|कप्तान|अभिनेता|अभिनेत्री",
        ),
    ),
    (
        "biography",
        AnyOf(
            rf"\b{_WHO}\b[^.!?\n]{{0,60}}\b(?:was born|grew up|(?:co-)?founded|invented|won (?:the|two|three|an?|several|his|her|gold|silver)|"
            r"(?:is|was|became|got) (?:\w+ ){0,2}(?:famous|known|best known|renowned)|studied|graduated|starred|"
            r"played (?:the|a|in)\b|plays (?:the|a) [^.!?\n]{2,40}\b(?:in|of) (?:the|a)\b|married|divorced|served (?:as|in)|worked as|"
            r"has been (?:the|a)|(?:now|today|currently) (?:runs|chairs|leads|lives|hosts|works)|led the|chairs the|made headlines|was convicted|"
            r"was elected|wrote the|directed|released|hosts the|plays for|played for|wrestled|designed it|holds? the record)",
            r"\b(?:you|many|most|everyone|people) (?:\w+ ){0,3}(?:know|recogni[sz]e|seen|remember) (?:him|her|them)\b[^.!?\n]{0,20}\b(?:from|in|as|for)\b",
            r"\bbest known (?:for|as)\b|\b(?:his|her) (?:lead |leading )?role (?:as|in)\b|\brose to fame\b|\bmade (?:his|her) (?:name|debut)\b",
            r"\b(?:hat|haben) [^.!?\n]{0,60}\b(?:gewonnen|gegründet|gespielt|erfunden)\b|\bwurde [^.!?\n]{0,40}\b(?:geboren|gewählt|bekannt|berühmt)\b|\bbekannt (?:aus|für|als|durch)\b|\b(?:gewann|gründete)\b|\barbeitet heute als\b",
            r"\b(?:est né|née?) (?:en|à|le)\b|\ba (?:gagné|fondé|remporté|joué|créé|dirigé)\b|\best (?:très )?connue? pour\b|\ba été élue?\b",
            r"\b(?:ganó|nació|fundó|interpretó|dirige|protagonizó|saltó a la fama|fue elegid[oa]|es conocid[oa] por)\b",
            r"\b(?:è nat[oa]|ha (?:vinto|fondato|recitato|diretto)|è (?:not[oa]|famos[oa]|conosciut[oa]))\b|\b(?:nasceu|ganhou|fundou|é conhecid[oa]|estrelou|foi eleit[oa])\b",
            r"\b(?:werd geboren|won (?:de|het|twee)|richtte|is bekend (?:van|om)|speelde in)\b|\b(?:er født|ble født|vant|ledet|grunnla|kjent for|föddes|vann|ledde|grundade|känd för|kendt for|vandt|spilte i|spelade i)\b",
            r"\b(?:urodził|wygrał|założył|zagrał|zdobył)a?\b|\bznan[ya] (?:z|jako)\b|родил(?:ся|ась)|выиграл|основал|известен|известна|снял(?:ся|ась) в|возглавля",
            r"\b(?:doğdu|kazandı|kurdu|rol aldı|ile tanınır)\b|出生于|毕业于|曾获|创办|主演|成名|代表作|生まれ|に出演|受賞|創業|で知られ|출생|출연|수상|창업|로 유명|وُلد|ولدت? في|فاز|فازت|أسس|اشتهر|का जन्म|जीता था|के लिए मशहूर",
        ),
    ),
    (
        "same-person",
        AnyOf(
            rf"\b(?:same|identical|one(?: and the same)?) {PEOPLE}\b(?! (?:pose|shape|expression|of the))",
            rf"\b(?:not|n['’]t) the same {PEOPLE}\b|\b(?:two|three|are|were) different (?:people|persons|women|men|individuals|faces|girls|boys)\b|\bsomebody else\b|\bsomeone else\b",
            r"\b(?:faces?|they|he|she|portraits?|selfie|passport) (?:\w+ ){0,3}(?:do(?:es)? not|don['’]t|doesn['’]t) match\b|\b(?:match|identity) (?:is |was )?(?:confirmed|verified|rejected)\b",
            r"\bmatch(?:es|ed)? (?:with )?(?:the |an? |your )?(?:entry|record|candidate|suspect|gallery|passport|wanted|watch ?list|list|photo|id\b|licen[cs]e|mug ?shot)",
            r"\b(?:best|top|closest|first|second|strongest) (?:match|candidate|hit|mug ?shot)\b|\b(?:candidate|entry|record|person|suspect|subject) (?:number |no\.? ?|#)?\d+\b|\bsimilarity (?:score |of |is )*(?:0?\.|\d)",
            r"\b(?:he|she|they) (?:is|are|was) on (?:the|your|our|that) (?:\w+ )?(?:list|board|poster|wall)\b|\b(?:from the (?:left|right)|in the) [^.!?\n]{0,30}\brow of (?:the|your) (?:board|wall|gallery|poster)",
            rf"\b{_WHO}\b[^.!?\n]{{0,60}}\b(?:reappears|re-appears|appears again|shows? up again|is (?:also )?seen (?:again|later)|turns? up|(?:on|in) camera \d)",
            r"\b(?:he|she|they) (?:was|were|has been|have been|came) (?:also )?here (?:before|on|last|twice|already|yesterday)\b|\b(?:returning|known|repeat) (?:visitor|guest|customer|offender)\b|\bseen (?:him|her|them|this (?:man|woman|person)) before\b",
            r"\b(?:dieselbe|derselbe|denselben|demselben|derselben|die gleiche|der gleiche|selbe) (?:person|frau|mann|kerl|dame)\b|\bm[êe]mes? (?:personne|femme|homme|individu|gar[çc]on|fille)s?\b",
            r"\bmism[oa]s? (?:persona|mujer|hombre|chic[oa]|individuo)\b|\bstess[oa] (?:persona|donna|uomo)\b|\bmesm[oa]s? (?:pessoa|mulher|homem|moç[oa])\b|\b(?:de)?zelfde (?:persoon|vrouw|man|kerel)\b",
            r"\bsamm[ae] (?:person|kvinne|kvinde|kvinna|mann|mand|man|fyr|kille|tjej)\w*|\bt(?:a sama|en sam|ę samą|ego samego) (?:osob\w*|kobiet\w*|mężczyzn\w*|człowiek\w*)|\baynı (?:kişi|adam|kadın|insan)",
            r"(?:один и тот же|одна и та же|одно и то же|тот же самый|та же самая|тот же|та же) (?:человек|мужчина|женщина|лицо|парень|девушка)|एक ही (?:व्यक्ति|महिला|आदमी|इंसान|औरत|लड़क\w*|शख़?्स)",
            r"(?:ل?نفس|ذات) (?:الشخص|المرأة|الرجل|الفتاة|السيدة)|同一个?人|同一位|同一人物|同じ人|本人です|동일 ?인물|같은 ?사람|본인(?:이|입니다)",
        ),
    ),
    (
        "likeness",
        AnyOf(
            rf"\b{_WHO}\b[^.!?\n]{{0,40}}\b(?:could|might|would) (?:well )?be (?:mistaken for|a double of)\b",
            r"\bdead ringer\b|\b(?:spitting image|lookalike|look-alike|doppelg[aä]nger) of\b",
        ),
    ),
)

_FIELD: Final = re.compile(
    r'"(?:\w+[_ ])?(?:same_?person|is_?same|is_?match|match(?:es|ed)?|match_?id|matched_?\w+|same)"\s*:(?!\s*(?:null|""))'
    r'|"(?:\w+[_ ])?(?:identity|identified_?as|celebrity(?:_?name)?|full_?name|first_?name|last_?name|surname|'
    r'given_?name|family_?name|person_?name|real_?name|who|known_?as|person_?id|subject_?id|candidate(?:_?id)?)"\s*:'
    r'(?!\s*(?:null|""|\[\]|false|"(?:unknown|n/?a|none|not (?:known|identified|given)|withheld|redacted|anonymous)"))',
    re.IGNORECASE,
)
_ASKED: Final = _any(
    r"\bsame (?:person|man|woman|guy|girl|boy|kid|dude|lady|one|individual|human)\b|^\W*(?:the )?same\W*$|\bdo (?:they|these) match\b|\bid(?:entity)? check\b",
    r"\b(?:is|are|was|be|it['’]?s|think) (?:it|this|that|he|she|they|him|her)? ?(?:really |maybe |the |my |our )*(?:him|her|mayor|president|boss|neighbou?r|suspect|actor|actress|singer|minister|teacher|man from|woman from)\b",
    r"\bon (?:the|our|my|your) (?:\w+ )?(?:list|board|watch ?list|gallery|poster)\b|\b(?:any|a) (?:match|hit)\b|^\W*gallery\W*$",
    r"\bseen (?:him|her|them|this (?:man|woman)) before\b|\bseen before\b|\banyone we know\b|\bis (?:he|she) (?:known|famous|somebody|someone)\b",
)
_NAMED: Final = re.compile(r"(?<=[^\s.!?:;\"'“«(\[*#>\-•\d])\s+(?:[^\W\d_a-z][^\W\d_]+)")
_SPEAKS_OF: Final = re.compile(
    r"\b(?:is|was|are|be|think|it['’]?s|that['’]?s|c['’]est|est-ce|ist|es|è|é|er|är|is het|jest)\b", re.IGNORECASE
)
_SENTENCE: Final = re.compile(r"[^.!?\n]{1,200}[.!?]?")
_THINKS: Final = re.compile(r"\b(?:think|believe|guess|sure|bet)\b", re.IGNORECASE)
_AGREES: Final = _any(
    r"^\W*(?:yes|yeah|yep|yup|no|nope|correct|right|indeed|exactly|true|false|confirmed|absolutely|definitely|likely|probably|oui|non|sí|si|ja|jawohl|nein|jo|nei|nej|sim|não|sì|nee|tak|nie|evet|hayır|да|нет)\b(?=\W*$|[,.!;:]|\s+(?:it|that|this|he|she|they|both|these|the same|indeed|c['’]est|das|es|è|é))",
    r"^\W*(?:是的|不是|对|對|はい|いいえ|네|아니요|نعم|لا|हाँ|नहीं)",
    r"^\W*(?:you(?:['’]re| are) (?:absolutely |quite )?(?:right|correct|wrong)|it (?:is|was)(?:n['’]t| not)?(?: indeed)?\W*(?:$|[,.!])|it is (?:indeed|him|her)|that['’]?s (?:him|her|right|correct|the one))",
    r"^\W*(?:i['’]d|i would|i['’]ll|i) (?:go with|pick|choose|say) (?:number |option |letter )?(?:\d+|[A-Z])\b|^\W*(?:number|option|letter) (?:\d+|[A-Z])\W*$",
)
_LETTER: Final = re.compile(r"^\W*[A-H1-9]\W*$")
_CHOICE: Final = re.compile(r"(?:^|\s)[A1][).:]? ?\w+.{0,60}(?:\s)[B2][).:]? ?\w+", re.DOTALL)


def claim_in(text: str, begins: int) -> str | None:
    """The rule of the first claim that ends after `begins`, if there is one."""
    low = Folded(text)
    for rule, claims in CLAIMS:
        if any(match.end() > begins for match in claims.matches(text, low)):
            return rule
    return None


def names_a_field(text: str) -> bool:
    """Whether JSON fills a field that says who somebody is, or whether two are one."""
    return '"' in text and _FIELD.search(text) is not None


def asks_about_somebody(request: str) -> bool:
    """Whether the request asks if somebody is a certain person, or which of some."""
    if _ASKED.search(request) or _CHOICE.search(request):
        return True
    asking = (each for each in _SENTENCE.findall(request) if "?" in each or _THINKS.search(each))
    return any(_SPEAKS_OF.search(each) and _NAMED.search(each) for each in asking)


def confirms_at_the_start(answer: str) -> bool:
    """Whether an answer begins by agreeing, denying, or picking one."""
    return _AGREES.search(answer) is not None or _LETTER.match(answer) is not None
