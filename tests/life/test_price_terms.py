"""The basis of a price: what it refuses, what it converts, and what may be set beside it."""

from datetime import date
from decimal import Decimal, localcontext
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from b2bdeal import Domestic, Export, Incoterm, Money, TaxBasis, VatRebate, not_comparable, percent
from b2bdeal.errors import ValueProblem

WITH = TaxBasis(included=True, vat=percent(13), invoice="special")
WITHOUT = TaxBasis(included=False, vat=percent(13), invoice="special")


def home(**words: Any) -> Domestic:
    return Domestic(**{"handover": "delivery", "place": "Hangzhou", "freight_by": "seller", "tax": WITH, **words})


def abroad(term: str = "FOB Ningbo", **words: Any) -> Export:
    return Export(incoterm=Incoterm.of(term), **words)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


class TestWhatIsRefused:
    @pytest.mark.parametrize("transport", ["air", "rail", "road", "courier"])
    @pytest.mark.parametrize("rule", ["FAS", "FOB", "CFR", "CIF"])
    def test_a_rule_for_the_sea_by_any_other_way(self, rule: str, transport: Any):
        with pytest.raises(ValidationError, match=f"{rule} is for sea and inland waterway only, not for {transport}"):
            abroad(f"{rule} Shanghai", transport=transport)

    def test_fob_for_containers_is_everyday_trade_and_only_warns(self):
        (warning,) = abroad(transport="sea", containers=True).warnings
        assert warning.text() == (
            "the carrier has the goods before they are on board, where FOB passes risk: FCA fits better"
        )
        assert abroad(transport="sea").warnings == ()
        assert abroad("FCA Ningbo", transport="sea", containers=True).warnings == ()
        assert abroad(containers=True).warnings

    def test_a_pickup_whose_freight_the_seller_pays(self):
        with pytest.raises(ValidationError, match=r"the buyer fetches the goods .*set freight_by to 'buyer'"):
            home(handover="pickup")
        assert home(handover="pickup", freight_by="buyer").freight_by == "buyer"
        assert home(freight_by="buyer").handover == "delivery", "brought, and paid on arrival"

    def test_a_price_with_tax_and_no_invoice(self):
        with pytest.raises(ValidationError, match="comes with an invoice"):
            TaxBasis(included=True, vat=percent(13), invoice="none")
        assert TaxBasis(included=False, vat=percent(13), invoice="none").invoice == "none"

    def test_a_special_invoice_without_tax_to_deduct(self):
        with pytest.raises(ValidationError, match="shows tax to deduct, and vat is 0"):
            TaxBasis(included=True, vat=Decimal(0), invoice="special")
        assert TaxBasis(included=True, vat=Decimal(0), invoice="general").vat == 0, "exempt goods"

    def test_what_was_stored_before_there_was_a_transport_still_reads(self):
        old = '{"trade":"export","incoterm":{"rule":"FCA","place":"Ningbo","risk_place":null,"version":2020}}'
        assert Export.model_validate_json(old) == abroad("FCA Ningbo")


class TestTax:
    def test_a_price_of_113_with_13_percent_holds_13(self):
        assert WITH.tax(cny("113")) == cny("13.00")
        assert WITH.net(cny("113.00")) == cny("100.00")
        assert WITHOUT.tax(cny("100")) == cny("13.00")
        assert WITHOUT.gross(cny("100.00")) == cny("113.00")
        assert home().net(cny("113.00")) == cny("100.00")
        assert home(tax=WITHOUT).gross(cny("100.00")) == cny("113.00")

    def test_a_unit_price_keeps_its_digits_and_an_invoice_is_rounded_once(self):
        assert WITH.net_price(cny("19.90")) == cny("17.610619469027")
        assert WITHOUT.gross_price(cny("17.61")) == cny("19.8993")
        assert WITH.gross_price(cny("19.90")) == cny("19.90")
        assert WITHOUT.net_price(cny("17.61")) == cny("17.61")

    @given(
        st.integers(0, 10**12).map(lambda cents: Money(Decimal(cents).scaleb(-2), "CNY")),
        st.booleans(),
        st.integers(1, 100).map(percent),
    )
    def test_net_and_tax_are_gross_to_the_cent(self, amount: Money, included: bool, vat: Decimal):
        basis = TaxBasis(included=included, vat=vat, invoice="special")
        assert basis.net(amount) + basis.tax(amount) == basis.gross(amount)
        assert basis.tax(amount).is_rounded

    def test_a_small_global_precision_changes_nothing(self):
        with localcontext(prec=4):
            assert WITH.net(cny("1234567.89")) == cny("1092537.96")
            assert WITHOUT.gross(cny("1092537.96")) == cny("1234567.89")


class TestRebate:
    REBATE = VatRebate(rate=percent(13), hs_code="3304.99", on=date(2026, 3, 2), source="State Taxation Administration")

    def test_a_trader_gets_it_on_cost_without_tax_and_a_factory_loses_the_rest_on_fob(self):
        assert self.REBATE.on_cost(cny("113.00"), percent(13)) == cny("13.00")
        nine = self.REBATE.model_copy(update={"rate": percent(9)})
        assert nine.on_cost(cny("113.00"), percent(13)) == cny("9.00")
        assert nine.not_rebated(cny("200.00"), percent(13)) == cny("8.00")
        assert self.REBATE.not_rebated(cny("200.00"), percent(13)) == cny("0.00")

    def test_more_than_was_paid_is_refused_with_both_rates(self):
        for ask in (self.REBATE.on_cost, self.REBATE.not_rebated):
            with pytest.raises(ValueProblem, match="A rebate of 13 % is more than the tax of 9 %"):
                ask(cny("100"), percent(9))


BASES: dict[str, Export | Domestic] = {
    "with tax": home(),
    "without tax": home(tax=WITHOUT),
    "9 %": home(tax=TaxBasis(included=True, vat=percent(9), invoice="special")),
    "general invoice": home(tax=TaxBasis(included=True, vat=percent(13), invoice="general")),
    "without freight": home(freight_by="buyer"),
    "to Chengdu": home(place="Chengdu"),
    "FOB": abroad(),
    "FOB Shanghai": abroad("FOB Shanghai"),
    "CIF": abroad("CIF Hamburg"),
}


class TestWhatNeverCompares:
    @pytest.mark.parametrize(("a", "b"), list(product(BASES, repeat=2)))
    def test_each_basis_compares_with_itself_alone_and_both_ways_alike(self, a: str, b: str):
        assert bool(not_comparable(BASES[a], BASES[b])) == (a != b)
        assert len(not_comparable(BASES[a], BASES[b])) == len(not_comparable(BASES[b], BASES[a]))

    def test_each_reason_is_said(self):
        def why(a: Export | Domestic, b: Export | Domestic) -> list[str]:
            return [one.text() for one in not_comparable(a, b)]

        assert why(home(), home(tax=WITHOUT)) == ["one price is with tax (含税), the other without (不含税)"]
        assert why(home(), BASES["9 %"]) == ["one price is taxed at 13 %, the other at 9 %"]
        assert why(home(), BASES["without freight"]) == ["one price is with freight, the other without"]
        assert why(home(), BASES["to Chengdu"]) == ["one price is with freight to Hangzhou, the other to Chengdu"]
        assert why(home(), abroad()) == ["one price is for export, the other is domestic"]
        assert why(abroad(), abroad("CIF Hamburg")) == [
            "one price is FOB, the other CIF: other costs are in it",
            "one price is to Ningbo, the other to Hamburg",
        ]

    def test_spelling_transport_and_rebate_do_not_count(self):
        assert not_comparable(abroad(), abroad("FOB  ningbo", transport="sea", containers=True)) == ()
        assert not_comparable(abroad(), abroad(rebate=TestRebate.REBATE)) == ()
        assert (
            not_comparable(home(freight_by="buyer"), home(handover="pickup", freight_by="buyer", place="Ningbo")) == ()
        )
