"""From mentions to readings."""

from datetime import UTC, datetime
from uuid import UUID

from larum.analyse.reading import read, understand
from larum.connectors.records import Author, Post
from larum.inference.contract import FixedClassifier, Opinion
from larum.match.records import Mention

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def caught(text: str, *, by: int = 1, native_id: str = "1", lang: str | None = None) -> Mention:
    post = Post(
        platform="sample", native_id=native_id, url="", author=Author(id="a"), created_at=NOW, text=text, lang=lang
    )
    return Mention(monitor_id=UUID(int=by), post=post, words=())


def test_a_post_caught_by_ten_monitors_is_read_once() -> None:
    model = FixedClassifier()
    readings = read([caught("Gdzie jest moja paczka?", by=number) for number in range(10)], model)
    assert model.asked == ["Gdzie jest moja paczka?"]
    assert [reading.mention.monitor_id.int for reading in readings] == list(range(10))
    assert len({reading.fingerprint for reading in readings}) == 1


def test_readings_stand_in_the_order_of_their_mentions() -> None:
    mentions = [caught(text, native_id=text) for text in ("Kiedy otwieracie?", "Bojkot!", "ładny dzień")]
    readings = read(mentions, FixedClassifier())
    assert [(reading.question, reading.threat) for reading in readings] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert [reading.id for reading in readings] == [mention.id for mention in mentions]


def test_a_post_that_is_only_a_link_is_neutral_whatever_the_model_thinks() -> None:
    model = FixedClassifier({"https://a.pl/x": Opinion(0.9, 0.05, 0.05, 0.9)})
    (said,) = understand(["https://a.pl/x"], [None], model)
    assert (said.language, said.sentiment.label, said.complaint, said.negative) == ("und", "neutral", False, False)


def test_a_named_fault_makes_a_complaint_of_a_doubtful_case() -> None:
    text = "Aplikacja nie działa od rana"
    (said,) = understand([text], [None], FixedClassifier({text: Opinion(0.5, 0.4, 0.1, 0.4)}))
    assert said.complaint
    (said,) = understand(["Ładna aplikacja"], [None], FixedClassifier({"Ładna aplikacja": Opinion(0.5, 0.4, 0.1, 0.4)}))
    assert not said.complaint


def test_the_plain_model_reads_a_crisis_in_polish() -> None:
    angry, glad, asks = understand(
        ["Oszuści! Trzeci dzień nie działa, żenada", "Dziękuję, wspaniała obsługa 😍", "O której jutro otwieracie?"],
        [None, None, None],
    )
    assert (angry.sentiment.label, angry.complaint, angry.negative) == ("negative", True, True)
    assert glad.sentiment.label == "positive"
    assert (asks.sentiment.label, asks.question) == ("neutral", True)
