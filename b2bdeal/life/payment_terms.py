"""How a total is paid: rows of a portion or a sum, a trigger, a method and what waits for it."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from b2bdeal.labels import Lang, Message, t
from b2bdeal.life.checks import Credited, Day, Flag, repeated
from b2bdeal.life.fact import Document
from b2bdeal.units import Money, Name, Share, whole

__all__ = [
    "ChargesBy",
    "Method",
    "Nature",
    "PaymentGate",
    "PaymentTerm",
    "PaymentTerms",
    "Trigger",
    "check_schedule",
]

_WIDE = Context(prec=60)  # a program may have set Python's own to fewer digits
DINGJIN_MOST: Final = Decimal("0.2")
"""The part of a contract's value up to which 定金 has effect as such: Civil Code of the PRC, art. 586."""

Trigger = Literal[
    "signing",
    "call_off",
    "fixed_date",
    "before_production",
    "before_shipment",
    "copy_of_bl",
    "after_bl",
    "after_invoice",
    "after_acceptance",
]
"""What a payment waits for. The two "before" rows are asked for when their work could begin: see `Payments`."""

Method = Literal["tt", "lc_sight", "lc_usance", "dp", "da", "open_account"]
"""How it is paid: transfer, letter of credit, documents against payment or acceptance, open account."""

PaymentGate = Literal["production", "shipping", "documents"]
"""What is blocked until a payment is there: work, goods leaving, or the release of the transport documents."""

Nature = Literal["deposit_dingjin", "prepayment", "balance"]
"""What a payment is in law: 定金 (forfeited or doubled on default, Civil Code art. 586), 预付款, or the balance."""

ChargesBy = Literal["payer", "payee", "shared"]
"""Who bears the banks' charges, as a transfer says it: OUR, BEN, SHA."""

# When a trigger can happen at the earliest, beside what a gate blocks: what comes later can't be waited for.
_WHEN: Final[dict[str, int]] = {
    **dict.fromkeys(("signing", "call_off", "fixed_date", "before_production", "production"), 0),
    **dict.fromkeys(("before_shipment", "shipping"), 1),
    **dict.fromkeys(("copy_of_bl", "after_bl", "after_invoice", "documents"), 2),
    "after_acceptance": 3,
}
_TRIGGERS: Final[dict[str, Message]] = {
    "signing": t("on signing"),
    "call_off": t("on the call-off"),
    "fixed_date": t("on a fixed day"),
    "before_production": t("before production"),
    "before_shipment": t("before shipping"),
    "copy_of_bl": t("against a copy of the bill of lading"),
    "after_bl": t("from the bill of lading"),
    "after_invoice": t("from the invoice"),
    "after_acceptance": t("from acceptance"),
}
_METHODS: Final[dict[str, Message]] = {
    "tt": t("by transfer"),
    "lc_sight": t("by letter of credit at sight"),
    "lc_usance": t("by usance letter of credit"),
    "dp": t("documents against payment"),
    "da": t("documents against acceptance"),
    "open_account": t("on open account"),
}
_GATES: Final[dict[str, Message]] = {
    "production": t("production waits for it"),
    "shipping": t("shipping waits for it"),
    "documents": t("the documents wait for it"),
}
_NATURES: Final[dict[str, Message]] = {
    "deposit_dingjin": t("as 定金"),
    "prepayment": t("as an advance"),
    "balance": t("as balance"),
}
_SECURED: Final = ("lc_sight", "lc_usance", "open_account")


def _gate(data: dict[str, Any]) -> PaymentGate | None:
    trigger, method = data.get("trigger"), data.get("method")
    if trigger == "before_production":
        return "production"
    if trigger == "before_shipment":
        return "shipping"
    if method == "dp" or (trigger == "copy_of_bl" and method == "tt"):
        return "documents"
    return None


def _nature(data: dict[str, Any]) -> Nature:
    # Never 定金 by default: that has to be agreed in so many words.
    return "prepayment" if data.get("trigger") in ("signing", "call_off", "before_production") else "balance"


class PaymentTerm(Document):
    """One row of the payment terms: which part, when, how, and what waits for it."""

    label: ClassVar[str] = "Payment term"
    zh: ClassVar[str] = "付款条款"

    name: Name
    """Its name, as "deposit"."""
    portion: Share | None = None
    """The part of what the fixed sums leave, as a fraction above 0: 0.3 is 30 %. Either this or `amount`."""
    amount: Credited | None = None
    """A fixed sum in the contract's currency, which comes off the total first. Either this or `portion`."""
    trigger: Trigger
    """What it waits for."""
    on: Day | None = None
    """The day of the trigger "fixed_date", on the seller's calendar; only for that."""
    days: Annotated[int, Field(ge=0, le=3650, strict=True)] = 0
    """How many calendar days after the trigger it falls due."""
    end_of_month: Flag = False
    """Whether it falls due on the last day of the month in which those days end: first the days, then the month."""
    per_shipment: Flag = False
    """Whether each shipment waits only for its own share of the row, by value; only for "before_shipment"."""
    method: Method = "tt"
    """How it is paid."""
    gate: PaymentGate | None = Field(default_factory=_gate)
    """What is blocked until it is paid. By default what the trigger says: production, shipping, the documents for
    "copy_of_bl" by transfer and for documents against payment, else nothing."""
    nature: Nature = Field(default_factory=_nature)
    """What it is in law. By default a prepayment if paid before production, else a balance."""
    charges_by: ChargesBy = "payer"
    """Who bears what banks take off on the way: the payer owes it still; else it counts as paid, and is ours."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.portion is None) == (self.amount is None):
            raise ValueError(f"{self.name!r} needs a portion or an amount, and not both")
        if (self.trigger == "fixed_date") != (self.on is not None):
            raise ValueError(f'{self.name!r}: give the day, on, with the trigger "fixed_date", and with no other')
        if self.per_shipment and (self.trigger, self.gate) != ("before_shipment", "shipping"):
            raise ValueError(
                f'{self.name!r}: per_shipment is for the trigger "before_shipment" and the gate "shipping"'
            )
        early = _WHEN[self.trigger] < 2 and self.trigger != "fixed_date"
        if self.method in ("dp", "da") and early:
            raise ValueError(
                f"{self.name!r}: D/P and D/A are paid against the transport documents, which are there only after "
                f'shipping: give a trigger such as "copy_of_bl" or "after_bl", or the method "tt"'
            )
        if self.method == "open_account" and early:
            raise ValueError(
                f"{self.name!r}: an open account is paid after the goods have left: give a trigger such as "
                f'"after_bl" or "after_invoice", or the method "tt"'
            )
        self._gate_makes_sense()
        return self

    def _gate_makes_sense(self) -> None:
        if self.gate is None:
            return
        if self.gate == "documents" and self.method not in ("tt", "dp"):
            raise ValueError(
                f"{self.name!r}: only a transfer and D/P hold the documents back. With an L/C the bank has them, D/A "
                f"and an open account hand them over before the money comes: leave the gate out"
            )
        if _WHEN[self.trigger] > _WHEN[self.gate] and self.method not in _SECURED:
            raise ValueError(
                f"{self.name!r} falls due only by {self.trigger}, and {self.gate} would wait for it and never begin: "
                f"give an earlier trigger or a later gate, or secure it by an L/C or a credit limit (open_account)"
            )

    def due_day(self, start: date) -> date:
        """The day it falls due where the trigger happened on a day: `days` later, then the month's end if agreed."""
        try:
            day = start + timedelta(days=self.days)
        except OverflowError:  # the last day there is
            return date.max
        return day.replace(day=monthrange(day.year, day.month)[1]) if self.end_of_month else day

    def text(self, *, lang: Lang = "en") -> str:
        """The row in one line, as a difference of two contracts tells it."""
        return t("{row}: {terms}", row=self.name, terms=list(self._told())).text(lang=lang)

    def _told(self) -> Iterator[object]:
        yield f"{(self.portion * 100).normalize(_WIDE):f} %" if self.portion is not None else self.amount
        yield _TRIGGERS[self.trigger] if self.on is None else t("on {day}", day=self.on)
        if self.days:
            yield t("{days} days later", days=self.days)
        if self.end_of_month:
            yield t("at the month's end")
        yield _METHODS[self.method]
        if self.gate is not None:
            yield _GATES[self.gate]
        if self.per_shipment:
            yield t("for each shipment its share")
        yield _NATURES[self.nature]
        if self.charges_by != "payer":
            yield t("bank charges borne by us") if self.charges_by == "payee" else t("bank charges shared")


class PaymentTerms(Document):
    """How a total is paid: fixed sums first, and portions that are exactly 100 % of what they leave."""

    label: ClassVar[str] = "Payment terms"
    zh: ClassVar[str] = "付款条件"

    rows: tuple[PaymentTerm, ...]
    """The rows in the order they are paid."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.rows:
            raise ValueError("payment terms need at least one row")
        total, portions = Decimal(0), self.portions
        for portion in portions:
            total = _WIDE.add(total, portion)
        if portions and total != 1:
            whole(portions)  # its error names the sum and what is missing
        if not all(portions):
            raise ValueError("a row of 0 % says nothing: leave it out")
        currencies = {row.amount.currency for row in self.rows if row.amount is not None}
        if len(currencies) > 1:
            raise ValueError(f"the fixed sums are in {' and '.join(sorted(currencies))}: give one currency")
        return self

    @property
    def portions(self) -> tuple[Decimal, ...]:
        """The portions of the rows that have one, in their order."""
        return tuple([row.portion for row in self.rows if row.portion is not None])

    @property
    def dingjin(self) -> Decimal:
        """The part that is 定金, as a fraction of what fixed sums leave; fixed sums: `dingjin_of` a total."""
        found = Decimal(0)
        for row in self.rows:
            if row.nature == "deposit_dingjin" and row.portion is not None:
                found = _WIDE.add(found, row.portion)
        return found

    def dingjin_of(self, total: Money) -> Money:
        """The sum of a total that is agreed as 定金. CurrencyMismatch where a fixed sum has another currency."""
        found = zip(self.rows, self.amounts(total), strict=True)
        return Money.total((amount for row, amount in found if row.nature == "deposit_dingjin"), total.currency)

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What is allowed and still deserves a look: 定金 that has no effect as such, a usance credit without days."""
        found: list[Message] = []
        share = self.dingjin
        fixed = [row.amount for row in self.rows if row.amount is not None]
        if fixed and not self.portions:
            total = Money.total(fixed, fixed[0].currency)
            share = self.dingjin_of(total) / total
        if share > DINGJIN_MOST:
            # With fixed sums and portions both, the total decides: `Payments.deposit` says it for a contract.
            said = f"{(share * 100).quantize(Decimal('0.01'), context=_WIDE).normalize(_WIDE):f} %"
            found.append(
                t(
                    "{share} is agreed as 定金: above 20 % of the contract it has no such effect (Civil Code art. 586)",
                    share=said,
                )
            )
        found.extend(
            t("{row} is paid by a usance credit: give the days after which it is paid", row=row.name)
            for row in self.rows
            if row.method == "lc_usance" and not row.days
        )
        twice = repeated(row.name for row in self.rows)
        if twice:
            found.append(t("rows of one name are hard to tell apart: {rows}", rows=twice))
        return tuple(found)

    def amounts(self, total: Money) -> tuple[Money, ...]:
        """What each row comes to of a total: in sum the total, to the currency's smallest unit, none below 0.

        Fixed sums come off first, in their order, as far as the total reaches. The portions share what is left, each
        rounded, the remainder on the last of them; without portions the last row takes what is left. CurrencyMismatch
        where a fixed sum has another currency; ValueProblem where the total has more digits than its currency keeps.
        """
        portions = self.portions
        if len(portions) == len(self.rows):
            return total.split(portions)
        left, fixed = total, dict[int, Money]()
        for place, row in enumerate(self.rows):
            if row.amount is not None:
                fixed[place] = min(row.amount, left)
                left = left - fixed[place]
        if not portions:
            last = len(self.rows) - 1
            fixed[last] = fixed[last] + left
            return tuple(fixed.values())
        shared = iter(left.split(portions))
        return tuple(fixed[place] if place in fixed else next(shared) for place in range(len(self.rows)))


def check_schedule(terms: PaymentTerms, total: Money, *, blanket: bool = False) -> None:
    """Refuse payment terms that do not make up a contract's total, with a ValueError that names the figures.

    Fixed sums are in the total's currency; with portions they stay below it, without they are exactly it; of a
    blanket order, whose total is what may be called off, they need not reach it. Only there are call-offs to wait for.
    """
    if not blanket and any(row.trigger == "call_off" for row in terms.rows):
        raise ValueError('nothing is called off of a single contract: give another trigger than "call_off"')
    fixed = [row.amount for row in terms.rows if row.amount is not None]
    if not fixed:
        return
    if fixed[0].currency != total.currency:
        raise ValueError(f"the fixed sums are in {fixed[0].currency}, the contract is in {total.currency}: give one")
    come = Money.total(fixed, total.currency)
    if terms.portions and come >= total:
        raise ValueError(f"the fixed sums come to {come} of {total}: nothing is left for the portions")
    if not terms.portions and (come > total or (come < total and not blanket)):
        gap = f"{total - come} is missing" if come < total else f"{come - total} is too much"
        raise ValueError(f"the rows come to {come}, the contract to {total}: {gap}")
