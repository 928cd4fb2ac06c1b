"""Which stories a monitor's mentions tell: one pass, post by post, nothing looked up outside the state.

A mention joins the story whose words it shares, rare words weighing most (cosine of inverse document frequencies to a
decayed centroid); sharing none, it begins one. A near-copy joins its original and adds to the size alone, so a flood
of copies cannot pull a story towards itself. How rare a word is is forgotten by half every 1,500 mentions.

`tell` is pure and keeps its promise under repeats: a reading told twice changes nothing. The state can be packed with
`msgspec` and is bounded: stories that slept for three days leave it; what was told of
them stays with whoever keeps it.
"""

import heapq
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from larum.analyse.records import Reading
from larum.base.canonical import canonical
from larum.base.ids import named
from larum.measure.words import terms_of

JOINS = 0.12
"""Cosine from which a mention belongs to a story."""
SLEEPS_AFTER = timedelta(days=3)
FADES = 0.99
"""What a story's weights keep when a mention joins: half of what it said goes in 69 mentions."""
HALF_LIFE = 1_500.0
"""Mentions after which a word counts half as common."""

_BANDS = 16
"""Of the fingerprint, enough to tell copies and half the room."""
_SHARED_BANDS = 4
"""Of 16: copies share about 0.7 of their shingles and more."""
_ORIGINALS, _TERMS, _STORIES, _SEEN, _COMMON, _SKETCH = 8, 48, 400, 50_000, 20_000, 256
_TITLE = 200
_WORD = re.compile(r"[^\W_]+")


class Story(msgspec.Struct, frozen=True):
    """What is told, for people: mentions that tell the same story, as they stand now."""

    id: UUID
    """Named from its monitor and its first post, so it is the same in every run."""
    monitor_id: UUID
    title: str
    """Text of its most telling post."""
    post_id: UUID
    """The post the title is from."""
    size: int
    """Mentions, copies included."""
    copies: int
    authors: int
    """Distinct accounts: exact to 256, then an estimate within a tenth."""
    first_at: datetime
    last_at: datetime
    terms: tuple[str, ...]
    """The words that set it apart, the strongest first."""
    negative_share: float
    """0 to 1."""


class Original(msgspec.Struct):
    """One post that is no copy, kept as a candidate for the title and to know copies by."""

    post_id: UUID
    text: str
    terms: list[str]
    bands: list[int]
    repost: bool


class Thread(msgspec.Struct):
    """A story as the state holds it."""

    first_post_id: UUID
    first_at: datetime
    last_at: datetime
    size: int = 0
    copies: int = 0
    negative: int = 0
    centroid: dict[str, float] = {}
    """Weight by stem; halves while the story grows, so what it says now counts most."""
    faces: dict[str, str] = {}
    """How a stem was first written."""
    originals: list[Original] = []
    authors: list[int] = []
    """The smallest hashes of the accounts, sorted: few of them are all, many of them tell how many there are."""

    def copied(self) -> "Thread":
        return msgspec.structs.replace(
            self,
            centroid=dict(self.centroid),
            faces=dict(self.faces),
            originals=list(self.originals),
            authors=list(self.authors),
        )


class State(msgspec.Struct):
    """All a monitor's storyteller knows. Begin with `State()`."""

    threads: dict[int, Thread] = {}
    """By number, in order of birth."""
    born: int = 0
    heard: float = 0.0
    """Mentions, the old ones faded."""
    common: dict[str, float] = {}
    """Mentions a stem stood in, the old ones faded."""
    loud: float = 1.0
    """What the next mention counts for: it grows instead of all others fading."""
    seen: list[int] = []
    """The mentions told last, as 63-bit numbers, oldest first."""
    latest: datetime | None = None


class Told(msgspec.Struct, frozen=True):
    """What came of telling some readings."""

    state: State
    stories: list[Story]
    """Those that changed, in order of birth."""
    members: dict[UUID, UUID]
    """Which of these mentions belongs to which story; one that tells none is missing."""


def tell(state: State, readings: Sequence[Reading]) -> Told:
    """Tell these readings of one monitor in order."""
    teller = _Teller(state)
    faces = terms_of([one.mention.post.text for one in readings], [one.mention.words for one in readings])
    for reading, words in zip(readings, faces, strict=True):
        teller.hear(reading, words)
    touched = teller.touched()  # before the state lets go of stories: one that changed now is told once more
    return Told(teller.state(), touched, teller.members)


class _Teller:
    """One call of `tell`: the state with the indexes that make it quick, and copies of what is changed."""

    def __init__(self, state: State) -> None:
        self._threads = dict(state.threads)
        self._born = state.born
        self._heard, self._loud = state.heard, state.loud
        self._common = dict(state.common)
        self._seen = dict.fromkeys(state.seen)
        self._latest = state.latest
        self._changed: dict[int, UUID] = {}
        self._let_go: dict[int, Story] = {}
        self.members: dict[UUID, UUID] = {}
        self._by_term: dict[str, set[int]] = defaultdict(set)
        self._by_band: dict[int, list[tuple[int, UUID]]] = defaultdict(list)
        self._lengths: dict[int, float] = {}
        for number, thread in self._threads.items():
            self._index(number, thread.centroid)
            for original in thread.originals:
                self._index_bands(number, original)

    def hear(self, reading: Reading, faces: dict[str, str]) -> None:
        """Take one mention in; `faces` are the stems of its words, each as it is written there."""
        mention = reading.mention
        key = mention.id.int >> 65
        if key in self._seen:
            return
        self._seen[key] = None
        if len(self._seen) > _SEEN:
            del self._seen[next(iter(self._seen))]
        at = mention.post.created_at
        self._latest = max(at, self._latest or at)
        if at < self._latest - SLEEPS_AFTER:
            return
        self._learn(faces)
        bands = list(reading.fingerprint[:_BANDS])
        number = self._copied_from(bands)
        weights: dict[str, float] | None = None
        if number is None:
            weights = self._weights(faces)
            number = self._closest(weights)
            if number is None:
                if len(faces) < 2:
                    return  # a flood of emoji and single words begins no story
                number = self._begin(mention.post.id, at)
        thread = self._open(number, mention.monitor_id)
        self.members[mention.id] = _id_of(thread, mention.monitor_id)
        self._count(thread, reading)
        if weights is None:
            thread.copies += 1
            return
        self._grow(number, thread, weights, faces)
        original = Original(mention.post.id, _title(mention.post.text), sorted(faces), bands, _is_repost(reading))
        self._remember(number, thread, original)

    def state(self) -> State:
        """What is to be known next time."""
        return State(
            threads={number: thread for number, thread in self._threads.items() if not self._sleeps(thread)},
            born=self._born,
            heard=self._heard,
            common=self._common,
            loud=self._loud,
            seen=list(self._seen),
            latest=self._latest,
        )

    def touched(self) -> list[Story]:
        """The stories that changed, in order of birth, as they stand."""
        now = {number: _told(self._threads[number], monitor_id) for number, monitor_id in self._changed.items()}
        return [story for _, story in sorted({**self._let_go, **now}.items())]

    def _sleeps(self, thread: Thread) -> bool:
        return self._latest is not None and self._latest - thread.last_at > SLEEPS_AFTER

    def _learn(self, terms: Iterable[str]) -> None:
        self._heard += self._loud
        for term in terms:
            self._common[term] = self._common.get(term, 0.0) + self._loud
        self._loud *= 2 ** (1 / HALF_LIFE)
        if len(self._common) > _COMMON:
            kept = heapq.nlargest(_COMMON // 2, self._common.items(), key=lambda item: (item[1], item[0]))
            self._common = dict(kept)
        if self._loud > 1e9:
            self._common = {term: count / self._loud for term, count in self._common.items()}
            self._heard, self._loud = self._heard / self._loud, 1.0

    def _rarity(self, term: str) -> float:
        return math.log(1 + (self._heard + self._loud) / (self._common.get(term, 0.0) + 0.5 * self._loud))

    def _weights(self, terms: Iterable[str]) -> dict[str, float]:
        weights = {term: self._rarity(term) for term in sorted(terms)}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {term: weight / length for term, weight in weights.items()}

    def _copied_from(self, bands: Sequence[int]) -> int | None:
        shared: dict[tuple[int, UUID], int] = defaultdict(int)
        for band in bands:
            for original in self._by_band.get(band, ()):
                if not self._sleeps(self._threads[original[0]]):
                    shared[original] += 1
        best = max(shared.items(), key=lambda item: (item[1], -item[0][0]), default=None)
        return best[0][0] if best and best[1] >= _SHARED_BANDS else None

    def _closest(self, weights: dict[str, float]) -> int | None:
        scores: dict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            for number in self._by_term.get(term, ()):
                scores[number] += weight * self._threads[number].centroid[term]
        best, closest = JOINS, None
        for number in sorted(scores):
            thread = self._threads[number]
            if self._sleeps(thread):
                continue
            cosine = scores[number] / self._lengths[number]
            if cosine > best:
                best, closest = cosine, number
        return closest

    def _begin(self, post_id: UUID, at: datetime) -> int:
        if len(self._threads) >= _STORIES:
            self._make_room()
        number, self._born = self._born, self._born + 1
        self._threads[number] = Thread(first_post_id=post_id, first_at=at, last_at=at, centroid={}, faces={})
        self._lengths[number] = 1.0
        return number

    def _open(self, number: int, monitor_id: UUID) -> Thread:
        if number not in self._changed:
            self._threads[number] = self._threads[number].copied()
            self._changed[number] = monitor_id
        return self._threads[number]

    def _count(self, thread: Thread, reading: Reading) -> None:
        post = reading.mention.post
        thread.size += 1
        thread.negative += reading.negative
        thread.first_at, thread.last_at = min(thread.first_at, post.created_at), max(thread.last_at, post.created_at)
        author = named("author", post.platform, post.author.id or post.author.handle).int >> 65
        if author not in thread.authors:
            thread.authors = sorted([*thread.authors, author])[:_SKETCH]

    def _grow(self, number: int, thread: Thread, weights: dict[str, float], faces: dict[str, str]) -> None:
        for term in thread.centroid:
            thread.centroid[term] *= FADES
        for term, weight in weights.items():
            thread.centroid[term] = thread.centroid.get(term, 0.0) + weight
            thread.faces.setdefault(term, faces[term])
        if len(thread.centroid) > 2 * _TERMS:
            kept = heapq.nlargest(_TERMS, thread.centroid.items(), key=lambda item: (item[1], item[0]))
            for term in thread.centroid.keys() - {term for term, _ in kept}:
                self._by_term[term].discard(number)
                del thread.faces[term]
            thread.centroid = dict(kept)
        self._index(number, thread.centroid)

    def _remember(self, number: int, thread: Thread, original: Original) -> None:
        thread.originals.append(original)
        self._index_bands(number, original)
        if len(thread.originals) > _ORIGINALS:
            weakest = min(thread.originals, key=lambda one: (_centrality(one, thread.centroid), str(one.post_id)))
            thread.originals = [one for one in thread.originals if one is not weakest]
            self._forget_bands(number, weakest)

    def _index(self, number: int, centroid: dict[str, float]) -> None:
        for term in centroid:
            self._by_term[term].add(number)
        self._lengths[number] = math.sqrt(sum(weight * weight for weight in centroid.values())) or 1.0

    def _index_bands(self, number: int, original: Original) -> None:
        for band in original.bands:
            self._by_band[band].append((number, original.post_id))

    def _forget_bands(self, number: int, original: Original) -> None:
        for band in original.bands:
            self._by_band[band] = [kept for kept in self._by_band[band] if kept != (number, original.post_id)]

    def _make_room(self) -> None:
        """Let go of the story that has been quiet longest."""
        number = min(self._threads, key=lambda number: (self._threads[number].last_at, number))
        thread = self._threads.pop(number)
        if number in self._changed:
            self._let_go[number] = _told(thread, self._changed.pop(number))
        for term in thread.centroid:
            self._by_term[term].discard(number)
        for original in thread.originals:
            self._forget_bands(number, original)


def _id_of(thread: Thread, monitor_id: UUID) -> UUID:
    return named("story", monitor_id, thread.first_post_id)


def _centrality(original: Original, centroid: dict[str, float]) -> float:
    """How much of the story one post tells: its cosine to the centroid, all its words weighing alike."""
    return sum(centroid.get(term, 0.0) for term in original.terms) / math.sqrt(len(original.terms) or 1)


def _as_written(folded: Sequence[str], originals: Sequence[Original]) -> tuple[str, ...]:
    """Folded words as the posts write them. Of two spellings the one with accents: people drop more than they add."""
    spellings = sorted({word for one in originals for word in _WORD.findall(one.text.lower())}, key=str.isascii)
    written: dict[str, str] = {}
    for spelling, fold in zip(spellings, canonical(spellings), strict=True):
        written.setdefault(fold.strip(), spelling)
    return tuple(written.get(word, word) for word in folded)


def _told(thread: Thread, monitor_id: UUID) -> Story:
    """A thread for people. Its title is its most central post; a repost or a few words must be a good deal more so."""

    def telling(original: Original) -> tuple[float, str]:
        handicap = (0.6 if original.repost else 1.0) * (0.7 if len(original.terms) < 4 else 1.0)
        return _centrality(original, thread.centroid) * handicap, str(original.post_id)

    title = max(thread.originals, key=telling)
    strongest = heapq.nlargest(6, thread.centroid.items(), key=lambda item: (item[1], item[0]))
    return Story(
        id=_id_of(thread, monitor_id),
        monitor_id=monitor_id,
        title=title.text,
        post_id=title.post_id,
        size=thread.size,
        copies=thread.copies,
        authors=_distinct(thread.authors),
        first_at=thread.first_at,
        last_at=thread.last_at,
        terms=_as_written([thread.faces[term] for term, _ in strongest], thread.originals),
        negative_share=thread.negative / thread.size,
    )


def _distinct(smallest: Sequence[int]) -> int:
    """How many accounts there are, from their smallest hashes (Bar-Yossef and others 2002, k minimum values)."""
    if len(smallest) < _SKETCH:
        return len(smallest)
    return round((_SKETCH - 1) * 2**63 / smallest[-1])


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rstrip() + "…"


def _is_repost(reading: Reading) -> bool:
    post = reading.mention.post
    return post.repost_of is not None or post.text.lstrip()[:3].lower() == "rt "
