"""What users may write by mistake: each marked line must be an error to both type checkers. It is never run."""

from datetime import datetime

from b2bdeal import (
    COSMETICS,
    Deal,
    LeadFound,
    Money,
    QuoteSent,
    Stage,
    TermsAgreed,
    Verdict,
    days,
    during,
    gate,
    no,
    rule,
    when,
)
from b2bdeal.flow import oem
from b2bdeal.flow.conditions.market import in_target_market
from b2bdeal.flow.conditions.negotiation import quote_in_force
from b2bdeal.flow.conditions.production import stability_passed
from b2bdeal.flow.oem.stages import BARGAINING, CONTRACTED, PRODUCING

deal = Deal.unopened("D-1", COSMETICS)
at = datetime.now().astimezone()

# A rule understands one kind of fact, and is asked of another.
when(QuoteSent, BARGAINING >> BARGAINING, only_if=[quote_in_force])  # error
during(LeadFound, BARGAINING, only_if=[in_target_market])  # error
when(TermsAgreed, BARGAINING >> BARGAINING, also=[in_target_market])  # error

# A gate is given without its figure, with a wrong one, or with one that there is not.
when(TermsAgreed, CONTRACTED >> PRODUCING, only_if=[stability_passed])  # error
stability_passed()  # error
stability_passed(weeks="12")  # error
stability_passed(months=3)  # error


# A refusal without its reason, and a function that is no condition.
@gate("is_ready", "It is ready.")  # error
def is_ready(deal: Deal, at: datetime) -> bool:
    return False


@gate("is_ready", "It is ready.")
def is_false(deal: Deal, at: datetime) -> Verdict:
    return False  # error


@gate("is_ready", "It is ready.")
def forgets(deal: Deal, at: datetime) -> Verdict:
    if deal.outcome:
        return True
    return None  # error


@rule("is_small", "It is small.")
def is_small(deal: Deal, fact: QuoteSent) -> Verdict:
    return True if fact.qoute.version < 3 else no("it is not")  # error


when(QuoteSent, BARGAINING >> BARGAINING, only_if=[lambda deal, at: True])  # error

# What may be missing is used without a look.
quote = deal.last(QuoteSent).quote  # error
total = deal.contract.total  # error

# Words that are not there.
when(QuoteSent, BARGAINING >> oem.CONTRACTD)  # error
when(QuoteSent, "bargaining" >> BARGAINING)  # error
Stage("lead", end="settled")  # error
Stage("lead", wihtin=days(3))  # error

# What is frozen stays.
deal.stage = BARGAINING  # error
more = Money.of(1, "CNY") + 1  # error
deal.record()  # error
