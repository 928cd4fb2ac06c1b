"""Shows which words of a post matched."""

from collections.abc import Iterable

from markupsafe import Markup, escape


def marked(text: str, words: Iterable[str]) -> Markup:
    """`text` with each of `words`, which stand there in this order, in `<mark>`.

    >>> str(marked("Awaria, znowu awaria w <sklepie>", ["Awaria", "awaria"]))
    '<mark>Awaria</mark>, znowu <mark>awaria</mark> w &lt;sklepie&gt;'
    """
    shown, at = Markup(), 0
    for word in words:
        start = text.find(word, at) if word else -1
        if start < 0:
            continue
        end = start + len(word)
        shown += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        at = end
    return shown + escape(text[at:])
