"""What the Bluesky connector says about itself."""

from larum.base.translate import msgid
from larum.connectors.manifest import Field, Manifest

MANIFEST = Manifest(
    name="bluesky",
    title="Bluesky",
    does=msgid("Reads public posts as they are written, and posts your statements from your own account."),
    capabilities=frozenset({"stream", "publish"}),
    fields=(
        Field(
            name="jetstream",
            kind="address",
            label=msgid("Jetstream address"),
            help=msgid("Where the stream of posts comes from. The default is run by Bluesky and needs no account."),
            default="wss://jetstream.us-east.bsky.network",
            needed_for=("stream",),
        ),
        Field(
            name="accounts",
            kind="text",
            label=msgid("Only these accounts"),
            help=msgid("DIDs, separated by spaces. Empty: everybody."),
            default="",
            needed_for=("stream",),
        ),
        Field(
            name="reposts",
            kind="switch",
            label=msgid("Reposts too"),
            help=msgid("On: each repost counts as a post that repeats another. About as many again as posts."),
            default="off",
            needed_for=("stream",),
        ),
        Field(
            name="service",
            kind="address",
            label=msgid("Your account's server"),
            help=msgid("Leave it as it is unless your organisation runs its own server."),
            default="https://bsky.social",
            needed_for=("publish",),
        ),
        Field(
            name="handle",
            kind="text",
            label=msgid("Handle"),
            help=msgid("Of the account that posts, such as acme.bsky.social."),
            needed_for=("publish",),
        ),
        Field(
            name="app_password",
            kind="secret",
            label=msgid("App password"),
            help=msgid("Make one for Larum on Bluesky under Settings, Privacy and security, App passwords."),
            needed_for=("publish",),
        ),
    ),
    terms=msgid("Public posts may be read without an account. Honour removals, and label automated accounts as such."),
    cursor="JSON: the Jetstream instance, the last event's number there, and the moment it was seen in microseconds.",
    text_limit=300,
)
