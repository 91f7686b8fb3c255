"""Conditions on samples, quotes and the agreement."""

from collections.abc import Iterator
from datetime import datetime

from b2bdeal.flow.change import Imported
from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.names import named
from b2bdeal.labels import Message, t
from b2bdeal.life import (
    AgreedTerms,
    BriefAgreed,
    CounterOffered,
    LeadFound,
    Quote,
    QuoteSent,
    QuoteWithdrawn,
    SampleApproved,
    SampleEvaluated,
    SampleRevisionAsked,
    SampleSent,
    TermsAgreed,
)
from b2bdeal.units import percent_text

__all__ = [
    "alternatives_are_open",
    "matches_quote",
    "minimum_cycle",
    "quote_in_force",
    "quote_supersedes",
    "quote_was_sent",
    "sample_was_sent",
]

PATIENCE = (BriefAgreed, SampleSent, SampleEvaluated, SampleApproved, QuoteSent, CounterOffered)


@rule("sample_was_sent", "What the buyer judges was sent to them.", met_by=(SampleSent,))
def sample_was_sent(deal: Deal, fact: SampleEvaluated | SampleRevisionAsked | SampleApproved) -> Verdict:
    """The sample's number and round were sent, and for an approval the item, formula and packaging are those sent."""
    sent = [
        one.sample for one in deal.all(SampleSent) if (one.sample.number, one.sample.round) == (fact.number, fact.round)
    ]
    if not sent:
        return no("sample {sample}, round {round}, was never sent", sample=fact.number, round=fact.round)
    if fact.kind == SampleApproved.kind:
        approved = SampleApproved.cast(fact)
        was, now = sent[-1], (approved.item, approved.formula, approved.packaging)
        if (was.item, was.formula, was.packaging) != now:
            return no(
                "{sent} was sent, {approved} is approved", sent=(was.item, was.formula, was.packaging), approved=now
            )
    return True


@rule("quote_supersedes", "A sent quote is never changed: a new version has a new number.")
def quote_supersedes(deal: Deal, fact: QuoteSent) -> Verdict:
    """The version follows every version sent before under its number."""
    sent = [one.quote.version for one in deal.all(QuoteSent) if one.quote.number == fact.quote.number]
    if all(version < fact.quote.version for version in sent):
        return True
    return no(
        "{quote} has version {last} already; send version {next}",
        quote=fact.quote.number,
        last=max(sent),
        next=max(sent) + 1,
    )


@rule("quote_was_sent", "What is withdrawn was offered.")
def quote_was_sent(deal: Deal, fact: QuoteWithdrawn) -> Verdict:
    """The quote's number and version were sent."""
    if deal.negotiation.quote(fact.number, fact.version) is not None:
        return True
    return no("quote {quote} version {version} was never sent", quote=fact.number, version=fact.version)


@rule("alternatives_are_open", "What stays in force beside a quote is on the table.", met_by=(QuoteSent,))
def alternatives_are_open(deal: Deal, fact: QuoteSent) -> Verdict:
    """Each quote that it names as its alternative was sent, and no other has superseded it."""
    if not fact.quote.alternative_to:
        return True
    open_ = deal.negotiation.numbers_open(fact.at)
    gone = [number for number in fact.quote.alternative_to if number not in open_]
    if not gone:
        return True
    return no(
        "{quote} is to stand beside {gone}, and on the table is {open}", quote=fact.quote.number, gone=gone, open=open_
    )


@rule("quote_in_force", "The quote that is accepted is in force.", met_by=(QuoteSent,))
def quote_in_force(deal: Deal, fact: TermsAgreed) -> Verdict:
    """It is the latest version of a number on the table, neither withdrawn nor expired when it is accepted.

    Of several alternatives any one may be accepted.
    """
    talks, terms = deal.negotiation, fact.terms
    quote = talks.quote(terms.quote, terms.version)
    latest = talks.latest_quote(fact.at)
    if quote is None or latest is None:
        return no("quote {quote} version {version} was never sent", quote=terms.quote, version=terms.version)
    if terms.quote in talks.numbers_open(fact.at):
        latest = talks.latest_version(terms.quote, fact.at) or latest
    if quote != latest:
        return no(
            "version {version} of {quote} is superseded by version {latest} of {number}",
            version=terms.version,
            quote=terms.quote,
            latest=latest.version,
            number=latest.number,
        )
    if quote.valid_until < fact.at:
        return no("{quote} expired on {until}", quote=terms.quote, until=quote.valid_until)
    if talks.withdrawn(quote, fact.at):
        return no("version {version} of {quote} was withdrawn", version=terms.version, quote=terms.quote)
    return True


@rule("matches_quote", "What is agreed is what the quote offers.", met_by=(QuoteSent,))
def matches_quote(deal: Deal, fact: TermsAgreed) -> Verdict:
    """Quantities fit minimum and multiple, prices are those of their break, and the terms are the quote's.

    So are the one-time charges of the items taken, and the exchange rate. The tolerance is at most the tightest of the
    lines taken; what is delivered more exactly than offered may be agreed.
    """
    terms = fact.terms
    quote = deal.negotiation.quote(terms.quote, terms.version)
    if quote is None:
        return True  # quote_in_force says so
    odd: list[object] = []
    for agreed in terms.lines:
        line = quote.line(agreed.item)
        if line is None:
            odd.append(agreed.item)
            continue
        odd += line.misfits(agreed.quantity)
        reached = line.price_for(agreed.quantity)
        if reached is not None and reached.unit_price != agreed.unit_price:
            figures = {"item": agreed.item, "agreed": agreed.unit_price, "offered": reached.unit_price}
            odd.append(t("{item} at {agreed}, the quote says {offered}", **figures))
    if terms.currency != quote.currency:
        odd.append(terms.currency)
    if terms.price_terms != quote.price_terms:
        odd.append(t("price terms"))
    if terms.payment_terms != quote.payment_terms:
        odd.append(t("payment terms"))
    offered = [line.tolerance for one in terms.lines if (line := quote.line(one.item)) is not None]
    if offered and terms.tolerance > min(offered):
        play = {"agreed": percent_text(terms.tolerance), "offered": percent_text(min(offered))}
        odd.append(t("a tolerance of {agreed}, the quote says {offered}", **play))
    if terms.charges or quote.charges:
        odd += _odd_charges(terms, quote)
    if terms.rate != quote.rate:
        odd.append(t("exchange rate"))
    return True if not odd else no("{quote} does not offer this: {differences}", quote=terms.quote, differences=odd)


def _odd_charges(terms: AgreedTerms, quote: Quote) -> Iterator[Message]:
    """Each one-time charge that is agreed otherwise than the quote says for the items taken."""
    offered = {charge.id: charge for charge in quote.charges_for(terms.quantities)}
    agreed = {charge.id: charge for charge in terms.charges}
    for id in dict.fromkeys((*offered, *agreed)):
        one, other = offered.get(id), agreed.get(id)
        if one == other:
            continue
        if one is None or other is None or one.amount != other.amount:
            sums = {"agreed": other and other.amount, "offered": one and one.amount}
            yield t("charge {charge} of {agreed}, the quote says {offered}", charge=id, **sums)
        else:
            yield t("the conditions of charge {charge}", charge=id)


@gate("minimum_cycle", "A new customer's agreement is not hastier than the trade allows.", waived_by=("director",))
def minimum_cycle(deal: Deal, at: datetime) -> Verdict:
    """The policy's minimum has passed since the first contact.

    It counts from the later of the first contact's own time and the time at which it was written down, so that a
    back-dated lead gains nothing; imported history counts as it is dated.
    """
    first, lead = deal.entry(LeadFound), deal.lead
    policy = deal.flow.policy
    span = policy.minimum_cycle if lead is None or lead.repeat_of is None else policy.minimum_cycle_repeat
    if first is not None:
        start = max(first.fact.at, first.recorded_at)
    else:
        imported = deal.all(Imported)
        start = imported[0].at if imported else at
    if span is None:
        return True
    earliest = policy.calendar.add(start, span)
    if at >= earliest:
        return True
    skipped = [named(fact) for fact in PATIENCE if deal.entry(fact) is None]
    figures = {
        "span": span,
        "passed": policy.calendar.elapsed(start, at, "day") if at > start else 0,
        "start": start,
        "earliest": earliest,
    }
    if skipped:
        return no(
            "{passed} of {span} have passed since the first contact on {start}; "
            "earliest {earliest}. Skipped: {skipped}",
            **figures,
            skipped=skipped,
        )
    return no("{passed} of {span} have passed since the first contact on {start}; earliest {earliest}", **figures)
