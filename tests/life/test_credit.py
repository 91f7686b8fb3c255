"""A letter of credit, held against the contract as a bank would under UCP 600; and credits in a deal."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from credit_kit import CHINA, FIVE, at, cny, contract, credit, goods, said
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from b2bdeal import (
    Account,
    CreditAmended,
    CreditGoods,
    CreditHonoured,
    CreditInstalment,
    CreditReceived,
    Credits,
    DiscrepancyRaised,
    DiscrepancyRefused,
    DiscrepancyWaived,
    DocumentsPresented,
    Domestic,
    Export,
    Fact,
    Incoterm,
    Lead,
    LeadFound,
    Money,
    PaymentTerm,
    PaymentTerms,
    PlusMinus,
    Quantity,
    Source,
    TaxBasis,
    answer_by,
    credit_covers,
    operative_credits,
    percent,
)


class TestAgainstTheContract:
    def test_a_credit_that_says_what_the_contract_says_has_no_discrepancy(self):
        assert credit().discrepancies_with(contract(), buyer="A-1") == ()

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"operative": False}, "it is only a pre-advice, not yet operative (UCP 600 art. 11)"),
            ({"irrevocable": False}, "it is revocable: the bank may take it back before you ship"),
            ({"applicant": "A-2"}, "the applicant is A-2, the buyer is A-1"),
            (
                {"available_by": "usance", "usance_days": 60},
                "it pays after 60 days, and the contract asks for payment at sight",
            ),
            (
                {"incoterm": Incoterm.of("CIF Hamburg")},
                "it names CIF Hamburg (Incoterms 2020), and the contract FOB Ningbo (Incoterms 2020)",
            ),
            ({"amount": cny(99_999)}, "it pays at most 99,999.00 CNY, and 100,000.00 CNY is due by letter of credit"),
            (
                {"amount": cny(100_000)},
                "it pays at most 100,000.00 CNY; with the contract's tolerance of 5 %, 105,000.00 CNY may come due",
            ),
            (
                {"goods": (CreditGoods(item="X", quantity=Quantity.of("9000 piece")),)},
                "it states 9,000 pieces of X, the contract 10,000 pieces",
            ),
            (
                {"goods": (CreditGoods(item="X", quantity=Quantity.of("10000 piece"), unit_price=cny("9.90")),)},
                "it prices X at 9.90 CNY, the contract at 10.00 CNY",
            ),
            (
                {"quantity_tolerance": PlusMinus(plus=percent(5))},
                "it allows 0 % less and 5 % more of X, and the contract 5 % more or less",
            ),
            (
                {"latest_shipment": date(2026, 6, 29)},
                "the latest shipment is 29 Jun 2026, and the contract delivers by 30 Jun 2026",
            ),
        ],
    )
    def test_each_discrepancy_is_said_with_its_figures_and_alone(self, words: dict[str, Any], says: str):
        assert said(credit(**words).discrepancies_with(contract(), buyer="A-1")) == [says]

    def test_an_expiry_that_cuts_the_presentation_short_is_a_warning_and_no_discrepancy(self):
        short = credit(expiry=date(2026, 7, 20))
        assert short.discrepancies_with(contract(), buyer="A-1") == ()
        assert said(short.warnings) == [
            "it expires 20 days after the latest shipment, before the 21 days for presentation are over"
        ]
        assert credit().warnings == ()

    def test_goods_that_only_one_of_them_names(self):
        other = (CreditGoods(item="Y", quantity=Quantity.of("10000 piece")),)
        assert said(credit(goods=other).discrepancies_with(contract())) == [
            "it names Y, which the contract does not have",
            "it does not name X",
        ]
        kilos = (CreditGoods(item="X", quantity=Quantity.of("500 kg")),)
        assert said(credit(goods=kilos).discrepancies_with(contract())) == ["it counts X otherwise than by piece"]
        assert credit(goods=()).discrepancies_with(contract()) == (), (
            "a credit may describe goods in general (art. 18c)"
        )

    def test_another_currency(self):
        dollars = credit(amount=Money.of("15000 USD"), goods=())
        assert said(dollars.discrepancies_with(contract())) == ["it pays in USD, and the contract is in CNY"]

    def test_a_domestic_contract_has_no_incoterm(self):
        home = Domestic(
            handover="delivery",
            place="Hangzhou",
            freight_by="seller",
            tax=TaxBasis(included=True, vat=percent(13), invoice="special"),
        )
        (why,) = said(credit().discrepancies_with(contract(price_terms=home)))
        assert why == "it names FOB Ningbo (Incoterms 2020), and the contract is domestic"

    def test_delivery_in_parts_needs_partial_shipments(self):
        windows = tuple(
            {"line": 1, "quantity": Quantity.of("5000 piece"), "latest": day}
            for day in (date(2026, 5, 31), date(2026, 6, 30))
        )
        parts = contract(deliveries=windows)
        assert said(credit(partial_shipments=False).discrepancies_with(parts)) == [
            "it forbids partial shipments, and the contract delivers in parts"
        ]
        assert credit().discrepancies_with(parts) == ()
        assert credit(partial_shipments=False).discrepancies_with(contract()) == ()

    def test_under_a_d_rule_shipment_comes_before_delivery(self):
        dap = Export(incoterm=Incoterm.of("DAP Lyon"), transport="sea")
        early = credit(latest_shipment=date(2026, 5, 10), expiry=date(2026, 6, 30), incoterm=dap.incoterm)
        assert early.discrepancies_with(contract(price_terms=dap)) == ()

    def test_a_credit_for_a_part_covers_what_ships_beyond_the_order_on_top(self):
        """30 % came before, and stay as they are: 5 % more goods are 5,000 more on the 70,000 of the credit."""
        rows = (
            PaymentTerm(name="deposit", portion=percent(30), trigger="signing"),
            PaymentTerm(name="credit", portion=percent(70), trigger="copy_of_bl", method="lc_sight"),
        )
        ours = contract(payment_terms=PaymentTerms(rows=rows))
        assert credit(amount=cny(75_000)).discrepancies_with(ours) == ()
        assert "75,000.00 CNY may come due" in said(credit(amount=cny("74999.99")).discrepancies_with(ours))[0]


class TestTolerance:
    """UCP 600, article 30."""

    def test_five_percent_in_bulk_and_nothing_for_pieces_or_cartons(self):
        for unit in ("kg", "t", "l", "m3"):
            bulk = credit(unit, quantity_tolerance=None)
            assert bulk.quantity_play("X") == (Decimal("0.05"), Decimal("0.05"))
            assert bulk.discrepancies_with(contract(unit)) == ()
        for unit in ("piece", "carton", "drum", "flacon"):
            counted = credit(unit, quantity_tolerance=None)
            assert counted.quantity_play("X") == (0, 0)
            (why,) = said(counted.discrepancies_with(contract(unit)))
            assert f"not for goods counted by {unit}" in why
        assert credit(quantity_tolerance=None).discrepancies_with(contract(tolerance=Decimal(0))) == ()

    def test_about_is_ten_percent_of_what_it_stands_with(self):
        about = credit(quantity_tolerance=None, about=("quantity",))
        assert about.quantity_play("X") == (Decimal("0.1"), Decimal("0.1"))
        assert about.most_amount == cny(105_000)
        assert credit(about=("amount",)).most_amount == cny(115_500)
        assert credit(amount_tolerance=FIVE).most_amount == cny(110_250)

    def test_what_a_credit_says_itself_counts_before_the_five_percent_in_bulk(self):
        exact = credit("kg", quantity_tolerance=PlusMinus())
        assert exact.quantity_play("X") == (0, 0)

    def test_in_bulk_the_amount_is_still_not_exceeded(self):
        bulk = credit("kg", quantity_tolerance=None, amount=cny(100_000))
        (why,) = said(bulk.check_shipment(goods(10_100, unit="kg"), contract("kg"), on=date(2026, 6, 1)))
        assert why == "101,000.00 CNY would be drawn, and the credit pays at most 100,000.00 CNY"


LEAD = LeadFound(at=at(3, 1), lead=Lead(account=Account(id="A-1", name="A"), source=Source(channel="fair")))
CAME = CreditReceived(at=at(3, 5), credit=credit())
OF: dict[str, Any] = {"credit": "LC-1", "shipment": "SH-1"}


def presented(month: int = 6, day: int = 5) -> DocumentsPresented:
    return DocumentsPresented(at=at(month, day), on=date(2026, month, day), documents=("invoice",), **OF)


class TestCredits:
    def test_what_covers_a_payment_is_operative_unexpired_and_matches(self):
        ours = contract()
        assert credit_covers([LEAD, CAME], ours, at(3, 6))
        assert not credit_covers([LEAD, CAME], ours, at(3, 4)), "it had not come"
        assert credit_covers([LEAD, CAME], ours, at(7, 21)), "on its last day"
        assert not credit_covers([LEAD, CAME], ours, at(7, 22))
        assert not credit_covers([LEAD], ours, at(3, 6))
        stranger = CAME.model_copy(update={"credit": credit(applicant="A-2")})
        assert not credit_covers([LEAD, stranger], ours, at(3, 6))
        advised = CAME.model_copy(update={"credit": credit(operative=False)})
        assert not credit_covers([LEAD, advised], ours, at(3, 6))
        assert operative_credits([LEAD, CAME], ours) == (credit(),)
        assert operative_credits([], ours) == ()

    def test_an_amendment_counts_when_it_is_accepted(self):
        small = CreditReceived(at=at(3, 5), credit=credit(amount=cny(1)))
        refused = CreditAmended(at=at(3, 6), amendment=1, credit=credit(), accepted=False)
        accepted = CreditAmended(at=at(3, 7), amendment=2, credit=credit())
        assert not credit_covers([small, refused], contract(), at(3, 8))
        state = Credits.of([small, refused]).states["LC-1"]
        assert (state.credit, state.amendments, state.pending) == (small.credit, 1, refused)
        assert credit_covers([small, refused, accepted], contract(), at(3, 8))
        assert not credit_covers([small, refused, accepted], contract(), at(3, 6)), "as of before"
        assert Credits.of([small, refused, accepted]).states["LC-1"].pending is None

    def test_a_presentation_goes_from_presented_to_honoured(self):
        raised = DiscrepancyRaised(at=at(6, 8), points=("late shipment",), **OF)
        steps: list[tuple[Fact, str]] = [
            (presented(), "presented"),
            (raised, "discrepant"),
            (DiscrepancyRefused(at=at(6, 9), **OF), "refused"),
            (presented(6, 10), "presented"),
            (raised.model_copy(update={"at": at(6, 11)}), "discrepant"),
            (DiscrepancyWaived(at=at(6, 12), waived_by="moreau", **OF), "waived"),
            (CreditHonoured(at=at(6, 13), how="deferred", matures_on=date(2026, 9, 1), **OF), "honoured"),
        ]
        facts: list[Fact] = [CAME]
        for fact, state in steps:
            facts.append(fact)
            found = Credits.of(facts).states["LC-1"].presentations["SH-1"]
            assert found.state == state
        assert found.matures_on == date(2026, 9, 1)
        assert found.presented.on == date(2026, 6, 10)

    def test_a_bank_that_objects_after_its_fifth_day_may_not_object_at_all(self):
        calendar = CHINA
        last = answer_by(date(2026, 6, 5), calendar)
        for day, precluded in ((last, False), (last + timedelta(days=1), True)):
            raised = DiscrepancyRaised(at=at(day.month, day.day), points=("late",), **OF)
            found = Credits.of([CAME, presented(), raised]).states["LC-1"].presentations["SH-1"]
            assert found.precluded(calendar) == precluded

    @given(
        st.permutations(
            [
                CAME,
                presented(),
                *(
                    DiscrepancyRaised(at=at(6, 8), points=("x",), **OF),
                    DiscrepancyWaived(at=at(6, 9), waived_by="m", **OF),
                    CreditAmended(at=at(3, 6), amendment=1, credit=credit()),
                    CreditReceived(at=at(3, 9), credit=credit(number="LC-2")),
                    DocumentsPresented(
                        at=at(6, 5), on=date(2026, 6, 5), documents=("x",), credit="LC-9", shipment="SH-1"
                    ),
                ),
            ]
        )
    )
    def test_any_facts_fold_whatever_their_order(self, facts: list[Fact]):
        credits = Credits.of(facts)
        assert set(credits.states) == {"LC-1", "LC-2"}
        assert len(credits) == 2
        assert credits == Credits.of(list(reversed(facts)))


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"available_by": "usance"}, "give usance_days with it"),
            ({"usance_days": 30}, "none at sight"),
            ({"latest_shipment": date(2026, 7, 22)}, "is after the expiry 2026-07-21"),
            ({"documents": ({"name": "invoice"}, {"name": "invoice"})}, "documents name invoice more than once"),
            (
                {"goods": (CreditGoods(item="X", quantity=Quantity.of("1 piece"), unit_price=Money.of("1 USD")),)},
                "X is priced in USD, the credit pays CNY",
            ),
            ({"about": ("amount",), "amount_tolerance": FIVE}, "the amount has a tolerance and an"),
            ({"about": ("quantity",)}, "the quantity has a tolerance and an"),
            ({"amount": cny(0)}, "amount"),
            ({"presentation_days": -1}, "presentation_days"),
            ({"expiry": "soon"}, "give a date"),
        ],
    )
    def test_a_credit_that_can_not_be(self, words: dict[str, Any], says: str):
        with pytest.raises(ValidationError, match=says):
            credit(**words)

    def test_instalments_in_two_units_or_out_of_order(self):
        def one(day: int, quantity: str) -> CreditInstalment:
            return CreditInstalment(latest=date(2026, 6, day), quantity=Quantity.of(quantity))

        with pytest.raises(ValidationError, match="instalments are in kg, piece: give one unit"):
            credit(instalments=(one(1, "5 kg"), one(2, "5 piece")))
        with pytest.raises(ValidationError, match="in the order of their last days"):
            credit(instalments=(one(2, "5 kg"), one(1, "5 kg")))

    def test_facts_that_say_nothing(self):
        with pytest.raises(ValidationError, match="names each discrepancy"):
            DiscrepancyRaised(at=at(6, 8), points=(), **OF)
        with pytest.raises(ValidationError, match="name at least one"):
            DocumentsPresented(at=at(6, 8), on=date(2026, 6, 8), documents=(), **OF)
        with pytest.raises(ValidationError, match="is not the day of at"):
            DocumentsPresented(at=at(6, 8), on=date(2026, 6, 1), documents=("x",), **OF)
        with pytest.raises(ValidationError, match="give matures_on"):
            CreditHonoured(at=at(6, 8), how="acceptance", **OF)
        with pytest.raises(ValidationError, match="none at sight"):
            CreditHonoured(at=at(6, 8), matures_on=date(2026, 9, 1), **OF)
