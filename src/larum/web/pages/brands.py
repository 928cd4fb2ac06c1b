"""Brands: on whose behalf we watch, and which accounts are their own, so that nobody is called for what we post."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.match import actions
from larum.match.store import brands, monitors, own_accounts, platforms_seen
from larum.web.doors import Reading, Someone, Working
from larum.web.nav import Command
from larum.web.shell import render, words_of

router = APIRouter(prefix="/brands")
COMMANDS = [Command(msgid("Brands and their own accounts"), "/brands", "person", role="viewer")]
Text = Annotated[str, Form(max_length=300)]


@router.get("")
def all_brands(request: Request, session: Reading, actor: Someone) -> Response:
    """Whom do we look after, and what is theirs?"""
    return _show(request, session, may_own=actor.reaches("approver"), may_brand=actor.reaches("owner"))


@router.post("/{brand_id}/accounts")
def own(
    request: Request,
    session: Reading,
    actor: Someone,
    working: Working,
    brand_id: UUID,
    platform: Text = "",
    handle: Text = "",
) -> Response:
    """An account is the brand's own."""
    try:
        with working() as work:
            actions.add_own_account(work, brand_id, platform=platform, handle=handle)
    except Invalid as refused:
        may = {"may_own": actor.reaches("approver"), "may_brand": actor.reaches("owner")}
        given = {"brand": str(brand_id), "platform": platform, "handle": handle}
        return _show(request, session, given=given, refused=refused, **may)
    return RedirectResponse(f"/brands#brand-{brand_id}", 303)


@router.post("/accounts/{account_id}/remove")
def disown(working: Working, account_id: UUID) -> Response:
    """It is not ours."""
    with working() as work:
        actions.remove_own_account(work, account_id)
    return RedirectResponse("/brands", 303)


def _show(
    request: Request,
    session: Session,
    *,
    may_own: bool,
    may_brand: bool,
    given: dict[str, str] | None = None,
    refused: Invalid | None = None,
) -> Response:
    known = brands(session)
    watched = [one.brand_id for one in monitors(session)]
    return render(
        request,
        "brands/list.html",
        status=refused.status if refused else 200,
        brands=known,
        accounts={brand.id: own_accounts(session, brand.id) for brand in known},
        monitors={brand.id: watched.count(brand.id) for brand in known},
        platforms=platforms_seen(session),
        given=given or {},
        wrong={"platform": "", "handle": ""}
        | ({refused.field or "handle": words_of(request).sentence(refused)} if refused else {}),
        may_own=may_own,
        may_brand=may_brand,
    )
