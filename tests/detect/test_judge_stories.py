"""`larum judge stories`: a brand nobody asked for is noticed, and nothing later changes what was said."""

import gzip
import io
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some

from larum.cli.judging_stories import judge
from tests.cli.shell import say

DAY = 86_400


def line(at: float, account: object, text: str, **more: object) -> dict[str, object]:
    return {"id": f"p{at:.0f}-{account}", "created_at": at, "author": {"id": account}, "text": text, **more}


def weeks(count: int = 8) -> list[dict[str, object]]:
    """A quiet town, hour by hour."""
    calm = "We walked along street {} and waited for bus {}"
    return [
        line(hour * 3600.0 + 1e9, f"neighbour{hour % 29}", calm.format(hour * 7919 % 83, hour % 11))
        for hour in range(count * 7 * 24)
    ]


def after(*texts: str, accounts: str = "abcdefgh", apart: float = 600.0, **more: object) -> list[dict[str, object]]:
    """The quiet town, then these posts."""
    calm = weeks()
    start = float(str(calm[-1]["created_at"])) + 60
    return calm + [line(start + n * apart, accounts[n % len(accounts)], text, **more) for n, text in enumerate(texts)]


def alarms(posts: list[dict[str, object]], folder: Path) -> list[dict[str, object]]:
    file = folder / "posts.jsonl"
    file.write_text("".join(json.dumps(post) + "\n" for post in posts))
    done = say("judge", "stories", file)
    assert done.exit_code == 0, done.output
    return [json.loads(each) for each in done.stdout.splitlines()]


def test_two_customers_who_turn_against_one_brand_are_enough(tmp_path: Path) -> None:
    posts = after(
        "#BoycottTrzmiel they lost my order, no refund", "Boycott @TrzmielPL! Uninstalled the app, worst service"
    )
    (alarm,) = alarms(posts, tmp_path)
    assert str(alarm["what"]).split(", ")[0] == "trzmiel"
    assert alarm["post_ids"] == [posts[-2]["id"], posts[-1]["id"]]
    assert alarm["accounts"] == ["a", "b"]
    assert 0.5 <= float(str(alarm["score"])) <= 1


def test_polish_customers_are_understood(tmp_path: Path) -> None:
    posts = after(
        "Bojkotujmy Trzmiela! Paczka zgubiona, reklamacja odrzucona",
        "#BojkotTrzmiel – klienci czekają na zwrot pieniędzy od @TrzmielPomoc",
        "Nie kupujcie w @Trzmiel, sklep oszukuje, odinstalowałam aplikację",
    )
    assert alarms(posts, tmp_path)


def test_one_angry_customer_is_no_story(tmp_path: Path) -> None:
    posts = after(*["#BoycottTrzmiel they lost my order, no refund"] * 6, accounts="a")
    assert alarms(posts, tmp_path) == []


def test_copies_of_one_text_are_no_story(tmp_path: Path) -> None:
    assert alarms(after(*["#BoycottTrzmiel they lost my order, no refund"] * 6), tmp_path) == []


def test_reposts_are_no_story(tmp_path: Path) -> None:
    posts = after("#BoycottTrzmiel lost my order", "Boycott Trzmiel, no refund", repost_of="elsewhere")
    assert alarms(posts, tmp_path) == []


def test_films_and_parties_need_more_than_brands(tmp_path: Path) -> None:
    posts = after(
        "#BoycottTrzmiel, he is no actor and the movie is bad", "Boycott Trzmiel and all his films, don't watch"
    )
    assert alarms(posts, tmp_path) == []


def test_many_voices_make_up_for_a_word_of_commerce_that_nobody_wrote(tmp_path: Path) -> None:
    quiet = ("Boycott Trzmiel! {}", "I say #boycott #Trzmiel {}", "boycott Trzmiel now {}")
    texts = [quiet[n % 3].format("abcdefghijkl"[n] * 5 + " " + "klmnopqrstuv"[n] * 4) for n in range(12)]
    assert alarms(after(*texts[:2], accounts="abcdefghijkl"), tmp_path) == []
    (alarm,) = alarms(after(*texts, accounts="abcdefghijkl", apart=120), tmp_path)
    assert str(alarm["what"]).startswith("trzmiel")


def test_many_voices_about_a_film_make_it_no_firm(tmp_path: Path) -> None:
    texts = [f"Boycott #Trzmiel, he is no actor and the movie is bad {letter * 4}" for letter in "abcdefgh"]
    texts += [f"don't watch the film #Trzmiel, {letter * 3} flop {letter * 5} director" for letter in "klmnopqr"]
    assert alarms(after(*texts, accounts="abcdefghklmnopqr", apart=60), tmp_path) == []


def test_a_capital_that_begins_a_sentence_names_nobody(tmp_path: Path) -> None:
    texts = [f"boycott {word} they lost my order, no refund. Polecam." for word in ("them", "those")]
    assert alarms(after(*texts), tmp_path) == []


def test_the_parent_firm_in_the_same_posts_is_the_same_story(tmp_path: Path) -> None:
    texts = (
        "#BoycottTrzmiel they lost my order",
        "Boycott @TrzmielPL! Uninstalled the app",
        "#BoycottTrzmiel and its owner @BombusGroup, no refund",
        "Trzmiel is @BombusGroup, the company never answers customers",
    )
    assert len(alarms(after(*texts), tmp_path)) == 1


def test_a_story_is_told_once(tmp_path: Path) -> None:
    texts = (
        "#BoycottTrzmiel they lost my order",
        "Boycott @TrzmielPL! Uninstalled the app",
        "Trzmiel, where is my refund?",
        "@TrzmielPL worst delivery ever",
    )
    assert len(alarms(after(*texts), tmp_path)) == 1


def test_the_same_brand_may_burn_again_weeks_later(tmp_path: Path) -> None:
    storm = ("#BoycottTrzmiel they lost my order", "Boycott @TrzmielPL! Uninstalled the app")
    posts = after(*storm)
    later = float(str(posts[-1]["created_at"])) + 70 * DAY
    posts += [line(later + n * 600, f"new{n}", text + " again") for n, text in enumerate(storm)]
    assert len(alarms(posts, tmp_path)) == 2


def test_what_is_written_every_day_is_no_surprise(tmp_path: Path) -> None:
    calm = weeks()
    daily = [{**post, "text": f"Boycott #Trzmiel, order {n}"} for n, post in enumerate(calm) if n % 6 == 0]
    told = alarms(
        sorted(calm + [{**p, "id": f"d{p['id']}"} for p in daily], key=lambda p: float(str(p["created_at"]))), tmp_path
    )
    assert len(told) <= 1


def test_what_cannot_be_read_is_named_and_skipped(tmp_path: Path) -> None:
    good = after("#BoycottTrzmiel they lost my order", "Boycott @TrzmielPL! Uninstalled the app")
    lines = [json.dumps(post) for post in good]
    broken = [
        "nonsense",
        "[]",
        '{"id": 1}',
        json.dumps({**good[0], "created_at": "soon"}),
        json.dumps({**good[-1], "author": {}}),
    ]
    file = tmp_path / "posts.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join([*lines[:-1], *broken, lines[0], lines[-1]]).encode()))
    done = say("judge", "stories", file)
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 1
    said = done.stderr.splitlines()
    assert len(said) == 6
    assert all(each.startswith("Line ") and "was skipped" in each for each in said)


def test_ids_come_back_as_they_were(tmp_path: Path) -> None:
    posts = after("#BoycottTrzmiel they lost my order", "Boycott @TrzmielPL! Uninstalled the app")
    posts[-2]["id"], posts[-1]["id"], posts[-1]["author"] = 7, "7", {"id": 8}
    (alarm,) = alarms(posts, tmp_path)
    assert alarm["post_ids"] == [7, "7"]
    assert alarm["accounts"] == ["a", 8]


STORM = after(
    "#BoycottTrzmiel they lost my order",
    "Boycott @TrzmielPL! Uninstalled the app",
    "Trzmiel, my refund?",
    "@TrzmielPL shame",
)


@given(some.integers(0, len(STORM)))
@settings(max_examples=6)
def test_the_output_for_a_beginning_is_the_beginning_of_the_output(cut: int) -> None:
    def told(posts: list[dict[str, object]]) -> str:
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write("".join(json.dumps(post) + "\n" for post in posts))
            file.flush()
            out = io.StringIO()
            judge(Path(file.name), out, io.StringIO())
            return out.getvalue()

    assert told(STORM).startswith(told(STORM[:cut]))
