"""How many posts per CPU-second matching takes on, by the number of monitors.

    python benchmarks/matching.py [--posts 20000] [--monitors 10 100 1000 10000] [--seed 1] [--check 200]

The workload is made here, from a seed: made-up words in five spellings, drawn by Zipf's law, with hashtags, mentions,
links and emoji; monitors with variants, context, NEAR, exclusions, phrases and prefixes, a fifth of whose brands are
ordinary words. It is synthetic: on a real stream the shares of hits will differ. Figures are CPU time (user and system)
of this process, the median of some repeats. `--check` posts are compared with the oracle, pair by pair.
"""

import argparse
import platform
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import accumulate
from statistics import median
from typing import TypeVar

from larum.base.canonical import canonical
from larum.base.ids import named
from larum.connectors.records import Author, Post
from larum.match import oracle
from larum.match.index import Index
from larum.match.query import Query, parse

SYLLABLES = (
    (0.55, "the in ing er an re on at en st or it is ar al ou ve ti le ro"),
    (0.20, "ko za pra wo ść nie prze szy ła ży ów cz rz wi ną dzi ę go do mi"),
    (0.10, "sch ein ung der ge ver ü ß tt ch ä keit auf be ö zu ie st en er"),
    (0.08, "ción que la es ar ñ do ta ri lo á pa co me os ú ra te in al"),
    (0.07, "eau ç é ou re tion è la ai on ment qu oi œ es ne le ure is ant"),
)
BRANDS = ("kwa", "pra", "ła", "mi", "zo", "qua", "vel", "dor", "ny", "xa", "bło", "ter", "fin", "ul", "cja", "net")
WORDS = 60_000
EMOJI = ("😀", "❤\ufe0f", "🔥", "👎", "🙏🏽")
Result = TypeVar("Result")


def vocabulary(random_: random.Random) -> list[str]:
    """Distinct words, the most frequent first and short."""
    words: dict[str, None] = {}
    while len(words) < WORDS:
        syllables = random_.choices(SYLLABLES, [share for share, _ in SYLLABLES])[0][1].split()
        longest = 2 if len(words) < 300 else 3 if len(words) < 4_000 else 6
        words["".join(random_.choices(syllables, k=random_.randint(1, longest)))] = None
    return list(words)


def brand_of(number: int, random_: random.Random, words: list[str]) -> str:
    if number % 5 == 0:
        return words[random_.randrange(300, 8_000)]
    return "".join(random_.choices(BRANDS, k=3))


def query_of(number: int, random_: random.Random, words: list[str], brands: list[str]) -> str:
    brand = brands[number]
    common = [words[random_.randrange(50, 3_000)] for _ in range(4)]
    variants = [
        f"{brand}*" if random_.random() < 0.4 and len(brand) > 4 else brand,
        f"#{brand}",
        f'"{brand} {common[0]}"',
    ]
    variants += [f"{brand}{number % 90}", f"@{brand}.example"][: random_.randint(0, 2)]
    query = f"({' OR '.join(variants)})"
    if random_.random() < 0.35:
        query += f" AND ({common[1]} OR {common[2]})"
    if random_.random() < 0.10:
        query = f"({query}) OR {brand} NEAR/5 ({common[1]} OR {common[3]})"
    if random_.random() < 0.50:
        query += f" NOT {common[3]}" if " OR " not in query.partition(")")[2] else f" -{common[3]}"
    return query


def posts_of(many: int, random_: random.Random, words: list[str], brands: list[str]) -> list[Post]:
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    popular = list(accumulate(1 / (rank + 50) for rank in range(len(brands))))
    posts = []
    for number in range(many):
        parts = random_.choices(words, cum_weights=weights, k=random_.randint(6, 24))
        for extra in (
            (0.25, lambda: "#" + random_.choice(words)),
            (0.20, lambda: "@" + random_.choice(words) + ".example"),
            (0.20, lambda: f"https://{random_.choice(words)}.example/{random_.randrange(9_999)}"),
            (0.25, lambda: random_.choice(EMOJI)),
            (
                0.05,
                lambda: (
                    random_.choices(brands, cum_weights=popular)[0].capitalize() + random_.choice(["", "ą", "em", "y"])
                ),
            ),
        ):
            if random_.random() < extra[0]:
                parts.insert(random_.randrange(len(parts) + 1), extra[1]())
        text = " ".join(parts).capitalize() + random_.choice([".", "!", "", " …"])
        posts.append(
            Post("made", str(number), "", Author(id="", handle="a"), datetime(2026, 1, 1, tzinfo=UTC), text, "en")
        )
    return posts


def timed(repeats: int, work: Callable[[], Result]) -> tuple[float, Result]:
    """Median CPU seconds, and what came out."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        spent.append(time.process_time() - start)
    return median(spent), result


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=20_000)
    options.add_argument("--monitors", type=int, nargs="+", default=[10, 100, 1_000, 10_000])
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--check", type=int, default=0, help="posts on which the oracle is asked as well")
    given = options.parse_args()
    random_ = random.Random(given.seed)
    words = vocabulary(random_)
    brands = [brand_of(number, random_, words) for number in range(max(given.monitors))]
    texts = [query_of(number, random_, words, brands) for number in range(len(brands))]
    posts = posts_of(given.posts, random_, words, brands)
    mean = sum(len(post.text) for post in posts) / len(posts)
    print(f"{platform.machine()}, Python {platform.python_version()}; {len(posts)} posts of {mean:.0f} characters")
    batches = [[post.text for post in posts[start : start + 1024]] for start in range(0, len(posts), 1024)]
    spent, _ = timed(given.repeats, lambda: [canonical(batch) for batch in batches])
    print(f"folding and tokenising alone: {spent / len(posts) * 1e6:.2f} µs per post")
    print(
        f"{'monitors':>9} {'build s':>8} {'again s':>8} {'µs/post':>8} {'posts/CPU-s':>12} {'pairs':>8} {'matched':>8}"
    )
    for many in given.monitors:
        measure(texts[:many], posts, given.repeats, given.check)


def measure(texts: list[str], posts: list[Post], repeats: int, checked: int) -> None:
    """One line of the table: this many monitors."""
    many = len(texts)
    ids = [named("benchmark", number) for number in range(many)]
    parsing, queries = timed(1, lambda: [parse(text) for text in texts])
    first, _ = timed(1, lambda: Index.build(zip(ids, queries, strict=True)))
    again, index = timed(repeats, lambda: Index.build(zip(ids, queries, strict=True)))
    spent, found = timed(repeats, lambda: index.match(posts))
    matched = len({mention.post.native_id for mention in found}) / len(posts)
    each = spent / len(posts)
    print(f"{many:>9} {parsing + first:>8.2f} {again:>8.3f} ", end="")
    print(f"{each * 1e6:>8.2f} {1 / each:>12,.0f} {len(found):>8} {matched:>8.2%}", flush=True)
    if checked:
        check(index, queries, posts[:checked])


def check(index: Index, queries: list[Query], posts: list[Post]) -> None:
    fast = {(hit.post, hit.query, hit.words) for hit in index.hits(posts)}
    slow = {
        (number, which, oracle.words(query.expression, post))
        for number, post in enumerate(posts)
        for which, query in enumerate(queries)
        if oracle.holds(query.expression, post)
    }
    print(f"          oracle on {len(posts)} posts: {len(slow)} pairs, {'equal' if fast == slow else 'DIFFERENT'}")


if __name__ == "__main__":
    main()
