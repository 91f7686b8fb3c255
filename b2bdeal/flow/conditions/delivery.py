"""Conditions on what leaves, and on what is accepted."""

from collections.abc import Iterator

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life import Contract, Deliveries, Fact, GoodsAccepted, Inspected, Shipped, ShippedLine
from b2bdeal.life.cases import Cases
from b2bdeal.life.claim import Arrived, ClaimMade, Claims, ClaimSettled
from b2bdeal.life.lot import Production
from b2bdeal.life.reading import same_unit
from b2bdeal.life.service import ReplacementSent
from b2bdeal.units import Quantity

__all__ = [
    "all_accepted",
    "all_shipped",
    "arrival_follows_shipment",
    "claim_fits_shipment",
    "claim_in_time",
    "claim_is_open",
    "lots_released",
    "shipment_is_known",
    "shipment_is_new",
    "silence_is_over",
    "within_contract",
    "within_lots",
]


@rule("lots_released", "Quality released every lot that leaves.", met_by=(Inspected,))
def lots_released(deal: Deal, fact: Shipped) -> Verdict:
    """Each lot was made, inspected, and accepted or conceded."""
    waiting = Production.of(deal.as_of(fact.at).facts).not_released(
        dict.fromkeys(line.lot for line in fact.shipment.lines)
    )
    return True if not waiting else no("not released: {lots}", lots=waiting)


@rule("within_lots", "No more of a lot leaves than was made of it, and as what it was made.")
def within_lots(deal: Deal, fact: Shipped) -> Verdict:
    """Over all shipments together; contract line and item are those of the lot's order."""
    lots = Production.of(deal.facts).lots
    odd: list[Message] = []
    for name in dict.fromkeys(line.lot for line in fact.shipment.lines):
        lot = lots.get(name)
        if lot is None or lot.made is None or lot.order is None:
            continue  # lots_released says so
        if any(
            (part.line, part.item) != (lot.order.line, lot.order.item)
            for part in fact.shipment.lines
            if part.lot == name
        ):
            odd.append(t("{lot} is line {line}, {item}", lot=name, line=lot.order.line, item=lot.order.item))
            continue
        parts = [part.quantity for part in _parts(deal, fact) if part.lot == name]
        if any(part.unit != lot.made.unit for part in parts):
            odd.append(t("{lot} is counted by {unit}", lot=name, unit=lot.made.unit))
        elif _sum(parts) > lot.made:
            odd.append(
                t("of {lot}, {shipped} would leave, and {made} are made", lot=name, shipped=_sum(parts), made=lot.made)
            )
    return True if not odd else no("the lots do not hold this: {lots}", lots=odd)


@rule("within_contract", "The sum of all shipments keeps within the contract's tolerance.")
def within_contract(deal: Deal, fact: Shipped) -> Verdict:
    """What is firmly ordered of each line with its tolerance, against everything shipped on it."""
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    unknown = [part.line for part in fact.shipment.lines if contract.line(part.line) is None]
    if unknown:
        return no("contract {contract} has no line {lines}", contract=contract.number, lines=unknown)
    balance = Deliveries.of((*deal.facts, fact)).balance(contract)
    firm = {one.line for one in balance}
    early = [part.line for part in fact.shipment.lines if part.line not in firm]
    if early:
        return no("of line {line}, nothing is called off yet", line=early[0])
    lines = {part.line for part in fact.shipment.lines}
    over = [one for one in balance if one.state == "over" and one.line in lines]
    if not over:
        return True
    return no(
        "line {line} would come to {shipped}, and {most} is the most",
        line=over[0].line,
        shipped=over[0].shipped,
        most=over[0].most,
    )


@rule("shipment_is_new", "A shipment leaves once.")
def shipment_is_new(deal: Deal, fact: Shipped | ReplacementSent) -> Verdict:
    """No shipment of that number left before, replacements among them."""
    sent = (*(one.shipment for one in deal.all(Shipped)), *(one.shipment for one in deal.all(ReplacementSent)))
    if any(old.number == fact.shipment.number for old in sent):
        return no("shipment {shipment} has left already", shipment=fact.shipment.number)
    return True


@rule("shipment_is_known", "What arrives, is claimed or accepted has been shipped.", met_by=(Shipped,))
def shipment_is_known(deal: Deal, fact: GoodsAccepted | Arrived | ClaimMade) -> Verdict:
    """The shipment left."""
    if any(old.shipment.number == fact.shipment for old in deal.as_of(fact.at).all(Shipped)):
        return True
    return no("no shipment {shipment} has left", shipment=fact.shipment)


@rule("all_shipped", "Everything that is firmly ordered was shipped.", met_by=(Shipped,))
def all_shipped(deal: Deal, fact: Fact) -> Verdict:
    """No line is short beyond its tolerance, over all shipments together, counted with this fact."""
    facts = (*deal.facts, fact)
    contract = Contract.in_force(facts)
    balance = () if contract is None else Deliveries.of(facts).balance(contract)
    short = [one for one in balance if one.state == "short"]
    if short:
        return no(
            "of line {line}, {shipped} of {ordered} was shipped",
            line=short[0].line,
            shipped=short[0].shipped,
            ordered=short[0].ordered,
        )
    return True if balance or contract is None else no("nothing is called off yet")


@rule(
    "all_accepted", "Everything that the contract asks for was shipped and accepted.", met_by=(Shipped, GoodsAccepted)
)
def all_accepted(deal: Deal, fact: Fact) -> Verdict:
    """No line is short beyond its tolerance, and every shipment is accepted, counted with this fact."""
    shipped = all_shipped.ask(deal, fact)
    if shipped is not True:
        return shipped
    if Deliveries.of((*deal.facts, fact)).all_accepted:
        return True
    return no("some shipments are not accepted yet")


@rule(
    "silence_is_over", "Silence means accepted once the window for claims is over and none is open.", met_by=(Arrived,)
)
def silence_is_over(deal: Deal, fact: GoodsAccepted) -> Verdict:
    """For an acceptance by silence, where the contract has windows: the shipment arrived, its window has passed.

    The window is that for the count and for damage that can be seen; days are those of the policy's calendar. A claim
    is open until it is settled, or the service case that goes on from it has ended.
    """
    contract = deal.contract
    windows = None if contract is None else contract.claim_windows
    if not fact.silent or windows is None:
        return True
    claims = Claims.of(deal.as_of(fact.at).facts)
    last = claims.last_day(fact.shipment, "visible", windows)
    if last is None:
        return no("the arrival of {shipment} is not recorded, so its window has not begun", shipment=fact.shipment)
    if fact.at.astimezone(deal.flow.policy.calendar.zone).date() <= last:
        return no("the buyer may claim of {shipment} until {day}", shipment=fact.shipment, day=last)
    cases = Cases.of(deal.as_of(fact.at).facts).cases.values()
    ended = {one.reported.claim for one in cases if one.reported is not None and not one.open}
    waiting = tuple(one.claim for one in claims.open(fact.shipment) if one.claim not in ended)
    return True if not waiting else no("open claims: {claims}", claims=waiting)


@rule("arrival_follows_shipment", "A shipment arrives after it left, and once.")
def arrival_follows_shipment(deal: Deal, fact: Arrived) -> Verdict:
    """The day of arrival is not before the day of leaving, on the policy's calendar; no arrival was recorded before."""
    if any(old.shipment == fact.shipment for old in deal.all(Arrived)):
        return no("the arrival of {shipment} is recorded already", shipment=fact.shipment)
    shipped = Deliveries.of(deal.facts).shipment(fact.shipment)
    if shipped is None:
        return True  # shipment_is_known says so
    left = shipped.at.astimezone(deal.flow.policy.calendar.zone).date()
    if fact.on >= left:
        return True
    return no("{shipment} left on {left}, and would arrive on {day}", shipment=fact.shipment, left=left, day=fact.on)


@rule("claim_in_time", "A claim comes within its window.", waived_by=("director",))
def claim_in_time(deal: Deal, fact: ClaimMade) -> Verdict:
    """Within the contract's days after arrival: one window for the count and what can be seen, one for hidden defects.

    It is made in time where the contract has no windows, and as long as the arrival is not recorded.
    """
    contract = deal.contract
    windows = None if contract is None else contract.claim_windows
    if windows is None:
        return True
    last = Claims.of(deal.facts).last_day(fact.shipment, fact.what, windows)
    day = fact.at.astimezone(deal.flow.policy.calendar.zone).date()
    if last is None or day <= last:
        return True
    return no(
        "the last day for {what} of {shipment} was {last}, and it comes on {day}",
        what=t(fact.what),
        shipment=fact.shipment,
        last=last,
        day=day,
    )


@rule("claim_fits_shipment", "A claim is new, and claims no more of a lot than came with the shipment.")
def claim_fits_shipment(deal: Deal, fact: ClaimMade) -> Verdict:
    """The lot is in the shipment; all claims on it together, those refused or withdrawn left out, are within it."""
    claims = Claims.of(deal.facts)
    if fact.claim in claims.made:
        return no("claim {claim} is recorded already", claim=fact.claim)
    shipped = Deliveries.of(deal.facts).shipment(fact.shipment)
    if shipped is None:
        return True  # shipment_is_known says so
    parts = [one.quantity for one in shipped.shipment.lines if one.lot == fact.lot]
    if not parts:
        lots = tuple(dict.fromkeys(one.lot for one in shipped.shipment.lines))
        return no("{shipment} brought {lots}, not {lot}", shipment=fact.shipment, lots=lots, lot=fact.lot)
    claimed = [
        one.quantity
        for one in claims.made.values()
        if (one.shipment, one.lot, one.what) == (fact.shipment, fact.lot, fact.what)
        and (one.claim not in claims.settled or claims.settled[one.claim].outcome == "accepted")
    ]
    unit = parts[0].unit
    same = [same_unit(one, unit) for one in (*claimed, fact.quantity)]
    if same[-1] is None:
        return no("{lot} is counted by {unit}", lot=fact.lot, unit=unit)
    total, came = _sum([one for one in same if one is not None]), _sum(parts)
    if total <= came:
        return True
    return no("of {lot}, {total} would be claimed, and {came} came", lot=fact.lot, total=total, came=came)


@rule("claim_is_open", "What is settled is an open claim.", met_by=(ClaimMade,))
def claim_is_open(deal: Deal, fact: ClaimSettled) -> Verdict:
    """The claim was made, and not settled before."""
    claims = Claims.of(deal.as_of(fact.at).facts)
    if fact.claim not in claims.made:
        return no("no claim {claim} was made", claim=fact.claim)
    if fact.claim in Claims.of(deal.facts).settled:
        return no("claim {claim} is settled already", claim=fact.claim)
    return True


def _parts(deal: Deal, fact: Shipped) -> Iterator[ShippedLine]:
    """Everything that left of this deal's lots, replacements among it, and this."""
    for shipped in (*deal.all(Shipped), fact):
        yield from shipped.shipment.lines
    for sent in deal.all(ReplacementSent):
        if sent.from_deal is None:
            yield from sent.shipment.lines


def _sum(parts: list[Quantity]) -> Quantity:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
