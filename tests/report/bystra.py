"""A whole crisis of an invented water brand, told through the doors that people and posts come in by.

A quiet week; at noon the water smells of chlorine. A first word that helps nobody comes after an hour and ten
minutes, the right one an hour and a half later; in the evening it is over.
"""

import random
from datetime import timedelta
from uuid import UUID

from larum.alert.actions import acknowledge, open_alert
from larum.alert.store import alerts
from larum.base.actor import PUBLIC
from larum.base.clock import FrozenClock
from larum.base.http import Http
from larum.base.translate import Language
from larum.connectors.contract import Batch, Outside
from larum.connectors.records import Author, Post
from larum.db.work import Database
from larum.engage.actions.answer import answer, settle_problem
from larum.engage.actions.ask import ask, report, say_me_too
from larum.engage.actions.pages import Words, edit_page, open_page, prepare_page
from larum.engage.store import open_page as store_page
from larum.flow.arrive import receive
from larum.flow.schedule import tick
from larum.incident import store as incidents
from larum.incident.actions import course, ledger, notes, tasks
from larum.incident.actions.declare import declare
from larum.learn.actions import begin_review
from larum.match.actions import add_brand, add_monitor
from larum.measure.stories.step import tell_stories
from larum.respond.actions.approve import approve
from larum.respond.actions.channels import add_channel
from larum.respond.actions.publish import publish
from larum.respond.actions.write import draft, hand_over
from larum.respond.publishing import publish_due
from larum.respond.store import open_channel, open_statement
from tests.conftest import APPROVER, NOON, OWNER, RESPONDER
from tests.incident.people import settle

HELPLESS = {
    "pl": "Przepraszamy za ewentualne niedogodności. Jakość jest dla nas najwyższym priorytetem.",
    "en": "We apologise for any inconvenience. Quality is our top priority.",
}
RIGHT = {
    "pl": (
        "Dziś o 8:10 z naszego zakładu w Lipowej wyjechało 1200 butelek wody z nadmiarem chloru. To nasz błąd."
        " Przepraszamy wszystkich, którzy ją wypili. Zatrzymaliśmy linię i wycofujemy całą partię; pieniądze oddajemy"
        " w każdym sklepie bez paragonu. Kolejny komunikat dziś o 18:00 na tej stronie. Anna Nowak, prezes zarządu."
    ),
    "en": (
        "This morning at 8:10 our Lipowa plant sent out 1,200 bottles of water with too much chlorine. This was our"
        " mistake, and we apologise to everybody who drank it. We have stopped the line and are calling back the whole"
        " batch; you get your money back in any shop without a receipt. Our next update comes today at 18:00 on this"
        " page. Anna Nowak, managing director."
    ),
}
CALM = {
    "pl": "Wycofaliśmy całą partię. Linia ruszy po trzech czystych próbkach. Następny komunikat jutro o 12:00.",
    "en": "We have called back the whole batch. The line starts after clean samples. Next update tomorrow at 12:00.",
}
QUIET = (
    "Bystra w promocji, kto chce?",
    "Bystra water is fine",
    "Wolę Bystrą od kranówki",
    "A bottle of Bystra, please",
)
ANGRY = (
    "Woda Bystra śmierdzi chlorem! Nie pijcie tego",
    "My child drank Bystra and it stinks of chlorine. Disgusting, shame on you",
    "Bystra truje ludzi i milczy. Skandal",
    "Bystra, czy ta woda jest bezpieczna? Co mam zrobić z butelkami?",
    "Bystra water smells of chlorine, the whole shelf in Lipowa",
)


class Bystra:
    """The story, told as soon as it is made. Afterwards it is half past eight in the evening."""

    def __init__(
        self, database: Database, clock: FrozenClock, *, language: Language = "en", settled: bool = True
    ) -> None:
        self.database, self.clock, self.language = database, clock, language
        self._dice, self._posted = random.Random(3), 0
        if settled:
            settle(database)
        self._before()
        self._outbreak()
        self.incident_id = self._declared()
        self._answered()
        self._over()

    def at(self, **after: float) -> None:
        """It is so long after noon."""
        self.clock.move_to(NOON + timedelta(**after))

    def say(self, title: str, texts: dict[str, str], *, promised_h: float | None = None) -> UUID:
        """One writes, another approves, and it is out on the crisis page in both languages."""
        with self.database.working(RESPONDER) as work:
            at = NOON + timedelta(hours=promised_h) if promised_h else None
            statement = draft(work, title=title, texts=texts, incident_id=self.incident_id, next_update_at=at)
            hand_over(work, statement)
        with self.database.working(APPROVER) as work:
            statement = open_statement(work.session, statement.id)
            approve(work, statement, seen=1)
            publish(work, statement, channels=[open_channel(work.session, id) for id in self.channels])
        publish_due(self.database, Outside(http=Http(clock=self.clock), clock=self.clock))
        return statement.id

    def _before(self) -> None:
        self.at(days=-7)
        with self.database.working(OWNER) as work:
            brand = add_brand(work, name="Bystra")
            self.brand_id = brand.id
            self.monitor_id = add_monitor(work, brand_id=brand.id, name="Bystra", query="bystra OR bystrą").id
            self.channels = [
                add_channel(work, name="Strona kryzysowa", connector="page", language="pl").id,
                add_channel(work, name="Crisis page", connector="page", language="en").id,
            ]
        self.at(hours=0)
        self._post(QUIET, [-(step * 90 + self._dice.random() * 80) for step in range(7 * 16)])

    def _outbreak(self) -> None:
        self._post(ANGRY, [2, 9, 14, 16, 17, 18, 18.5, 19, 19.2, 19.5, 20, 20.2, 20.4, 20.6, 21, 21.3, 21.5, 21.8])
        for minute in (20, 22, 24):
            self.at(minutes=minute)
            tick(self.database)
        self.at(minutes=27)
        with self.database.working(RESPONDER) as work:
            self.alert_id = alerts(work.session, states=["open"])[0].id
            acknowledge(work, open_alert(work.session, self.alert_id))

    def _declared(self) -> UUID:
        self.at(minutes=31)
        with self.database.working(RESPONDER) as work:
            alert = open_alert(work.session, self.alert_id)
            incident = declare(
                work,
                "Woda pachnie chlorem" if self.language == "pl" else "The water smells of chlorine",
                "own_mistake",
                "SEV2",
                origin_at=NOON + timedelta(minutes=2),
                detected_at=alert.raised_at,
                acknowledged_at=alert.acknowledged_at,
                alert_ids=[alert.id],
                brand_id=self.brand_id,
                language=self.language,
            )
            course.start(work, incident.id)
            ledger.add_fact(
                work, incident.id, "1,200 bottles from Lipowa smell of chlorine", status="confirmed", source="Plant"
            )
            self.fact_id = ledger.add_fact(work, incident.id, "Somebody was taken to hospital").id
        return incident.id

    def _answered(self) -> None:
        self._post(ANGRY, [25 + self._dice.triangular(0, 270, 55) for _ in range(110)])
        self.at(minutes=70)
        self.helpless_id = self.say("First word", HELPLESS)
        self.at(minutes=95)
        with self.database.working(RESPONDER) as work:
            ledger.decide(
                work, self.incident_id, "Call the batch back", "The first sample has twice the limit of chlorine"
            )
            whole = incidents.room(work.session, self.incident_id)
            tasks.complete(work, whole.tasks[0].id)  # due fifteen minutes ago
            tasks.complete(work, whole.tasks[1].id)
            notes.note(work, self.incident_id, "A reporter of <Gazeta> called")
        self.at(minutes=160)
        self.right_id = self.say("Recall", RIGHT, promised_h=5)
        with self.database.working(RESPONDER) as work:
            self.promise_id = ledger.promise(
                work, self.incident_id, "Money back in any shop", person_id=OWNER.id, due_at=NOON + timedelta(hours=6)
            ).id
            tasks.complete(work, incidents.room(work.session, self.incident_id).tasks[2].id)
            ledger.settle_fact(work, self.fact_id, "refuted", "Both hospitals")
        self._asked()
        self.at(hours=4, minutes=50)
        self.calm_id = self.say("Batch called back", CALM)

    def _asked(self) -> None:
        """Two ask on the crisis page, one gets an answer; a shop sends people away, and five more say so."""
        both = {"pl": "Woda z chlorem", "en": "Water with chlorine"}
        page_words = Words(title=both, happened=both, doing=both, advice=both, contact="bok@bystra.example")
        with self.database.working(APPROVER) as work:
            prepare_page(work, self.incident_id)
            edit_page(work, self.incident_id, words=page_words)
            open_page(work, self.incident_id)
        self.at(hours=3)
        with self.database.working(PUBLIC) as work:
            page = store_page(work.session, self.incident_id)
            asked = ask(work, page, text="Is the water of Monday safe?", language="en", address="192.0.2.1").id
            ask(work, page, text="Will my dog be ill?", language="en", address="192.0.2.2")
            problem = report(work, page, text="The shop wants a receipt", language="en", address="192.0.2.3")
            for number in range(5):
                say_me_too(work, page, problem.id, address=f"198.51.{number}.1")
        self.at(hours=3, minutes=20)
        with self.database.working(RESPONDER) as work:
            answer(work, asked, answer="Yes. Only Tuesday's bottles are called back.")
            settle_problem(work, problem.id, state="fixed")

    def _over(self) -> None:
        self._post(QUIET, [300 + minute * 40 for minute in range(5)])
        self.at(hours=6, minutes=30)
        with self.database.working(APPROVER) as work:
            ledger.settle_promise(work, self.promise_id, "kept")
            course.monitor(work, self.incident_id)
        self.at(hours=8, minutes=30)
        with self.database.working(APPROVER) as work:
            course.close(work, self.incident_id, "The batch is back and the line runs clean.")
            begin_review(work, self.incident_id)
        tell_stories(self.database)

    def _post(self, texts: tuple[str, ...], minutes: list[float]) -> None:
        posts = []
        for minute in sorted(minutes):
            self._posted += 1
            who = self._dice.randrange(400)
            posts.append(
                Post(
                    platform=self._dice.choice(("bluesky", "bluesky", "rss")),
                    native_id=f"bystra-{self._posted}",
                    url=f"https://social.example/{self._posted}",
                    author=Author(id=f"a{who}", handle=f"reader{who}", followers=who * 7),
                    created_at=NOON + timedelta(minutes=minute),
                    text=self._dice.choice(texts),
                    lang=None,
                )
            )
        receive(self.database, Batch(arrivals=posts, cursor=""), source_id=None)
