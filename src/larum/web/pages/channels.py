"""Channels: where we publish, and whether the credentials work."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from larum.base.actor import Actor
from larum.base.errors import NotAllowed, Refusal
from larum.base.translate import LANGUAGES, msgid
from larum.connectors import registry
from larum.connectors.manifest import Field, Manifest
from larum.respond import store
from larum.respond.actions import channels as actions
from larum.respond.actions.publish import PAGE
from larum.respond.model import Channel
from larum.web.doors import Reading, Someone, Working, services_of
from larum.web.nav import Command
from larum.web.shell import render, words_of

router = APIRouter(prefix="/channels")
COMMANDS = [Command(msgid("Channels: where we publish"), "/channels", "send", role="owner")]

Line = Annotated[str, Form(max_length=2_000)]


@router.get("")
def channels(request: Request, session: Reading, actor: Someone) -> Response:
    """Every place we publish on, and the ones that could be added."""
    _check(actor)
    there = store.channels(session)
    return render(
        request,
        "channels/list.html",
        channels=there,
        manifests={name: registry.manifest(name) for name in {each.connector for each in there} - {PAGE}},
        offers=_offers(),
        page=PAGE,
        language_names=LANGUAGES,
    )


@router.get("/add/{connector}")
def add_form(request: Request, session: Reading, actor: Someone, connector: str) -> Response:
    """What a platform needs to know."""
    _check(actor)
    return _form(request, _manifest(connector), given={"language": words_of(request).language}, channel=None)


@router.post("/add/{connector}")
async def add(request: Request, actor: Someone, working: Working, connector: str) -> Response:
    """Try the credentials, then keep the channel. What is refused stays in the form."""
    return await _keep(request, actor, working, _manifest(connector), None)


@router.get("/{channel_id}")
def change_form(request: Request, session: Reading, actor: Someone, channel_id: UUID) -> Response:
    """A channel's settings; its secrets are not shown."""
    _check(actor)
    channel = store.open_channel(session, channel_id)
    given = {**channel.settings, "name": channel.name, "language": channel.language}
    return _form(request, _manifest(channel.connector), given=given, channel=channel)


@router.post("/{channel_id}")
async def change(request: Request, session: Reading, actor: Someone, working: Working, channel_id: UUID) -> Response:
    """Try the new settings, then keep them."""
    channel = store.open_channel(session, channel_id)
    return await _keep(request, actor, working, _manifest(channel.connector), channel)


@router.post("/{channel_id}/test")
def test(request: Request, session: Reading, actor: Someone, channel_id: UUID) -> Response:
    """Try a channel's credentials again."""
    _check(actor)
    channel = store.open_channel(session, channel_id)
    found, refusal = _try(request, channel.connector, {**channel.settings, **channel.secrets})
    given = {**channel.settings, "name": channel.name, "language": channel.language}
    return _form(request, _manifest(channel.connector), given=given, channel=channel, found=found, refusal=refusal)


@router.post("/{channel_id}/switch")
def switch(working: Working, channel_id: UUID, on: Line = "") -> Response:
    """Use it, or stop using it."""
    with working() as work:
        actions.switch_channel(work, store.open_channel(work.session, channel_id), on=bool(on))
    return RedirectResponse("/channels", 303)


async def _keep(request: Request, actor: Actor, working: Any, manifest: Manifest, channel: Channel | None) -> Response:
    _check(actor)
    form = await request.form(max_files=0, max_fields=40)
    given = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_try_and_keep, request, working, manifest, channel, given)


def _try_and_keep(
    request: Request, working: Any, manifest: Manifest, channel: Channel | None, given: dict[str, str]
) -> Response:
    fields = publishing_fields(manifest)
    kept = channel.secrets if channel is not None else {}
    whole = {
        field.name: given.get(field.name) or (kept.get(field.name, "") if field.secret else "") for field in fields
    }
    try:
        filled = manifest.fill(whole, "publish")
        _, refusal = _try(request, manifest.name, filled)
        if refusal is not None and not given.get("anyway"):
            raise refusal
        settings = {field.name: filled[field.name] for field in fields if not field.secret}
        secrets = {field.name: filled[field.name] for field in fields if field.secret}
        with working() as work:
            if channel is None:
                actions.add_channel(
                    work,
                    name=given.get("name", ""),
                    connector=manifest.name,
                    language=given.get("language", ""),
                    settings=settings,
                    secrets=secrets,
                )
            else:
                held = store.open_channel(work.session, channel.id)
                actions.change_channel(work, held, name=given.get("name", ""), settings=settings, secrets=secrets)
    except Refusal as refused:
        return _form(request, manifest, given=given, channel=channel, refusal=refused)
    return RedirectResponse("/channels", 303)


def _form(
    request: Request,
    manifest: Manifest,
    *,
    given: dict[str, Any],
    channel: Channel | None,
    found: str = "",
    refusal: Refusal | None = None,
) -> Response:
    return render(
        request,
        "channels/form.html",
        status=refusal.status if refusal else 200,
        manifest=manifest,
        fields=publishing_fields(manifest),
        given=given,
        channel=channel,
        found=found,
        refusal=refusal,
        language_offers=list(LANGUAGES.items()),
        offers_of=lambda field: [(choice, choice) for choice in field.choices],
    )


def _try(request: Request, connector: str, settings: dict[str, str]) -> tuple[str, Refusal | None]:
    """What the platform says to these settings."""
    if connector == PAGE:
        return "", None
    try:
        found = registry.connector(connector).test(settings, services_of(request).outside)
    except Refusal as refusal:
        return "", refusal
    return words_of(request)(found.message, **found.fields), None


def publishing_fields(manifest: Manifest) -> list[Field]:
    """The settings a connector needs to publish."""
    return [field for field in manifest.fields if not field.needed_for or "publish" in field.needed_for]


def _offers() -> list[Manifest]:
    return [manifest for manifest in registry.manifests() if "publish" in manifest.capabilities]


def _manifest(connector: str) -> Manifest:
    if connector == PAGE:
        return PAGE_MANIFEST
    return registry.manifest(connector)


def _check(actor: Actor) -> None:
    if not actor.reaches("owner"):
        raise NotAllowed


PAGE_MANIFEST = Manifest(
    name=PAGE,
    title="",
    does=msgid("Shows your statements on the crisis page of their incident."),
    capabilities=frozenset({"publish"}),
    fields=(),
    terms=msgid("It is your own page."),
    cursor="",
)
"""The crisis page is no platform; here it is set up like one."""
