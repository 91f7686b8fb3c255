"""Amendments, call-offs and short closes: what is in force and firmly ordered after any of them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from examples_orders import amendment, signatures
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import CREAM, TONER, cny, contract, day, pieces

from b2bdeal import (
    Amendment,
    Blanket,
    CalledOff,
    CallOff,
    CallOffLine,
    Charge,
    Contract,
    ContractAmended,
    ContractLine,
    ContractSigned,
    DeliveryWindow,
    Fact,
    LineChange,
    LineClosed,
    Money,
    Period,
    Quantity,
    ValueProblem,
    firm_lines,
)

SIGNED = ContractSigned(at=day(26), contract=contract())


def amended(on: int = 40, number: int = 1, **changes: Any) -> ContractAmended:
    return ContractAmended(at=day(on, 12), amendment=amendment(number, **{"signatures": signatures(on)} | changes))


def closed(line: int = 1, delivered: Quantity | None = None, **words: Any) -> LineClosed:
    said = {"reason": "enough", "agreed_by": "P-owner"} | words
    return LineClosed(at=day(60), line=line, delivered=delivered or pieces(4_000), **said)


def called(number: int, quantity: int, price: str | None = None, *, on: int = 30, line: int = 1) -> CalledOff:
    part = CallOffLine(line=line, quantity=pieces(quantity), unit_price=None if price is None else cny(price))
    off = CallOff(number=f"CO-{number}", lines=(part,), wanted_by=date(2026, 5, 20))
    return CalledOff(at=day(on), call_off=off)


def blanket() -> Contract:
    return contract(kind="blanket", period=Period(first=date(2026, 3, 1), last=date(2026, 6, 1)))


class TestAnAmendment:
    def test_it_changes_what_it_names_and_leaves_the_rest(self) -> None:
        toner = ContractLine(line=7, item="SERUM-30", quantity=pieces(500), unit_price=cny("12.00"))
        plates = Charge(id="P", kind="plates", name="plates", amount=cny("300.00"), billing="once", owner="buyer")
        change = amendment(
            lines=(
                LineChange(line=1, quantity=pieces(4_000), unit_price=cny("7.40"), formula=f"{CREAM}-F3"),
                LineChange(line=2, dropped=True),
            ),
            added=(toner,),
            deliver_by=date(2026, 7, 1),
            tolerance=Decimal("0.1"),
            charges=(plates,),
        )
        new = contract().amended(change)
        assert [(one.line, one.item) for one in new.lines] == [(1, CREAM), (7, "SERUM-30")]
        assert (new.lines[0].quantity, new.lines[0].unit_price, new.lines[0].formula) == (
            pieces(4_000),
            cny("7.40"),
            f"{CREAM}-F3",
        )
        assert (new.deliver_by, new.tolerance, new.amendment) == (date(2026, 7, 1), Decimal("0.1"), 1)
        assert new.total == cny("29600.00") + cny("6000.00") + cny("300.00")
        assert (new.number, new.payment_terms, new.signatures) == (
            contract().number,
            contract().payment_terms,
            contract().signatures,
        )
        assert contract().lines[0].quantity == pieces(5_000), "the contract that was signed stays as it is"

    def test_dozens_may_be_written_for_pieces(self) -> None:
        change = amendment(lines=(LineChange(line=1, quantity=Quantity.of(400, "dozen")),))
        assert contract().amended(change).lines[0].quantity == pieces(4_800)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (amendment(contract="C-9"), "it changes C-9, the contract is C-1"),
            (amendment(2), "it is number 2, the next is 1"),
            (amendment(lines=(LineChange(line=8, quantity=pieces(1)),)), "the contract has no line 8"),
            (amendment(lines=(LineChange(line=1, quantity=Quantity.of(9, "kg")),)), "line 1 is counted in piece"),
            (amendment(added=(contract().lines[1],)), "the contract has a line 2 already"),
            (amendment(lines=(LineChange(line=1, unit_price=Money.of("1 EUR")),)), "priced in EUR"),
            (
                amendment(lines=(LineChange(line=1, dropped=True), LineChange(line=2, dropped=True))),
                "at least one line",
            ),
            (amendment(period=Period(first=date(2026, 1, 1), last=date(2027, 1, 1))), "only a blanket order"),
            (
                amendment(deliveries=(DeliveryWindow(line=1, quantity=pieces(4_001), latest=date(2026, 5, 1)),)),
                "the windows of line 1 come to 4,001 piece, and 4,000 piece are ordered",
            ),
        ],
    )
    def test_one_that_does_not_fit_says_why_and_a_fold_passes_it_over(self, change: Amendment, words: str) -> None:
        assert words in str(change.misfits(contract())[0])
        with pytest.raises(ValueProblem, match="does not fit C-1"):
            contract().amended(change)
        assert Contract.in_force([SIGNED, ContractAmended(at=day(40, 12), amendment=change)]) == contract()

    @pytest.mark.parametrize(
        ("make", "words"),
        [
            (lambda: LineChange(line=1), "nothing of line 1 changes"),
            (lambda: LineChange(line=1, dropped=True, quantity=pieces(1)), "dropped and changed"),
            (lambda: LineChange(line=1, quantity=pieces(0)), "above 0"),
            (lambda: amendment(lines=()), "the amendment changes nothing"),
            (lambda: amendment(0), "number"),
            (lambda: amendment(reason=" "), "reason"),
            (
                lambda: amendment(lines=(LineChange(line=1, quantity=pieces(1)),) * 2),
                "line numbers 1 come more than once",
            ),
            (lambda: amendment(signatures=signatures(40)[1:]), "signed by buyer: an amendment needs one signature"),
            (lambda: ContractAmended(at=day(39), amendment=amendment()), "at is before the signature"),
            (lambda: amended(deliver_by=date(2026, 4, 1)), "deliver_by 2026-04-01 is past"),
        ],
    )
    def test_one_that_makes_no_sense_is_refused(self, make: Any, words: str) -> None:
        with pytest.raises(ValidationError) as caught:
            make()
        assert words in str(caught.value)

    def test_a_contract_is_not_signed_with_amendments_in_it(self) -> None:
        with pytest.raises(ValidationError, match="signed without amendments"):
            ContractSigned(at=day(41), contract=contract().amended(amendment()))

    def test_amendments_add_up_in_the_order_of_time_however_they_are_given(self) -> None:
        first, second = amended(), amended(45, 2, lines=(LineChange(line=2, quantity=pieces(900)),))
        for facts in ([SIGNED, first, second], [second, SIGNED, first]):
            found = Contract.in_force(facts)
            assert found is not None
            assert [one.quantity for one in found.lines] == [pieces(4_000), pieces(900)]
            assert found.amendment == 2
        assert Contract.in_force([first, second]) is None, "nothing was signed"

    def test_a_class_defined_again_in_a_notebook_still_finds_its_amendments(self) -> None:
        again = ContractAmended.model_validate_json(amended().model_dump_json())
        assert Contract.in_force([SIGNED, again]) == contract().amended(amendment())


class TestFirmLines:
    def test_of_a_single_contract_they_are_its_lines(self) -> None:
        found = firm_lines(contract(), [SIGNED])
        assert [(one.line, one.item, one.quantity) for one in found] == [
            (1, CREAM, pieces(5_000)),
            (2, TONER, pieces(1_000)),
        ]
        assert Money.total((one.amount for one in found), "CNY") == contract().total

    def test_a_line_that_was_closed_short_counts_with_what_was_delivered(self) -> None:
        first, second = firm_lines(contract(), [closed()])
        assert (first.quantity, first.closed, second.closed) == (pieces(4_000), True, False)
        none = firm_lines(contract(), [closed(delivered=Quantity.of(9, "kg"))])
        assert none == firm_lines(contract(), []), "a quantity that can't be counted is passed over"

    def test_a_short_close_is_agreed_by_both(self) -> None:
        with pytest.raises(ValidationError, match="give agreed_by"):
            closed(agreed_by=None)
        with pytest.raises(ValidationError, match="a short close needs one signature"):
            closed(signatures=signatures(59)[:1])
        with pytest.raises(ValidationError, match="at is before the last signature"):
            closed(signatures=signatures(61))
        assert closed(agreed_by=None, signatures=signatures(59)).about() == "line:1"
        assert closed(call_off="CO-1").about() == "line:CO-1/1"

    def test_of_a_blanket_order_nothing_is_ordered_before_it_is_called_off(self) -> None:
        assert firm_lines(blanket(), [SIGNED]) == ()
        assert Blanket.of([], blanket()).left(1) == pieces(5_000)
        assert Blanket.of([], blanket()).left(9) is None

    def test_each_call_off_has_the_price_of_its_day(self) -> None:
        """An amendment of the price is not for what was called off before."""
        signed = ContractSigned(at=day(26), contract=blanket())
        dearer = amended(lines=(LineChange(line=1, unit_price=cny("7.90")),))
        facts = [signed, called(1, 1_000), dearer, called(2, 1_000, on=41), called(3, 1_000, "8.20", on=42)]
        now = Contract.in_force(facts)
        assert now is not None
        assert [one.unit_price for one in firm_lines(now, facts)] == [cny("7.50"), cny("7.90"), cny("8.20")]

    def test_a_call_off_that_was_closed_short_leaves_the_rest_to_be_called_off(self) -> None:
        facts = [called(1, 3_000), called(2, 1_000), closed(call_off="CO-1", delivered=pieces(2_500))]
        found = Blanket.of(facts, blanket())
        assert [(one.quantity, one.closed) for one in found.firm] == [(pieces(2_500), True), (pieces(1_000), False)]
        assert found.left(1) == pieces(1_500)
        assert repr(found) == "<Blanket C-1: 2 call-offs, 26,250.00 CNY>"

    @given(
        st.lists(
            st.one_of(
                st.builds(
                    called, st.integers(1, 4), st.integers(1, 9_999), on=st.integers(1, 60), line=st.integers(1, 3)
                ),
                st.builds(
                    lambda line, n, off: closed(line, pieces(n), call_off=off),
                    st.integers(1, 3),
                    st.integers(0, 9_999),
                    st.none() | st.just("CO-1"),
                ),
                st.builds(
                    lambda on, n, q: amended(on, n, lines=(LineChange(line=q % 3 + 1, quantity=pieces(q)),)),
                    st.integers(1, 60),
                    st.integers(1, 3),
                    st.integers(1, 9_999),
                ),
                st.sampled_from([SIGNED, ContractSigned(at=day(26), contract=blanket())]),
            ),
            max_size=8,
        )
    )
    def test_any_facts_fold_and_what_is_called_is_what_is_firm(self, facts: list[Fact]) -> None:
        found = Contract.in_force(facts)
        for one in (found, contract(), blanket()):
            if one is None:
                continue
            firm = firm_lines(one, facts)
            assert all(one.line(line.line) is not None for line in firm)
            if one.kind == "blanket":
                folded = Blanket.of(facts, one)
                for number, quantity in folded.called.items():
                    parts = sum(line.quantity.value for line in firm if line.line == number)
                    assert quantity.value == parts
                assert len(folded.card().data) == len(firm)
