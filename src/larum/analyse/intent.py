"""What a post wants: an answer, to complain, to threaten or to call people up. Rules in Polish and English.

Rules read the folded text, so a missing diacritic changes nothing. Questions and threats are rules alone: labelled
posts with them are too few to learn from. A complaint is first of all the classifier's word; rules raise it where the
post says what was lost, broken or late.
"""

# ruff: noqa: E501  (a rule is read best on one line)

import re
from collections.abc import Callable

from larum.base.text import fold

_LONGEST = 2_000
_NOISE = re.compile(r"(?:https?://|www\.)\S+|@[\w.-]+")
_QUOTED = re.compile(r"[\"„“«][^\"”“»]{3,}[\"”“»]")


def plain(text: str) -> str:
    """A post as the rules read it: folded, one line, no links and no handles."""
    return " ".join(fold(_NOISE.sub(" ", text[:_LONGEST])).split())


def _any(*patterns: str) -> Callable[[str], object]:
    """Searches for all patterns at once; those that begin a word are tried only where one begins, six times as fast."""
    words = "|".join(pattern for pattern in patterns if pattern.startswith(r"\b"))
    others = "|".join(pattern for pattern in patterns if not pattern.startswith(r"\b"))
    begins = re.compile(rf"\b(?=\w)(?:{words})").search if words else None
    stands = re.compile(others).search if others else None
    return lambda text: (begins and begins(text)) or (stands and stands(text))


_asks = _any(
    # Polish
    r"\b(?:czy |moze )?(?:ktos|ktokolwiek)(?: z was)? (?:wie|zna|ma|mial|moze|umie|widzial|korzysta|korzystal|poleci|orientuje)\b",
    r"\b(?:wie|zna|ma|moze|poleci|orientuje sie|pamieta) ktos\b",
    r"\b(?:prosze|prosimy|poprosze|czekam|czekamy|licze)\b.{0,20}\b(?:o|na) (?:\w+ )?(?:odpowiedz|informacj|wyjasnieni|kontakt|pomoc)",
    r"\b(?:dajcie|daj) znac\b|\bpodpowie(?:cie|sz|dzcie|dz)?\b|\bdoradz(?:cie|i|icie)\b|\b(?:mam|takie|krotkie) pytan(?:ie|ko)\b",
    r"(?:^|[.!] )(?:a |no |halo,? |hej,? )?(?:czy|kiedy|gdzie|dlaczego|czemu|ile|jak dlugo|co z|kto|skad|ktory|ktora|ktore) (?:\w+ ){0,2}"
    r"(?:jest|sa|bedzie|beda|moge|moga|mozna|macie|dostane|\w{3,}cie|moja|moje|moj)\b[^.?]{0,80}$",
    r"\bczekam(?:y)? na odpowiedz\b|\bbo sie klocimy\b|^(?:czy|gdzie|kiedy) (?:\w+ ){1,3}(?:moje|moja|moj) ",
    # English
    r"\b(?:can|could|does|do|has|have|is|will|would) (?:some|any)(?:one|body)\b|\bany(?:one|body)(?: else)? (?:know|have|got|tried|able)",
    r"\bplease (?:advise|explain|tell me|let me know|clarify|help me)\b|\bcan you (?:please )?(?:tell|help|confirm|explain|check|advise)",
    r"(?:^|[.!,:;] ?)(?:hi,? |hey,? |hello,? )?(?:where is|where are|when will|when does|when is|why is|why are|why does|how do i|how can i"
    r"|how long|what time|who do i)\b[^.!]{4,90}(?:$|\?)",
)
_starts = _any(
    r"(?:^|[.!,:;…] ?)(?:a |no |halo,? |hej,? |ej,? |dzien dobry,? |hi,? |hey,? |hello,? |so |and |but )?(?:\w+,? )?"
    r"(?:czy|kiedy|gdzie|dlaczego|czemu|ile|jak|jaki|jaka|jakie|jakim|jaka|kto|kogo|komu|skad|dokad|ktor\w+|co|po co|na co|ktoredy|ktos|macie"
    r"|masz|mozna|moge|mozecie|what|when|where|why|who|which|how|is|are|do|does|did|can|could|will|would|should|have|has|any)\b"
)
_rhetorical = _any(
    # Polish
    r"\bjak mozna\b|\bile (?:jeszcze|mozna|razy mozna)\b|\bjak dlugo jeszcze\b|\bkto (?:ci |wam |to |normalny )?(?:wam |ci )?(?:w to )?"
    r"(?:uwierzy|wierzy)\b|\bpo (?:co|cholere|grzyba|kiego)\b|\b(?:i )?co (?:wy|ty) (?:sobie|robicie)\b|\bco (?:to )?(?:za|tu)\b",
    r"\b(?:serio|naprawde|powaznie|prawda|tak|nie|co|czyzby|wtf|mozna|slabo)\s*[?!]*\?",
    r"\b(?:macie|masz) (?:wstyd|sumienie|mozg|rozum)\b|\bnie wstyd\b|\bco z tego\b|\bkogo to obchodzi\b|\bczy (?:wy|naprawde|serio)\b",
    r"\bczyzby\b|\baha\b|\bjaja\b|\bpytam w imieniu\b|\bkto by pomyslal\b|\bprzeciez\b|\bw jakim swiecie\b|\bczyj\w* to\b",
    # English
    r"\bhow dare\b|\bwho cares\b|\bwhat(?:'s| is) wrong with\b|\bare you (?:kidding|serious|joking)\b|\b(?:really|seriously|right|huh|wtf|ok|remember)\s*\?",
    r"\bwhat (?:the (?:hell|heck|fuck)|were you thinking|a joke)\b|\bhow (?:hard|many times|much longer|low)\b|\bisn't it\b|\bdon't you\b"
    r"|\bwho (?:would have|knew|needs|does that)\b|\bwhy (?:bother|even bother)\b|\bdo you (?:even|really)\b",
)
_laughs = _any(r"\blol\b", r"\b[xX][dD]+\b", r":d\b", r";p\b", r":p\b", r"\bhaha", r"[😂🤣🙃🙄🤡]")


def wants_answer(text: str) -> bool:
    """True where somebody waits for an answer; a question asked for effect is none.

    >>> wants_answer(plain("@bank kiedy zwrócicie mi pieniądze?")), wants_answer(plain("Jak można tak traktować ludzi?!"))
    (True, False)
    """
    unquoted = _QUOTED.sub(" ", text)
    mark = unquoted.rfind("?")
    if mark < 0:
        return bool(_asks(unquoted))
    if _rhetorical(unquoted) or _laughs(unquoted):
        return False
    after = unquoted[mark:].strip("?!.… )")
    sentence = re.split(r"[.!…\n]", unquoted[:mark])[-1]
    first = bool(_starts(sentence.strip()) or _asks(unquoted))
    return (first and len(after.split()) <= (12 if first else 3)) or (len(after) < 3 and len(sentence.split()) >= 3)


_violence = _any(
    # Polish
    r"\b(?:zabi[cj]|zabije|zajebac|zajebal(?:bym)?|zajebie|rozjebac|rozjebie|powiesic|powywieszac|wieszac|zastrzel|rozstrzel|spalic|spale|spalimy"
    r"|podpalic|podpale|podpalimy|wysadzic|wysadze)\w* (?:was|cie|ich|go|ja|ten|tych|te|tego|wam|mu|bym|wszystkich|wszystko|sie)\b",
    r"\b(?:zdechnij|zdychaj|zdechnijcie|obys(?:cie)? zdech|zgin(?:cie|ij)|kulka w leb|na stos|do gazu|na szubienic|pod mur|kar[ay] smierci)",
    r"\b(?:zaplacicie|odpowiesz|odpowiecie|pozalujesz|pozalujecie|dorwe|dorwiemy|znajde was|znajde cie|wiem gdzie (?:mieszka|pracuj))",
    r"\b(?:wpierdol|kopa w|po mordzie|po ryju|w ryj|w morde|ryj (?:sobie )?rozwal|rozwal\w* (?:ci|mu|sobie) (?:leb|ryj|morde)|polamac|nogi z dupy)",
    r"\b(?:jebac|wypierdalac|wyjebac) #?(?:pis|policj|was|ich|tych|zarzad)\w*|przyjdzie kolej (?:i )?na (?:ciebie|was)",
    # English
    r"\b(?:kill|shoot|hang|stab|burn|bomb|beat|punch|strangle|destroy) (?:you|them|him|her|your|this|their|that|every|all of)\b",
    r"\b(?:you|they|he|she|ceo|all) (?:deserve|should|must|need|needs|ought)s? (?:to )?(?:die|be shot|be hanged|burn|rot|suffer)\b|\bdrop dead\b",
    r"\bhope (?:you|they|he|she|your \w+)(?: all)? (?:die|dies|burn|burns|rot|crash|crashes|suffer)\b|\bi know where you (?:live|work)\b|\bwatch your back\b",
    r"\b(?:you(?:'ll| will)|they(?:'ll| will)|gonna|going to|make (?:you|them)) (?:pay for|regret)\b",
)
_calls = _any(
    # Polish
    r"#?\bbojkot",
    r"\bbojkot(?:uj|ujcie|ujmy|owac)\b",
    r"\bnie (?:kupuj(?:cie|my)|chodzcie|korzystajcie|wspierajcie|dajcie (?:im )?zarobic|jedzcie|latajcie|zamawiajcie|podpisujcie|oddajmy)\b",
    r"\b(?:udostepni(?:j|jcie|ajcie|amy|jmy)|podaj(?:cie)? dalej|rozpowszechni\w*|kopiujcie|niech (?:to )?(?:zobacza|wiedza|sie niesie|dowiedza)"
    r"|niech to zobacz\w+|puscie dalej|pros\w+ o (?:rt|podanie|udostepni\w+)|naglosni(?:jcie|jmy|c))",
    r"\bpetycj\w+.{0,60}\b(?:podpis|dorzuc|link|glos)|\bpodpis(?:z|zcie|ujcie|uj|ali) (?:\w+ )?(?:petycj|sie pod)|\b(?:zbieramy|zbierzmy) podpisy",
    r"\b(?:zglos(?:cie|my)|zglaszaj(?:cie|my)|piszcie do|napiszcie do|skarzcie|dzwoncie do|wysylajcie)\b",
    r"\b(?:przyjdz(?:cie)?|chodzcie|przybywajcie|spotykamy sie|stoimy|wychodzimy|idziemy)\b.{0,60}\b(?:protest|pikiet|wiec|pod \w+|godz|ulic)",
    r"\b(?:protest|pikieta|wiec|marsz|demonstracja|strajk)\w* (?:pod|przed|pod siedziba|jutro|w sobot|w niedziel|w piat|w poniedzial)",
    r"\bwyplaca(?:jcie|jmy)\b|\bpora zmienic\b|\bzmien(?:cie|my) (?:bank|operator|przewoznik|dostawc)|\bzamykajcie konta\b|\brezygnujcie\b"
    r"|\b(?:i )?(?:was|wszystkich) (?:tez )?(?:do tego )?zachecam\b|\bwypowiadajcie\b|\bprzenoscie sie\b|\bnie dajmy sie\b",
    # English
    r"\bboycott",
    r"\b(?:don't|do not|stop|never|nobody) (?:buy|buying|fly|flying|shop|shopping|book|booking|use|using|support|supporting|eat|eating)\b"
    r"(?= (?:with|at|from|this|these|their|them|anything|here|your|any|\w+ until)\b)",
    r"\b(?:please |pls )?(?:share|rt|retweet|repost|spread) (?:this|the word|if|widely|everywhere|and)\b|\bplease (?:rt|retweet|share)\b|\bmake (?:this|it) (?:go )?viral\b",
    r"\bsign (?:the|this|our|my) petition\b|\bpetition\b.{0,40}\bsign|\breport (?:them|this company|this account|it) to\b|\b(?:call|email|write to) your\b",
    r"\b(?:join us|protest|rally|demonstrat\w+|picket|march)\b.{0,40}\b(?:outside|in front of|tomorrow|saturday|sunday|monday|friday|at \d)",
    r"\b(?:cancel your|close your accounts?|delete (?:the|your|their) (?:app|account)|switch to another|withdraw your)\b",
)
_demands = _any(
    # Polish
    r"\bdymisj\w+\b|\bpodac? sie do dymisji\b|\b(?:pod sad|za kraty|do wiezienia|do paki)\b|\bzadam(?:y)?\b|\bdomagam(?:y)? sie\b",
    r"\b(?:musi|musza|powin\w+) (?:za to |za te \w+ )?(?:zaplacic|odejsc|ustapic|odpowiedziec|poniesc)\b|\b(?:uprzejmie )?prosze (?:abw|cba|policj|prokuratur|uokik)",
    # English
    r"\b(?:ceo|boss|management|board|minister|director|he|she|they) (?:must|should|has to|have to|needs? to) (?:resign|go|step down|be fired|be sacked|be jailed)\b",
    r"\b(?:fire|sack|jail|arrest|prosecute) (?:the|your|this|that|these|him|her|them) ?(?:ceo|boss|manager|people|crew|staff|employee)?|\bresign now\b|\bwe demand\b|\bi demand\b",
)
_law = _any(
    # Polish
    r"\b(?:pozew|pozwu|pozwem|pozywam|pozywamy|pozwe|pozwiemy|pozwa|pozwac)\b|\b(?:w|do) sad(?:zie|u)\b|\bu (?:prawnika|adwokata|mecenasa)\b|\bdo prokuratury\b",
    r"\b(?:skladam|zlozylem|zlozylam|zloze|zlozymy|pisze|zglaszam|zglosilem|zglosilam|zglosze|zglosimy|ide|idziemy|widzimy sie|zawiadamiam)\b.{0,40}"
    r"\b(?:u?(?:uokik|knf|uke|pip|rpo|sanepid\w*|inspekcj\w+|policj\w+|prokuratur\w+|rzeczni\w+|sadu|urz[ae]d\w*|prawnik\w*))\b",
    r"\b(?:jesli|jezeli|jak) .{0,70}\b(?:do (?:jutra|poniedzialku|wtorku|srody|czwartku|piatku|konca|\d+)|w ciagu|natychmiast)\b.{0,70}\b(?:to|rezygnuj|wypowiad|zglaszam|pozyw|ide|widzimy)",
    r"\b(?:macie|masz) (?:czas )?(?:do|\d+ (?:godzin|h|dni|minut))\b.{0,60}\b(?:albo|inaczej|potem|bo)\b|\bostatnie ostrzezenie\b|\bostateczne (?:przedsadowe )?wezwanie\b",
    # English
    r"\b(?:sue|suing|sued) (?:you|them|your|this|the|u)\b|\b(?:see you|take you|taking you|going|take this|taking them) (?:in|to) court\b|\blegal action\b|\blawsuit\b|\bmy (?:lawyer|attorney|solicitor)s?\b",
    r"\b(?:report(?:ing|ed)?|complain(?:ing|ed)?|complaint|filed?|filing)\b.{0,40}\b(?:ombudsman|trading standards|bbb|ftc|fcc|faa|dot|watchdog|regulator|police|attorney general|small claims)\b",
    r"\b(?:if (?:you|i|this|it)\b.{0,70}\b(?:by (?:tomorrow|monday|tuesday|wednesday|thursday|friday|tonight|noon|\d)|within \d+|today))\b.{0,70}\b(?:i will|i'll|i'm|we will|we'll|then)\b",
    r"\byou have (?:until|\d+ (?:hours|days))\b|\blast (?:chance|warning)\b|\bclass action\b",
)


def threatens(text: str) -> bool:
    """True for a threat or wish of violence, a call to act in public, a demanded act, an announced legal step.

    >>> threatens(plain("Podajcie dalej, niech wszyscy zobaczą!")), threatens(plain("You will hear from my lawyer."))
    (True, True)
    """
    return any(says(text) for says in (_violence, _calls, _demands, _law))


_falls_short = _any(
    # Polish
    r"\b(?:nie (?:dziala|dzialaja|odbiera\w*|odpowiada\w*|przyszl\w+|doszl\w+|dotarl\w+|moge sie (?:dodzwonic|zalogowac)|oddali|oddal|zwrocili|mozna sie))",
    r"\b(?:zgubi(?:li|liscie|l)|uszkodz\w+|rozbit\w+|zepsut\w+|spozni\w+|opozni\w+|nieaktualn\w+|przeterminowan\w+|zgnil\w+|splesni\w+) ",
    r"\b(?:brak (?:zasiegu|wody|pradu|odpowiedzi|kontaktu|informacji|reakcji|dostepu)|bez (?:zasiegu|odpowiedzi|reakcji|internetu|dostepu))",
    r"\b(?:oszuka(?:li|liscie|l)|naciag(?:acze|aja)|olewa(?:ja|cie)|zlodzieje|oszusci)\b|\b(?:wylogowuje|zawiesza sie|zacina)\b"
    r"|\b(?:juz|od) (?:\d+|trzech|dwoch|kilku) (?:godzin|dni|tygodni|miesiecy|h)\b",
    # English
    r"\b(?:still (?:no|not|waiting|haven't|hasn't)|never (?:arrived|came|received|got|responded)|not working|doesn't work|won't (?:let|work)|stopped working"
    r"|broken|damaged|worst (?:service|airline|customer|company|experience)|no (?:response|reply|refund)|lost my|cancelled my|overcharged|on hold for)\b",
)


def falls_short(text: str) -> bool:
    """True where a post names what is lost, broken, late or unanswered."""
    return bool(_falls_short(text))
