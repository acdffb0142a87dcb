"""The wordings that rules look for, in sixteen languages.

Rules kept here:
 * A wording stands here when it hardly ever means anything else. Everything that needs
   understanding is left to the classifier.
 * Patterns are linear: no nested repeats, bounded gaps.
 * Texts are folded and decoded before (`countenance.evidence.text_views`); case does not count.

What a wording brings about is the work of `countenance.evidence.rules`.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from countenance.evidence.labels import Label

__all__ = ["ASKS", "COMPARED", "EXACT_AGE_OR_GENDER", "FOLLOWED"]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


#: For each reference set, the wordings that name it.
COMPARED: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "suspects_or_prior_inmates": _any(
            r"\b(?:list|database|gallery|files?|register|records|pool|index)s? of (?:\w+ ){0,2}"
            r"(?:suspects|offenders|criminals|inmates|prisoners|convicts|detainees|felons)\b",
            r"\b(?:suspect|offender|inmate|prisoner|convict|criminal|felon)s?['’]? "
            r"(?:\w+ )?(?:list|database|gallery|register|files?|index|archive|records)\b",
            r"\b(?:former|ex|prior|previous|past|known|released)[- ]"
            r"(?:inmate|prisoner|convict|offender|detainee|felon|criminal)s?\b",
            r"\b(?:booked|jailed|arrested|locked up|convicted) (?:before|previously|by us)\b",
            r"\b(?:liste|fichier|base|registre) (?:\w+ ){0,2}(?:de|des|d['’]) ?(?:nos |vos |anciens )?"
            r"(?:suspects?|détenus|condamnés|délinquants|prisonniers)\b",
            r"\b(?:ancien|ex)(?:ne)?s?[- ](?:détenu|prisonni|condamné|taulard)",
            r"\b(?:liste|kartei|datei|datenbank|galerie)n? (?:\w+ ){0,2}"
            r"(?:verdächtige|häftlinge|straftäter|gefangene|insassen)",
            r"\b(?:ehemalig|früher|entlassen)\w* (?:häftling|gefangene|insasse|straftäter)",
            r"\bverdächtigenliste|\bhäftlingskartei|\bstraftäterdatei",
            r"\b(?:lista|base|archivo|registro|fichero) (?:\w+ ){0,2}de (?:\w+ ){0,2}"
            r"(?:sospechos|pres[oa]s|reclus|delincuent|convict)",
            r"\bex[- ]?(?:presidi|convict|reclus|presos|detent|detenut|carcerat|gedetineerd|gevangen)",
            r"\bantiguos (?:presos|reclusos|convictos)",
            r"\b(?:lista|base|registo|cadastro) (?:\w+ ){0,2}de (?:\w+ ){0,2}(?:suspeitos|presos|detentos)",
            r"\b(?:lista|elenco|archivio|banca dati) (?:\w+ ){0,2}"
            r"(?:sospett|detenut|pregiudicat|carcerat|indagat)",
            r"\b(?:lijst|bestand) (?:van|met) (?:\w+ ){0,2}(?:verdachten|gedetineerden|gevangenen)",
            r"\bvoormalige? (?:gedetineerde|gevangene)",
            r"\b(?:liste|register|registeret|listen|lista|listan|registret) (?:\w+ ){0,3}"
            r"(?:mistenkte|mistænkte|misstänkta|innsatte|indsatte|intagna|fanger|fångar|siktede)",
            r"\btid(?:ligere|igare) (?:innsatt|indsat|fange|fånge|straffed|dømt|dömd|intagn|straffad)",
            r"\b(?:list[aęiye]|baz[aęiy]|kartotek\w+) (?:\w+ ){0,2}(?:podejrzan|więźni|skazan|osadzon)",
            r"\bbył(?:ych|ymi|y|i) (?:więźni|skazan|osadzon)",
            r"şüpheli(?:ler)? (?:listesi|veritaban)|eski (?:mahk[uû]m|hükümlü|tutuklu)",
            r"(?:спис\w+|баз\w+|картотек\w+) (?:\w+ ){0,2}(?:подозрева|заключ|осужд)|бывш\w+ (?:заключ|осужд)",
            r"قائمة (?:المشتبه|السجناء)|(?:السجناء|سجناء|مساجين) (?:ال)?سابق",
            r"संदिग्धों की (?:सूची|लिस्ट)|पूर्व (?:कैदि|क़ैदि|बंदि)",
            r"嫌疑人(?:名单|名單|库|列表|数据库|資料庫)|有前科|前科(?:人员|犯|者)|刑满释放|前囚犯",
            r"容疑者(?:リスト|名簿|データベース|一覧)|被疑者(?:リスト|一覧)|元受刑者|元囚人",
        ),
        "warrants_watchlist": _any(
            r"\bwatch[- ]?lists?\b",
            r"\bwanted (?:list|persons?|people|database|posters?|suspects)\b|\blist of wanted\b|\bis (?:he|she) wanted\b",
            r"\b(?:outstanding|active|open|arrest) warrants?\b|\bmost wanted\b|\bbolo\b",
            r"\bpersonnes recherchées|\bfichier des recherch|\bliste de surveillance|\bmandats? d['’]arrêt",
            r"\bfahndung\w*|\bhaftbefehl|\bbeobachtungsliste|\bgesuchte\w* personen",
            r"\blista de (?:busca|vigilancia|procurad|observa)|\b[oó]rden(?:es)? de (?:captura|búsqueda|detención)|\bmandados? de (?:prisão|captura)",
            r"\b(?:lista|elenco) (?:dei |di )?ricercat|\bmandat[oi] di (?:cattura|arresto)",
            r"\bopsporingslijst|\bgezochte personen|\bsignaleringslijst",
            r"\b(?:ettersøkt|etterlyst|efterlyst|efterlyste|eftersøgt)|\bovervåk\w+liste|\bbevakningslist|\bovervågningsliste",
            r"\blist[aęy] poszukiwan|\blist(?:em|u)? gończ",
            r"\baranan(?:lar)? (?:listesi|kişi|şahıs)|\baranıyor mu",
            r"\bв розыске|\bрозыскн|\bспис\w+ (?:\w+ )?разыскива",
            r"المطلوبين|قائمة (?:ال)?مراقبة|वांछित|वॉचलिस्ट|निगरानी सूची",
            r"通缉|通緝|监控名单|監控名單|布控|指名手配|ウォッチリスト|監視リスト",
        ),
        "mugshots": _any(
            r"\bmug[- ]?shots?\b|\b(?:booking|arrest|custody) (?:photo|picture|image|portrait)",
            r"\bphotos? (?:d['’]identité )?judiciaires?|\bphotos? anthropométriques?",
            r"\berkennungsdienstlich|\bpolizeifoto|\bfahndungsfoto|\bverbrecherkartei|\bverbrecherfoto",
            r"\b(?:fotos?|fichas?) polici|\bfotos? segnaletic|\barrestantenfoto|\bpolitiefoto",
            r"\bfangefoto|\bfotos? de fichamento|\bsabıka (?:foto|kayd)|\bforbryter(?:album|bilde)",
            r"картотек\w+ (?:\w+ )?(?:полиц|преступ)|マグショット|被疑者写真|嫌犯照|犯罪(?:记录|紀錄)照",
        ),
        "driver_licence_photos": _any(
            r"\bdriv(?:er|ers|er['’]s|ing)['’]? licen[cs]e (?:photos?|pictures?|database|records?|gallery|registry|files?)",
            r"\bdmv\b|\bmotor[- ]vehicle (?:photos?|records?|database|bureau)",
            r"\b(?:fichier|base) des permis de conduire|\bführerschein(?:register|datei|fotos)|\bførerkortregister|\bkörkortsregist",
        ),
        "employee_gallery": _any(
            r"\b(?:employee|staff|personnel|colleague|worker)s?['’]? "
            r"(?:gallery|list|database|directory|photos?|portraits?|register|files?|badges?)",
            r"\b(?:fichier|liste) du personnel|\bmitarbeiter(?:liste|datei|verzeichnis|fotos)|\blista de empleados|\bansattliste|\bpersonallist",
        ),
        "customer_or_blocked_gallery": _any(
            r"\b(?:customer|client|member|vip|guest|shoplifter|banned|blocked|barred)s?['’]? "
            r"(?:list|gallery|database|register|files?|photos?)",
            r"\bblack[- ]?list|\bban list|\bliste noire|\bhausverbot|\blista negra|\bsvarteliste",
        ),
        "media_archive": _any(
            r"\b(?:photo|press|picture|film|news|media|image) (?:archive|library|morgue)s?\b"
        ),
        "missing_or_victims": _any(
            r"\bmissing (?:persons?|child|children|people|girl|boy)\b|\b(?:unidentified|disaster) victims?\b",
            r"\bpersonnes? disparues?|\bvermisste|\bdesaparecid|\bscompars[io]|\bvermiste|\bsavne(?:t|de)|\bförsvunn",
        ),
    }
)

#: For some acts, the wordings that ask for nothing else.
ASKS: Final[Mapping[Label, re.Pattern[str]]] = MappingProxyType(
    {
        Label.IDENTIFY: _any(
            r"\bwho(?: is|['’]s| are|se face is) (?:this|that|he|she|they|these|those)"
            r"(?: (?:person|man|woman|guy|lady|girl|boy|people|men|women|individual|chap|bloke|dude))?"
            r"(?: (?:here|please|exactly|again))?[ ?!.]*(?:$|\n)",
            r"\bface recognition\b.{0,40}\b(?:run|match|report)|\brun (?:face|facial) recognition\b",
            r"\bqui est(?:-ce| cette (?:personne|femme)| cet homme)[ ?!.]*(?:$|\n)|\bc['’]est qui\b",
            r"\bwer ist (?:das|dies|dieser mann|diese frau|diese person|er|sie)[ ?!.]*(?:$|\n)",
            r"qui[eé]n es (?:este|esta|ese|esa|él|ella)?(?: (?:hombre|mujer|persona|chico|chica))?[ ?!.]*(?:$|\n)",
            r"\bquem é (?:este|esta|esse|essa|ele|ela)?(?: (?:homem|mulher|pessoa))?[ ?!.]*(?:$|\n)",
            r"\bchi è (?:questo|questa|lui|lei)?(?: (?:uomo|donna|persona))?[ ?!.]*(?:$|\n)",
            r"\bwie is (?:dit|dat|deze (?:man|vrouw|persoon)|hij|zij)[ ?!.]*(?:$|\n)",
            r"\b(?:hvem er|vem är) (?:dette|dette her|det|detta|han|hun|hon|denne (?:mannen|kvinnen|personen)|den här (?:mannen|kvinnan|personen))[ ?!.]*(?:$|\n)",
            r"\bkto to (?:jest)?[ ?!.]*(?:$|\n)|\bkim bu\b|\bbu kim\b|\bкто это[ ?!.]*(?:$|\n)|\bкто (?:он|она)[ ?!.]*(?:$|\n)",
            r"من (?:هذا|هذه|هو|هي) ?(?:الشخص|الرجل|المرأة)?[ ؟?!.]*(?:$|\n)|(?:यह|ये|वह) (?:कौन|व्यक्ति कौन) ?(?:है|हैं)",
            r"这(?:个人)?是谁|這(?:個人)?是誰|(?:他|她)是(?:谁|誰)|(?:この人|これ|彼|彼女)は誰|誰です(?:か)?",
        ),
        Label.VERIFY: _any(
            r"\b(?:the )?same (?:person|man|woman|guy|individual|human(?: being)?|girl|boy)\b",
            r"\bla même personne|\bdieselbe person|\bdie gleiche person|\bla misma persona|\ba mesma pessoa|\bla stessa persona|\bdezelfde persoon",
            r"\b(?:samme|samma) (?:person|mann|mand|man|kvinne|kvinde|kvinna)\b|\bta sama osoba|\btę samą osobę|\baynı kişi|один и тот же человек|одно и то же лицо",
            r"نفس الشخص|एक ही (?:व्यक्ति|आदमी|इंसान|औरत)|同一(?:个人|個人|人)|同じ人",
        ),
        Label.FACE_SEARCH: _any(
            r"\breverse (?:image|face) search\b|\bpimeyes\b|\bfacecheck\b|\bclearview\b",
            r"\b(?:find|search|look)\b.{0,40}\b(?:social media|facebook|instagram|linkedin|tiktok|vkontakte) (?:profiles?|accounts?|pages?)",
        ),
        Label.ENROL: _any(
            r"\bface[- ](?:embedding|template|vector|print|encoding|descriptor)s?\b|\bfacial (?:template|embedding|vector)s?\b|\bbiometric (?:template|hash|gallery|enrol)",
            r"\benrol(?:l|s|ls|led|ling|ment|lment)?\b.{0,30}\b(?:face|person|gallery|portrait|biometric)",
        ),
        Label.TRACK: _any(
            r"\b(?:across|through|between|over) (?:all |the |these |three |four |six |several |different |\w+ )?(?:cameras|cams|camera clips)\b",
            r"\bre-?identif(?:y|ies|ied|ication)\b.{0,40}\b(?:cameras?|frames?|person|suspect)",
        ),
        Label.EMOTION: _any(
            r"\b(?:what|which) (?:emotion|mood)s?\b|\bemotion(?:al)? (?:state|recognition|detection|score)\b|\bis (?:he|she) lying\b",
        ),
        Label.SENSITIVE: _any(
            r"\b(?:what|which|guess|infer|predict|tag|their|his|her) (?:race|ethnicity|ethnic group|religion|nationality|sexual orientation)\b",
        ),
        Label.SYNTH: _any(r"\bface[- ]?swap|\bdeep[- ]?fake"),
    }
)

#: Wordings that ask to go on watching somebody.
FOLLOWED: Final = _any(
    r"\b(?:each|every) time (?:he|she|they|this|that|the same|it)\b|\bwhenever (?:he|she|they|this)\b",
    r"\b(?:keep|continue) (?:tracking|following|watching|monitoring|an eye on)\b|\bpersistent(?:ly)? (?:id|track|follow)",
    r"\b(?:alert|notify|tell|warn) (?:me|us) (?:each|every|when(?:ever)?) (?:time )?(?:he|she|they|this|that) ",
    r"\bchaque fois qu|\bjedes mal,? wenn|\bcada vez que|\bogni volta che|\btelkens als|\bhver gang|\bvarje gång|\bза каждым разом|\bкаждый раз",
)

#: Wordings that ask for more than a range.
EXACT_AGE_OR_GENDER: Final = _any(
    r"\bexact|\bprecise|\bhow old\b|\byears? old\b|\bin years\b|\bborn\b|\bbirth|\bage in\b|\bage:|\bover (?:18|21|16)\b",
    r"\bgender|\bsex\b|\bmale\b|\bfemale\b|\bman or (?:a )?woman|\bmen and\b|\bboy or (?:a )?girl",
    r"\bquel âge|\bwie alt|\bgeschlecht|\bgenau|\bgénero|\bsexo\b|\bqu[eé] edad|\bcu[aá]ntos años|\bquantos anos|\bgenere\b|\bquanti anni|\bsesso\b",
    r"\bgeslacht|\bhoe oud|\bkjønn|\bkøn\b|\bkön\b|\bhvor gam|\bhur gam|\bpłe[ćc]|\bile (?:ma )?lat|\bcinsiyet|\bkaç yaş|сколько лет|\bпол[ау]?\b|мужчин|женщин",
    r"الجنس|كم عمر|लिंग|कितने साल|उम्र कितनी|性别|性別|几岁|幾歲|何歳|男女",
)
