"""Conditions on what goes out: signed firmware, tools that are there and good for the order, certificates."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from math import ceil

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.trades.electronics.bom import Boms
from b2bdeal.flow.trades.electronics.release import (
    CertificateReceived,
    Compliance,
    CompliancePlanned,
    Firmware,
    FirmwareBuilt,
    FirmwareSigned,
    LotFlashed,
)
from b2bdeal.flow.trades.electronics.tooling import (
    ToolingApproved,
    ToolingMade,
    ToolingMoved,
    ToolingOrdered,
    ToolingReturned,
    ToolingUsed,
    ToolRegister,
)
from b2bdeal.flow.trades.sharing import buyers_contacts, items_of
from b2bdeal.labels import Message, t
from b2bdeal.life import BriefAgreed, CarriedOver, Production, ProductionFinished, ReplacementSent, Shipped
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Quantity

__all__ = [
    "firmware_is_latest",
    "firmware_signed",
    "made_was_flashed",
    "markets_certified",
    "signed_firmware_is_used",
    "tool_can_be_returned",
    "tool_charge_is_agreed",
    "tool_is_ordered",
    "tooling_ready",
]


# ── firmware ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("firmware_is_latest", "What is signed off is the image built last.", met_by=(FirmwareBuilt,))
def firmware_is_latest(deal: Deal, fact: FirmwareSigned) -> Verdict:
    """Version and checksum are those of the image."""
    built = Firmware.of(deal.as_of(fact.at).facts).latest.get(fact.item)
    if built is None:
        return no("no firmware of {item} is built", item=fact.item)
    if (built.version, built.sha256) == (fact.version, fact.sha256):
        return True
    return no("{signed} is signed, {built} was built last", signed=_image(fact), built=_image(built))


@gate("firmware_signed", "The firmware of every product is signed off.", met_by=(FirmwareSigned,))
def firmware_signed(deal: Deal, at: datetime) -> Verdict:
    """The image built last; a product whose bill says that it holds no firmware, and has none, needs none."""
    firmware, boms = Firmware.of(deal.facts), Boms.of(deal.facts).current
    open_: list[Message] = []
    for item in items_of(deal):
        built = firmware.latest.get(item)
        if built is None:
            if item in boms and boms[item].programmed:
                open_.append(t("{item}: none is built", item=item))
        elif firmware.in_force(item) is None:
            open_.append(t("{item}: {image} is not signed off", item=item, image=_image(built)))
    return True if not open_ else no("firmware, {products}", products=open_)


@rule("signed_firmware_is_used", "Units are programmed with the signed image.", met_by=(FirmwareSigned,))
def signed_firmware_is_used(deal: Deal, fact: LotFlashed) -> Verdict:
    """The lot is in production, and version and checksum are those signed off and in force."""
    then = deal.as_of(fact.at)
    lot = Production.of(then.facts).lots.get(fact.lot)
    order = None if lot is None else lot.order
    if order is None or (order.number, order.item) != (fact.order, fact.item):
        figures = {"order": fact.order, "lot": fact.lot, "item": fact.item}
        return no("no released order {order} makes the lot {lot} of {item}", **figures)
    signed = Firmware.of(then.facts).in_force(fact.item)
    if signed is None:
        return no("no sign-off of the firmware of {item} is in force", item=fact.item)
    if (signed.version, signed.sha256) == (fact.version, fact.sha256):
        return True
    return no("{used} was used, {signed} is signed off", used=_image(fact), signed=_image(signed))


@rule("made_was_flashed", "What is made was programmed.", met_by=(LotFlashed,))
def made_was_flashed(deal: Deal, fact: ProductionFinished) -> Verdict:
    """Good units of a lot are no more than were programmed, where the product's bill says that it holds firmware."""
    then = deal.as_of(fact.at)
    lot = Production.of(then.facts).lots.get(fact.lot)
    bom = None if lot is None or lot.order is None else Boms.of(then.facts).current.get(lot.order.item)
    if bom is None or not bom.programmed:
        return True
    unit = fact.good.unit
    done = _sum([one.quantity for one in then.all(LotFlashed) if one.lot == fact.lot], unit)
    made = _sum([one.good for one in (*deal.all(ProductionFinished), fact) if one.lot == fact.lot], unit)
    return (
        True
        if made <= done
        else no("of {lot}, {made} would be made and {done} are programmed", lot=fact.lot, made=made, done=done)
    )


# ── tooling ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("tool_charge_is_agreed", "The charge that pays for a tool is agreed, and says whose the tool is.")
def tool_charge_is_agreed(deal: Deal, fact: ToolingOrdered) -> Verdict:
    """A one-time charge of the contract, or before it of the agreed terms, or before them of the last quote.

    A repeat order's tools that were paid for in the deal it comes from are carried over.
    """
    tool, then = fact.tool, deal.as_of(fact.at)
    if tool.charge is None or any(tool.charge in one.tooling for one in then.all(CarriedOver)):
        return True
    terms = then.contract or then.agreed or then.negotiation.latest_quote(fact.at)
    charge = None if terms is None else next((one for one in terms.charges if one.id == tool.charge), None)
    if charge is None:
        return no("no one-time charge {charge} is agreed or offered", charge=tool.charge)
    if charge.owner == tool.owner:
        return True
    return no(
        "by the charge {charge}, {tool} is not the {owner}'s", charge=charge.id, tool=tool.number, owner=tool.owner
    )


@rule("tool_is_ordered", "The tool is in the register.", met_by=(ToolingOrdered, ToolingMade))
def tool_is_ordered(
    deal: Deal, fact: ToolingMade | ToolingApproved | ToolingUsed | ToolingMoved | ToolingReturned
) -> Verdict:
    """It was ordered, is made where it is approved, counted, moved or returned, is here, and counts no lower."""
    one = ToolRegister.of(deal.as_of(fact.at).facts).tools.get(fact.tool)
    if one is None:
        return no("no tool {tool} was ordered", tool=fact.tool)
    if fact.kind == ToolingMade.kind:
        return True
    if one.location is None:
        return no("{tool} is not made yet", tool=fact.tool)
    if one.returned is not None:
        return no("{tool} went back to the buyer on {at}", tool=fact.tool, at=one.returned.at)
    shots = ToolingUsed.cast(fact).shots if fact.kind == ToolingUsed.kind else one.shots
    if shots >= one.shots:
        return True
    return no("{tool} counted {before} shots before, and {now} now", tool=fact.tool, before=one.shots, now=shots)


@rule("tool_can_be_returned", "A tool that goes to the buyer is the buyer's.")
def tool_can_be_returned(deal: Deal, fact: ToolingReturned) -> Verdict:
    """By the register; a factory's own tool is sold, not returned. Who takes it is known as somebody of the buyer."""
    one = ToolRegister.of(deal.facts).tools.get(fact.tool)
    if one is not None and one.tool.owner != "buyer":
        return no("{tool} is the factory's own", tool=fact.tool)
    if fact.received_by in buyers_contacts(deal, fact.at):
        return True
    return no("{person} is not known as a contact of the buyer", person=fact.received_by)


@gate("tooling_ready", "Every tool is approved, here, and good for the order.", met_by=(ToolingApproved,))
def tooling_ready(deal: Deal, at: datetime) -> Verdict:
    """Every tool ordered for the contract's items; its shots are enough for what is not made yet."""
    left, odd = _to_make(deal), list[Message]()
    for one in ToolRegister.of(deal.facts).tools.values():
        needing = [item for item in one.tool.items if item in left]
        if not needing:
            continue
        words: dict[str, object] = {"tool": one.tool.number}
        shots = one.tool.shots_for(sum(left[item] for item in needing))
        if one.state == "ordered":
            odd.append(t("{tool} is not made yet", **words))
        elif one.state == "made":
            odd.append(t("the buyer has not approved parts of {tool}", **words))
        elif one.state == "returned":
            odd.append(t("{tool} is returned", **words))
        elif one.shots_left < shots:
            words |= {"left": one.shots_left, "life": one.tool.shots_life, "needed": shots}
            odd.append(t("{tool} has {left} of {life} shots left, {needed} are needed", **words))
    return True if not odd else no("tooling: {tools}", tools=odd)


# ── certificates ─────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("markets_certified", "What leaves is certified for its markets.", met_by=(CertificateReceived, CompliancePlanned))
def markets_certified(deal: Deal, fact: Shipped | ReplacementSent) -> Verdict:
    """Each item shipped has a plan for every market, and a valid certificate of each scheme that the plan names.

    The markets are those of the brief, or without one those that a repeat order carried over.
    A certificate is valid through its last day, on the policy's calendar.
    """
    then = deal.as_of(fact.at)
    agreed, carried = then.last(BriefAgreed), then.last(CarriedOver)
    markets = (() if agreed is None else agreed.brief.markets) or (() if carried is None else carried.markets)
    compliance, today = Compliance.of(then.facts), fact.at.astimezone(deal.flow.policy.calendar.zone).date()
    odd: list[Message] = []
    for item in dict.fromkeys(line.item for line in fact.shipment.lines):
        plan: Mapping[str, tuple[str, ...]] = compliance.plans.get(item, {})
        for market in markets:
            if market not in plan:
                odd.append(t("{item}: no plan says what {market} asks for", item=item, market=market))
            for scheme in plan.get(market, ()):
                held = compliance.certificates.get((item, scheme))
                words = {"item": item, "market": market, "scheme": scheme}
                if held is None:
                    odd.append(t("{item}: no {scheme} for {market}", **words))
                elif held.valid_until is not None and held.valid_until < today:
                    odd.append(t("{item}: {scheme} for {market} ended on {until}", until=held.valid_until, **words))
    return True if not odd else no("not certified: {items}", items=odd)


def _image(one: FirmwareBuilt | FirmwareSigned | LotFlashed) -> Message:
    return t("{version} ({checksum}…)", version=one.version, checksum=one.sha256[:8])


def _sum(quantities: list[Quantity], unit: str) -> Quantity:
    total = Quantity.of(0, unit)
    for one in quantities:
        part = same_unit(one, unit)
        total = total if part is None else total + part
    return total


def _to_make(deal: Deal) -> dict[str, int]:
    """How many units of each item of the contract are not made yet, never below 0."""
    contract, production = deal.contract, Production.of(deal.facts)
    found: dict[str, Fraction] = {}
    for line in () if contract is None else contract.lines:
        found[line.item] = found.get(line.item, Fraction(0)) + Fraction(line.quantity.value)
    for lot in production.lots.values():
        if lot.order is not None and lot.order.item in found and lot.made is not None:
            found[lot.order.item] -= Fraction(lot.made.value)
    return {item: max(ceil(left), 0) for item, left in found.items()}
