"""How far the lots of a deal are, worked out from its facts: planned, made, inspected, released."""

from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from b2bdeal.life.checks import FrozenMap
from b2bdeal.life.fact import Fact
from b2bdeal.life.production import Inspected, ProductionFinished, ProductionOrder, ProductionReleased
from b2bdeal.life.reading import by_time, same_unit
from b2bdeal.units import Quantity

__all__ = ["Lot", "Production"]


@attrs.frozen
class Lot:
    """How far one lot is."""

    number: str
    order: ProductionOrder | None
    """None where a lot was finished or inspected without a released order."""
    made: Quantity | None = None
    """What came out good so far."""
    scrapped: Quantity | None = None
    inspected: Inspected | None = None
    """The inspection that decided last."""

    @property
    def planned(self) -> Quantity | None:
        """What was to be made."""
        return None if self.order is None else self.order.quantity

    @property
    def state(self) -> Literal["released", "made", "accept", "rework", "concession", "reject"]:
        """In work, made, or what the last inspection decided."""
        if self.inspected is not None:
            return self.inspected.disposition
        return "released" if self.made is None else "made"

    @property
    def released(self) -> Quantity | None:
        """What may be shipped: what was made of an accepted or conceded lot; None if nothing."""
        return self.made if self.inspected is not None and self.inspected.released else None


@attrs.frozen
class Production:
    """How far the lots of a deal are. It folds from any list of facts, read in order of time."""

    lots: Mapping[str, Lot] = FrozenMap()
    """The lots by number."""
    odd: tuple[Fact, ...] = ()
    """Facts that could not be counted: an output in a unit that does not convert to the lot's."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Production":
        """The production that these facts tell; facts of other kinds are passed over."""
        lots: dict[str, Lot] = {}
        odd: list[Fact] = []
        for fact in by_time(facts):
            if fact.kind == ProductionReleased.kind:
                for order in ProductionReleased.cast(fact).orders:
                    old = lots.get(order.lot)
                    lots[order.lot] = Lot(order.lot, order) if old is None else attrs.evolve(old, order=order)
            elif fact.kind == ProductionFinished.kind:
                out = ProductionFinished.cast(fact)
                lot = lots.get(out.lot) or Lot(out.lot, None)
                unit = (lot.made or lot.planned or out.good).unit
                made, lost = _plus(lot.made, out.good, unit), _plus(lot.scrapped, out.scrapped, unit)
                if made is None or lost is None:
                    odd.append(fact)
                else:
                    lots[out.lot] = attrs.evolve(lot, made=made, scrapped=lost)
            elif fact.kind == Inspected.kind:
                seen = Inspected.cast(fact)
                lots[seen.lot] = attrs.evolve(lots.get(seen.lot) or Lot(seen.lot, None), inspected=seen)
        return cls(FrozenMap(lots), tuple(odd))

    @property
    def all_made(self) -> bool:
        """Whether there are lots and something was made of each."""
        return bool(self.lots) and all(lot.made is not None for lot in self.lots.values())

    @property
    def all_released(self) -> bool:
        """Whether there are lots and each may be shipped."""
        return bool(self.lots) and all(lot.released is not None for lot in self.lots.values())

    def not_released(self, lots: Iterable[str]) -> tuple[str, ...]:
        """Which of these lots may not be shipped: unknown, in work, not inspected, in rework or rejected."""
        return tuple(n for n in lots if n not in self.lots or self.lots[n].released is None)


def _plus(old: Quantity | None, more: Quantity, unit: str) -> Quantity | None:
    new = same_unit(more, unit)
    return new if new is None or old is None else old + new
