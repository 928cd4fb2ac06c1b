"""What the sample platform says about itself."""

from larum.base.translate import msgid
from larum.connectors.manifest import Field, Manifest

MANIFEST = Manifest(
    name="sample",
    title=msgid("Sample story"),
    does=msgid("Tells an invented story on this machine alone: four quiet weeks, then a crisis. For demos and drills."),
    capabilities=frozenset({"poll"}),
    fields=(
        Field(
            name="begins_at",
            kind="text",
            label=msgid("Beginning"),
            help=msgid("When the crisis begins, such as 2026-03-05T07:00:00+00:00; the quiet weeks lie before it."),
        ),
        Field(
            name="seed",
            kind="number",
            label=msgid("Seed"),
            help=msgid("Another number tells the same story in other words; the same number tells it alike."),
            default="1",
        ),
        Field(
            name="answered_at",
            kind="text",
            label=msgid("Answered"),
            help=msgid("When the brand gave an honest answer; empty while it has not. From then on the anger fades."),
            default="",
        ),
    ),
    terms=msgid(
        "Every brand, person and post is invented. Nothing is asked of anybody, and nothing leaves this machine."
    ),
    cursor="The instant up to which the story was told, in ISO 8601.",
)
