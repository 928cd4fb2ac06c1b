"""What the team writes when the visitor only watches: a title, an honest statement, a conclusion. In two languages.

Not through gettext: an official statement is written in each language, it is not a translation of the page.
"""

from datetime import datetime
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

TITLE: Final = {
    "pl": "Niebieska folia w owsiance malinowej, partia L2311",
    "en": "Blue film in raspberry porridge, batch L2311",
}

STATEMENT_TITLE: Final = {
    "pl": "Przeprosiny i wycofanie partii L2311",
    "en": "Apology and recall of batch L2311",
}

UPDATE_TITLE: Final = {"pl": "Partia L2311 wycofana ze sklepów", "en": "Batch L2311 is out of the shops"}

UPDATE: Final = {
    "pl": "Obiecaliśmy kolejną informację, oto ona. Partia L2311 została wycofana ze wszystkich sklepów. W partiach "
    "L2309, L2310 i L2312 folii nie znaleźliśmy. Przepraszamy wszystkich, których to dotknęło. Zwroty trwają; pytania: "
    "pomoc@zaranek.example.",
    "en": "We promised an update, and this is it. Batch L2311 has been recalled from all shops. We found no film in "
    "batches L2309, L2310 and L2312. We are sorry to everybody whom this has touched. Refunds go on; questions: "
    "help@zaranek.example.",
}

CONCLUSION: Final = {
    "pl": "Partia L2311 wycofana, linia naprawiona, przeprosiny przyjęte. Zgłoszenie sprzed trzech tygodni przeszło "
    "bez echa, a pierwsza odpowiedź obwiniała klientów: jedno i drugie do przeglądu.",
    "en": "Batch L2311 recalled, line mended, apology accepted. The report of three weeks ago went unanswered and the "
    "first answer blamed customers: both belong in the review.",
}

FACTS: Final = (
    ("confirmed", {
        "pl": "Folia w partii L2311 pochodzi z linii pakującej nr 2.",
        "en": "The film in batch L2311 comes from packing line 2.",
    }),
    ("open", {
        "pl": "Czy folia jest też w partiach L2309, L2310 i L2312?",
        "en": "Is there film in batches L2309, L2310 and L2312 as well?",
    }),
    ("refuted", {
        "pl": "Dziecko w szpitalu w Łodzi po owsiance Zaranek: szpital nie przyjął takiego pacjenta.",
        "en": "A child in hospital in Łódź because of Zaranek: no hospital there has admitted such a patient.",
    }),
)  # fmt: skip


def honest(next_at: datetime) -> dict[str, str]:
    """The statement, with the time of the next one."""
    at = next_at.astimezone(ZoneInfo("Europe/Warsaw")).strftime("%H:%M")
    texts = {name: files(__package__).joinpath(f"honest.{name}.txt").read_text(encoding="utf-8") for name in TITLE}
    return {name: text.strip().replace("{at}", at) for name, text in texts.items()}
