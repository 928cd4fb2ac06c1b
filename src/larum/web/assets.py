"""Serves our style, scripts and pictures under an address made from their content, so browsers keep them for good."""

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"


def content_hash(folder: Path = FOLDER) -> str:
    """A short name for everything in the folder: it changes when any file does."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


class HashedStatic(StaticFiles):
    """The static folder. `lasting` is off while developing, where a file may change under its address."""

    def __init__(self, *, lasting: bool) -> None:
        super().__init__(directory=FOLDER)
        self.cache_control = "public, max-age=31536000, immutable" if lasting else "no-cache"

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code in (200, 304):
            response.headers["cache-control"] = self.cache_control
        return response
