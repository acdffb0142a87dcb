"""Words that the check of answers needs to know: lists, and where they are used.

Rules kept here:
 * A list only ever makes the check milder (ordinary words) or stricter (cues); no list says who
   anybody is, and there is no list of names.
 * Words are in lower case. A word that is also a common name of people is not an ordinary word.
"""

__all__ = [
    "ACRONYMS",
    "CALENDAR",
    "CASELESS_CUES",
    "COPULAS",
    "GERMAN_KINDS",
    "GERMAN_MARKS",
    "GERMAN_MEASURES",
    "GERMAN_NAMING",
    "GERMAN_SOMEBODY",
    "KINDS",
    "LEET",
    "ORDINARY",
    "PARTICLES",
    "PERSON_VERBS",
    "REFUSALS",
    "SHADED",
    "SHADES",
    "THIS_IS_CUES",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


CALENDAR = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december christmas easter halloween"
)

ACRONYMS = _words(
    "i ok tv led usb pdf id cctv ai gps dj ceo us usa uk eu un dna lcd dslr rgb hd 3d 2d suv atm "
    "vip faq diy url json html xml csv svg png jpeg jpg gif webp pm am ad bc qr ui ux pc cpu"
)

# Sentence openers, and nouns and adjectives that stand in headings and lists of descriptions.
ORDINARY = (
    _words(
        """
    a an the this that these those it its he she they them his her their we you your our my me i
    there here what when where which who whose why how some several many most more all both each
    every few no none not another other others one two three four five six seven eight nine ten
    in on at by to of for from with without within under over above below behind beside between
    near next inside outside around across along against among during before after since until
    while as if though although because but and or nor so yet then thus also however overall
    additionally furthermore moreover meanwhile finally lastly first second third firstly secondly
    yes no maybe perhaps please sorry thanks note based given according looking judging
    is are was were be been being has have had do does did can could will would shall should may
    might must let here's there's it's that's he's she's they're i'm i've i'll i'd can't cannot
    everyone everybody someone somebody anyone anybody nobody everything something anything nothing
    people person persons man men woman women child children boy boys girl girls baby adult adults
    individual individuals figure figures crowd group groups pair couple family subject subjects
    male female young old older younger elderly middle aged tall short large small big little long
    light dark bright pale soft warm cool natural modern traditional casual formal professional
    red orange yellow blue purple pink gold silver beige navy teal colorful color colors
    image images photo photos photograph picture pictures portrait scene scenes setting background
    foreground lighting composition mood atmosphere description details detail summary analysis
    observation observations overview context content text caption title alt key main general
    physical facial visual appearance features feature expression expressions clothing clothes
    attire outfit accessories posture pose position location environment surroundings objects
    object items item elements element hair eyes eye face faces head hands hand skin age gender
    emotion emotions action actions activity style quality number count total type format result
    results answer response conclusion interpretation possible potential likely visible notable
    left right center centre top bottom front back side upper lower corner edge
    sunlight daylight sky sun clouds cloud snow rain water trees tree grass flowers flower plants
    building buildings street road city town house room kitchen office wall walls window windows
    door floor table chair chairs desk car cars bus truck bicycle dog dogs cat cats bird birds
    shirt jacket coat suit tie dress hat cap glasses sunglasses scarf shoes pants jeans sweater
    book books phone camera laptop computer screen sign signs poster flag flags podium microphone
    standing sitting walking holding wearing smiling facing looking seen shown
    dear hi hello hey happy merry congratulations welcome best wishes greetings good
    beach sunset sunrise silhouette summer autumn fall winter spring vacation holiday waves morning
    evening night noon nature landscape travel friends friendship love fun food drink sport sports
    music dance wedding birthday party urban outdoor outdoors indoor indoors subway train station
    chairman chairwoman officer doctor professor uncle aunt grandma grandpa mom dad mother father
    sister brother son daughter
    liebe lieber hallo alles herzlichen querida querido hola feliz chère cher bonjour joyeux kjære
    hei gratulerer kära hej grattis cara caro ciao auguri lieve beste hoi gefeliciteerd
    unknown none unclear unsure n/a true false neutral happy sad angry serious calm
    warning disclaimer limitations step steps part section example option options
    english french spanish german italian portuguese dutch norwegian swedish danish polish russian
    chinese japanese korean arabic hindi latin european asian african american western
    """
    )
    | _words(
        """
    el la los las un una unos unas en de del al y o es está están hay se su sus por para con sin
    sobre este esta esto estos estas ese esa eso él ella ellos ellas lo le no sí
    il le la les un une des du de dans sur avec sans et ou est sont elle ils elles on ce cette ces
    cela ça c'est il y voici je ne pas
    der die das den dem des ein eine einen einem einer und oder ist sind er sie es auf in im an am
    mit ohne neben vor hinter unter über zwischen hier da dort dies diese dieser dieses man ich
    det den dette de en et ei og eller er han hun på i med uten ved til fra for hon är ett och som
    lui lei questo questa un uno una gli il lo nel nella sul con di da ed è sono
    o a os as um uma no na nos nas ele ela isso esta este e é são não
    hij zij ze dit dat een het op met van voor en of zijn
    ten ta to na w z i jest są on ona nie
    он она оно они это эта этот эти на в с у и или не как что есть человек мужчина женщина
    ο η το οι τα ένας μια ένα και στο στη είναι αυτός αυτή αυτό
    """
    )
    | CALENDAR
    | ACRONYMS
)

# Kinds of persons, what they wear and how they look: what a choice may leave that is about nobody.
KINDS = _words(
    """
    teen teenager teenage preteen tween toddler infant newborn kid minor senior elder elderly youth
    adolescent citizen pensioner retiree grown-up adulthood childhood infancy band bracket range
    years year yrs employee visitor customer staff guest stranger member resident worker passenger
    pedestrian patient student pupil nurse police officer guard suspect victim witness user owner
    author unknown unidentified undetermined unspecified other others none null nil any anyone
    unsure uncertain unrecognized unrecognised undisclosed withheld redacted anonymous na mixed
    various multiple single present absent missing detected undetected real live spoof spoofed fake
    replay print screen mask masked unmasked detection liveness attribute attributes estimate
    estimation pick choose classify classification label labels class category categories confidence
    score probability percent percentage level reading swimming goggles helmet helmets turban hijab
    headscarf headwear hood hooded beanie cap crown veil bald balding beard bearded mustache
    moustache shaven stubble blond blonde brunette redhead curly straight wavy smile smiling frown
    frowning laughing crying neutral fear disgust surprise surprised anger sadness happiness
    contempt open closed half partly partially occluded blurred blurry exposure overexposed
    underexposed poor high medium frontal profile tilted frame cropped nomask noglasses
    readingglasses swimminggoggles makeup lipstick earring earrings necklace piercing tattoo
    ponytail braid bun fringe
    """
)

PARTICLES = _words("de del van von der den da di la le al bin ibn dos af av zu el y")

PERSON_VERBS = _words(
    """
    is was has had wears stands sits smiles holds looks appears seems walks speaks poses gestures
    waves leans laughs talks points plays sings runs rides carries works lives said says gave won
    es está era lleva est était porte ist war trägt steht sitzt er var står sitter är bär
    è era indossa é usa is draagt jest był была был это
    """
)

# After these a capitalised word is who somebody is, also when the request said the name first.
COPULAS = (
    r"(?:\b(?:is|was|are|were|be|being|as|like|resembles?|named|called|known as|identified as|"
    r"recogni[sz]ed? as|it's|that's|he's|she's|est|c'est|es|ist|heißt|er|är|è|é|jest|это)"
    r"(?:\s+[^\W\d_A-Z]+){0,3}\s*)$"
)

REFUSALS = (
    r"\b(?:can't|cannot|can not|won't|will not|not able|unable|don't|do not|shouldn't|"
    r"whether|refuse|"
    r"ne peux pas|no puedo|kann nicht|kan ikke|não posso|non posso|不能|无法|لا أستطيع|لا يمكنني)\b"
    r"|(?:不能|无法|無法|できません|할 수 없)"
)

#: Digits that stand for letters.
LEET = str.maketrans("0134578", "oieastb")

GERMAN_MARKS = _words(
    "der die das und ist ein eine einen einem mit auf im dem den zu sich steht trägt neben nicht"
)

# Nouns after which a second noun follows in German without being a name.
GERMAN_MEASURES = _words(
    "tasse glas flasche stück paar gruppe menge teller reihe art anzahl schale scheibe ende mitte "
    "anfang"
)

# In German a noun after "is" is mostly no name; directly after these words it is one.
GERMAN_NAMING = r"\b(?:heißt|hieß|namens|genannt|[Dd]as ist|[Dd]ies ist|[Ee]r ist|[Ss]ie ist)\s+$"

# Colors that are also names of people: colors where the line says so.
SHADES = _words("black white brown green gray grey")
SHADED = r"\b(?:hair|colou?r|eyes?|skin|shirt|jacket|clothing|clothes|background)\W*[:–—-]\W*$"

#: Those of the cues below that a place or a work follows as often as somebody.
THIS_IS_CUES = frozenset({"han-this-is", "han-dot-name", "arabic-naming", "hebrew-naming"})

# After somebody and one of these a single noun is a trade, an age or a name.
GERMAN_SOMEBODY = (
    r"\b(?:Mann|Frau|Person|Herr|Dame|Junge|Mädchen|Kind|Mensch|Typ|Spieler|Spielerin|Redner|Rednerin|"
    r"Fahrer|Fahrerin)\b[^.!?\n]{0,60}\b(?:ist|war|heißt|scheint|dürfte|könnte|muss|handelt es sich um)"
    r"(?: (?:wohl|vermutlich|wahrscheinlich|offenbar|sicher))?\s+$"
)
GERMAN_KINDS = (
    r"(?:^(?:"
    + "|".join(
        """
    arzt ärztin koch köchin bäcker metzger maler maurer tischler schreiner schlosser mechaniker elektriker
    lehrer pfarrer priester mönch nonne richter anwalt anwältin bauer bäuerin winzer gärtner förster jäger
    fischer müller schneider friseur polizist soldat matrose kapitän pilot student studentin schüler rentner
    rentnerin pensionär kind kinder erwachsener erwachsene jugendlicher jugendliche teenager baby kleinkind
    senior seniorin tourist besucher besucherin gast kunde kundin patient patientin passant fußgänger radfahrer
    sportler sportlerin läufer läuferin schwimmer tänzer tänzerin musiker musikerin sänger sängerin künstler
    künstlerin schauspieler schauspielerin model clown kellner kellnerin verkäufer verkäuferin fahrer fahrerin
    feuerwehrmann geschäftsmann kameramann seemann bergmann hausmann deutscher deutsche franzose französin
    italiener italienerin engländer amerikaner europäer asiate asiatin afrikaner brite spanier pole russe türke
    vater mutter bruder schwester sohn tochter opa oma großvater großmutter freund freundin nachbar kollege
    braut bräutigam zwilling mitte anfang ende teil opfer zeuge personal linkshänder brillenträger raucher
    fan profi laie chef chefin mitglied zuschauer gewinner sieger single student azubi lehrling praktikant
    klempner installateur maler bergsteiger kletterer wanderer vegetarier veganer straßenmusiker optiker
    apotheker bibliothekar dolmetscher übersetzer schriftsteller dichter regisseur dirigent komponist bildhauer
    zauberer ringer boxer reiter jockey taucher surfer skifahrer torwart stürmer verteidiger schiedsrichter
    beamter bettler obdachloser gefangener dieb bischof imam rabbiner pilger tänzer balletttänzer turner
    turnerin ruderer radrennfahrer golfer angler camper reisender urlauber pendler anwohner einheimischer
    witwer witwe onkel tante neffe nichte enkel enkelin cousin cousine single veteran invalide blinder
    grundschüler gymnasiast absolvent dozent forscher forscherin wissenschaftler wissenschaftlerin chemiker
    physiker biologe informatiker programmierer buchhalter makler bankier unternehmer manager sekretär
    journalist fotograf fotografin ingenieur techniker handwerker arbeiter bauarbeiter landwirt imker
    """.split()
    )
    + r")|(?:\w{4,}er|\w{3,}ist|eur|iker)in|\w{3,}(?:träger|arbeiter|fahrer|spieler|händler|leiter|beamter|schüler|lehrer|"
    r"verkäufer|gänger|läufer|sportler|pfleger|künstler|sänger|helfer|wärter|züchter|liebhaber|besitzer|mechaniker|"
    r"ologe|ologin|polizist|tourist|frau|meister|jährige?r?|wirt|mitglied))$"
)

# Scripts without capitals: a word after one of these is taken for a name.
CASELESS_CUES: tuple[tuple[str, str], ...] = (
    (
        "han-naming",
        r"(?:叫做?|名叫|名为|姓名[是为::]|名字[是叫::]|演员|歌手|导演|明星|主持人|作家|记者|教授|医生|总统|主席|"
        r"总理|市长|运动员|球星|俳優|女優|歌手の|選手)[是为叫::\s]*[\u4e00-\u9fff\u3040-\u30ff·・]{2,}",
    ),
    (
        "han-this-is",
        r"[这那]是(?!一|个|张|幅|在|位|因|什|谁|我|他|她|不|否|的|同)[\u4e00-\u9fff]{2,4}(?=[。!,,、!\s]|$)",
    ),
    (
        "han-dot-name",
        r"[\u4e00-\u9fff]{1,6}[·・‧][\u4e00-\u9fff]{1,6}|[\u30a0-\u30ff]{2,}[・=][\u30a0-\u30ff]{2,}",
    ),
    (
        "han-honorific",
        # Not after a measure word, or what tells of somebody: "这位女士" names nobody.
        r"(?:(?![的位个名这那轻年老中男女为是])[\u4e00-\u9fff]){1,3}(?:先生|女士|小姐|教授|医生|总统|主席|市长|さん|氏|様|選手)",
    ),
    ("kana-honorific", r"[\u30a0-\u30ff]{2,}(?:さん|氏|様|選手|ちゃん|くん)"),
    (
        "hangul-honorific",
        r"(?!선생님|손님|고객님|스님|부모님|주인님)[\uac00-\ud7a3]{2,4}\s?(?:씨|님|선수|배우|가수|대통령|교수)(?=[^\uac00-\ud7a3]|[은는이가을를의입])",
    ),
    ("hangul-naming", r"(?:배우|가수|선수|이름은|대통령|기자)\s[\uac00-\ud7a3]{2,4}"),
    (
        "arabic-naming",
        r"(?:هذا هو|هذه هي|إنه|إنها|يدعى|تدعى|اسمه|اسمها|يُدعى|السيد|السيدة|"
        r"الدكتور|الدكتورة|المطرب|المطربة|"
        r"الممثل|الممثلة|اللاعب|اللاعبة|الرئيس|الصحفي|الصحفية|الفنان|الفنانة)\s+[\u0600-\u06ff]{2,}",
    ),
    (
        "hebrew-naming",
        r"(?:זה הוא|זאת היא|זוהי|זהו|שמו|שמה|מר|גברת|השחקן|השחקנית|הזמר|הזמרת)"
        r"\s+[\u0590-\u05ff]{2,}",
    ),
    (
        "devanagari-naming",
        r"(?:नाम|अभिनेता|अभिनेत्री|गायक|गायिका|श्री|श्रीमती|डॉ|खिलाड़ी|पत्रकार|मंत्री|राष्ट्रपति)\.?\s+[\u0900-\u097f]{2,}",
    ),
    ("thai-naming", r"(?:ชื่อ|คุณ|นาย|นาง|นางสาว|นักแสดง|นักร้อง)\s?[\u0e00-\u0e7f]{2,}"),
)
