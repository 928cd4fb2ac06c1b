"""What was changed in a statement, wording by wording."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from larum.base.translate import LANGUAGES
from larum.respond import store
from larum.respond.differences import Piece, differences
from larum.respond.model import Version
from larum.web.doors import Reading, Someone
from larum.web.shell import render

router = APIRouter(prefix="/statements")


@router.get("/{statement_id}/versions")
def versions(request: Request, session: Reading, actor: Someone, statement_id: UUID) -> Response:
    """Every wording there has been, each with the words that changed."""
    written = store.versions(session, statement_id)
    return render(
        request,
        "statements/versions.html",
        statement=store.open_statement(session, statement_id),
        versions=[
            (version, _changed(older, version)) for version, older in zip(written, [*written[1:], None], strict=True)
        ],
        language_names=LANGUAGES,
    )


def _changed(older: Version | None, version: Version) -> dict[str, list[Piece]]:
    before = older.texts if older else {}
    languages = [language for language in LANGUAGES if language in version.texts or language in before]
    return {language: differences(before.get(language, ""), version.texts.get(language, "")) for language in languages}
