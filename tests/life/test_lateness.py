"""How late goods came: by window and call-off, with grace, cap, tolerance and what excuses the seller."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from straight_way import CREAM, TONER, cny, contract, day, pieces

from b2bdeal import (
    ContractSigned,
    DeliveryWindow,
    Fact,
    Lateness,
    LatenessPenalty,
    LineClosed,
    Money,
    PackagingArrived,
    PackagingInspected,
    PackagingItem,
    PackagingPlanned,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    Shipment,
    Shipped,
    ShippedLine,
    percent,
)
from b2bdeal.life.lateness import payment_delay

CLAUSE = LatenessPenalty(share=Decimal("0.005"), per="week", grace_days=2, cap=percent(5))
FREE = PaymentTerms(rows=(PaymentTerm(name="all", portion=percent(100), trigger="after_acceptance", days=30),))
JUNE = date(2026, 6, 1)
"""The contract's last day, the 91st after the beginning."""


def deal(**changes: Any) -> Any:
    """One line of 5,000 jars at 7.50, paid after acceptance."""
    values = {"lines": contract().lines[:1], "payment_terms": FREE, "penalty": CLAUSE} | changes
    return contract(**values)


def left(number: int, quantity: int, line: int = 1) -> Shipped:
    part = ShippedLine(line=line, item=CREAM, lot="L-1", quantity=pieces(quantity))
    return Shipped(at=day(number), shipment=Shipment(number=f"SH-{number}-{quantity}", lines=(part,)))


def test_what_left_by_its_day_is_not_late() -> None:
    found = Lateness.of([left(91, 5_000)], deal(), date(2026, 9, 1))
    assert (found.days, found.parts) == (0, ())
    assert found.value.is_zero
    assert found.penalty.is_zero


def test_only_the_late_part_costs_and_a_week_that_has_begun_counts() -> None:
    """3,000 leave in time; 1,000 eight days late, of which two are free; 1,000 are still there on the 20th day."""
    found = Lateness.of([left(80, 3_000), left(99, 1_000)], deal(), date(2026, 6, 21))
    assert [(one.quantity, one.days, one.left_on, one.penalty) for one in found.parts] == [
        (pieces(1_000), 8, date(2026, 6, 9), cny("37.50")),
        (pieces(1_000), 20, None, cny("112.50")),
    ]
    assert (found.days, found.value, found.penalty, found.capped) == (20, cny("15000.00"), cny("150.00"), False)
    assert [row["days"] for row in found.card().rows()] == [8, 20]
    assert repr(found) == "<Lateness of C-1: 20 days, 15,000.00 CNY late, penalty 150.00 CNY>"


def test_the_cap_is_a_share_of_the_late_goods() -> None:
    found = Lateness.of([], deal(), date(2027, 6, 1))
    assert (found.penalty, found.capped) == (cny("1875.00"), True)


def test_a_day_that_has_not_come_tells_nothing_of_what_leaves_later() -> None:
    found = Lateness.of([left(120, 5_000)], deal(), date(2026, 6, 10))
    assert [(one.days, one.left_on) for one in found.parts] == [(9, None)]
    assert not Lateness.of([left(120, 5_000)], deal(), JUNE).parts


def test_windows_fill_in_the_order_of_their_days() -> None:
    """2,000 by 1 May, 2,000 by 15 May, the rest by the contract's day; 3,000 leave on 6 May, 2,000 on 20 May."""
    windows = tuple(
        DeliveryWindow(line=1, quantity=pieces(2_000), latest=latest)
        for latest in (date(2026, 5, 15), date(2026, 5, 1))
    )
    found = Lateness.of([left(65, 3_000), left(79, 2_000)], deal(deliveries=windows), JUNE)
    assert [(one.quantity, one.due, one.days) for one in found.parts] == [
        (pieces(2_000), date(2026, 5, 1), 5),
        (pieces(1_000), date(2026, 5, 15), 5),
    ]


def test_what_is_missing_within_the_tolerance_or_closed_short_is_not_waited_for() -> None:
    tolerant = deal(tolerance=percent(5))
    assert not Lateness.of([left(80, 4_750)], tolerant, date(2026, 9, 1)).parts
    assert Lateness.of([left(80, 4_749)], tolerant, date(2026, 9, 1)).parts[0].quantity == pieces(251)
    short = LineClosed(at=day(85), line=1, delivered=pieces(4_000), reason="enough", agreed_by="P-owner")
    assert not Lateness.of([left(80, 4_000), short], deal(tolerance=percent(0)), date(2026, 9, 1)).parts


def test_without_a_clause_it_is_late_and_costs_nothing() -> None:
    found = Lateness.of([], deal(penalty=None), date(2026, 6, 11))
    assert (found.days, found.penalty) == (10, cny("0.00"))


def test_a_late_deposit_moves_the_day_unless_the_clause_says_otherwise() -> None:
    """30 % fell due on 31 March, three days after signing; it came in two parts, the last on 10 April."""
    facts: list[Fact] = [
        ContractSigned(at=day(26), contract=contract()),
        PaymentReceived(at=day(27), payment="1", amount=cny("10000.00")),
        PaymentReceived(at=day(39), payment="2", amount=cny("3650.00")),
        left(101, 5_000),
        left(91, 1_000, line=2),
    ]
    assert payment_delay(contract(), facts, date(2026, 9, 1)) == 10
    assert payment_delay(contract(), facts[:2], date(2026, 4, 5)) == 5
    assert payment_delay(deal(), facts, date(2026, 9, 1)) == 0, "production waits for no payment"
    strict = contract(penalty=CLAUSE.model_copy(update={"excuses": ()}))
    assert Lateness.of(facts, contract(penalty=CLAUSE), date(2026, 9, 1)).parts == ()
    assert [one.days for one in Lateness.of(facts, strict, date(2026, 9, 1)).parts] == [10]
    assert Lateness.of(facts, contract(penalty=CLAUSE), date(2026, 9, 1)).excused == 10


def test_packaging_of_the_buyer_that_came_late_moves_the_day() -> None:
    """Boxes due on 1 May come on 8 May: seven days are excused; force majeure is added by hand."""
    box = PackagingItem(
        item="BOX",
        name="box",
        supplied_by="customer",
        articles=(CREAM,),
        quantity=pieces(5_000),
        touches_formula=False,
        due=date(2026, 5, 1),
    )
    facts: list[Fact] = [
        PackagingPlanned(at=day(30), items=(box,)),
        PackagingArrived(at=day(67), item="BOX", quantity=pieces(5_000), on=date(2026, 5, 8)),
        PackagingInspected(at=day(67, 12), item="BOX", accepted=pieces(5_000), rejected=pieces(0)),
        left(101, 5_000),
    ]
    found = Lateness.of(facts, deal(), date(2026, 9, 1))
    assert (found.excused, found.days, found.penalty) == (7, 3, cny("187.50"))
    assert Lateness.of(facts, deal(), date(2026, 9, 1), excused=3).parts == ()


def test_packaging_of_one_article_excuses_no_other() -> None:
    """Boxes of the cream come seven days late; the toner, whose bottles were there, leaves late as well."""
    box = PackagingItem(
        item="BOX", name="box", supplied_by="customer", articles=(CREAM,), quantity=pieces(5_000), due=date(2026, 5, 1)
    )
    facts: list[Fact] = [
        PackagingPlanned(at=day(30), items=(box,)),
        PackagingArrived(at=day(67), item="BOX", quantity=pieces(5_000), on=date(2026, 5, 8)),
        left(101, 5_000),
        Shipped(
            at=day(101),
            shipment=Shipment(
                number="SH-T", lines=(ShippedLine(line=2, item=TONER, lot="L-2", quantity=pieces(1_000)),)
            ),
        ),
    ]
    found = Lateness.of(facts, contract(penalty=CLAUSE, payment_terms=FREE), date(2026, 9, 1))
    assert {one.item: one.days for one in found.parts} == {CREAM: 3, TONER: 10}
    assert found.excused == 7


@given(
    st.lists(st.tuples(st.integers(60, 200), st.integers(1, 3_000)), max_size=6),
    st.dates(date(2026, 5, 1), date(2026, 12, 1)),
)
def test_late_goods_are_never_more_than_was_ordered_and_cost_never_more_than_the_cap(
    leaving: list[tuple[int, int]], on: date
) -> None:
    facts = [left(number + place % 3, quantity) for place, (number, quantity) in enumerate(leaving)]
    found = Lateness.of(facts, deal(tolerance=percent(0)), on)
    total = sum((one.quantity.value for one in found.parts), Decimal(0))
    assert total <= 5_000
    assert found.penalty <= (Money.of("37500.00", "CNY") * percent(5)).rounded() + cny("0.10")
    assert all(one.days > 0 for one in found.parts)


@pytest.mark.parametrize("on", [date(2026, 6, 1), date(2026, 6, 2)])
def test_the_day_itself_is_in_time(on: date) -> None:
    assert Lateness.of([], deal(), on).days == (on - JUNE).days
