"""Service cases: what a case and a remedy must say, and how cases fold from facts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from b2bdeal import (
    Case,
    CaseClosed,
    CaseDeclined,
    CaseInvestigated,
    CaseReported,
    Cases,
    DiscountRedeemed,
    Inspected,
    Money,
    Quantity,
    Remedy,
    RemedyAgreed,
    RemedyOffered,
    ReplacementSent,
    ServiceCase,
    Shipment,
    ShippedLine,
    open_discounts,
    percent,
)
from b2bdeal.testing import START

CASE: dict[str, Any] = {
    "number": "SC-1",
    "shipment": "SH-17",
    "lot": "L-0617",
    "item": "CREAM-50",
    "quantity": Quantity.of(300, "piece"),
    "defect": "cracked at the neck",
    "pictures": ("IMG-1",),
    "reported_by": "petit",
}
CREDIT = Remedy(kind="credit", amount=Money.of("5340.00", "CNY"))
OFF = Remedy(kind="discount_next_order", share=percent(5), until=date(2027, 6, 30))


def reported(number: str = "SC-1", days: float = 0, **words: Any) -> CaseReported:
    return CaseReported(at=START + timedelta(days=days), case=ServiceCase(**CASE | {"number": number} | words))


def on(cls: type[Any], days: float, **words: Any) -> Any:
    return cls(at=START + timedelta(days=days), **({"case": "SC-1"} | words))


def jars(number: int, lot: str = "L-0617", name: str = "SH-R1") -> Shipment:
    line = ShippedLine(line=1, item="CREAM-50", lot=lot, quantity=Quantity.of(number, "piece"))
    return Shipment(number=name, lines=(line,))


class TestWhatACaseMustSay:
    def test_it_needs_a_picture_or_the_claim_that_has_them(self):
        with pytest.raises(ValidationError, match="pictures is empty"):
            ServiceCase(**CASE | {"pictures": ()})
        assert ServiceCase(**CASE | {"pictures": (), "claim": "CL-1"}).claim == "CL-1"

    def test_a_picture_comes_once(self):
        with pytest.raises(ValidationError, match="IMG-1 more than once"):
            ServiceCase(**CASE | {"pictures": ("IMG-1", "IMG-1")})

    @pytest.mark.parametrize("field", ["lot", "shipment", "quantity", "defect", "reported_by"])
    def test_lot_shipment_quantity_defect_and_reporter_are_needed(self, field: str):
        with pytest.raises(ValidationError, match=field):
            ServiceCase(**{name: value for name, value in CASE.items() if name != field})

    def test_nobody_complains_about_nothing(self):
        with pytest.raises(ValidationError, match="above 0"):
            ServiceCase(**CASE | {"quantity": Quantity.of(0, "piece")})


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"kind": "replacement"}, "needs the quantity"),
        ({"kind": "credit"}, "needs its amount"),
        ({"kind": "refund"}, "needs its amount"),
        ({"kind": "replacement", "quantity": Quantity.of(1, "piece"), "amount": Money.of("1.00", "CNY")}, "is goods"),
        ({"kind": "credit", "amount": Money.of("1.00", "CNY"), "share": percent(5)}, "belong to a discount"),
        ({"kind": "refund", "amount": Money.of("1.00", "CNY"), "until": date(2027, 1, 1)}, "belong to a discount"),
        ({"kind": "discount_next_order"}, "either amount or share"),
        ({"kind": "discount_next_order", "amount": Money.of("1.00", "CNY"), "share": percent(5)}, "either amount"),
        ({"kind": "discount_next_order", "share": Decimal(0)}, "0 % is none"),
        ({"kind": "credit", "amount": Money.of("0.001", "CNY")}, "smallest unit"),
        ({"kind": "apology"}, "kind"),
    ],
)
def test_a_remedy_has_the_measure_of_its_kind(words: dict[str, Any], says: str):
    with pytest.raises(ValidationError, match=says):
        Remedy(**words)


def test_a_lot_of_another_deal_leaves_with_its_release_report():
    with pytest.raises(ValidationError, match="from_deal and release together"):
        on(ReplacementSent, 5, shipment=jars(300), from_deal="D-2")


def test_a_case_costs_nothing_or_something_but_earns_nothing():
    with pytest.raises(ValidationError, match=r"-1\.00 CNY is below 0"):
        on(CaseClosed, 9, cost=Money.of("-1.00", "CNY"), corrective_action="thicker neck")


def test_every_fact_of_a_case_moves_the_case():
    facts = [
        reported(),
        on(CaseInvestigated, 1, cause="thin glass", fault="seller"),
        on(RemedyOffered, 2, remedy=CREDIT),
        on(RemedyAgreed, 3, remedy=CREDIT, agreed_by="moreau"),
        on(ReplacementSent, 4, shipment=jars(300)),
        on(CaseClosed, 5, cost=Money.of("1.00", "CNY"), corrective_action="thicker neck"),
        on(CaseDeclined, 5, reason="dropped by the buyer"),
    ]
    assert {fact.moves() for fact in facts} == {("case:SC-1",)}
    assert {fact.about() for fact in facts} == {"case:SC-1"}


class TestHowCasesFold:
    WAY = (
        reported(),
        on(CaseInvestigated, 1, cause="thin glass", fault="seller"),
        on(RemedyOffered, 2, remedy=CREDIT),
        on(RemedyAgreed, 3, remedy=CREDIT, agreed_by="moreau"),
        on(CaseClosed, 9, cost=Money.of("6100.00", "CNY"), corrective_action="thicker neck"),
    )

    def test_a_case_is_as_far_as_its_last_fact(self):
        states = [Cases.of(self.WAY[: n + 1])["SC-1"].state for n in range(len(self.WAY))]
        assert states == ["reported", "investigating", "remedy_offered", "agreed", "done"]

    def test_facts_are_read_in_order_of_time(self):
        assert Cases.of(reversed(self.WAY)) == Cases.of(self.WAY)

    def test_it_keeps_cause_fault_remedy_cost_and_what_was_changed(self):
        one = Cases.of(self.WAY)["SC-1"]
        assert (one.cause, one.fault, one.agreed, one.corrective_action) == (
            "thin glass",
            "seller",
            CREDIT,
            "thicker neck",
        )
        assert not one.open

    def test_a_case_is_linked_with_the_last_inspection_of_its_lot(self):
        seen = [
            Inspected(
                at=START - timedelta(days=days),
                lot=lot,
                order="PO-17",
                inspector="sun",
                sample_size=315,
                disposition="accept",
                report=report,
            )
            for days, lot, report in ((9, "L-0617", "QC-1"), (8, "L-0617", "QC-2"), (7, "L-0618", "QC-3"))
        ]
        one = Cases.of([*self.WAY, *seen])["SC-1"]
        assert one.inspection is not None
        assert one.inspection.report == "QC-2"

    def test_costs_of_two_currencies_never_add(self):
        more = (
            reported("SC-2", 1),
            on(CaseClosed, 12, case="SC-2", cost=Money.of("80.00", "EUR"), corrective_action="new pump"),
            reported("SC-3", 1),
            on(CaseClosed, 13, case="SC-3", cost=Money.of("0.50", "CNY"), corrective_action="none needed"),
        )
        assert Cases.of((*self.WAY, *more)).cost == (Money.of("6100.50", "CNY"), Money.of("80.00", "EUR"))

    def test_cases_of_a_lot_and_open_cases_are_found(self):
        cases = Cases.of((*self.WAY, reported("SC-2", 1, lot="L-0618")))
        assert [one.number for one in cases.of_lot("L-0618")] == ["SC-2"]
        assert [one.number for one in cases.open] == ["SC-2"]
        assert len(cases) == 2

    def test_replacements_of_the_article_add_up(self):
        sent = [on(ReplacementSent, n, shipment=jars(n * 100, name=f"SH-R{n}")) for n in (1, 2)]
        assert Cases.of([reported(), *sent])["SC-1"].replaced == Quantity.of(300, "piece")
        assert Cases.of([reported()])["SC-1"].replaced is None

    def test_a_case_shows_itself_in_both_languages(self):
        table = Cases.of((*self.WAY, reported("SC-2", 1))).card()
        assert "credit of 5,340.00" in table.text(200).replace("\xa0", " ")
        assert "SC-2" in table.text(lang="zh")

    @given(st.permutations(WAY), st.lists(st.sampled_from(WAY), max_size=8))
    def test_any_list_of_facts_folds(self, facts: list[Any], more: list[Any]):
        cases = Cases.of([*facts, *more])
        assert isinstance(cases["SC-1"], Case)
        assert cases["SC-1"].state == "done"


class TestDiscountsOnTheNextOrder:
    WAY = (reported(), on(RemedyAgreed, 3, remedy=OFF, agreed_by="moreau"))

    def test_a_discount_is_open_from_the_agreement(self):
        assert open_discounts(self.WAY[:1]) == ()
        (one,) = open_discounts(self.WAY)
        assert (one.case, one.share, one.until) == ("SC-1", percent(5), date(2027, 6, 30))

    def test_it_ends_after_its_last_day(self):
        assert len(open_discounts(self.WAY, date(2027, 6, 30))) == 1
        assert open_discounts(self.WAY, date(2027, 7, 1)) == ()

    def test_it_is_given_once(self):
        assert open_discounts((*self.WAY, on(DiscountRedeemed, 30, deal="D-2"))) == ()

    def test_a_credit_is_no_discount(self):
        assert open_discounts((reported(), on(RemedyAgreed, 3, remedy=CREDIT, agreed_by="moreau"))) == ()
