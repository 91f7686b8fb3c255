"""Everything that is worked out from facts, and a touch that asks a thing for all it shows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from examples_whole import WHOLE

from b2bdeal.flow.trades.apparel import BulkSamples, Colours, Cutting, Fitting, Materials
from b2bdeal.flow.trades.electronics import Boms, Builds, Compliance, Firmware, ToolRegister
from b2bdeal.life import (
    Blanket,
    Cases,
    Claims,
    Committee,
    Contract,
    Credits,
    Deliveries,
    Fact,
    Genealogy,
    Lateness,
    Negotiation,
    Packaging,
    Papers,
    Payments,
    Production,
    Releases,
    Stock,
    VersionLock,
    credit_covers,
    credit_due,
    firm_lines,
    formulas_in_force,
    margins,
    open_approvals,
    open_discounts,
    operative_credits,
    payment_delay,
    sample_fees,
    specialist,
)
from b2bdeal.life.credit import buyer_of
from b2bdeal.life.instalment import Days
from b2bdeal.life.material import material_prices
from b2bdeal.life.payable import Payable
from b2bdeal.life.received import Received
from b2bdeal.life.supply import excused_days
from b2bdeal.show import Card, Table

__all__ = ["touch", "worked_out"]

ZONE: Final = ZoneInfo("Asia/Shanghai")
ON: Final = date(2026, 5, 20)
AT: Final = datetime(2026, 5, 20, tzinfo=ZONE)
CONTRACTS: Final = [one.contract for one in WHOLE if getattr(one, "kind", "") == "oem.ContractSigned"][:1] + [
    one for one in WHOLE if isinstance(one, Contract)
]

OF_FACTS: Final[tuple[Callable[[list[Fact]], Any], ...]] = (
    BulkSamples.of,
    Cases.of,
    Claims.of,
    Colours.of,
    Committee.of,
    Compliance.of,
    Contract.in_force,
    Credits.of,
    Cutting.of,
    Deliveries.of,
    Firmware.of,
    Fitting.of,
    Boms.of,
    Builds.of,
    Materials.of,
    Negotiation.of,
    Packaging.of,
    Papers.of,
    Production.of,
    Releases.of,
    ToolRegister.of,
    VersionLock.of,
    buyer_of,
    formulas_in_force,
    margins,
    open_approvals,
    sample_fees,
    specialist,
    lambda facts: Days.of(facts, ZONE),
    lambda facts: Genealogy.of(facts, deal="D-1"),
    lambda facts: Stock.of(facts, ON, zone=ZONE),
    lambda facts: material_prices(facts, AT),
    lambda facts: open_discounts(facts, ON),
)
OF_CONTRACT: Final[tuple[Callable[[list[Fact], Contract], Any], ...]] = (
    Blanket.of,
    Payable.of,
    Received.of,
    credit_due,
    formulas_in_force,
    open_approvals,
    lambda facts, signed: Lateness.of(facts, signed, ON, zone=ZONE),
    lambda facts, signed: Packaging.of(facts, signed, zone=ZONE),
    lambda facts, signed: Payments.of(facts, signed, zone=ZONE),
    lambda facts, signed: VersionLock.of(facts, signed, on=ON),
    lambda facts, signed: credit_covers(facts, signed, AT),
    lambda facts, signed: excused_days(facts, signed, ZONE, on=ON),
    lambda facts, signed: firm_lines(signed, facts),
    lambda facts, signed: operative_credits(facts, signed, AT),
    lambda facts, signed: payment_delay(signed, facts, ON, ZONE),
)


def worked_out(facts: list[Fact]) -> Iterator[Any]:
    """What each fold makes of the facts: by themselves, and with their own contract or a stranger's."""
    for fold in OF_FACTS:
        yield fold(facts)
    own = Contract.in_force(facts)
    for signed in (*CONTRACTS, *(() if own is None else (own,))):
        for with_it in OF_CONTRACT:
            yield with_it(facts, signed)


def touch(thing: Any, depth: int = 0) -> None:
    """Asks a thing for each of its properties, and for its repr, card, table, HTML and text in both languages."""
    if isinstance(thing, Mapping):
        thing = list(thing.values())
    if isinstance(thing, tuple | list | frozenset | set):
        for one in list(thing)[:5]:
            touch(one, depth)
        return
    assert repr(thing)
    if not type(thing).__module__.startswith("b2bdeal."):
        return
    if isinstance(thing, Card | Table):
        assert thing.html()
        for lang in ("en", "zh"):
            assert "‹" not in thing.text(lang=lang)
        return
    assert isinstance(str(thing), str)
    for name in _properties(type(thing)):
        value = getattr(thing, name)
        if depth < 2:
            touch(value, depth + 1)
    for name in ("card", "table"):
        if callable(getattr(type(thing), name, None)):
            touch(getattr(thing, name)())
    if callable(getattr(type(thing), "text", None)):
        for lang in ("en", "zh"):
            assert "‹" not in thing.text(lang=lang)


def _properties(cls: type) -> Iterable[str]:
    """Its public properties and fields of attrs."""
    for name in dir(cls):
        if name.startswith(("_", "model_")):
            continue
        found = getattr(cls, name, None)
        if isinstance(found, property | cached_property) or type(found).__name__ == "member_descriptor":
            yield name
