"""What is owed and paid, worked out from a deal's facts: each instalment's sum, due day, and what is missing."""

from collections.abc import Iterable, Iterator
from datetime import date, tzinfo
from typing import TYPE_CHECKING

import attrs

from b2bdeal.labels import Lines, Message, t
from b2bdeal.life.contract import Contract
from b2bdeal.life.fact import Fact
from b2bdeal.life.payment_terms import PaymentGate
from b2bdeal.life.reading import by_time
from b2bdeal.show import Shown
from b2bdeal.units import Money

if TYPE_CHECKING:
    from b2bdeal.life.clearing import PaymentAdvised
    from b2bdeal.life.deposit import Deposit
    from b2bdeal.life.instalment import Due, InstalmentDue
    from b2bdeal.life.payable import Payable
    from b2bdeal.life.payment import PaymentReceived
    from b2bdeal.show import Table

__all__ = ["Payments"]


@attrs.frozen(repr=False)
class Payments(Shown):
    """The instalments of a contract and what was received, put first on what falls due first, then row by row.

    To the cent: `outstanding` + `received` + `credited` + `borne` + `accepted` - `overpaid` is `total`, whatever came,
    was sent back or shipped, in whatever order.
    """

    contract: Contract
    instalments: "tuple[InstalmentDue, ...]"
    received: Money
    """The money that counts: received in the contract's currency, from the buyer or a cleared payer, less refunds."""
    overpaid: Money
    """What came, or was credited, beyond what is due: it goes back to the buyer."""
    other: "tuple[PaymentReceived, ...]" = ()
    """Payments in another currency: put on no row."""
    repeated: "tuple[PaymentReceived, ...]" = ()
    """Payments recorded again under the same id: not counted."""
    in_question: "tuple[PaymentReceived, ...]" = ()
    """Payments of a payer who is not the buyer and is not cleared, and which were not sent back: not counted."""
    advised: "tuple[PaymentAdvised, ...]" = ()
    """Payments that were only advised (水单): not counted."""
    returned: Money = attrs.field(kw_only=True)
    """What was sent back of the money that counts."""
    credited: Money = attrs.field(kw_only=True)
    """What credit notes took off."""
    borne: Money = attrs.field(kw_only=True)
    """Bank charges that are ours by the payment terms: they count as paid, as far as something was missing."""
    accepted: Money = attrs.field(kw_only=True)
    """What is missing and was let go of."""
    payable: "Payable" = attrs.field(kw_only=True)
    """What is to be paid, line by line."""

    @classmethod
    def of(cls, facts: Iterable[Fact], contract: Contract, *, zone: tzinfo | None = None) -> "Payments":
        """The payments that these facts tell, against the contract in force.

        Days are counted from the day of the trigger in `zone`, by default the zone in which its time was given.
        """
        # Read when asked for: a program that only negotiates has no need of these rooms.
        from b2bdeal.life.instalment import Days, InstalmentDue, dues_of, in_turn, scheduled, share_out
        from b2bdeal.life.payable import Payable
        from b2bdeal.life.received import Received

        facts = by_time(facts)
        payable = Payable.of(facts, contract)
        terms, total, zero = contract.payment_terms, payable.total, Money.zero(contract.currency)
        amounts = scheduled(terms, payable.ordered, total)
        came = Received.of(facts, contract)
        days = Days.of(facts, zone)
        dues = [dues_of(term, amount, payable, days) for term, amount in zip(terms.rows, amounts, strict=True)]
        turn = in_turn(tuple(zip(terms.rows, dues, strict=True)))
        missing = max(total - came.received - came.credited, zero)
        borne = min(came.borne([(terms.rows[row], due.amount) for row, due in turn]), missing)
        accepted = min(came.accepted, missing - borne)
        shipped = goods = zero
        if payable.shipments:
            shipped, goods = Money.total((part.value for part in payable.shipments), zero.currency), payable.goods
        pool = came.received + came.credited + borne + accepted
        paid, rows = _filled(pool, turn, len(amounts)), list[InstalmentDue]()
        for n, (term, amount) in enumerate(zip(terms.rows, amounts, strict=True)):
            share = zero if shipped.is_zero else share_out(amount, [shipped, goods - shipped])[0]
            rows.append(InstalmentDue(n + 1, term, amount, paid[n], dues[n], share))
        return cls(
            contract,
            tuple(rows),
            came.received,
            pool - Money.total(paid, contract.currency),
            came.other,
            came.repeated,
            came.in_question,
            came.advised,
            returned=came.returned,
            credited=came.credited,
            borne=borne,
            accepted=accepted,
            payable=payable,
        )

    @property
    def total(self) -> Money:
        """What is to be paid in all."""
        return self.payable.total

    @property
    def outstanding(self) -> Money:
        """What is missing of the whole."""
        return Money.total((one.outstanding for one in self.instalments), self.contract.currency)

    @property
    def paid(self) -> bool:
        """Whether nothing is missing of the whole."""
        return self.outstanding.is_zero

    @property
    def deposit(self) -> "Deposit":
        """What of the money received is 定金, and what is an advance; credit notes and the like are no money here."""
        from b2bdeal.life.deposit import Deposit
        from b2bdeal.life.instalment import in_turn

        turn = in_turn([(one.term, one.dues) for one in self.instalments])
        put = {"deposit_dingjin": Money.zero(self.contract.currency), "prepayment": Money.zero(self.contract.currency)}
        for one, part in zip(self.instalments, _filled(self.received, turn, len(self.instalments)), strict=True):
            if one.term.nature in put:
                put[one.term.nature] = put[one.term.nature] + part
        return Deposit(put["deposit_dingjin"], put["prepayment"], self.payable.ordered)

    def rows(self, gate: PaymentGate) -> "tuple[InstalmentDue, ...]":
        """The rows that block production, shipping or the documents until they are paid."""
        return tuple(one for one in self.instalments if one.term.gate == gate)

    def gated(self, gate: PaymentGate, *, shipment: str | None = None) -> Money:
        """What is missing on the rows that block production, shipping or the documents until they are paid.

        For the documents it is asked only for what has been shipped, and up to a shipment where one is named.
        """
        missing = (
            one.missing_for(shipment) if gate == "documents" and self.payable.shipments else one.outstanding
            for one in self.rows(gate)
        )
        return Money.total(missing, self.contract.currency)

    def overdue(self, on: date) -> "tuple[InstalmentDue, ...]":
        """The rows of which something fell due before a day and did not come."""
        return tuple(one for one in self.instalments if one.overdue(on))

    def card(self) -> "Table":
        """The rows: what is due, what came, what is missing, and by when."""
        from b2bdeal.show import Column, Table

        columns = (
            Column("row", kind="int"),
            "term",
            Column("amount", kind="money"),
            Column("received", kind="money"),
            Column("outstanding", kind="money"),
            Column("due_on", kind="date"),
        )
        rows = [(i.row, i.term.name, i.amount, i.received, i.outstanding, i.due_on) for i in self.instalments]
        said = tuple(self._notes())
        note = said[0] if len(said) == 1 else Lines(said) if said else None
        return Table(t("Payments of {contract}", contract=self.contract.number), columns, rows, note=note)

    def _notes(self) -> Iterator[Message]:
        if not self.overpaid.is_zero:
            yield t("{sum} was paid too much", sum=self.overpaid)
        for one in self.in_question:
            yield t("{sum} of {payer} is in question", sum=one.amount, payer=one.payer)
        for came in self.other:
            yield t("{sum} came in another currency", sum=came.amount)
        for sent in self.advised:
            yield t("{sum} is advised, and not here yet", sum=sent.amount)
        if not self.returned.is_zero:
            yield t("{sum} was sent back", sum=self.returned)
        if not self.credited.is_zero:
            yield t("{sum} was credited", sum=self.credited)
        if not self.borne.is_zero:
            yield t("{sum} of bank charges is ours", sum=self.borne)
        if not self.accepted.is_zero:
            yield t("{sum} is missing and accepted", sum=self.accepted)

    def __repr__(self) -> str:
        return f"<Payments of {self.contract.number}: {self.outstanding} of {self.total} outstanding>"


def _filled(money: Money, turn: "list[tuple[int, Due]]", rows: int) -> list[Money]:
    """What comes on each of so many rows where money fills their parts in turn; what is too much is on none."""
    paid = [Money.zero(money.currency)] * rows
    for row, due in turn:
        part = min(money, due.amount)
        paid[row], money = paid[row] + part, money - part
    return paid
