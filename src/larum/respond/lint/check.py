"""The check itself: rules over sentences, components first, because owning a fault excuses some wordings."""

import re
from collections.abc import Iterable, Iterator

from larum.base.errors import Invalid
from larum.respond.lint.records import COMPONENTS, FAULTS, Checks, Finding
from larum.respond.lint.rulebook import BARE, LANGUAGES, Rule, Rulebook, rulebook
from larum.respond.lint.sentences import Plain, Sentence, lowered, plain, sentences

CHECKED_COMPONENTS: tuple[str, ...] = COMPONENTS
CHECKED_FAULTS: tuple[str, ...] = FAULTS

_QUOTED = re.compile(r"„[^”\"\n]*[”\"]|“[^”\n]*”|«[^»\n]*»|\"[^\"\n]*\"")

_ENDLESS = re.compile(r"\w{100,}|[^\w\s]{50,}")
"""No word and no punctuation: rules that look for an end would look for it from every beginning."""


def check(text: str, language: str) -> Checks:
    """Read a statement and name what is in it; pure, and the same text gives the same findings.

    >>> found = check("Przepraszamy. Kolejny komunikat o 18:00.", "pl")
    >>> [(finding.name, finding.start, finding.end) for finding in found.components]
    [('apologises', 0, 12), ('next_update', 14, 40)]
    """
    if language not in LANGUAGES:
        raise Invalid("Statements can be checked in Polish (pl) and English (en).", field="language")
    read = plain(_ENDLESS.sub(lambda run: "·" * len(run[0]), text))
    rules = rulebook(language, bare=language == "pl" and read.text == read.text.translate(BARE))
    cut = sentences(read.text)
    components = _found(rules.components, cut, read, frozenset())
    present = frozenset(finding.name for finding in components)
    assertions = [sentence for sentence in cut if not _only_talks_about(sentence, rules)]
    faults = _found(rules.faults, assertions, read, present, quoted=_quoted(read.text))
    return Checks(language=language, components=components, faults=faults)


def _found(
    rules: Iterable[Rule],
    cut: list[Sentence],
    read: Plain,
    present: frozenset[str],
    *,
    quoted: tuple[tuple[int, int], ...] = (),
) -> tuple[Finding, ...]:
    small = lowered(read.text)
    spans = [
        (rule.name, start, end, rule.id)
        for rule in rules
        if _applies(rule, small, present)
        for sentence in cut
        for start, end in _places(rule, sentence)
        if not any(opens <= start and end <= closes for opens, closes in quoted)
    ]
    return tuple(Finding(name, *read.origin(start, end), rule) for name, start, end, rule in _merged(spans))


def _applies(rule: Rule, text: str, present: frozenset[str]) -> bool:
    return present.isdisjoint(rule.unless_found) and not any(veto.search(text) for veto in rule.unless_text)


def _places(rule: Rule, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Where a rule speaks in a sentence: once if it points at the sentence, else at each match."""
    if sentence.asks and not rule.questions:
        return
    if rule.where and rule.where[1] <= (sentence.before if rule.where[0] == "opening" else sentence.after):
        return
    text = sentence.text if rule.case else sentence.lowered
    if rule.also and not any(also.search(text) for also in rule.also):
        return
    if any(veto.search(text) for veto in rule.unless):
        return
    for pattern in rule.find:
        for match in pattern.finditer(text):
            if rule.whole_sentence:
                yield sentence.start, sentence.start + len(text)
                return
            yield sentence.start + match.start(), sentence.start + match.end()


def _merged(spans: list[tuple[str, int, int, str]]) -> list[tuple[str, int, int, str]]:
    """One finding where several rules of one label overlap, named after the first; in the order of the text."""
    merged: list[tuple[str, int, int, str]] = []
    for name, start, end, rule in sorted(spans, key=lambda span: (span[0], span[1], -span[2])):
        if merged and merged[-1][0] == name and start < merged[-1][2]:
            last = merged[-1]
            merged[-1] = (name, last[1], max(end, last[2]), last[3])
        else:
            merged.append((name, start, end, rule))
    return sorted(merged, key=lambda span: (span[1], span[2], span[0]))


def _only_talks_about(sentence: Sentence, rules: Rulebook) -> bool:
    return any(decoy.search(sentence.lowered) for decoy in rules.decoys)


def _quoted(text: str) -> tuple[tuple[int, int], ...]:
    """What stands in quotation marks is somebody's earlier words, not what the statement says."""
    return tuple(match.span() for match in _QUOTED.finditer(text))
