"""Sources: what is read, how it is doing, and what a new one needs."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, File, Request, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from larum.base.errors import Invalid, Refusal
from larum.base.translate import msgid
from larum.collect import actions
from larum.collect.store import sources
from larum.connectors import registry
from larum.connectors.manifest import Capability, Field, Manifest
from larum.detect.hearing.store import gaps
from larum.flow.quarantine import waiting_by_reason
from larum.flow.upload import take_in
from larum.web.doors import Reading, Someone, Working, database_of, services_of
from larum.web.health import said
from larum.web.nav import Command
from larum.web.onward import onward
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/sources")
COMMANDS = [
    Command(msgid("Sources"), "/sources", "source", role="viewer"),
    Command(msgid("Add a source"), "/sources/new", "plus", role="approver"),
    Command(msgid("Import a file"), "/sources/import", "upload", role="approver"),
]

WAYS_IN: tuple[Capability, ...] = ("stream", "poll", "receive")
"""How posts can come, the liveliest first."""


@router.get("")
def all_sources(request: Request, session: Reading, actor: Someone, found: str = "") -> Response:
    """What is read, and what is not seen?"""
    words, now = words_of(request), shell_of(request).clock.now()
    silent = gaps(session, now)
    streams = [
        (source, said(words, source, now, silent.get(source.id)), registry.manifest(source.connector))
        for source in sources(session)
    ]
    return render(
        request,
        "sources/list.html",
        sources=streams,
        blind=sum(health.blind for _, health, _ in streams),
        waiting=sum(waiting_by_reason(session).values()),
        found=found[:500],
        root=services_of(request).public_url,
        may_act=actor.reaches("responder"),
        may_add=actor.reaches("approver"),
    )


@router.get("/new")
def new(request: Request, connector: str = "", next: str = "") -> Response:
    """Which platform, then what it needs."""
    if connector in registry.names() and way_in(registry.manifest(connector)) is not None:
        return form(request, registry.manifest(connector), {"next": next})
    offered = [one for one in registry.manifests() if way_in(one) is not None and not needs_server(one)]
    return render(request, "sources/choose.html", manifests=offered)


@router.post("")
async def add(request: Request, working: Working) -> Response:
    """Try the settings, and read it from now on where they work."""
    given = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_add, request, working, given)


def _add(request: Request, working: Working, given: Mapping[str, str]) -> Response:
    manifest = registry.manifest(given.get("connector", ""))
    way = way_in(manifest)
    assert way is not None
    settings = {field.name: given.get(f"field.{field.name}", "") for field in fields_of(manifest)}
    for field in fields_of(manifest):
        if field.kind == "switch":
            settings[field.name] = "on" if settings[field.name] else "off"
    words = words_of(request)
    try:
        filled = manifest.fill(settings, way)
        found = ""
        if way != "receive":  # what sends us posts can only be tried by sending one
            tried = registry.connector(manifest.name).test(filled, services_of(request).outside)
            found = words(tried.message, **tried.fields)
        secret = {field.name for field in manifest.fields if field.secret}
        with working() as work:
            actions.add_source(
                work,
                name=given.get("name", "") or manifest.title,
                connector=manifest.name,
                settings={name: value for name, value in filled.items() if name not in secret},
                secrets={name: value for name, value in filled.items() if name in secret},
                keep_unmatched=way != "stream",
            )
    except Refusal as refused:
        return form(request, manifest, given, refused)
    if given.get("next"):
        return RedirectResponse(onward(given["next"]), 303)
    return RedirectResponse(f"/sources?{_query(found)}" if found else "/sources", 303)


@router.get("/import")
def import_form(request: Request) -> Response:
    """A file somebody has."""
    return render(request, "sources/import.html", error="")


@router.post("/import")
def import_file(
    request: Request,
    actor: Someone,
    file: Annotated[UploadFile, File()],
) -> Response:
    """Take a file in, whole."""
    words = words_of(request)
    try:
        receipt = take_in(database_of(request), actor, file.filename or words("a file"), file.file.read())
    except (Invalid, Refusal) as refused:
        return render(request, "sources/import.html", status=refused.status, error=words.sentence(refused))
    came = words.ngettext("{count} post came in.", "{count} posts came in.", receipt.posts)
    if receipt.refused:
        came += " " + words.ngettext(
            "{count} item could not be read and waits in quarantine.",
            "{count} items could not be read and wait in quarantine.",
            receipt.refused,
        )
    return RedirectResponse(f"/sources?{_query(came)}", 303)


@router.post("/{source_id}/pause")
def pause(working: Working, source_id: UUID) -> Response:
    """Stop reading for now."""
    with working() as work:
        actions.pause_source(work, actions.open_source(work.session, source_id))
    return RedirectResponse("/sources", 303)


@router.post("/{source_id}/resume")
def resume(working: Working, source_id: UUID) -> Response:
    """Read again."""
    with working() as work:
        actions.resume_source(work, actions.open_source(work.session, source_id))
    return RedirectResponse("/sources", 303)


@router.post("/{source_id}/remove")
def remove(working: Working, source_id: UUID) -> Response:
    """Stop reading for good."""
    with working() as work:
        actions.remove_source(work, actions.open_source(work.session, source_id))
    return RedirectResponse("/sources", 303)


def form(request: Request, manifest: Manifest, given: Mapping[str, str], refused: Refusal | None = None) -> Response:
    """What a platform needs, from its manifest."""
    words = words_of(request)
    return render(
        request,
        "sources/form.html",
        status=refused.status if refused and refused.status < 500 else 422 if refused else 200,
        manifest=manifest,
        way=way_in(manifest),
        fields=fields_of(manifest),
        offers=lambda field: [(choice, choice) for choice in field.choices],
        given={name.removeprefix("field."): value for name, value in given.items()},
        error=words.sentence(refused) if refused else "",
        root=services_of(request).public_url,
    )


def way_in(manifest: Manifest) -> Capability | None:
    """How posts come from there; None where it only takes posts."""
    return next((way for way in WAYS_IN if way in manifest.capabilities), None)


def fields_of(manifest: Manifest) -> list[Field]:
    """The settings that reading from there needs."""
    way = way_in(manifest)
    return [field for field in manifest.fields if not field.needed_for or way in field.needed_for]


def needs_server(manifest: Manifest) -> bool:
    """True for what lies on the server: in the browser one hands over a file instead."""
    return any(field.kind == "file" for field in manifest.fields)


def _query(found: str) -> str:
    return urlencode({"found": found})
