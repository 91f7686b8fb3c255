"""What users write and both type checkers must take: it is checked, and it runs."""

from datetime import datetime
from typing import assert_type

from b2bdeal import (
    COSMETICS,
    NOTHING,
    OEM,
    Deal,
    Entry,
    Fact,
    Flow,
    Gate,
    LeadFound,
    Policy,
    ProductionReleased,
    Quote,
    QuoteSent,
    Refusal,
    Rule,
    SampleApproved,
    SampleEvaluated,
    Stage,
    TermsAgreed,
    Verdict,
    days,
    decide,
    during,
    gate,
    no,
    rule,
    when,
)
from b2bdeal.flow.conditions.negotiation import minimum_cycle, quote_in_force, sample_was_sent
from b2bdeal.flow.conditions.production import stability_passed
from b2bdeal.flow.oem.stages import CONTRACTED, PRODUCING
from b2bdeal.flow.step import Step


class PilotRun(Fact, kind="typing.PilotRun", label="Pilot run", zh="试产"):
    """A small lot was made to try the line."""

    batches: int
    yield_percent: int


@gate("pilot_is_good", "The pilot run yields at least {least} %.", met_by=(PilotRun,), waived_by=("director",))
def pilot_is_good(deal: Deal, at: datetime, *, least: int = 95) -> Verdict:
    """The last pilot run."""
    run = deal.last(PilotRun)
    if run is None:
        return no("no pilot was run")
    assert_type(run, PilotRun)
    return True if run.yield_percent >= least else no("it yields {got} %", got=run.yield_percent)


@rule("has_batches", "A pilot run has batches.")
def has_batches(deal: Deal, fact: PilotRun) -> Verdict:
    """At least one."""
    return True if fact.batches > 0 else no("it has {batches}", batches=fact.batches)


@rule("is_recent", "It is told within {most} days.")
def is_recent(deal: Deal, fact: Fact, most: int) -> Verdict:
    """A rule for facts of every kind."""
    return True if deal.opened_at is None or (fact.at - deal.opened_at).days <= most else no("it is too late")


assert_type(pilot_is_good(), Gate[[]])
assert_type(is_recent(3), Rule[Fact, []])

PILOT = Stage("pilot", zh="试产", within=days(10))
TRADE = COSMETICS.but(
    "typed",
    version=1,
    policy=Policy(minimum_cycle=days(20)),
    steps=(
        when(ProductionReleased, PILOT >> PRODUCING, only_if=[pilot_is_good(least=90)]),
        when(PilotRun, CONTRACTED >> PILOT, only_if=[has_batches, is_recent(most=900)]),
        when(PilotRun, PILOT >> CONTRACTED),
        when(TermsAgreed, OEM.stage("bargaining") >> OEM.stage("agreed"), also=[is_recent(900), minimum_cycle]),
        during(SampleEvaluated, PILOT, only_if=[sample_was_sent]),
        during(SampleApproved, PILOT, only_if=[sample_was_sent, stability_passed(weeks=8)]),
    ),
)
assert_type(TRADE, Flow)
step = when(QuoteSent, [CONTRACTED, PRODUCING] >> PRODUCING)
assert_type(step, Step[QuoteSent])
assert_type(when(LeadFound, NOTHING >> PILOT), Step[LeadFound])
ask: Rule[TermsAgreed, []] = quote_in_force


def price_of(deal: Deal) -> Quote | None:
    """The last quote, after the check that there is one."""
    sent = deal.last(QuoteSent)
    return None if sent is None else sent.quote


def settled(deal: Deal, fact: Fact, at: datetime) -> str:
    """What a decision is."""
    found = decide(deal, fact, by="zhao", now=at)
    assert_type(found, Entry | Refusal)
    if isinstance(found, Refusal):
        return "; ".join(reason.text() for reason in found.reasons)
    return found.stage


assert_type(Deal.unopened("D-1", TRADE).all(PilotRun), tuple[PilotRun, ...])
