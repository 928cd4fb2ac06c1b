"""HTML as people read it: words and line breaks, nothing else. Pure."""

import re
from html.parser import HTMLParser

_BREAKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"}
    | {"form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"}
    | {"table", "td", "th", "tr", "ul"}
)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "math"})
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n ?")
_GAPS = re.compile(r"\n{3,}")


def plain(html: str) -> str:
    """The text of a piece of HTML, broken or not; text without any markup stays as it is but for spaces.

    >>> plain("<p>Zażółć&nbsp;<b>gęślą</b></p><script>alert(1)</script><p>5 &lt; 6</p>")
    'Zażółć gęślą\\n\\n5 < 6'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = _LINES.sub("\n", _SPACES.sub(" ", "".join(reader.pieces)))
    return _GAPS.sub("\n\n", text).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._inside: list[str] = []
        """Elements we are in whose content nobody sees."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._inside.append(tag)
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            # Whatever was opened inside and never closed ends here too.
            del self._inside[self._inside.index(tag) :]
        elif tag in _BREAKS and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.pieces.append(data)
