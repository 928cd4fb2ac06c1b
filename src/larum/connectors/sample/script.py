"""The script: what happens when, how many people write about it, and what they do.

Minutes count from the beginning of the story. The quiet weeks lie before it and hold what a good detector must not
mistake for a crisis: a campaign with a hashtag, weekends, a footballer of the same name.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from larum.connectors.records import Author
from larum.connectors.sample.voices import Speech

BRAND = "Zaranek"
QUIET_FOR = timedelta(days=28)
LASTS = timedelta(hours=48)
"""How long the crisis is told; then the story is over."""
GOES_ON = timedelta(days=14)
"""So long quiet days follow, for whoever leaves it running."""
PLACE = ZoneInfo("Europe/Warsaw")
A_DAY = 96.0
"""Posts about the brand on a usual day, and as many more of nothing in particular as `OFFTOPIC` says."""
OFFTOPIC = 0.06

HOURS = (2, 1, 1, 1, 2, 9, 26, 44, 46, 36, 28, 26, 30, 28, 24, 24, 27, 31, 36, 42, 44, 36, 20, 8)
"""How the posts of a day fall on its hours."""
WEEKDAYS = (1.12, 1.05, 1.0, 1.0, 1.0, 0.92, 0.91)
PLATFORMS = {"skwer": 62, "kadr": 20, "pogaduchy": 12, "obieg": 6}
"""A place for short posts, one for videos, a forum, and news. None of them exists."""

CAMPAIGN = (timedelta(days=-17), timedelta(days=-14))
CAMPAIGN_SHARE = 0.42
"""Posts of the campaign for every usual post of its days, at the hours at which people post anyway."""

QUIET = {"praise": 32, "shopping": 24, "question": 17, "complaint": 9, "joke": 12, "homonym": 6}

WITNESS, VIDEO, RUMOUR, BAD_ANSWER, PRESS = 52, 150, 235, 305, 430

HEAT = ((0, 0), (51, 0), (53, 3), (150, 4), (157, 13), (180, 36), (215, 56), (260, 75), (330, 120), (620, 150),
        (900, 120), (1440, 95), (1700, 115), (2200, 125), (2880, 70), (3600, 30), (5760, 0))  # fmt: skip
"""Posts an hour in an average hour of the day, by minute: between two of them it goes in a straight line."""
SLOW = {"reply": 1}
STORM = {"anger": 40, "crisis_question": 17, "repost_video": 20, "too": 3, "crisis_joke": 5, "defend": 4, "reply": 5}
RUMOURS = {"rumour": 7, "repost_rumour": 5, "doubt": 3}
INSULT = {"anger_answer": 30, "repost_answer": 4}
NEWS = {"journalist": 3}
HEALING = {"thanks": 34, "practical": 24, "sceptic": 13, "crisis_question": 12, "defend": 8, "repost_thanks": 6}
COOLS_FOR = 110.0
"""Minutes in which what is left of the anger halves, once there was an honest answer."""
TALK = 42.0
"""Posts an hour of those who talk about the answer, at first; half as many every five hours."""


class Beat:
    """One post that has to come: who, where, when, in which words."""

    __slots__ = ("author", "likes", "minute", "name", "platform", "reply_to", "speech", "text", "views")

    def __init__(
        self, name: str, minute: float, author: Author, speech: Speech, text: str, *, platform: str = "skwer",
        reply_to: str | None = None, likes: int = 0, views: int | None = None,
    ) -> None:  # fmt: skip
        self.name, self.minute, self.author, self.speech, self.text = name, minute, author, speech, text
        self.platform, self.reply_to, self.likes, self.views = platform, reply_to, likes, views


def _who(handle: str, name: str, followers: int) -> Author:
    return Author(
        id=handle, handle=handle, name=name, followers=followers, created_at=datetime(2019, 5, 2, tzinfo=PLACE)
    )


HOUSE = _who("zaranek", "Zaranek", 18_400)
MARTA = _who("marta.od.kwiatow", "Marta Sosnowska", 183)
GOSIA = _who("gosia.z.gdyni", "Gosia z Gdyni", 2_910)
FATHER = _who("tata_na_etacie", "Tata na etacie", 41_300)
EMILY = _who("emily.reads.labels", "Emily Hart", 12_700)
RUMOURER = _who("prawda24_lodz", "Prawda 24", 5_600)
COURIER = _who("kurier.wschodni", "Kurier Wschodni", 212_000)
LEDGER = _who("foodledger", "The Food Ledger", 88_500)

WEEKS_BEFORE = -19 * 1440 + 37
"""It had been said: three weeks ago somebody wrote to them, and nobody saw."""

BEATS = (
    Beat("warning", WEEKS_BEFORE, _who("halina_k", "Halina K.", 61), "pl",
         "W owsiance malinowej Zaranek był kawałek niebieskiej folii. Napisałam do firmy, czekam na odpowiedź."),
    Beat("witness", WITNESS, MARTA, "pl",
         "W owsiance malinowej Zaranek znalazłam kawałek niebieskiej folii. Partia L2311. Pisałam do nich w piątek, "
         "cisza. @zaranek, czy ktoś to czyta?", likes=2),
    Beat("witness_reply", WITNESS + 21, GOSIA, "pl",
         "U nas to samo, też Zaranek i też L2311! Nagrywam to.", reply_to="witness"),
    Beat("video", VIDEO, GOSIA, "pl",
         "Otwieram przy kamerze zamkniętą owsiankę Zaranek z partii L2311. W środku niebieska folia. Jadło to moje "
         "dziecko. Trzy tygodnie temu ktoś już to zgłaszał i nikt nie odpowiedział.", platform="kadr", likes=12,
         views=340),
    Beat("spread", VIDEO + 6, FATHER, "pl",
         "Obejrzyjcie, zanim jutro rano zapakujecie to dzieciom. Zaranek, czekam na wyjaśnienia.", likes=64),
    Beat("abroad", VIDEO + 34, EMILY, "en",
         "Blue plastic film inside sealed Zaranek porridge, batch L2311. It is sold here too. Check your cupboards.",
         likes=31),
    Beat("rumour", RUMOUR, RUMOURER, "pl",
         "PILNE: dziecko w Łodzi trafiło do szpitala po owsiance Zaranek! Firma ukrywa sprawę. Podajcie dalej!",
         likes=88),
    Beat("answer", BAD_ANSWER, HOUSE, "pl",
         "W związku z pojawiającymi się komentarzami informujemy, że produkt spełnia wszystkie normy. Mamy do "
         "czynienia z pojedynczym przypadkiem, prawdopodobnie wynikającym z niewłaściwego przechowywania. Zachęcamy "
         "klientów, by dokładnie sprawdzali zawartość opakowania przed spożyciem. Jeśli ktoś poczuł się "
         "zaniepokojony, jest nam przykro. Zespół Zaranek", likes=3),
    Beat("press", PRESS, COURIER, "pl",
         "Folia w owsiankach dla dzieci. Zgłoszenia z sześciu miast, producent mówi o pojedynczym przypadku. Pytamy "
         "Zaranka, czy wycofa partię L2311.", platform="obieg", likes=140),
    Beat("press_abroad", PRESS + 95, LEDGER, "en",
         "Zaranek, the Polish breakfast brand, faces complaints about plastic film in porridge pots. The company "
         "speaks of an isolated case. We count reports from six cities.", platform="obieg", likes=75),
)  # fmt: skip

HONEST = Beat(
    "honest", 0, HOUSE, "pl",
    "Przepraszamy. Nasze oświadczenie, co robić z owsiankami Zaranek i kiedy powiemy więcej, jest na naszej stronie "
    "kryzysowej. EN: we are sorry; our statement is on our crisis page.", likes=41,
)  # fmt: skip
"""What the brand's own account posts when an honest statement is out."""


def rhythm(at: datetime) -> float:
    """How busy an hour is, one on average: by night hardly anybody writes, on a Monday morning many do."""
    local = at.astimezone(PLACE)
    return HOURS[local.hour] * 24 / sum(HOURS) * WEEKDAYS[local.weekday()]


def heat(minute: float) -> float:
    """Posts an hour about the trouble at a minute of the story, in an average hour, if nobody answers it.

    >>> heat(40), heat(3600) < heat(2200)
    (0.0, True)
    """
    place = bisect_right(HEAT, minute, key=lambda point: point[0])
    if place == len(HEAT):
        return 0.0
    (since, low), (until, high) = HEAT[place - 1], HEAT[place]
    return low + (high - low) * (minute - since) / (until - since)


def mix(minute: float) -> dict[str, float]:
    """What those who write about the trouble do, and in which proportion."""
    if minute < VIDEO:
        return dict(SLOW)
    doing: dict[str, float] = dict(STORM)
    for since, more in ((RUMOUR, RUMOURS), (BAD_ANSWER, INSULT), (PRESS, NEWS)):
        if minute > since:
            doing |= more
    return doing


def talk(since_answer: float) -> float:
    """Posts an hour of those who talk about the honest answer, so many minutes after it."""
    return TALK * 2 ** (-since_answer / 300)
