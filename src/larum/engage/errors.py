"""What is refused on and around the crisis page, by name."""

from larum.base.errors import Refusal


class TooManyCalls(Refusal):
    """One network has written more than a person does."""

    code = "too_many_calls"
    status = 429
    message = "A lot came from your network just now, so this was not kept. Try again in {wait}."


class PageIsClosed(Refusal):
    """The crisis is over; nothing more is taken here."""

    code = "page_is_closed"
    status = 409
    message = "This page is closed, so nothing was sent. What was written here stays readable."


class WrittenTooShort(Refusal):
    """Nothing, or too little to understand."""

    code = "written_too_short"
    status = 422
    message = "This is too short to understand. Write it in one whole sentence."


class WrittenTooLong(Refusal):
    """Longer than anybody will read at once."""

    code = "written_too_long"
    status = 422
    message = "This has {length} characters, and {limit} fit here. Shorten it and send it again."


class PrivateDetails(Refusal):
    """A problem everybody will read holds a link, an e-mail address or a number."""

    code = "private_details"
    status = 422
    message = "Everybody can read this. Leave out links, e-mail addresses and telephone numbers, then send it again."


class AnswerMissing(Refusal):
    """An answer without words."""

    code = "answer_missing"
    status = 422
    message = "The answer is empty, so nothing was published. Write it, then send it again."


class WordsMissing(Refusal):
    """A page is to be opened that says nothing."""

    code = "words_missing"
    status = 422
    message = "The page says nothing yet. Write what happened in at least one language, then open it."


class SlugTaken(Refusal):
    """Another page has this address."""

    code = "slug_taken"
    status = 409
    message = "Another crisis page has the address “{slug}”. Choose a different one."
