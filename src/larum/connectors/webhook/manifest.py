"""What the webhook connector says about itself."""

from larum.base.translate import msgid
from larum.connectors.manifest import Field, Manifest

MANIFEST = Manifest(
    name="webhook",
    title="Webhook",
    does=msgid("Takes posts that your own programs send, and sends your statements to an address of yours."),
    capabilities=frozenset({"receive", "publish"}),
    fields=(
        Field(
            name="token",
            kind="secret",
            label=msgid("Token"),
            help=msgid("Your program sends it as “Authorization: Bearer …”. Use at least 20 characters."),
            needed_for=("receive",),
        ),
        Field(
            name="send_to",
            kind="address",
            label=msgid("Send statements to"),
            help=msgid("An address of yours that takes a statement as JSON and publishes it."),
            needed_for=("publish",),
        ),
        Field(
            name="signing_secret",
            kind="secret",
            label=msgid("Signing secret"),
            help=msgid("Larum signs what it sends with it, so that your program can tell it is from Larum."),
            needed_for=("publish",),
        ),
    ),
    terms=msgid(
        "You answer for what your programs send: only public posts, and removals when a platform asks for them."
    ),
    cursor="None: whoever sends decides what to send again. The same post twice is one post.",
)
