"""What the webhook connector says about itself."""

from larum.connectors.manifest import Field, Manifest

MANIFEST = Manifest(
    name="webhook",
    title="Webhook",
    does="Takes posts that your own programs send, and sends your statements to an address of yours.",
    capabilities=frozenset({"receive", "publish"}),
    fields=(
        Field(
            name="token",
            kind="secret",
            label="Token",
            help="Your program sends it as “Authorization: Bearer …”. Use at least 20 characters.",
            needed_for=("receive",),
        ),
        Field(
            name="send_to",
            kind="address",
            label="Send statements to",
            help="An address of yours that takes a statement as JSON and publishes it.",
            needed_for=("publish",),
        ),
        Field(
            name="signing_secret",
            kind="secret",
            label="Signing secret",
            help="Larum signs what it sends with it, so that your program can tell it is from Larum.",
            needed_for=("publish",),
        ),
    ),
    terms="You answer for what your programs send: only public posts, and removals when a platform asks for them.",
    cursor="None: whoever sends decides what to send again. The same post twice is one post.",
)
