"""Payment terms: what a row may say, what is nonsense, how sums and portions make up a total, when a row falls due."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import cny, contract

from b2bdeal.life import PaymentTerm, PaymentTerms, check_schedule
from b2bdeal.units import Money, percent


def row(name: str = "row", **words: Any) -> PaymentTerm:
    said: dict[str, Any] = {"name": name, "trigger": "signing"} | words
    if "portion" not in said and "amount" not in said:
        said["portion"] = "1"
    return PaymentTerm.model_validate(said)


def terms(*rows: PaymentTerm) -> PaymentTerms:
    return PaymentTerms(rows=rows)


def refused(**words: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        row(**words)
    return str(caught.value)


def test_a_row_is_a_portion_or_a_sum() -> None:
    assert "a portion or an amount, and not both" in refused(portion="0.3", amount=cny("100"))
    assert "a portion or an amount, and not both" in refused(portion=None)
    assert "amount" in refused(amount=cny("0"))
    assert "parts of its smallest unit" in refused(amount=cny("0.001"))


def test_shares_that_sum_to_110_percent_are_refused_with_the_sum() -> None:
    with pytest.raises(ValidationError, match=r"sum to 110 %.*10 % is too much"):
        terms(row(portion="0.5"), row(portion="0.6"))


def test_fixed_sums_come_off_first_and_the_portions_share_the_rest() -> None:
    agreed = terms(row("mould", amount=cny("10000.00")), row("deposit", portion="0.3"), row("balance", portion="0.7"))
    assert agreed.amounts(cny("40000.01")) == (cny("10000.00"), cny("9000.00"), cny("21000.01"))
    assert agreed.amounts(cny("6000.00")) == (cny("6000.00"), cny("0"), cny("0"))


def test_without_portions_the_last_row_takes_what_is_left() -> None:
    agreed = terms(row("first", amount=cny("1000.00")), row("last", amount=cny("500.00")))
    assert agreed.amounts(cny("1500.00")) == (cny("1000.00"), cny("500.00"))
    assert agreed.amounts(cny("1620.00")) == (cny("1000.00"), cny("620.00"))
    assert agreed.amounts(cny("900.00")) == (cny("900.00"), cny("0"))


def test_sums_that_are_not_the_contract_s_total_are_refused_with_the_gap() -> None:
    total = cny("1500.00")
    check_schedule(terms(row(amount=cny("1000.00")), row(amount=cny("500.00"))), total)
    with pytest.raises(ValueError, match=r"rows come to 1,499\.99 CNY, the contract to 1,500\.00 CNY: 0\.01 CNY is"):
        check_schedule(terms(row(amount=cny("1000.00")), row(amount=cny("499.99"))), total)
    with pytest.raises(ValueError, match=r"0\.01 CNY is too much"):
        check_schedule(terms(row(amount=cny("1000.00")), row(amount=cny("500.01"))), total)
    with pytest.raises(ValueError, match="nothing is left for the portions"):
        check_schedule(terms(row(amount=cny("1500.00")), row(portion="1")), total)
    with pytest.raises(ValueError, match=r"in USD, the contract is in CNY"):
        check_schedule(terms(row(amount=Money.of("10 USD")), row(portion="1")), total)


def test_a_contract_asks_that_its_schedule_makes_up_its_total() -> None:
    assert contract().total == cny("45500.00")
    whole = terms(row("first", amount=cny("45500.00")))
    assert [one.amount for one in contract(payment_terms=whole).payment_schedule()] == [cny("45500.00")]
    with pytest.raises(ValidationError, match=r"500\.00 CNY is missing"):
        contract(payment_terms=terms(row("first", amount=cny("45000.00"))))


def test_only_a_blanket_order_waits_for_call_offs() -> None:
    agreed = terms(row(trigger="call_off"))
    check_schedule(agreed, cny("100"), blanket=True)
    with pytest.raises(ValueError, match="nothing is called off of a single contract"):
        check_schedule(agreed, cny("100"))


def test_sums_in_two_currencies_are_refused() -> None:
    with pytest.raises(ValidationError, match="in CNY and USD"):
        terms(row(amount=cny("1")), row(amount=Money.of("1 USD")))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"trigger": "after_bl", "gate": "production"}, "falls due only by after_bl, and production would wait"),
        ({"trigger": "after_acceptance", "gate": "documents"}, "falls due only by after_acceptance"),
        ({"trigger": "before_shipment", "gate": "production"}, "falls due only by before_shipment"),
        ({"trigger": "copy_of_bl", "gate": "shipping"}, "falls due only by copy_of_bl"),
        ({"trigger": "after_bl", "method": "lc_sight", "gate": "documents"}, "With an L/C the bank has them"),
        ({"trigger": "after_bl", "method": "da", "gate": "documents"}, "hand them over before the money comes"),
        ({"trigger": "signing", "method": "dp"}, "paid against the transport documents"),
        ({"trigger": "before_shipment", "method": "da"}, "paid against the transport documents"),
        ({"trigger": "signing", "method": "open_account"}, "paid after the goods have left"),
        ({"trigger": "fixed_date"}, "give the day"),
        ({"trigger": "signing", "on": "2026-05-01"}, "give the day"),
        ({"trigger": "signing", "per_shipment": True}, "per_shipment is for"),
        ({"trigger": "before_shipment", "per_shipment": True, "gate": None}, "per_shipment is for"),
        ({"trigger": "signing", "end_of_month": "yes"}, "end_of_month"),
    ],
)
def test_a_combination_that_makes_no_sense_is_refused_in_a_sentence(words: dict[str, Any], why: str) -> None:
    assert why in refused(**words)


@pytest.mark.parametrize(
    ("words", "gate"),
    [
        ({"trigger": "copy_of_bl"}, "documents"),
        ({"trigger": "after_bl", "method": "dp"}, "documents"),
        ({"trigger": "copy_of_bl", "method": "da"}, None),
        ({"trigger": "copy_of_bl", "method": "lc_sight"}, None),
        ({"trigger": "after_bl", "method": "open_account"}, None),
        ({"trigger": "after_invoice"}, None),
        ({"trigger": "fixed_date", "on": "2026-05-01"}, None),
        ({"trigger": "call_off"}, None),
    ],
)
def test_the_gate_follows_from_trigger_and_method_unless_it_is_said(words: dict[str, Any], gate: str | None) -> None:
    assert row(**words).gate == gate


def test_a_row_after_shipment_may_gate_production_where_a_credit_stands_for_the_money() -> None:
    for method in ("lc_sight", "lc_usance", "open_account"):
        assert row(trigger="after_bl", method=method, gate="production").gate == "production"


def test_days_are_counted_first_and_then_the_month_s_end_taken() -> None:
    def due(day: str, days: int) -> date:
        return row(trigger="after_bl", days=days, end_of_month=True).due_day(date.fromisoformat(day))

    assert due("2026-01-20", 30) == date(2026, 2, 28), "19 February, to the end of February"
    assert due("2026-01-31", 30) == date(2026, 3, 31), "2 March, to the end of March"
    assert due("2028-01-30", 30) == date(2028, 2, 29), "29 February of a leap year is its end"
    assert due("2026-05-31", 0) == date(2026, 5, 31)
    assert due("2026-05-01", 60) == date(2026, 6, 30)
    assert row(days=30).due_day(date(2026, 1, 31)) == date(2026, 3, 2)
    assert row(days=3650).due_day(date.max) == date.max


def test_dingjin_above_twenty_percent_is_warned_of() -> None:
    def agreed(part: str) -> PaymentTerms:
        rest = str(1 - Decimal(part))
        return terms(row("d", portion=part, nature="deposit_dingjin"), row("b", portion=rest, trigger="after_bl"))

    assert agreed("0.2").warnings == ()
    (warning,) = agreed("0.3").warnings
    assert "30 % is agreed as 定金" in str(warning)
    sums = terms(row("d", amount=cny("300"), nature="deposit_dingjin"), row("b", amount=cny("700"), trigger="after_bl"))
    assert "30 %" in str(sums.warnings[0])
    assert sums.dingjin_of(cny("1000")) == cny("300")


def test_a_usance_credit_without_days_and_rows_of_one_name_deserve_a_look() -> None:
    usance = terms(row("lc", portion="1", trigger="after_bl", method="lc_usance"))
    assert "usance credit" in str(usance.warnings[0])
    twins = terms(row("part", portion="0.5"), row("part", portion="0.5"))
    assert "part" in str(twins.warnings[0])


def test_a_row_is_told_in_one_line() -> None:
    one = row("balance", portion="0.7", trigger="after_bl", days=30, end_of_month=True, charges_by="payee")
    assert one.text() == (
        "balance: 70 %, from the bill of lading, 30 days later, at the month's end, by transfer, as balance, "
        "bank charges borne by us"
    )
    fixed = row("mould", amount=cny("10000"), trigger="fixed_date", on="2026-05-01", gate="production")
    assert (
        fixed.text().replace("\xa0", " ")
        == "mould: 10,000.00 CNY, on 1 May 2026, by transfer, production waits for it, as balance"
    )


def test_terms_of_old_contracts_are_read_as_they_were() -> None:
    old = (
        '{"rows":[{"name":"all","portion":"1","trigger":"copy_of_bl","days":5,"method":"tt","gate":null,'
        '"nature":"balance"}]}'
    )
    assert PaymentTerms.model_validate_json(old).rows[0].gate is None
    again = PaymentTerms.model_validate_json(old)
    assert PaymentTerms.model_validate_json(again.model_dump_json()) == again


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), max_size=4), st.lists(st.integers(1, 97), max_size=4))
def test_rows_make_up_any_total_and_none_is_below_nothing(total: int, sums: list[int], parts: list[int]) -> None:
    if not sums and not parts:
        parts = [1]
    shares = [percent(part) for part in parts]
    if parts:
        used = sum(shares)
        if used >= 1:
            shares = [Decimal(1)]
        else:
            shares.append(1 - used)
    rows = [row(f"s{n}", amount=Money(Decimal(one).scaleb(-2), "CNY")) for n, one in enumerate(sums)]
    rows += [row(f"p{n}", portion=one) for n, one in enumerate(shares)]
    money = Money(Decimal(total).scaleb(-2), "CNY")
    amounts = terms(*rows).amounts(money)
    assert Money.total(amounts, "CNY") == money
    assert all(one.amount >= 0 and one.is_rounded for one in amounts)
