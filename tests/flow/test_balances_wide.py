"""A blanket order of two articles, pushed about: money, goods and gates against sums that this file works out itself.

Call-offs at prices that amendments move, lots, shipments with their copies of the bill, invoices due at a month's end,
credit notes, refunds, short closes, and a cancellation at any point. What the flow refuses is left out.
"""

from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, currently_in_test_context, event, given, settings
from hypothesis import strategies as st
from pushing import BUYER, pieces
from wide import WidePushing

from b2bdeal import (
    AmountCredited,
    Blanket,
    CalledOff,
    ContractAmended,
    Deal,
    DealCancelled,
    DocumentsReleased,
    Fact,
    Inspected,
    InvoiceIssued,
    LineClosed,
    PayerCleared,
    PaymentReceived,
    PaymentReturned,
    ProductionFinished,
    ProductionReleased,
    Shipped,
)

CENT = Decimal("0.01")
PLAY = Decimal("0.03")
MOULD = Decimal(1000)
PRICES = {1: Decimal("17.80"), 2: Decimal("9.333")}

SUMS = st.sampled_from(["0.01", "999.99", "17653.46", "43266.40", "64899.60", "100000.00", "216332.00", "400000.00"])
LOTS = st.sampled_from([("L-1", 1), ("L-2", 2), ("L-3", 1), ("L-4", 2)])
SIZES = st.sampled_from([1, 1_000, 2_000, 3_880, 4_000, 4_120, 5_000, 6_000, 10_000, 10_300])
PART = st.tuples(LOTS, SIZES).map(lambda both: (*both[0], both[1]))
ACTIONS = st.one_of(
    st.tuples(st.just("call"), st.sampled_from([0, 1, 5_000, 10_000]), st.sampled_from([1, 2_000, 4_000, 8_001])),
    st.tuples(st.just("pay"), SUMS, st.sampled_from([BUYER, BUYER, "a stranger"])),
    st.tuples(st.just("clear"), st.integers(0, 3)),
    st.tuples(st.just("refund"), SUMS),
    st.tuples(st.just("credit"), SUMS),
    PART.map(lambda part: ("make", *part)),
    PART.map(lambda part: ("start", *part)),
    st.tuples(st.just("send"), PART),
    st.tuples(st.just("send"), PART, PART),
    st.tuples(st.just("invoice"), st.integers(0, 3), SUMS),
    st.tuples(st.just("papers"), st.integers(0, 3)),
    st.tuples(st.just("accept"), st.integers(0, 3)),
    st.tuples(st.just("close"), st.integers(0, 3), st.sampled_from([1, 2]), st.sampled_from([0, 1, 3_880, 5_000])),
    st.tuples(
        st.just("change"), st.just(1), st.sampled_from([None, 9_999, 10_000, 30_000]), st.sampled_from(["18.005"])
    ),
    st.tuples(st.just("change"), st.just(2), st.sampled_from([3_999, 4_000, 9_000]), st.just(None)),
    st.tuples(st.just("wait"), st.integers(1, 9)),
    st.tuples(st.just("hold"), st.just(0)),
)
HASTE: tuple[tuple[Any, ...], ...] = (
    ("call", 10_000, 4_000),
    ("pay", "43266.40", BUYER),
    ("make", "L-1", 1, 6_000),
    ("make", "L-2", 2, 4_000),
    ("pay", "64899.60", BUYER),
    ("send", ("L-1", 1, 5_000), ("L-2", 2, 2_000)),
    ("pay", "64899.60", BUYER),
    ("papers", 0),
    ("invoice", 0, "100000.00"),
    ("change", 1, None, "18.005"),
    ("call", 5_000, 1),
    ("pay", "43266.40", BUYER),
    ("send", ("L-2", 2, 2_000)),
    ("papers", 1),
    ("accept", 0),
)
"""A way that mostly works, so that a random one often gets far."""


# ── what this file works out by itself ───────────────────────────────────────────────────────────────────────────────


def counted(deal: Deal) -> Decimal:
    """The money that counts, before refunds: the buyer's own and that of cleared payers."""
    cleared = {one.payment for one in deal.all(PayerCleared)}
    came = [one for one in deal.all(PaymentReceived) if one.payer == BUYER or one.payment in cleared]
    return sum((one.amount.amount for one in came), Decimal(0))


def sent_back(deal: Deal) -> Decimal:
    return sum((one.amount.amount for one in deal.all(PaymentReturned)), Decimal(0))


def noted(deal: Deal) -> Decimal:
    return sum((one.amount.amount for one in deal.all(AmountCredited)), Decimal(0))


def orders(deal: Deal) -> dict[int, list[list[Any]]]:
    """Of each line its orders: the call-off, how much, at which price, and whether it was closed short."""
    price, found = dict(PRICES), defaultdict[int, list[list[Any]]](list)
    for fact in deal.facts:
        if isinstance(fact, ContractAmended):
            for change in fact.amendment.lines:
                if change.unit_price is not None:
                    price[change.line] = change.unit_price.amount
        elif isinstance(fact, CalledOff):
            for one in fact.call_off.lines:
                found[one.line].append([fact.call_off.number, one.quantity.value, price[one.line], False])
        elif isinstance(fact, LineClosed):
            for order in found[fact.line]:
                if order[0] == fact.call_off:
                    order[1], order[3] = fact.delivered.value, True
    return found


def value(line: list[list[Any]], quantity: Decimal) -> Decimal:
    """A quantity of a line in money: it fills the orders in their turn; what is beyond them is at the last price."""
    sum_, left = Decimal(0), quantity
    for place, (_, ordered, price, _) in enumerate(line, 1):
        part = left if place == len(line) else min(left, ordered)
        sum_ += (part * price).quantize(CENT, rounding=ROUND_HALF_UP)
        left -= part
    return sum_


def gone(deal: Deal, number: int, upto: str | None = None) -> Decimal:
    """How much of a line left, up to a shipment."""
    sum_ = Decimal(0)
    for one in deal.all(Shipped):
        sum_ += sum((part.quantity.value for part in one.shipment.lines if part.line == number), Decimal(0))
        if one.shipment.number == upto:
            break
    return sum_


def passed(deal: Deal, number: int) -> Decimal | None:
    """How much of a line quality passed; None while work on one of its lots is not over."""
    sum_ = Decimal(0)
    seen = {one.lot for one in deal.all(Inspected)}
    for order in (order for one in deal.all(ProductionReleased) for order in one.orders if order.line == number):
        if order.lot not in seen:
            return None
        sum_ += sum((one.good.value for one in deal.all(ProductionFinished) if one.lot == order.lot), Decimal(0))
    return sum_


def paid_for(deal: Deal, number: int, line: list[list[Any]]) -> Decimal:
    """How much of a line is paid for: what left or was made, once within the tolerance, else what is ordered."""
    ordered = sum((one[1] for one in line), Decimal(0))
    play = sum((one[1] * PLAY for one in line if not one[3]), Decimal(0))
    left, made = gone(deal, number), passed(deal, number)
    if left and left >= ordered - play:
        return min(left, ordered + play)
    if made and ordered - play <= made <= ordered + play:
        return made
    return ordered


def worth(deal: Deal, upto: str | None = None) -> Decimal:
    """The goods in money: all that is paid for, or what left up to a shipment."""
    sum_ = Decimal(0)
    for number, line in orders(deal).items():
        due = paid_for(deal, number, line)
        sum_ += value(line, due if upto is None else min(gone(deal, number, upto), due))
    return sum_


def deposit(deal: Deal) -> Decimal:
    """20 % of all that is called off, and of the mould."""
    ordered = sum((value(line, sum((x[1] for x in line), Decimal(0))) for line in orders(deal).values()), MOULD)
    return (ordered * Decimal("0.2")).quantize(CENT, rounding=ROUND_HALF_UP)


def month_end(day: date) -> date:
    later = day + timedelta(days=30)
    return later.replace(day=monthrange(later.year, later.month)[1])


# ── the laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def money_balances(deal: Deal) -> None:
    payments = deal.payments
    assert payments is not None
    total = worth(deal) + MOULD
    assert payments.total.amount == total
    assert payments.received.amount == max(counted(deal) - sent_back(deal), Decimal(0))
    assert payments.credited.amount == noted(deal)
    settled = payments.received + payments.credited
    assert payments.outstanding + settled - payments.overpaid == payments.total
    assert payments.outstanding.amount == max(total - settled.amount, Decimal(0))
    rows = [row.amount.amount for row in payments.instalments]
    assert sum(rows) == total
    first = min(deposit(deal), total)
    assert abs(rows[0] - first) <= CENT, "the deposit stays what it is of the order"
    for amount, share in zip(rows[1:], (3, 3, 2), strict=True):
        assert abs(Fraction(amount) - Fraction(total - first) * share / 8) <= Fraction(3, 100)
    for row in payments.instalments:
        assert sum(due.amount.amount for due in row.dues) == row.amount.amount
        assert 0 <= row.received.amount <= row.amount.amount


def days_are_right(deal: Deal) -> None:
    """Each shipment's share of the last two rows, by value, on its own day."""
    payments = deal.payments
    assert payments is not None
    left = {one.shipment.number: one.at.date() for one in deal.all(Shipped)}
    invoiced = {one.shipment: one.on for one in reversed(deal.all(InvoiceIssued))}
    goods = worth(deal)
    for row in payments.instalments[2:] if left else ():
        parts = {due.shipment: due for due in row.dues if due.shipment is not None}
        assert list(parts) == list(left)
        so_far = Decimal(0)
        for name, due in parts.items():
            so_far += due.amount.amount
            share = Fraction(row.amount.amount) * Fraction(worth(deal, name)) / Fraction(goods) if goods else 0
            assert not goods or abs(Fraction(so_far) - share) <= Fraction(1, 100)
            if row.term.trigger == "copy_of_bl":
                assert due.due_on == left[name]
            elif not invoiced:
                assert due.due_on == month_end(left[name]), "where none was recorded it went with the goods"
            else:
                assert due.due_on == (month_end(invoiced[name]) if name in invoiced else None)


def goods_balance(deal: Deal) -> None:
    contract = deal.contract
    assert contract is not None
    blanket = Blanket.of(deal.facts, contract)
    for number, line in orders(deal).items():
        frame = contract.line(number)
        assert frame is not None
        called = sum((one[1] for one in line), Decimal(0))
        assert called <= frame.quantity.value
        assert blanket.left(number) == pieces(int(frame.quantity.value - called))
        assert gone(deal, number) <= sum((one[1] * (1 if one[3] else 1 + PLAY) for one in line), Decimal(0))
    made, out = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    for one in deal.all(ProductionFinished):
        made[one.lot] += one.good.value
    for sent in deal.all(Shipped):
        for part in sent.shipment.lines:
            out[part.lot] += part.quantity.value
    assert all(quantity <= made[lot] for lot, quantity in out.items())


def gate_held(before: Deal, after: Deal, fact: Fact) -> None:
    """What was made, left or was released had its money, told from the raw facts; nothing is waived here."""
    here = counted(before) - sent_back(before) + noted(before)
    if isinstance(fact, ProductionReleased):
        told("made")
        assert before.all(CalledOff)
        assert here >= deposit(before) - CENT
    if isinstance(fact, Shipped):
        told("shipped")
        # What this shipment makes due before it leaves; the deposit of what was called off later may still be open.
        goods, rest = worth(after), worth(after) + MOULD - deposit(after)
        share = Fraction(rest) * 3 / 8 * Fraction(worth(after, fact.shipment.number)) / Fraction(goods)
        assert Fraction(here) >= share - Fraction(5, 100)
    if isinstance(fact, DocumentsReleased):
        told("documents released")
        goods, rest = worth(before), worth(before) + MOULD - deposit(before)
        share = Fraction(rest) * 6 / 8 * Fraction(worth(before, fact.document.removeprefix("BL-"))) / Fraction(goods)
        assert Fraction(here) >= share - Fraction(5, 100)


def told(what: str) -> None:
    """Counts it in Hypothesis' statistics."""
    if currently_in_test_context():
        event(what)


def push(pushing: WidePushing, action: tuple[Any, ...]) -> bool:
    """Tries it; what is recorded keeps all laws."""
    before = pushing.deal
    entry = pushing.push(action)
    if entry is None:
        return False
    if action[0] not in ("make", "papers"):
        gate_held(before, pushing.deal, entry.fact)
    else:
        gate_held(before, pushing.deal, pushing.deal.facts[len(before.facts)])
        gate_held(before, pushing.deal, entry.fact)
    money_balances(pushing.deal)
    days_are_right(pushing.deal)
    goods_balance(pushing.deal)
    return True


def spliced(places: list[int], more: list[Any]) -> list[tuple[Any, ...]]:
    actions = list(HASTE)
    for place, action in zip(places, more, strict=False):
        actions.insert(place % (len(actions) + 1), action)
    return actions


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(0, 40), max_size=12), st.lists(ACTIONS, max_size=12))
def test_no_order_of_what_happens_unbalances_a_blanket_order(places: list[int], more: list[Any]) -> None:
    pushing = WidePushing()
    for action in spliced(places, more):
        push(pushing, action)
    assert pushing.deal.verify() == ()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.integers(0, len(HASTE)),
    st.lists(ACTIONS, max_size=4),
    st.sampled_from(["0.00", "999.99", "43266.40", "150000.00"]),
    st.sampled_from(["0.00", "0.00", "0.01"]),
    st.lists(st.one_of(st.tuples(st.just("refund"), SUMS), ACTIONS), max_size=6),
)
def test_a_cancellation_at_any_point_accounts_for_every_cent(
    stop: int, more: list[Any], applied: str, wrong_by: str, later: list[Any]
) -> None:
    """What came in is set off or goes back; set off is no more than is owed; no more goes back than it says."""
    pushing = WidePushing()
    for action in (*HASTE[:stop], *more):
        push(pushing, action)
    before = pushing.deal
    here = counted(before) - sent_back(before)
    open_ = any(one.payer != BUYER for one in before.all(PaymentReceived)) and counted(before) != sum(
        one.amount.amount for one in before.all(PaymentReceived)
    )
    owed = (worth(before, before.all(Shipped)[-1].shipment.number) if before.all(Shipped) else Decimal(0)) + MOULD
    off = min(Decimal(applied), here)
    entry = pushing.push(("cancel", applied, wrong_by))
    if open_ or wrong_by != "0.00" or off > owed:
        assert entry is None
        return
    assert entry is not None, str(pushing.refusal)
    event("cancelled")
    (ended,) = pushing.deal.all(DealCancelled)
    settled = ended.cancellation.deposit
    assert settled.total.amount == here
    for action in later:
        pushing.push(action)
    deal = pushing.deal
    after = sent_back(deal) - sent_back(before)
    assert after <= settled.returned.amount
    assert {one.kind for one in deal.facts[len(before.facts) + 1 :]} <= {
        one.kind for one in (PaymentReceived, PaymentReturned, AmountCredited)
    }
    assert deal.verify() == ()


def test_the_way_that_mostly_works_gets_far() -> None:
    """So that the laws above are asked of deals that get somewhere."""
    pushing = WidePushing()
    taken = [action[0] for action in HASTE if push(pushing, action)]
    assert taken == [action[0] for action in HASTE], str(pushing.refusal)
    assert pushing.push(("cancel", "100000.00", "0.00")) is not None, str(pushing.refusal)
