"""Paper as a PDF that a screen reader can read: tagged, by the PDF/UA standard, the same bytes for the same paper.

WeasyPrint needs Pango, a library of the system that Python cannot install; where it is missing, that is said with the
one command that mends it.
"""

from typing import Any, NoReturn

from larum.base.errors import Refusal


class PdfUnavailable(Refusal):
    """This machine lacks a library of the system."""

    code = "pdf_unavailable"
    status = 503
    message = (
        "The PDF was not made: this machine lacks Pango, which sets the type."
        " Whoever looks after it runs: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
        " Until then, open the print view and print it from the browser."
    )


class NothingFetched(ValueError):
    """Paper holds everything it shows, so nothing is fetched for it."""


def pdf(html: str) -> bytes:
    """The paper as PDF/UA (`PdfUnavailable`)."""
    weasyprint = _weasyprint()
    document: bytes = weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf(
        pdf_variant="pdf/ua-1", pdf_tags=True, custom_metadata=False
    )
    return document


def _weasyprint() -> Any:
    """The library, loaded when the first PDF is asked for: it takes most of a second."""
    try:
        import weasyprint
    except (OSError, ImportError) as missing:  # OSError: Pango is not there; ImportError: the package itself is not
        raise PdfUnavailable from missing
    return weasyprint


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    raise NothingFetched(url)
