"""Puts questions that ask the same together, so that one answer answers them all. Pure."""

from collections.abc import Sequence

from larum.analyse.fingerprint import fingerprints, near


def alike(texts: Sequence[str]) -> list[list[int]]:
    """Places of the texts that ask the same, in the order of their first.

    >>> alike(["Is the water safe to drink?", "When do you open?", "Is the water safe to drink???"])
    [[0, 2], [1]]
    """
    groups: list[list[int]] = []
    by_key: dict[tuple[int, int], int] = {}
    for place, keys in enumerate(fingerprints(texts)):
        found = next(
            (
                by_key[band, key]
                for band, key in enumerate(keys)
                if (band, key) in by_key and near(texts[groups[by_key[band, key]][0]], texts[place])
            ),
            None,
        )
        if found is None:
            found = len(groups)
            groups.append([])
        groups[found].append(place)
        for band, key in enumerate(keys):
            by_key.setdefault((band, key), found)
    return groups
