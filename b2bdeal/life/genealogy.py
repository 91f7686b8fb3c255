"""Which raw material is in which bulk, which bulk in which lots, which lots in which shipments: for a recall."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

import attrs

from b2bdeal.errors import ValueProblem
from b2bdeal.life.batch import BatchFilled, BatchMade, BulkBatch, MaterialLot
from b2bdeal.life.checks import FrozenMap
from b2bdeal.life.delivery import Shipped
from b2bdeal.life.fact import Fact
from b2bdeal.life.lot import Lot, Production
from b2bdeal.life.reading import by_time, of_kind, same_unit
from b2bdeal.life.service import ReplacementSent
from b2bdeal.show import Shown
from b2bdeal.units import Quantity

if TYPE_CHECKING:
    from datetime import datetime

    from b2bdeal.show import Table

__all__ = ["Filling", "Genealogy", "HasFacts", "Recall", "RecallLot", "RecallShipment", "recall"]


@attrs.frozen
class RecallLot:
    """A lot that is concerned: what was made of it, what left, what is still here."""

    deal: str
    """The deal it was made for; empty where one deal was asked."""
    lot: str
    item: str | None
    made: Quantity | None
    shipped: Quantity | None
    in_stock: Quantity | None
    """What was made and did not leave; None where nothing is known to be made."""


@attrs.frozen
class RecallShipment:
    """A part of a shipment that is concerned."""

    deal: str
    """The deal it was shipped for; empty where one deal was asked."""
    shipment: str
    at: "datetime"
    """When it left."""
    to_place: str | None
    """Where it went."""
    lot: str
    item: str
    quantity: Quantity
    made_for: str = ""
    """The deal whose lot it is: another one where a replacement was taken from there."""


@attrs.frozen(repr=False)
class Recall(Shown):
    """Everything that one cause concerns: batches, lots, shipments with quantities and places, and what is in stock."""

    cause: str
    """What was asked for, as "material lot GLY-7731"."""
    batches: tuple[str, ...]
    lots: tuple[RecallLot, ...]
    shipments: tuple[RecallShipment, ...]

    @property
    def in_stock(self) -> tuple[RecallLot, ...]:
        """The lots of which something is still here."""
        return tuple(one for one in self.lots if one.in_stock is not None and not one.in_stock.is_zero)

    @property
    def places(self) -> tuple[str, ...]:
        """Where concerned goods went, each place once."""
        return tuple(dict.fromkeys(one.to_place for one in self.shipments if one.to_place is not None))

    def card(self) -> "Table":
        """What left, by shipment, then what is still in stock."""
        from b2bdeal.labels import t
        from b2bdeal.show import Column, Table

        rows: list[tuple[object, ...]] = [
            (s.lot, s.item, s.quantity, s.shipment, s.at.date(), s.to_place, s.deal or None) for s in self.shipments
        ]
        rows += [
            (one.lot, one.item, one.in_stock, None, None, t("in stock"), one.deal or None) for one in self.in_stock
        ]
        columns = ("lot", "item", Column("quantity", kind="quantity"), "shipment", Column("left_on", kind="date"))
        title = t("Recall of {cause}: batches {batches}", cause=self.cause, batches=self.batches)
        return Table(title, (*columns, "place", "deal"), rows)

    def __repr__(self) -> str:
        counts = f"{len(self.batches)} batches, {len(self.lots)} lots, {len(self.shipments)} shipped parts"
        return f"<Recall of {self.cause}: {counts}>"


class HasFacts(Protocol):
    """What has an id and facts, as a deal."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Its facts."""
        ...


@attrs.frozen
class Filling:
    """A part of a batch in a lot."""

    deal: str
    """The deal it was filled for; empty where one deal was asked."""
    batch: str
    lot: str
    quantity: Quantity


@attrs.frozen(repr=False)
class Genealogy:
    """Bulk, lots and shipments with how they hang together. It folds from any list of facts, of one deal or several."""

    batches: Mapping[str, tuple[BulkBatch, ...]] = FrozenMap()
    """The batches by number; the same one recorded in several deals is here as often as it was told differently."""
    fillings: tuple[Filling, ...] = ()
    lots: Mapping[tuple[str, str], RecallLot] = FrozenMap()
    """The lots by deal and number."""
    shipments: tuple[RecallShipment, ...] = ()

    @classmethod
    def of(cls, facts: Iterable[Fact], *, deal: str = "") -> "Genealogy":
        """The genealogy that one deal's facts tell; facts of other kinds are passed over."""
        return cls._of([(deal, facts)])

    @classmethod
    def of_deals(cls, deals: Iterable[HasFacts]) -> "Genealogy":
        """The genealogy over many deals: a batch may have filled lots of several."""
        return cls._of((deal.id, deal.facts) for deal in deals)

    @classmethod
    def _of(cls, told: Iterable[tuple[str, Iterable[Fact]]]) -> "Genealogy":
        batches: dict[str, tuple[BulkBatch, ...]] = {}
        fillings: list[Filling] = []
        made: dict[tuple[str, str], Lot] = {}
        shipments: list[RecallShipment] = []
        for deal, facts in told:
            ordered = by_time(facts)
            for one in of_kind(ordered, BatchMade):
                old = batches.get(one.batch.number, ())
                batches[one.batch.number] = old if one.batch in old else (*old, one.batch)
            fillings += [Filling(deal, one.batch, one.lot, one.quantity) for one in of_kind(ordered, BatchFilled)]
            made |= {(deal, lot.number): lot for lot in Production.of(ordered).lots.values()}
            # A shipment recorded again replaces the earlier record of its number.
            shipped = {one.shipment.number: (one.shipment, one.at, deal) for one in of_kind(ordered, Shipped)}
            replaced = {
                one.shipment.number: (one.shipment, one.at, one.from_deal or deal)
                for one in of_kind(ordered, ReplacementSent)
            }
            shipments += [
                RecallShipment(deal, what.number, at, what.to_place, part.lot, part.item, part.quantity, made_for)
                for what, at, made_for in (*shipped.values(), *replaced.values())
                for part in what.lines
            ]
        left: dict[tuple[str, str], list[RecallShipment]] = {}
        for part in shipments:
            left.setdefault((part.made_for, part.lot), []).append(part)
        keys = dict.fromkeys((*made, *((one.deal, one.lot) for one in fillings), *left))
        lots = {key: _lot(key, made.get(key), left.get(key, [])) for key in keys}
        return cls(FrozenMap(batches), tuple(fillings), FrozenMap(lots), tuple(shipments))

    def batches_of(self, lot: str) -> tuple[str, ...]:
        """The batches that filled a lot, and the premixes in them."""
        return self._inside(dict.fromkeys(one.batch for one in self.fillings if one.lot == lot))

    def materials_of(self, lot: str) -> tuple[MaterialLot, ...]:
        """The raw materials that are in a lot, by way of its batches."""
        told = [batch for number in self.batches_of(lot) for batch in self.batches.get(number, ())]
        return tuple(dict.fromkeys(one for batch in told for one in batch.materials))

    def bulk_used(self, batch: str, unit: str) -> Quantity:
        """How much of a batch was filled, in a unit; other units do not count."""
        zero = Quantity.of(0, unit)
        return _sum([one.quantity for one in self.fillings if one.batch == batch], zero) or zero

    def recall(
        self,
        *,
        material_lot: str | None = None,
        material: str | None = None,
        batch: str | None = None,
        lot: str | None = None,
    ) -> Recall:
        """Everything that a supplier's lot of material, a batch of bulk or a finished lot concerns.

        Give one of the three; `material` tells apart two materials whose lots have the same number. A ValueProblem
        where nothing of that number is known: in a recall, a slip of the pen must not read as "nothing is concerned".
        """
        asked = [(name, value) for name, value in _asked(material_lot, batch, lot) if value is not None]
        if len(asked) != 1 or (material is not None and material_lot is None):
            raise ValueProblem(
                "A recall has one cause.",
                hint='give material_lot="…" (with material="…" if need be), batch="…" or lot="…"',
            )
        name, value = asked[0]
        batches: tuple[str, ...] = ()
        if batch is not None:
            known = {*self.batches, *(one.batch for one in self.fillings)}
            batches = self._out_of([batch]) if batch in known else ()
        elif material_lot is not None:
            batches = self._out_of(
                number
                for number, told in self.batches.items()
                for one in (part for each in told for part in each.materials)
                if one.lot == material_lot and material in (None, one.material)
            )
        if lot is None:
            keys = dict.fromkeys((one.deal, one.lot) for one in self.fillings if one.batch in batches)
        else:
            keys = dict.fromkeys(key for key in self.lots if key[1] == lot)
        if not batches and not keys:
            said = value if material is None else f"{material} {value}"
            raise ValueProblem(f"No {name} {said} is known here.", hint="check the number; ask more deals")
        shipments = tuple(one for one in self.shipments if (one.made_for, one.lot) in keys)
        return Recall(f"{name} {value}", batches, tuple(self.lots[key] for key in keys), shipments)

    def __repr__(self) -> str:
        return f"<Genealogy: {len(self.batches)} batches, {len(self.lots)} lots, {len(self.shipments)} shipped parts>"

    def _out_of(self, batches: Iterable[str]) -> tuple[str, ...]:
        """These batches and every batch that they went into as a premix."""
        found = dict.fromkeys(batches)
        todo = list(found)
        while todo:
            premix = todo.pop()
            for number, told in self.batches.items():
                if number not in found and any(premix in batch.premixes for batch in told):
                    found[number] = None
                    todo.append(number)
        return tuple(found)

    def _inside(self, batches: Iterable[str]) -> tuple[str, ...]:
        """These batches and every premix in them."""
        found = dict.fromkeys(batches)
        todo = list(found)
        while todo:
            for premix in (one for batch in self.batches.get(todo.pop(), ()) for one in batch.premixes):
                if premix not in found:
                    found[premix] = None
                    todo.append(premix)
        return tuple(found)


def recall(
    deals: Iterable[HasFacts],
    *,
    material_lot: str | None = None,
    material: str | None = None,
    batch: str | None = None,
    lot: str | None = None,
) -> Recall:
    """The same over many deals, in one call: `recall(book.deals(), material_lot="GLY-7731")`."""
    return Genealogy.of_deals(deals).recall(material_lot=material_lot, material=material, batch=batch, lot=lot)


def _lot(key: tuple[str, str], lot: Lot | None, parts: list[RecallShipment]) -> RecallLot:
    made = None if lot is None else lot.made
    item = lot.order.item if lot is not None and lot.order is not None else parts[0].item if parts else None
    left = _sum([one.quantity for one in parts], made)
    stock = None if made is None else made if left is None else made - min(made, left)
    return RecallLot(*key, item, made, left, stock)


def _asked(material_lot: str | None, batch: str | None, lot: str | None) -> tuple[tuple[str, str | None], ...]:
    return ("material lot", material_lot), ("batch", batch), ("lot", lot)


def _sum(parts: list[Quantity], like: Quantity | None) -> Quantity | None:
    """The sum in the unit of `like`, else of the first; parts in other units do not count."""
    if not parts:
        return None if like is None else like * 0
    unit = (like or parts[0]).unit
    total = Quantity.of(0, unit)
    for part in parts:
        same = same_unit(part, unit)
        total = total if same is None else total + same
    return total
