"""When the lead time starts: on the latest of cleared money, signed label, complete packaging and sealed standard."""

from datetime import date, datetime, timedelta

import attrs

from b2bdeal.calendar import Span
from b2bdeal.flow.condition import Gate
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.waiver import is_waived
from b2bdeal.labels import Message, t
from b2bdeal.life import CapacityHeld, ContractSigned
from b2bdeal.life.supply import Packaging

__all__ = ["LeadTimePart", "LeadTimeStart", "lead_time_start", "promised_date"]


@attrs.frozen
class LeadTimePart:
    """One thing that the lead time waits for."""

    what: Message
    day: date | None
    """The day on which it was there, in the zone of the policy's calendar; None: it is not there yet."""
    waiting: Message | None = None
    """What is missing; None where nothing is."""


@attrs.frozen
class LeadTimeStart:
    """The day on which the lead time starts, and what it waits for."""

    parts: tuple[LeadTimePart, ...]
    """What this deal's lead time waits for: only what arises in its flow and contract."""

    @property
    def day(self) -> date | None:
        """The latest day of its parts; None as long as one is missing, or there is no contract."""
        known = [part.day for part in self.parts if part.day is not None]
        return max(known) if known and len(known) == len(self.parts) else None

    @property
    def because(self) -> tuple[Message, ...]:
        """What came last."""
        return tuple(part.what for part in self.parts if self.day is not None and part.day == self.day)

    @property
    def waiting(self) -> tuple[Message, ...]:
        """What is still missing."""
        return tuple(part.waiting for part in self.parts if part.waiting is not None)


def lead_time_start(deal: Deal) -> LeadTimeStart:
    """The start of the deal's lead time, as its facts and its flow's conditions tell it.

    Money, label and standard are asked by `deposit_received`, `label_signed` and `standard_sealed`, as far as the
    deal's flow has them; a waiver counts as met, and each is there since it last became true. Packaging means the
    customer's own: what the factory buys itself is inside its lead time. It is there on the day on which enough had
    come, what was rejected counted out. A part that was there before the contract counts from the contract's day.
    """
    contract, signed = deal.contract, deal.last(ContractSigned)
    if contract is None or signed is None:
        return LeadTimeStart(())
    zone = deal.flow.policy.calendar.zone
    first = signed.at.astimezone(zone).date()
    parts = [LeadTimePart(t("contract"), first)]
    for what, id in (
        (t("cleared money"), "deposit_received"),
        (t("signed label"), "label_signed"),
        (t("sealed standard"), "standard_sealed"),
    ):
        gate = deal.flow.conditions.get(id)
        if not isinstance(gate, Gate):
            continue  # this flow does not ask for it
        since, missing = _held_since(deal, gate, signed.at)
        parts.append(LeadTimePart(what, None if since is None else max(first, since.astimezone(zone).date()), missing))
    own = [s for s in Packaging.of(deal.facts, contract, zone=zone).items.values() if s.plan.supplied_by == "customer"]
    if own:
        days = [state.supplied_on for state in own]
        short = [state.plan.item for state in own if state.supplied_on is None]
        come = [day for day in days if day is not None]
        day = None if short else max((first, *come))
        missing = t("the customer's packaging {items} has not come", items=short) if short else None
        parts.append(LeadTimePart(t("the customer's packaging"), day, missing))
    return LeadTimeStart(tuple(parts))


def promised_date(deal: Deal) -> date | None:
    """The day for which the goods are promised; None as long as the lead time has not started or nothing says how long.

    The start and the longest lead time of the agreed price breaks, on the policy's calendar. Where the quote says no
    lead time, the day of the last hold of capacity, moved by the days that the customer's packaging was late.
    """
    contract, start = deal.contract, lead_time_start(deal).day
    if contract is None or start is None:
        return None
    calendar = deal.flow.policy.calendar
    spans = _lead_times(deal)
    if spans:
        noon = datetime(start.year, start.month, start.day, 12, tzinfo=calendar.zone)
        return max(calendar.add(noon, span).date() for span in spans)
    held = deal.last(CapacityHeld)
    if held is None:
        return None
    late = Packaging.of(deal.facts, contract, zone=calendar.zone).excused_days()
    return held.deliver_on + timedelta(days=late)


def _lead_times(deal: Deal) -> list[Span]:
    agreed = deal.agreed
    quote = None if agreed is None else deal.negotiation.quote(agreed.quote, agreed.version)
    if agreed is None or quote is None:
        return []
    lines = [(quote.line(one.item), one.quantity) for one in agreed.lines]
    breaks = [line.price_for(quantity) for line, quantity in lines if line is not None]
    return [one.lead_time for one in breaks if one is not None and one.lead_time is not None]


def _held_since(deal: Deal, gate: Gate[[]], since: datetime) -> tuple[datetime | None, Message | None]:
    """Since when the gate holds without a break up to the last fact, or what it misses then."""
    start: datetime | None = None
    missing: Message | None = None
    for at in sorted({fact.at for fact in deal.facts if fact.at >= since}):
        then = deal.as_of(at)
        verdict = gate.ask(then, at)
        if verdict is True or is_waived(then, gate, at):
            start, missing = start or at, None
        else:
            start, missing = None, t(verdict.template, **verdict.figures)
    return start, missing
