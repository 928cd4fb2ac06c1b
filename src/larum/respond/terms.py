"""What people call the states and the audiences of statements."""

from collections.abc import Mapping

from larum.base.translate import Msgid, msgid

STATES: Mapping[str, Msgid] = {
    "draft": msgid("draft"),
    "review": msgid("waits for approval"),
    "approved": msgid("approved"),
    "due": msgid("about to go out"),
    "sending": msgid("going out"),
    "sent": msgid("out"),
    "corrected": msgid("corrected"),
    "withdrawn": msgid("withdrawn"),
}

ANSWERS: Mapping[str, Msgid] = {
    "review": msgid("Waits for somebody's yes."),
    "approved": msgid("Ready to go out."),
    "due": msgid("About to go out; it can still be called off."),
    "sending": msgid("On its way."),
    "withdrawn": msgid("Taken back in public."),
}
"""Whether it is ready to say, by state, where that needs no numbers."""

PUBLICATIONS: Mapping[str, Msgid] = {
    "due": msgid("waits for its time"),
    "sending": msgid("being sent"),
    "sent": msgid("out"),
    "failed": msgid("not sent"),
    "unsure": msgid("nobody knows yet"),
    "called_off": msgid("called off"),
}

TONES: Mapping[str, str] = {
    "review": "warning",
    "approved": "active",
    "due": "active",
    "sending": "active",
    "sent": "good",
    "failed": "danger",
    "unsure": "danger",
    "withdrawn": "danger",
}
"""How a state is shown; what is not here is quiet."""

AUDIENCES: Mapping[str, Msgid] = {
    "public": msgid("Everybody"),
    "customers": msgid("Customers"),
    "media": msgid("The media"),
    "staff": msgid("Our own people"),
}

LANGUAGES: Mapping[str, Msgid] = {"pl": msgid("Polish"), "en": msgid("English")}
