"""Goods and documents, held against a letter of credit as a bank would under UCP 600."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from credit_kit import CHINA, FOB, contract, credit, goods, said
from hypothesis import given
from hypothesis import strategies as st

from b2bdeal import (
    CreditInstalment,
    Export,
    LetterOfCredit,
    Quantity,
    Shipment,
    answer_by,
)


class TestBeforeGoodsLeave:
    ON = date(2026, 6, 1)

    def check(self, letter: LetterOfCredit, shipment: Shipment, **words: Any) -> list[str]:
        return said(letter.check_shipment(shipment, contract(), **{"on": self.ON, **words}))

    def test_goods_within_the_credit_leave(self):
        assert self.check(credit(), goods(10_500)) == []

    def test_the_day_after_the_latest_shipment_is_too_late_though_it_was_a_sunday(self):
        """The 28th of June 2026 is a Sunday: shipment does not roll over, presentation does (art. 29)."""
        letter = credit(latest_shipment=date(2026, 6, 28))
        assert self.check(letter, goods(10_000), on=date(2026, 6, 28)) == []
        (why,) = self.check(letter, goods(10_000), on=date(2026, 6, 29))
        assert why == (
            "it leaves on 29 Jun 2026, after the latest shipment of 28 Jun 2026; no closed bank moves it "
            "(UCP 600 art. 29c)"
        )
        assert self.check(credit(latest_shipment=None), goods(10_000), on=date(2026, 7, 22)), "else the expiry"

    def test_quantity_and_amount_count_on_the_sum_of_all_shipments(self):
        """The known mistake is a tolerance for each shipment by itself; twice 5,250 pass, one piece more does not."""
        before = [(self.ON, goods(5_250, "SH-0"))]
        assert self.check(credit(), goods(5_250), before=before) == []
        assert self.check(credit(), goods(5_251), before=before) == [
            "of X, 10,501 pieces would have left, and the credit allows 10,500 pieces",
            "105,010.00 CNY would be drawn, and the credit pays at most 105,000.00 CNY",
        ]

    def test_a_credit_without_partial_shipments_wants_all_at_once(self):
        whole = credit(partial_shipments=False)
        assert self.check(whole, goods(9_500)) == []
        assert self.check(whole, goods(9_499)) == [
            "9,499 pieces of X would leave, and the credit asks for 9,500 pieces in one shipment"
        ]
        assert self.check(whole, goods(500), before=[(self.ON, goods(9_500, "SH-0"))]) == [
            "it is a partial shipment, which the credit forbids: SH-0 left before"
        ]

    def test_transhipment_matters_only_outside_containers(self):
        direct = credit(transhipment=False)
        moved = goods(10_000).model_copy(update={"transhipped": True})
        assert self.check(direct, moved) == []
        loose = contract(price_terms=Export(incoterm=FOB.incoterm, transport="sea"))
        (why,) = said(direct.check_shipment(moved, loose, on=self.ON))
        assert "which the credit forbids for goods that are not in containers" in why

    def test_another_item_or_another_place(self):
        assert "the credit does not name Y" in self.check(credit(), goods(10, item="Y"))
        assert self.check(credit(to_place="Hamburg"), goods(10_000, to="Rotterdam")) == [
            "it goes to Rotterdam, and the credit says Hamburg"
        ]
        assert self.check(credit(to_place="Hamburg"), goods(10_000, to="Port of Hamburg")) == []

    @given(st.lists(st.integers(1, 11_000), min_size=1, max_size=5))
    def test_what_leaves_under_a_credit_never_comes_to_more_than_it_allows(self, quantities: list[int]):
        before: list[tuple[date, Shipment]] = []
        for number, quantity in enumerate(quantities):
            shipment = goods(quantity, f"SH-{number}")
            if not self.check(credit(), shipment, before=before):
                before.append((self.ON, shipment))
        assert sum(one.lines[0].quantity.value for _, one in before) <= 10_500


class TestInstalments:
    """UCP 600, article 32: 5,000 in May, 5,000 in June."""

    LETTER = credit(
        instalments=(
            CreditInstalment(earliest=date(2026, 5, 1), latest=date(2026, 5, 31), quantity=Quantity.of("5000 piece")),
            CreditInstalment(earliest=date(2026, 6, 1), latest=date(2026, 6, 30), quantity=Quantity.of("5000 piece")),
        )
    )
    MAY = ((date(2026, 5, 20), goods(5_000, "SH-0")),)

    def check(self, quantity: int, on: date, before: Sequence[tuple[date, Shipment]]) -> list[str]:
        return said(self.LETTER.check_shipment(goods(quantity), contract(), on=on, before=before))

    def test_each_in_its_time_leaves(self):
        assert self.check(5_000, date(2026, 5, 20), []) == []
        assert self.check(5_000, date(2026, 6, 20), self.MAY) == []

    def test_a_missed_one_ends_the_credit_for_it_and_the_later_ones(self):
        short = [(date(2026, 5, 20), goods(4_000, "SH-0"))]
        for before, sent in (([], "0 pieces"), (short, "4,000 pieces")):
            (why,) = self.check(5_000, date(2026, 6, 20), before)
            assert why == (
                f"instalment 1 was to leave by 31 May 2026, and {sent} of 5,000 pieces did: the credit has ended for "
                "it and all later ones (UCP 600 art. 32)"
            )
        enough = [(date(2026, 5, 20), goods(4_750, "SH-0"))]
        assert self.check(5_000, date(2026, 6, 20), enough) == [], "5 % less is within the credit's tolerance"

    def test_not_before_its_time_and_not_more_than_it(self):
        assert self.check(5_000, date(2026, 4, 30), []) == ["instalment 1 may leave from 1 May 2026 on"]
        assert self.check(6_000, date(2026, 5, 20), []) == [
            "6,000 pieces would have left, and up to instalment 1 it is 5,000 pieces"
        ]

    def test_goods_that_left_late_do_not_mend_it(self):
        late = [(date(2026, 6, 2), goods(5_000, "SH-0"))]
        assert "has ended for" in self.check(5_000, date(2026, 6, 20), late)[0]


class TestPresentation:
    def test_21_days_after_shipment_or_the_expiry_whichever_comes_first(self):
        letter = credit()
        assert letter.present_by(date(2026, 6, 1)) == date(2026, 6, 22)
        assert letter.present_by(date(2026, 7, 10)) == date(2026, 7, 21), "the expiry"
        assert credit(presentation_days=7).present_by(date(2026, 6, 1)) == date(2026, 6, 8)

    def test_a_closed_bank_moves_the_last_day_to_its_next_one(self):
        """The 2nd of October 2026 is in the national holiday; banks open on the 8th."""
        letter = credit(latest_shipment=date(2026, 9, 11), expiry=date(2026, 10, 2))
        assert letter.present_by(date(2026, 9, 11)) == date(2026, 10, 2)
        moved = letter.present_by(date(2026, 9, 11), CHINA)
        assert moved == CHINA.working_day_from(date(2026, 10, 2)) > date(2026, 10, 2)
        assert letter.check_presentation(date(2026, 9, 11), moved, CHINA) == ()
        (why,) = said(letter.check_presentation(date(2026, 9, 11), moved + timedelta(days=1), CHINA))
        assert "21 days after leaving, before expiry" in why

    @given(st.dates(date(2026, 1, 1), date(2026, 7, 21)), st.integers(0, 60))
    def test_it_is_never_before_the_plain_day_and_always_a_working_day(self, shipped: date, days: int):
        letter = credit(presentation_days=days)
        last = letter.present_by(shipped, CHINA)
        assert last >= letter.present_by(shipped) <= letter.expiry
        assert CHINA.is_working_day(last)

    def test_with_a_shipment_both_are_asked_at_once(self):
        found = credit().check_shipment(goods(10_000), contract(), on=date(2026, 6, 1), presented_on=date(2026, 6, 23))
        assert said(found) == [
            "documents are presented on 23 Jun 2026, and the last day is 22 Jun 2026: 21 days after leaving, before "
            "expiry"
        ]

    def test_the_bank_has_five_banking_days_to_object(self):
        assert answer_by(date(2026, 6, 1), CHINA) == date(2026, 6, 8)
