"""Whether a post speaks of something that is sold, or of a film, a party, a match: words, weighed for and against.

A company in trouble is spoken of by its customers: they order, pay, cancel, uninstall, and say “they”. Films are
watched, parties voted for, people are “he” and “she”. Chosen by meaning, in Polish and English, not fitted to a stream.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_SOLD: Final = re.compile(
    r"(?:products?|apps?|applications?|buy(?:ing|ers?)?|bought|purchas\w+|order(?:s|ed|ing)?|customers?|consumers?"
    r"|clients?|services?|refund\w*|uninstal\w*|deliver\w*|brands?|compan(?:y|ies)|corporat\w+|ads?|adverts?"
    r"|advertis\w+|commercials?|stores?|shop(?:s|ping|per|pers)?|sell(?:s|ing|er|ers)?|sold|prices?|pricing|overcharg\w+"
    r"|discounts?|subscri(?:ption|ptions|be|ber|bers)|banks?|insurance|airlines?|flights?|passengers?|hotels?"
    r"|restaurants?|food|cabs?|drivers?|rides?|employees?|staff|management|ceo|founders?|cofounders?|manufactur\w+"
    r"|factor(?:y|ies)|business|outlets?|dealers?|warranty|defective|parcels?|packages?|couriers?|phones?|mobiles?"
    r"|endors\w+|ambassadors?|ecommerce|websites?|startups?|mncs?|recalls?|wallets?|recharg\w+|sim|telecom|billing|bills?"
    r"|produk(?:t|ci|cj)\w*|sklep\w*|klien[ct]\w*|zamowi\w+|zamawia\w*|paczk\w*|paczek|kurier\w*|dostaw\w*|reklam\w+"
    r"|zwrot\w*|reklamacj\w*|aplikacj\w*|odinstal\w*|kup(?:uj\w*|ic|il\w*|ie)|cen(?:a|y|e|ami|ach)|drozyzn\w*|firm(?:a|y|ie|e|om|ami)"
    r"|mark(?:a|i|e|ami)|uslug\w*|bank(?:u|i|owi|iem|ow)?|ubezpiecz\w+|lot(?:u|y|ow|nicz\w+)|pasazer\w*"
    r"|restauracj\w*|jedzeni\w+|kierowc\w*|pracowni[kc]\w*|prezes\w*|zarzad\w*|fabryk\w*|gwarancj\w*|przesyl\w+"
    r"|telefon\w*|abonament\w*|faktur\w*|rachun\w+|umow\w*)"
)
_OTHER: Final = re.compile(
    r"(?:movies?|films?|cinemas?|act(?:or|ors|ress|resses)|directors?|trailers?|songs?|singers?|bollywood|hollywood|watch(?:ing|ed)?"
    r"|shows?|episodes?|serials?|seasons?|contestants?|box|boxoffice|stars?|oscars?|awards?|artists?"
    r"|vot(?:e|es|er|ers|ing|ed)|elections?|electoral|polls?|polling|part(?:y|ies)|mps?|mlas?|minist(?:er|ers|ry)|government|govt"
    r"|assembly|parliament|sessions?|candidates?|opposition|congress|senate|president|pm|leaders?|politic\w+|summit|talks"
    r"|match(?:es)?|cricket(?:ers?)?|football|team|cup|olympics?|players?|tournaments?|league|coach|commenta\w+|games?"
    r"|exams?|students?|college|universit\w+|class(?:es)?|courts?|lawyers?|advocates?|school|doctors"
    r"|channels?|media|news|journalis\w+|journos?|anchors?|debates?|tv|trp|press|newspapers?|presstitut\w+"
    r"|he|she|his|her|him|himself|herself|guy|traitors?|terroris\w+|saints?|religio\w+|countr(?:y|ies)|nations?"
    r"|filmu?|filmy|kino|kina|aktor\w*|rezyser\w*|serial\w*|piosenk\w*|odcin\w+|gwiazd\w*"
    r"|glosow\w+|glosuj\w*|wybor\w*|parti\w*|posel|posl\w+|minist\w+|rzad\w*|sejm\w*|prezydent\w*|kandydat\w*|polity\w+"
    r"|mecz\w*|druzyn\w*|pilkarz\w*|reprezentacj\w*|trener\w*|szkol\w*|uczni\w*|student\w*|sad(?:u|y|em|zi\w*)"
    r"|dziennikarz\w*|telewizj\w*|gazet\w*|jego|jej|jemu|ona|onego)"
)
_COUNTRIES: Final = re.compile(
    r"(?:afghan(?:istan)?|africa|america|arab|argentina|australia|austria|bangladesh|bangla|belarus|belgi(?:um|an)|bhutan"
    r"|brazil|britain|british|canad(?:a|ian)|china|chinese|cuba|czech|denmark|danish|dutch|egypt|england|english|europe"
    r"|france|french|german|germany|greece|greek|hindustan|hungar(?:y|ian)|india|indonesia|iran|iraq|ireland|irish|israel"
    r"|ital(?:y|ian)|japan|kashmir|korea|kuwait|srilanka|lanka|malaysia|maldives?|mexic(?:o|an)|myanmar|nepal|netherlands"
    r"|nigeria|norw(?:ay|egian)|paki?|pakistan|palestine?|poland|polish|portug(?:al|uese)|qatar|romania|russia|saudi"
    r"|scot(?:land|tish)|singapore|spain|spanish|swed(?:en|ish)|swiss|switzerland|syria|taiwan|thai|thailand|tibet|turkey"
    r"|turkish|uae|uk|ukraine?|usa?|vatican|vietnam|yemen"
    r"|chiny|chinsk(?:i|ie|a|ich)|francj[ai]|francusk(?:i|ie|a|ich)|izrael(?:a|sk(?:i|ie|a|ich))?|niemcy|niemieck(?:i|ie|a|ich)"
    r"|polsk[ai]|rosj[ai]|rosyjsk(?:i|ie|a|ich)|turcj[ai]|tureck(?:i|ie|a|ich)|ukrain[ay]|ukrainsk(?:i|ie|a|ich)|wegier|wegry)"
    r"(?:n|ns|s|i|is|ian|ians|ese|ni|nis)?(?:goods?|products?|items?|maal)?"
)
"""Nations and what belongs to them: a quarrel of nations is no company's crisis."""
_HANDLE_OF_A_FIRM: Final = re.compile(r"@\w*(?:cares?|support|helps?|app|official|pomoc)")
_ENOUGH: Final = 2
"""Different words of one kind beyond which a post is no clearer."""


def weighed(folded: Iterable[str]) -> tuple[int, int]:
    """How many of a post's folded words speak of commerce, and how many of anything else; 0 to 2 each.

    >>> weighed("cancelled my order uninstalled the app".split()), weighed("he should watch it".split())
    ((2, 0), (0, 2))
    """
    sold, other = set[str](), set[str]()
    for word in folded:
        kind = _kind(word)
        if kind > 0:
            sold.add(word)
        elif kind < 0:
            other.add(word)
    return min(_ENOUGH, len(sold)), min(_ENOUGH, len(other))


@lru_cache(maxsize=100_000)
def _kind(word: str) -> int:
    """1 for commerce, -1 for anything else that people quarrel about, 0 for what says nothing."""
    if word[0] == "@":
        return 1 if _HANDLE_OF_A_FIRM.fullmatch(word) else 0
    if word[0] == "#":
        return 0
    return 1 if _SOLD.fullmatch(word) else -1 if _OTHER.fullmatch(word) else 0


def is_a_kind(word: str) -> bool:
    """True for words such as *customer*, *match* or *France*: they say what something is, not which firm it is.

    >>> is_a_kind("customer"), is_a_kind("trzmiel")
    (True, False)
    """
    return _kind(word) != 0 or _COUNTRIES.fullmatch(word) is not None
