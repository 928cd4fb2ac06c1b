"""What the files connector says about itself."""

from larum.base.translate import msgid
from larum.connectors.manifest import Field, Manifest

MANIFEST = Manifest(
    name="files",
    title="Files",
    does=msgid("Reads posts from a file: JSON Lines in Larum's post format, or a CSV table with a map of its columns."),
    capabilities=frozenset({"poll"}),
    fields=(
        Field(
            name="path",
            kind="file",
            label=msgid("File"),
            help=msgid("Where the file is on this server. It may be packed with gzip."),
        ),
        Field(
            name="columns",
            kind="text",
            label=msgid("Column map"),
            help=msgid(
                "For tables: YAML that says which column is what, or the path of such a file. Empty for JSON Lines."
            ),
            default="",
        ),
        Field(
            name="encoding",
            kind="text",
            label=msgid("Encoding"),
            help=msgid("How letters are stored. Older Polish spreadsheets use cp1250 or iso-8859-2."),
            default="utf-8",
        ),
        Field(
            name="follow",
            kind="switch",
            label=msgid("Somebody is still writing the file"),
            help=msgid("On: a last line without a line break waits until it is finished."),
            default="off",
        ),
    ),
    terms=msgid(
        "Import only what you may process: posts are personal data, and many platforms limit what may be exported."
    ),
    cursor="Byte offset (in a packed file: of what is in it) and number of lines read, as offset:lines.",
)
