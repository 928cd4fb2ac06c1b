"""What the desk says about a finding: why it matters and what to write instead, as msgids."""

import msgspec

from larum.base.translate import Msgid, msgid


class Advice(msgspec.Struct, frozen=True):
    """One component or fault in words for the person who writes at night."""

    title: Msgid
    why: Msgid
    instead: Msgid
    """For a component: what to add. For a fault: what to write in its place."""


COMPONENT_ADVICE: dict[str, Advice] = {
    "acknowledges_event": Advice(
        msgid("Says what happened"),
        msgid("Who does not name it looks as if they hoped it would pass."),
        msgid("Begin with the event itself: what, where, when, to how many. Only what is confirmed."),
    ),
    "takes_responsibility": Advice(
        msgid("Owns the fault"),
        msgid("An apology that owns nothing reads as politeness."),
        msgid(
            "If the fault is ours, say so in one short sentence: “This was our mistake.”"
            " If we do not know yet, say that."
        ),
    ),
    "apologises": Advice(
        msgid("Apologises"),
        msgid("People listen for one word first. Regret is not that word."),
        msgid("Write “We apologise to …”, name the people and what was done to them, and stop there."),
    ),
    "empathy_for_affected": Advice(
        msgid("Sees the people affected"),
        msgid("Facts without people sound cold; a stock phrase of sympathy sounds colder."),
        msgid(
            "Name what they really went through: the hours, the place, what they missed. One true sentence is enough."
        ),
    ),
    "corrective_action": Advice(
        msgid("Says what is being done"),
        msgid("“We are looking into it” tells nobody anything."),
        msgid("Name one thing already done and one that is under way, each with a time."),
    ),
    "prevention": Advice(
        msgid("Says what will change"),
        msgid("Without it, the next case is only a matter of time, and readers know it."),
        msgid("Name one measure that can be checked, and from when. Leave out efforts and lessons."),
    ),
    "instruction_to_affected": Advice(
        msgid("Tells those affected what to do"),
        msgid("It comes before everything else: somebody may be at risk now."),
        msgid("Say what to do, in one step. If there is nothing to do, say that."),
    ),
    "next_update": Advice(
        msgid("Says when the next word comes"),
        msgid("A promised hour keeps people waiting for us and not guessing without us."),
        msgid("Give a time and a place, and keep it even if there is nothing new."),
    ),
    "contact": Advice(
        msgid("Gives a way to reach us"),
        msgid("A person with a problem and no address writes it in the comments."),
        msgid("Add one address or number that is staffed now."),
    ),
    "named_person": Advice(
        msgid("Is signed by a person"),
        msgid("Nobody believes a company; people believe people."),
        msgid("Sign with a full name and role: someone who can decide."),
    ),
}

FAULT_ADVICE: dict[str, Advice] = {
    "euphemism": Advice(
        msgid("Softer name for harm"),
        msgid("Everybody has seen the picture. A soft word next to it becomes the story."),
        msgid("Use the word a witness would use."),
    ),
    "apology_for_wrong_thing": Advice(
        msgid("Apology for the wrong thing"),
        msgid("It apologises for a side issue or for people's feelings, so the harm itself stays without an apology."),
        msgid("Apologise for what was done, to the people it was done to."),
    ),
    "conditional_apology": Advice(
        msgid("Apology with an “if”"),
        msgid("It puts in doubt that anybody was harmed, and shifts the matter to how they feel."),
        msgid("Strike out the condition. Name the harm as a fact, then apologise."),
    ),
    "blames_others_or_victim": Advice(
        msgid("Blames somebody else"),
        msgid("Even where it is true, it sounds like a way out; aimed at those harmed it is unforgivable."),
        msgid("Speak of our own part first. Name a cause only once it is confirmed, and own what we let happen."),
    ),
    "passive_evasion": Advice(
        msgid("Nobody seems to have done it"),
        msgid("Readers notice when grammar hides who acted."),
        msgid("Put the doer first: “We …”, then the verb."),
    ),
    "minimising": Advice(
        msgid("Makes it smaller"),
        msgid("For the person it happened to it was not small, and the number may still grow."),
        msgid("Give the number without “only”, or leave it out until it is firm."),
    ),
    "defensive_or_surprised": Advice(
        msgid("Defends us, or is surprised"),
        msgid("It makes our hurt the subject and turns critics into opponents."),
        msgid("Leave it out. Answer the question people ask, not the way they ask it."),
    ),
    "denial": Advice(
        msgid("Denies without proof"),
        msgid("A denial that falls later costs more than the event did."),
        msgid("Deny only what can be shown false, and show it in the same sentence. Else say what is being checked."),
    ),
    "self_praise_or_marketing": Advice(
        msgid("Praises or sells"),
        msgid("On the day of harm, praise of ourselves reads as mockery."),
        msgid("Strike it out. What we do now is the only praise that counts."),
    ),
    "intent_excuse": Advice(
        msgid("Excuses itself by intent"),
        msgid("Nobody asked what we meant. It asks those harmed to feel for us."),
        msgid("Strike out what was intended; say what was done and what it caused."),
    ),
    "premature_certainty": Advice(
        msgid("More certain than the facts"),
        msgid("The first numbers and causes are nearly always wrong; each correction costs trust."),
        msgid("Say what is known, since when and from whom, and what is not known yet."),
    ),
    "burden_on_victim": Advice(
        msgid("Makes it the victims' work"),
        msgid("Whoever was harmed now has to fill in, prove, pay or wait."),
        msgid("Do it for them. If they must do anything, make it one step and free."),
    ),
}
