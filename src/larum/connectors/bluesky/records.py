"""Bluesky's own records (lexicons app.bsky.feed.post and .repost): what we take from them.

Anybody may write anything into a record. So the text is read strictly, and all around it (pictures, quotes, answers)
as far as it has the documented shape: a post with a broken picture still says what it says.
"""

from collections.abc import Iterator

import msgspec

from larum.connectors.rules import is_address, is_id


class Content(msgspec.Struct, frozen=True, gc=False):
    """What a record holds, in our words."""

    text: str
    created_at: str
    """As written by the author's program; not yet believed."""
    lang: str | None = None
    reply_to: str | None = None
    repost_of: str | None = None
    quote_of: str | None = None
    media: tuple[str, ...] = ()


class _Reference(msgspec.Struct, gc=False):
    uri: str = ""


class _Reply(msgspec.Struct, gc=False):
    parent: _Reference


class _Link(msgspec.Struct, gc=False):
    link: str = msgspec.field(name="$link")


class _Blob(msgspec.Struct, gc=False):
    ref: _Link


class _Image(msgspec.Struct, gc=False):
    image: _Blob


class _Quoted(msgspec.Struct, gc=False):
    """`app.bsky.embed.record` has the reference here; `recordWithMedia` has it one floor down."""

    uri: str = ""
    record: _Reference | None = None


class _Media(msgspec.Struct, gc=False):
    images: tuple[_Image, ...] = ()
    video: _Blob | None = None
    external: _Reference | None = None


class _Embed(_Media, gc=False):
    record: _Quoted | None = None
    media: _Media | None = None


class _Feature(msgspec.Struct, gc=False):
    uri: str = ""


class _Facet(msgspec.Struct, gc=False):
    features: tuple[_Feature, ...] = ()


class _Post(msgspec.Struct, gc=False):
    text: str
    created_at: str = msgspec.field(name="createdAt", default="")
    langs: tuple[str, ...] = ()
    reply: _Reply | None = None
    embed: _Embed | None = None
    facets: tuple[_Facet, ...] = ()


class _Parts(msgspec.Struct, gc=False):
    """The same record, with its parts still unread."""

    text: str
    created_at: msgspec.Raw = msgspec.field(name="createdAt", default=msgspec.Raw(b'""'))
    langs: msgspec.Raw = msgspec.Raw(b"[]")
    reply: msgspec.Raw = msgspec.Raw(b"null")
    embed: msgspec.Raw = msgspec.Raw(b"null")
    facets: msgspec.Raw = msgspec.Raw(b"[]")


class _Repost(msgspec.Struct, gc=False):
    subject: _Reference
    created_at: str = msgspec.field(name="createdAt", default="")


_posts = msgspec.json.Decoder(_Post)
_parts = msgspec.json.Decoder(_Parts)
_reposts = msgspec.json.Decoder(_Repost)


def post_record(raw: bytes | msgspec.Raw, did: str) -> Content:
    """A post's record; raises `msgspec.DecodeError` where it has no text."""
    try:
        post = _posts.decode(raw)
    except msgspec.ValidationError:
        post = _mended(_parts.decode(raw))
    parent = post.reply.parent.uri if post.reply else ""
    quoted = _quoted(post.embed)
    return Content(
        text=post.text,
        created_at=post.created_at,
        lang=post.langs[0] if post.langs else None,
        reply_to=parent if parent and is_id(parent) else None,
        quote_of=quoted if quoted and is_id(quoted) else None,
        media=tuple(dict.fromkeys(filter(is_address, _addresses(post, did)))),
    )


def repost_record(raw: bytes | msgspec.Raw) -> Content:
    """A repost's record; raises `msgspec.DecodeError` where it does not say of what."""
    repost = _reposts.decode(raw)
    if not is_id(repost.subject.uri):
        raise msgspec.ValidationError("a repost without the address of a post")
    return Content(text="", created_at=repost.created_at, repost_of=repost.subject.uri)


def _mended(parts: _Parts) -> _Post:
    """The record with the parts that have their documented shape; the others are left out."""
    post = _Post(text=parts.text)
    for name, shape in (
        ("created_at", str),
        ("langs", tuple[str, ...]),
        ("reply", _Reply | None),
        ("embed", _Embed | None),
        ("facets", tuple[_Facet, ...]),
    ):
        try:
            setattr(post, name, msgspec.json.decode(getattr(parts, name), type=shape))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return post


def _quoted(embed: _Embed | None) -> str:
    """The address of the post this one quotes; lists, feeds and starter packs are embedded alike and are none."""
    if embed is None or embed.record is None:
        return ""
    uri = embed.record.uri or (embed.record.record.uri if embed.record.record else "")
    return uri if "/app.bsky.feed.post/" in uri else ""


def _addresses(post: _Post, did: str) -> Iterator[str]:
    """Pictures and videos where Bluesky's own page shows them from, then linked pages."""
    for media in (post.embed, post.embed.media if post.embed else None):
        if media is None:
            continue
        for image in media.images:
            yield f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{image.image.ref.link}@jpeg"
        if media.video:
            yield f"https://video.bsky.app/watch/{did}/{media.video.ref.link}/playlist.m3u8"
        if media.external:
            yield media.external.uri
    for facet in post.facets:
        for feature in facet.features:
            yield feature.uri
