"""Why somebody is not let in, or may not change who is."""

from larum.base.errors import NotAllowed, Refusal


class SignInNeeded(Refusal):
    """Nobody is signed in, or no longer."""

    code = "sign_in_needed"
    status = 401
    message = "This is for people who work here. Sign in, then send it again; nothing was done."


class SignInFailed(Refusal):
    """Unknown e-mail, wrong password or closed account: all three look alike on purpose."""

    code = "sign_in_failed"
    status = 401
    message = "This e-mail and password do not open an account. Check both, or ask an owner for a new link."


class TooManyAttempts(Refusal):
    """Too many attempts for this account or from this address; `wait_for` says how long to wait."""

    code = "too_many_attempts"
    status = 429
    message = "Too many attempts. Wait {wait_for}, then try again."


class PasswordWrong(Refusal):
    """The current password, asked for again before something that matters, was not right."""

    code = "password_wrong"
    status = 403
    message = "This is not your current password, so nothing was changed. Try again."


class LinkNotValid(Refusal):
    """An invitation or password link that was used, withdrawn or has expired; which of them stays our secret."""

    code = "link_not_valid"
    status = 410
    message = "This link no longer works: it was used, withdrawn or is too old. Ask an owner for a new one."


class ClaimNotValid(Refusal):
    """A claim link that opens nothing: Larum has its owner, or the link is not one of ours."""

    code = "claim_not_valid"
    status = 410
    message = "This link claims nothing. If this Larum has no owner yet, use the newest link on its console."


class EmailTaken(Refusal):
    """Two people cannot share an e-mail address."""

    code = "email_taken"
    status = 409
    message = "There is an account with this e-mail already. Sign in with it, or use another address."


class LastOwner(Refusal):
    """Somebody must stay who can let others in."""

    code = "last_owner"
    status = 409
    message = "{name} is the only owner. Make somebody else an owner first."


class RoleTooHigh(NotAllowed):
    """A token reaches no further than the person it belongs to."""

    code = "role_too_high"
    message = "A token can do no more than you can. Choose your own role or a lower one."


class OnlyInPerson(NotAllowed):
    """An account is looked after by its person; a token, however strong, cannot make more of itself."""

    code = "only_in_person"
    message = "Only a person who is signed in can do this, not a token."
