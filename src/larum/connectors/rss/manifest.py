"""What the feed connector says about itself."""

from larum.base.translate import msgid
from larum.connectors.manifest import Field, Manifest

MANIFEST = Manifest(
    name="rss",
    title=msgid("RSS and Atom feeds"),
    does=msgid("Reads the items of a feed: newspapers, blogs, forums, and whatever else has one."),
    capabilities=frozenset({"poll"}),
    fields=(
        Field(
            name="address",
            kind="address",
            label=msgid("Feed address"),
            help=msgid("The address of the feed itself, often behind an orange symbol or at /rss or /feed."),
        ),
    ),
    terms=msgid(
        "A feed is offered for reading. Larum asks only for what is new and keeps items no longer than you set."
    ),
    cursor="JSON: the ETag and date the feed last gave, and when items without a date were first seen.",
)
