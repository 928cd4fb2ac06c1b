"""What is refused around statements, by name."""

from larum.base.errors import Refusal


class StatementNotApproved(Refusal):
    """Nobody has said yes to these words."""

    code = "statement_not_approved"
    status = 409
    message = "Nobody has approved this wording. Ask somebody who may approve; then it can go out."


class OwnWords(Refusal):
    """The author wants to approve while somebody else could."""

    code = "own_words"
    status = 409
    message = "You wrote this. Somebody else has to approve it: {names}."


class OwnWordsUnconfirmed(Refusal):
    """The author is alone in the house and has not confirmed a second time."""

    code = "own_words_unconfirmed"
    status = 409
    message = "You wrote this and nobody else can approve it. Read it once more and confirm; this will be on record."


class WordingMoved(Refusal):
    """The wording was changed since it was read."""

    code = "wording_moved"
    status = 409
    message = "The wording has changed since you read it. Read version {number} first."


class SlotsOpen(Refusal):
    """The wording still has places to fill in."""

    code = "slots_open"
    status = 422
    message = "These places are still to be filled in: {slots}. Then it can go out."


class NoWording(Refusal):
    """There is no wording in a channel's language."""

    code = "no_wording"
    status = 422
    message = "“{channel}” speaks {language}, and there is no wording in that language. Write one, or leave it out."


class NoChannel(Refusal):
    """Nothing was chosen to publish on."""

    code = "no_channel"
    status = 422
    message = "Choose at least one place to publish."


class TooLong(Refusal):
    """The wording does not fit a channel."""

    code = "too_long"
    status = 422
    message = "“{channel}” takes {limit} characters, and this is {over} too long. Shorten it, or leave that place out."


class ChannelOff(Refusal):
    """Somebody has switched a channel off since it was chosen."""

    code = "channel_off"
    status = 409
    message = "“{channel}” is switched off, so nothing was sent. Leave it out, or ask an owner to switch it on."
