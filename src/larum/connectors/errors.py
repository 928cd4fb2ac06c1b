"""What can go wrong with a platform, by name. Health, pages and retries go by these names, never by a status number."""

from datetime import datetime

from larum.base.errors import Refusal


class SettingMissing(Refusal):
    """A connector cannot work without this setting."""

    code = "setting_missing"
    status = 422
    message = "“{label}” is missing. Fill it in; the field's help says where to find it."


class SettingWrong(Refusal):
    """A setting is there and cannot be used."""

    code = "setting_wrong"
    status = 422
    message = "“{label}” cannot be used: {why}."


class FieldUnknown(SettingWrong):
    """A column map speaks of a field that posts do not have."""

    code = "field_unknown"
    message = "The column map names what a post does not have: {fields}. The post format lists what it has."


class ColumnMissing(SettingWrong):
    """A column map speaks of a column that the table does not have."""

    code = "column_missing"
    message = "The table has no column {columns}. Look at its first row, and at the delimiter."


class SourceUnreachable(Refusal):
    """Nothing answered, or something in between failed; asking again later may help."""

    code = "source_unreachable"
    status = 502
    message = "{where} could not be reached: {why}. Larum keeps trying."


class SourceGone(Refusal):
    """The platform says the source will not come back (HTTP 410), so nobody asks again."""

    code = "source_gone"
    status = 410
    message = "{where} is gone for good. Remove the source, or give it its new address."


class SourceNotUnderstood(Refusal):
    """Something answered, but not in the form the connector knows."""

    code = "source_not_understood"
    status = 502
    message = "{where} answered in a form Larum cannot read: {why}. Check the address."


class CredentialsRefused(Refusal):
    """The platform did not accept the name, password or token."""

    code = "credentials_refused"
    status = 403
    message = "{where} did not accept the credentials. Make new ones there and enter them here."


class RateLimited(Refusal):
    """The platform asks for patience until `retry_at`."""

    code = "rate_limited"
    status = 429
    message = "{where} asks Larum to slow down until {retry_at}. It goes on by itself."

    def __init__(self, *, where: str, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__(where=where, retry_at=retry_at)


class StreamGap(Refusal):
    """A stream no longer holds what it sent while we were away; reading goes on after the gap."""

    code = "stream_gap"
    status = 502
    message = "{where} no longer holds what was posted since {since}. Posts from that time may be missing."


class TextTooLong(Refusal):
    """The platform takes shorter posts than this text."""

    code = "text_too_long"
    status = 422
    message = "The text has {length} characters; {where} takes {limit}. Shorten it."


class PublishingRefused(Refusal):
    """The platform refused the post itself; sending it again unchanged will not help."""

    code = "publishing_refused"
    status = 502
    message = "{where} refused the post: {why}."


class CannotTell(Refusal):
    """The platform cannot be asked whether a post went out; a person has to look."""

    code = "cannot_tell"
    status = 409
    message = "{where} cannot be asked whether the post went out. Look there before sending it again."
