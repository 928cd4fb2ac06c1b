"""Posts for stories about the path: an invented bakery, in two languages, with everything that can go wrong in it."""

import random
from datetime import timedelta

from larum.connectors.records import Author, Post, Removal
from tests.conftest import NOON

QUIET = (
    "Dobra drożdżówka w Piekarni Kłos, polecam",
    "Kłos bakery opens at seven, right?",
    "Kupiłam chleb w Kłosie i jest świetny",
    "Morning coffee at Klos, lovely staff",
)
ANGRY = (
    "Skandal! W Piekarni Kłos znalazłam szkło w chlebie, nigdy więcej",
    "Glass in my bread from Klos bakery, disgusting, I want my money back",
    "Kłos milczy, a ludzie ranią sobie usta. Wstyd!",
)
ELSEWHERE = ("Piękna pogoda w Gdańsku", "Nothing to do with bread at all")


def post(number: int, minutes: float, text: str, *, author: int = 0, followers: int = 100) -> Post:
    """One post on the invented platform, so many minutes after the story's noon."""
    return Post(
        platform="sample",
        native_id=f"post-{number}",
        url=f"https://sample.example/{number}",
        author=Author(id=f"author-{author}", handle=f"author{author}", followers=followers),
        created_at=NOON + timedelta(minutes=minutes),
        text=text,
        lang=None,
    )


def storm(seed: int = 7, *, quiet: int = 40, angry: int = 60) -> list[Post | Removal]:
    """Two quiet days, then twenty minutes in which it breaks loose; some posts come twice, some are taken back."""
    dice = random.Random(seed)
    items: list[Post | Removal] = []
    for number in range(quiet):
        items.append(post(number, number * 70, dice.choice(QUIET + ELSEWHERE), author=dice.randrange(20)))
    for number in range(quiet, quiet + angry):
        minutes = quiet * 70 + dice.random() * 20
        items.append(post(number, minutes, dice.choice(ANGRY), author=dice.randrange(50)))
    items += dice.sample(items, 10)
    items += [Removal("sample", f"post-{number}") for number in dice.sample(range(quiet + angry), 6)]
    return items
