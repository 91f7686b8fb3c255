"""Conditions on the bulk: its samples are approved, and what is cut and made is what is ordered."""

from datetime import datetime
from decimal import Decimal

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.trades.apparel.bulk_samples import (
    BulkSamples,
    PPSampleApproved,
    PPSampleRejected,
    PPSampleSent,
    TopSampleApproved,
    TopSampleSent,
)
from b2bdeal.flow.trades.apparel.conditions import ApparelPolicy
from b2bdeal.flow.trades.apparel.cutting import Breakdown, BreakdownAgreed, CutTicketIssued, Cutting
from b2bdeal.flow.trades.apparel.fit import Fitting
from b2bdeal.flow.trades.apparel.materials import Colours, LabDipApproved
from b2bdeal.flow.trades.sharing import items_of
from b2bdeal.labels import Message, t
from b2bdeal.life import ContractLine, ProductionFinished, ProductionReleased
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Quantity

__all__ = [
    "breakdown_agreed",
    "breakdown_fits_line",
    "cut_tickets_match",
    "made_was_cut",
    "pp_in_approved_colour",
    "pp_sample_approved",
    "pp_was_sent",
    "top_sample_approved",
    "top_was_sent",
]


# ── samples of the bulk ──────────────────────────────────────────────────────────────────────────────────────────────


@rule("pp_in_approved_colour", "A pre-production sample is made in an approved colour.", met_by=(LabDipApproved,))
def pp_in_approved_colour(deal: Deal, fact: PPSampleSent) -> Verdict:
    """A lab dip of the style in that colour is approved: the sample is to be in the bulk's fabric."""
    sample = fact.sample
    if (sample.item, sample.colour) in Colours.of(deal.as_of(fact.at).facts).approved:
        return True
    return no("no lab dip of {item} in {colour} is approved", item=sample.item, colour=sample.colour)


@rule("pp_was_sent", "The pre-production sample that the buyer judges was sent.", met_by=(PPSampleSent,))
def pp_was_sent(deal: Deal, fact: PPSampleApproved | PPSampleRejected) -> Verdict:
    """Its number and round."""
    if (fact.number, fact.round) in BulkSamples.of(deal.as_of(fact.at).facts).sent:
        return True
    return no("pre-production sample {sample}, round {round}, was never sent", sample=fact.number, round=fact.round)


@gate("pp_sample_approved", "A pre-production sample of every style is approved.", met_by=(PPSampleApproved,))
def pp_sample_approved(deal: Deal, at: datetime) -> Verdict:
    """Made to the size specification in force: a new version of it asks for a new sample."""
    specs, approved = Fitting.of(deal.facts).specs, BulkSamples.of(deal.facts).approved
    open_: list[Message] = []
    for item in items_of(deal):
        sample, spec = approved.get(item), specs.get(item)
        if sample is None:
            open_.append(t("{item}: none is approved", item=item))
        elif spec is not None and (sample.spec, sample.spec_version) != (spec.number, spec.version):
            words = {"item": item, "sample": sample.number, "old": sample.spec_version, "new": spec.version}
            open_.append(t("{item}: {sample} is made to version {old} of the specification, not to {new}", **words))
    return True if not open_ else no("pre-production sample, {styles}", styles=open_)


@rule("top_was_sent", "The top-of-production sample that the buyer judges was sent.", met_by=(TopSampleSent,))
def top_was_sent(deal: Deal, fact: TopSampleApproved) -> Verdict:
    """By its number."""
    if fact.number in BulkSamples.of(deal.as_of(fact.at).facts).top:
        return True
    return no("top-of-production sample {sample} was never sent", sample=fact.number)


@gate("top_sample_approved", "The top-of-production samples are approved.", met_by=(TopSampleApproved,))
def top_sample_approved(deal: Deal, at: datetime) -> Verdict:
    """Of every style of the contract, where the policy asks for them."""
    if not ApparelPolicy.of(deal).top_sample:
        return True
    approved = BulkSamples.of(deal.facts).top_approved
    missing = [item for item in items_of(deal) if item not in approved]
    return True if not missing else no("no top-of-production sample is approved of {items}", items=missing)


# ── cutting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("breakdown_fits_line", "Colours and sizes sum to the contract's line.")
def breakdown_fits_line(deal: Deal, fact: BreakdownAgreed) -> Verdict:
    """Contract, line and item are those signed, the sum keeps the contract's tolerance, the sizes are specified."""
    breakdown, contract = fact.breakdown, deal.contract
    line = None if contract is None else contract.line(breakdown.line)
    if contract is None or line is None or (contract.number, line.item) != (breakdown.contract, breakdown.item):
        figures = {"contract": breakdown.contract, "line": breakdown.line, "item": breakdown.item}
        return no("contract {contract} has no line {line} of {item}", **figures)
    spec = Fitting.of(deal.as_of(fact.at).facts).specs.get(line.item)
    strange = [size for size in breakdown.sizes if spec is not None and size not in spec.sizes]
    if spec is not None and strange:
        return no("{spec} has no size {sizes}", spec=spec.number, sizes=strange)
    if _sums_to(breakdown, line, contract.tolerance):
        return True
    return no(
        "the parts sum to {total}, line {line} is {ordered}",
        total=breakdown.total,
        line=line.line,
        ordered=line.quantity,
    )


@gate("breakdown_agreed", "Every line is divided into colours and sizes.", met_by=(BreakdownAgreed,))
def breakdown_agreed(deal: Deal, at: datetime) -> Verdict:
    """And still sums to the line of the contract in force, within its tolerance."""
    contract = deal.contract
    if contract is None:
        return True
    breakdowns, odd = Cutting.of(deal.facts).breakdowns, list[Message]()
    for line in contract.lines:
        breakdown = breakdowns.get((contract.number, line.line))
        if breakdown is None:
            odd.append(t("line {line} is not divided", line=line.line))
        elif not _sums_to(breakdown, line, contract.tolerance):
            figures = {"total": breakdown.total, "line": line.line, "ordered": line.quantity}
            odd.append(t("the parts sum to {total}, line {line} is {ordered}", **figures))
    return True if not odd else no("colours and sizes: {lines}", lines=odd)


@rule("cut_tickets_match", "Cut tickets cut what is ordered, by colour and size.", met_by=(BreakdownAgreed,))
def cut_tickets_match(deal: Deal, fact: CutTicketIssued) -> Verdict:
    """For a released order of the style, by a new number; all tickets together within the breakdown's tolerance.

    The last ticket of a line must bring every colour and size to its least.
    """
    ticket, cutting = fact.ticket, Cutting.of(deal.facts)
    orders = {one.number: one for released in deal.as_of(fact.at).all(ProductionReleased) for one in released.orders}
    order = orders.get(ticket.order)
    if order is None or order.item != ticket.item:
        return no("no released order {order} makes {item}", order=ticket.order, item=ticket.item)
    if ticket.number in cutting.tickets:
        return no("cut ticket {ticket} is issued already", ticket=ticket.number)
    line = (order.contract, order.line)
    breakdown = cutting.breakdowns.get(line)
    if breakdown is None:
        return no("line {line} is not divided into colours and sizes", line=order.line)
    cut, odd = Cutting.of((*deal.facts, fact)).cut(line), list[Message]()
    asked = {(one.colour, one.size) for one in breakdown.parts}
    for colour, size in dict.fromkeys([*cut, *sorted(asked)]):
        total, (least, most) = cut.get((colour, size), 0), breakdown.bounds(colour, size)
        words = {"colour": colour, "size": size, "total": total, "least": least, "most": most}
        if total > most:
            odd.append(t("{colour} {size} would come to {total}, {most} is the most", **words))
        elif ticket.last and total < least:
            odd.append(t("{colour} {size} would stay at {total}, {least} is the least", **words))
    return True if not odd else no("line {line} by colour and size: {parts}", line=order.line, parts=odd)


@rule("made_was_cut", "What is made was cut.", met_by=(CutTicketIssued,))
def made_was_cut(deal: Deal, fact: ProductionFinished) -> Verdict:
    """Good and scrapped garments of an order together are no more than its tickets cut."""
    cut = Quantity.of(Cutting.of(deal.as_of(fact.at).facts).cut_of_order(fact.order), fact.good.unit)
    made = fact.good * 0
    for out in (*deal.all(ProductionFinished), fact):
        if out.order == fact.order:
            for part in (same_unit(out.good, made.unit), same_unit(out.scrapped, made.unit)):
                made = made if part is None else made + part
    return (
        True
        if made <= cut
        else no("of {order}, {made} would be made and {cut} are cut", order=fact.order, made=made, cut=cut)
    )


def _sums_to(breakdown: Breakdown, line: ContractLine, tolerance: Decimal) -> bool:
    play, total = line.quantity * tolerance, Quantity.of(breakdown.total, line.quantity.unit)
    return line.quantity - play <= total <= line.quantity + play
