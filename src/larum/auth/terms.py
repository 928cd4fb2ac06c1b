"""What people call the values that pages about accounts show."""

from collections.abc import Mapping

from larum.base.actor import Role
from larum.base.translate import Msgid, msgid

ROLES: Mapping[Role, Msgid] = {
    "viewer": msgid("Viewer"),
    "responder": msgid("Responder"),
    "approver": msgid("Approver"),
    "owner": msgid("Owner of Larum"),
}
MEANINGS: Mapping[Role, Msgid] = {
    "viewer": msgid("reads everything, changes nothing"),
    "responder": msgid("answers alerts, runs incidents, drafts statements"),
    "approver": msgid("also approves and publishes statements"),
    "owner": msgid("also decides who works here and how Larum is set up"),
}
"""Each role also does what those before it do."""
