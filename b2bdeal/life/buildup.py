"""The build-up of a price from the works to the buyer's door: what the goods cost under each Incoterm."""

from collections.abc import Mapping
from decimal import Context, Decimal
from types import MappingProxyType
from typing import ClassVar, Final, Literal, Self, get_args

from pydantic import Field, model_validator

from b2bdeal.errors import ValueProblem
from b2bdeal.labels import t
from b2bdeal.life.checks import Flag, Frozen, FrozenMap
from b2bdeal.life.duties import RULES
from b2bdeal.life.fact import Document
from b2bdeal.show import Column, Table
from b2bdeal.units import Amount, Duty, Incoterm, IncotermRule, Money, Quantity, Share

__all__ = ["BuildUp"]

_WIDE = Context(prec=60)  # a program may have set Python's own to fewer digits
_DUTIES: Final[tuple[Duty, ...]] = get_args(Duty)
_TO_ENTRY: Final = _DUTIES[: _DUTIES.index("main_carriage") + 1]
_TO_BOARD: Final = _DUTIES[: _DUTIES.index("loading_on_board") + 1]


def _no_costs() -> FrozenMap[Duty, Money]:
    return FrozenMap()


class BuildUp(Document):
    """What goods cost at the works and on the way, from which a price under each Incoterm follows. One currency."""

    label: ClassVar[str] = "Price build-up"
    zh: ClassVar[str] = "价格构成"

    goods: Money
    """The price at the works (EXW), packed for export."""
    costs: Frozen[Duty, Money] = Field(default_factory=_no_costs)
    """What each duty costs, as far as it is known; a known premium as "insurance", the broker as "import_clearance"."""
    insurance_rate: Share | None = None
    """The premium as a fraction of the sum insured: 0.003 is 0.3 %. Either this or a premium in `costs`."""
    cover: Amount = Decimal("1.1")
    """The sum insured as a multiple of the price: 1.1 is 110 %, the least under CIF and CIP (art. A5) and UCP 600."""
    insured_under_d: Flag = False
    """Whether the seller insures its own risk under DAP, DPU and DDP, and puts the premium into the price."""
    import_duty: Share | None = None
    """The customs duty as a fraction of the customs value; for DDP."""
    import_vat: Share | None = None
    """The import tax as a fraction of customs value and duty; for DDP. 0 where the buyer pays it, as "VAT unpaid"."""
    customs_value: Literal["CIF", "FOB"] = "CIF"
    """On what customs reckon: with the way to the border (CIF: China, EU), or without (FOB: United States)."""
    fca_at: Literal["terminal", "works"] = "terminal"
    """Where goods are handed over under FCA: at a terminal, or at the seller's works, with no carriage to the port."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        for name, cost in (("goods", self.goods), *self.costs.items()):
            if cost.currency != self.goods.currency:
                raise ValueError(
                    f"{name} is in {cost.currency}, goods in {self.goods.currency}: convert it at a dated rate"
                )
            if cost.amount < 0:
                raise ValueError(f"{name}, {cost}, is below 0")
        if "export_packaging" in self.costs:
            raise ValueError("export_packaging is the seller's under every rule: put it into goods")
        if self.insurance_rate is not None and "insurance" in self.costs:
            raise ValueError("give the premium in costs, or insurance_rate, not both")
        if not 1 <= self.cover <= 2:
            raise ValueError(f"cover {self.cover} is no multiple of the price: give it from 1 to 2, such as 1.1")
        if self.insurance_rate is not None and _WIDE.multiply(self.insurance_rate, self.cover) >= 1:
            raise ValueError(
                f"insurance_rate {self.insurance_rate} takes the whole price: give a fraction such as 0.003"
            )
        return self

    def parts(self, rule: IncotermRule) -> Mapping[Duty, Money]:
        """What each duty that the seller bears under a rule adds to the price at the works.

        A cost that the rule needs and that is not known is a `ValueProblem` which names it.
        """
        found: dict[Duty, Money] = {}
        for duty in self._borne(rule):
            if duty == "insurance":
                continue  # it goes by the sum of all others
            found[duty] = self._import_cost(found) if duty == "import_clearance" else self._cost(duty, rule)
        if self._insured(rule):
            found["insurance"] = self.premium(self.goods + Money.total(found.values(), self.goods.currency), rule)
        return MappingProxyType({duty: found[duty] for duty in _DUTIES if duty in found})

    def price(self, rule: IncotermRule) -> Money:
        """The price under a rule: the goods, and exactly the duties that the seller bears. Errors as `parts`."""
        return self.goods + Money.total(self.parts(rule).values(), self.goods.currency)

    def unit_price(self, rule: IncotermRule, quantity: Quantity) -> Money:
        """The price of one unit under a rule, to 12 digits; a `ValueProblem` for a quantity of 0."""
        if quantity.is_zero:
            raise ValueProblem("There is no price of one unit of nothing.", hint="give the quantity of the goods")
        return self.price(rule) / quantity.value

    def premium(self, before: Money, rule: IncotermRule = "CIF") -> Money:
        """The premium on goods whose price without insurance is `before`, to the currency's smallest unit, half up.

        The sum insured is `cover` times the price with the premium in it, so that price = before ÷ (1 − cover × rate).
        """
        if (known := self.costs.get("insurance")) is not None:
            return known
        if self.insurance_rate is None:
            raise self._missing("insurance", rule, "give insurance_rate, or the premium in costs")
        share = _WIDE.multiply(self.cover, self.insurance_rate)
        part = _WIDE.divide(share, _WIDE.subtract(1, share))
        return Money(
            _WIDE.multiply(before.amount, part).quantize(Decimal("1E-12"), context=_WIDE), before.currency
        ).rounded()

    def missing(self, rule: IncotermRule) -> tuple[str, ...]:
        """The names of the costs and rates that a rule needs and that are not known."""
        wants = [duty for duty in self._borne(rule) if duty not in ("insurance", "import_clearance")]
        names: list[str] = [duty for duty in wants if duty not in self.costs]
        if self._insured(rule) and self.insurance_rate is None and "insurance" not in self.costs:
            names.append("insurance")
        if rule == "DDP":
            names += ["import_clearance"] * ("import_clearance" not in self.costs)
            names += ["import_duty"] * (self.import_duty is None) + ["import_vat"] * (self.import_vat is None)
        return tuple(names)

    def table(self) -> Table:
        """The price under each of the 11 rules; where a cost is missing, which."""
        rows: list[tuple[object, ...]] = []
        for rule in RULES:
            missing = self.missing(rule)
            price = None if missing else self.price(rule)
            rows.append((rule, price, None if price is None else price - self.goods, list(missing) or None))
        columns = ("rule", Column("price", kind="money"), Column("added", kind="money"), "missing")
        return Table(t("Price build-up"), columns, rows, note=t("goods at the works: {goods}", goods=self.goods))

    def _borne(self, rule: IncotermRule) -> list[Duty]:
        borne = Incoterm(rule, "there").duties
        at_works = rule == "FCA" and self.fca_at == "works"
        return [
            duty
            for duty, who in borne.items()
            if who == "seller" and duty != "export_packaging" and not (at_works and duty == "carriage_to_port")
        ]

    def _insured(self, rule: IncotermRule) -> bool:
        return rule in ("CIF", "CIP") or (self.insured_under_d and rule in ("DAP", "DPU", "DDP"))

    def _cost(self, duty: Duty, rule: IncotermRule) -> Money:
        cost = self.costs.get(duty)
        if cost is None:
            raise self._missing(
                duty, rule, f"give it in costs, as {{{duty!r}: Money.of('120.00', '{self.goods.currency}')}}"
            )
        return cost

    def _import_cost(self, found: Mapping[Duty, Money]) -> Money:
        """Broker, duty and import tax; duty and tax each to the currency's smallest unit."""
        broker = self._cost("import_clearance", "DDP")
        if self.import_duty is None:
            raise self._missing("import_duty", "DDP", "give the rate of duty on the customs value, 0 if it is free")
        if self.import_vat is None:
            raise self._missing("import_vat", "DDP", "give the rate of import tax, 0 if the buyer pays it")
        way = _TO_ENTRY if self.customs_value == "CIF" else _TO_BOARD
        value = self.goods + Money.total((found[duty] for duty in way if duty in found), self.goods.currency)
        if self.customs_value == "CIF" and self.insured_under_d:
            value = value + self.premium(value, "DDP")
        duty = (value * self.import_duty).rounded()
        return broker + duty + ((value + duty) * self.import_vat).rounded()

    def _missing(self, name: str, rule: IncotermRule, hint: str) -> ValueProblem:
        return ValueProblem(f"A price {rule} needs {name}, which is not known.", hint=hint)
