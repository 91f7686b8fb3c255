"""What a quote costs: one-time charges, the MOQ worked out, cost sheets with dated materials, margins."""

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import CREAM, TONER, cny, complete_deal, contract, day, pieces, quote

from b2bdeal import (
    AgreedTerms,
    Charge,
    ContractSigned,
    CostLine,
    CostSheet,
    CostSheetMade,
    Domestic,
    ExchangeRate,
    Export,
    Incoterm,
    MaterialClause,
    MaterialPrice,
    MaterialPriceMoved,
    Money,
    PackagingMinimum,
    Quantity,
    Quote,
    RawMaterial,
    SettlementCosted,
    TankMinimum,
    TaxBasis,
    ValueProblem,
    margins,
    percent,
    worked_out_moq,
)
from b2bdeal.errors import CurrencyMismatch, UnitMismatch
from b2bdeal.life import charges_total
from b2bdeal.life.price_terms import VatRebate

ON = date(2026, 3, 2)


def charge(**words: Any) -> Charge:
    said: dict[str, Any] = {
        "id": "M-1",
        "kind": "mould",
        "name": "airless bottle mould",
        "item": CREAM,
        "amount": cny("10000.00"),
        "billing": "once",
        "owner": "buyer",
    }
    return Charge(**(said | words))


def amortised(amount: str = "10000.00", over: int = 30_000, **words: Any) -> Charge:
    return charge(amount=cny(amount), billing="amortised", over=pieces(over), **words)


class TestCharges:
    def test_a_setup_cost_is_never_multiplied_by_the_quantity(self):
        """The mistake of many price lists: 10,000 for a mould becomes 10,000 for each piece."""
        for one in (charge(), amortised()):
            for quantity in (1, 1_000, 30_000, 1_000_000):
                assert one.due_for(pieces(quantity)) <= cny("10000.00")
        assert charges_total([charge()], {CREAM: pieces(50_000)}, "CNY") == cny("10000.00")

    def test_once_is_due_in_full_whatever_is_ordered(self):
        assert [charge().due_for(pieces(n)) for n in (0, 1, 10**6)] == [cny("10000.00")] * 3

    def test_amortised_is_due_with_the_goods_and_no_more_after_the_last(self):
        due = [amortised().due_for(pieces(n)) for n in (0, 1, 10_000, 29_999, 30_000, 90_000)]
        assert due == [cny(x) for x in ("0.00", "0.33", "3333.33", "9999.67", "10000.00", "10000.00")]

    @given(
        st.integers(0, 10**9),
        st.integers(1, 10**6),
        st.lists(st.integers(1, 10**5), max_size=20),
    )
    def test_partial_deliveries_sum_to_exactly_the_amount(self, cents: int, over: int, deliveries: list[int]):
        one = amortised(str(Decimal(cents).scaleb(-2)), over)
        done, paid = 0, Money.zero("CNY")
        for delivery in [*deliveries, over]:
            part = one.due_for(pieces(done + delivery)) - one.due_for(pieces(done))
            assert part.amount >= 0
            assert part.is_rounded
            done, paid = done + delivery, paid + part
        assert paid == one.amount

    def test_a_small_precision_of_the_program_changes_nothing(self):
        with localcontext(prec=3):
            assert amortised().due_for(pieces(29_999)) == cny("9999.67")

    def test_the_quantity_may_be_counted_otherwise_and_not_weighed(self):
        assert amortised().due_for(Quantity.of(1_250, "dozen")) == cny("5000.00")
        with pytest.raises(UnitMismatch, match="M-1 is amortised over 30,000 piece"):
            amortised().due_for(Quantity.of(5, "kg"))

    def test_a_charge_for_all_items_counts_them_together(self):
        both = {CREAM: pieces(10_000), TONER: pieces(5_000)}
        assert charges_total([amortised(item=None)], both, "CNY") == cny("5000.00")
        assert charges_total([amortised()], both, "CNY") == cny("3333.33")
        assert charges_total([amortised(item="OTHER")], both, "CNY") == cny("0.00")
        assert charges_total([], both, "CNY") == cny("0.00")

    def test_it_is_paid_back_when_enough_was_ordered(self):
        one = charge(credited_above=pieces(100_000))
        assert one.refund_for(pieces(99_999)) == cny("0.00")
        assert one.refund_for(pieces(100_000)) == cny("10000.00")
        assert charge().refund_for(pieces(10**9)) == cny("0.00")
        assert one.refund_for(Quantity.of(10**9, "kg")) == cny("0.00")

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"billing": "amortised"}, "M-1 is amortised: give the quantity, over"),
            ({"over": pieces(5)}, "M-1 is billed once: leave over out"),
            ({"amount": cny("-1.00")}, "from 0"),
            ({"amount": cny("1.005")}, "can't be paid in CNY"),
            ({"billing": "per piece"}, "'once' or 'amortised'"),
            ({"credited_above": pieces(0)}, "above 0"),
        ],
    )
    def test_a_charge_that_can_not_be_is_refused(self, words: dict[str, Any], says: str):
        with pytest.raises(ValidationError, match=says):
            charge(**words)

    @pytest.mark.parametrize(
        ("charges", "says"),
        [
            ((charge(), charge()), "charges M-1 come more than once"),
            ((charge(amount=Money.of("5.00", "USD")),), "M-1 is in USD, the document is in CNY"),
            ((charge(item="JAR"),), "M-1 is for JAR, which is no item here"),
            (
                (charge(billing="amortised", over=Quantity.of(5, "kg")),),
                "M-1 is amortised over 5 kg, and is counted",
            ),
        ],
    )
    def test_a_document_refuses_charges_that_do_not_fit_it(self, charges: tuple[Charge, ...], says: str):
        with pytest.raises(ValidationError, match=says):
            quote(charges=charges)
        terms = quote().agree({CREAM: pieces(1_000)}, ON)
        with pytest.raises(ValidationError, match=says):
            AgreedTerms.model_validate(terms.model_dump() | {"charges": charges})

    def test_what_is_agreed_holds_the_charges_of_the_items_taken(self):
        offer = quote(charges=(amortised(), charge(id="P-1", item=TONER), charge(id="R-1", item=None)))
        agreed = offer.agree({CREAM: pieces(6_000)}, ON)
        assert [one.id for one in agreed.charges] == ["M-1", "R-1"]
        assert agreed.goods == cny("48000.00")
        assert agreed.total == cny("60000.00"), "48,000 of goods, 2,000 of the mould so far, 10,000 once"


def tank(**words: Any) -> TankMinimum:
    said: dict[str, Any] = {
        "bulk_minimum": Quantity.of(200, "kg"),
        "fill": Quantity.of(50, "ml"),
        "density": Decimal("0.98"),
        "overfill": percent(2),
        "yield_": percent(95),
    }
    return TankMinimum(**(said | words))


class TestTheMoqWorkedOut:
    def test_the_tank_fills_so_many_pieces(self):
        # 50 ml × 0.98 g/ml × 1.02 ÷ 0.95 = 52.6105… g a piece
        assert tank().bulk_per_piece == Quantity.of("52.610526315790", "g")
        assert tank().pieces() == pieces(3_802)
        assert tank(fill=Quantity.of(50, "g"), density=None, overfill=0, yield_=1).pieces() == pieces(4_000)

    @given(
        st.integers(1, 10**6),
        st.integers(1, 2_000),
        st.decimals("0.5", "2", places=3),
        st.decimals(0, "0.2", places=3),
        st.decimals("0.5", 1, places=3),
    )
    def test_one_piece_fewer_would_not_take_up_the_batch(
        self, kilos: int, fill: int, density: Decimal, overfill: Decimal, yield_: Decimal
    ):
        one = tank(
            bulk_minimum=Quantity.of(kilos, "kg"),
            fill=Quantity.of(fill, "ml"),
            density=density,
            overfill=overfill,
            yield_=yield_,
        )
        each = Fraction(fill) * Fraction(density) * (1 + Fraction(overfill)) / Fraction(yield_)
        number = Fraction(one.pieces().value)
        assert (number - 1) * each < kilos * 1_000 <= number * each

    def test_packaging_has_minimums_of_its_own(self):
        pump = PackagingMinimum(item="P-7", name="pump", moq=pieces(10_000))
        carton = PackagingMinimum(item="C-2", name="carton", moq=Quantity.of(500, "carton"), for_pieces=12)
        labels = PackagingMinimum(item="L-1", name="label", moq=pieces(10_000), per_piece=Decimal(2))
        assert [one.pieces() for one in (pump, carton, labels)] == [pieces(10_000), pieces(6_000), pieces(5_000)]

    def test_the_largest_binds_and_is_named(self):
        pump = PackagingMinimum(item="P-7", name="pump", moq=pieces(10_000))
        found = worked_out_moq(tank(), [pump])
        assert (found.quantity, str(found.binding)) == (pieces(10_000), "pump P-7")
        assert [(str(name), quantity.value) for name, quantity in found.parts] == [
            ("the tank", 3802),
            ("pump P-7", 10000),
        ]
        assert "pump P-7 binds" in str(found)
        alone = worked_out_moq(tank())
        assert (alone.quantity, str(alone.binding)) == (pieces(3_802), "the tank")

    def test_equal_ones_bind_together(self):
        two = [PackagingMinimum(item=item, name="jar", moq=pieces(5_000)) for item in ("J-1", "J-2")]
        assert str(worked_out_moq(None, two).binding) == "jar J-1, jar J-2"

    def test_nothing_asks_for_nothing(self):
        with pytest.raises(ValueProblem, match="nothing that asks for a minimum"):
            worked_out_moq(None)

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"bulk_minimum": Quantity.of(200, "l")}, "the least batch is a mass"),
            ({"fill": pieces(1)}, "a volume or a mass"),
            ({"density": None}, "needs the density"),
            ({"fill": Quantity.of(50, "g")}, "needs no density"),
            ({"density": Decimal(0)}, "above 0"),
            ({"yield_": Decimal(0)}, "above 0"),
            ({"overfill": Decimal("1.1")}, "share from 0 to 1"),
            ({"fill": Quantity.of("0.000000001", "ml")}, "check the units"),
        ],
    )
    def test_a_tank_that_can_not_be_is_refused(self, words: dict[str, Any], says: str):
        with pytest.raises(ValidationError, match=says):
            tank(**words)

    def test_a_small_precision_of_the_program_changes_nothing(self):
        with localcontext(prec=9):
            assert tank().pieces() == pieces(3_802)
            assert tank().bulk_per_piece == Quantity.of("52.610526315790", "g")
            assert str(worked_out_moq(tank()).quantity) == "3,802 piece"


def material(name: str, share: str, price: str, currency: str = "CNY") -> RawMaterial:
    return RawMaterial(material=name, share=Decimal(share), price=Money.of(price, currency), on=ON, source="offer")


DOLLAR = ExchangeRate(base="USD", quote="CNY", rate="7.10", on=ON, source="PBOC central parity")


def sheet(**words: Any) -> CostSheet:
    """50 g of bulk at 24.30 a kilogram, a jar, filling, and one test for the order."""
    said: dict[str, Any] = {
        "quote": "Q-1",
        "version": 2,
        "item": CREAM,
        "quantity": pieces(5_000),
        "currency": "CNY",
        "materials": (
            material("water", "0.7", "0.00"),
            material("squalane", "0.1", "200.00"),
            material("shea butter", "0.2", "21.50"),
        ),
        "bulk_per_piece": Quantity.of(50, "g"),
        "loss": percent(10),
        "lines": (
            CostLine(kind="packaging", name="jar", amount=cny("1.94"), loss=percent(3)),
            CostLine(kind="filling", name="line 2", amount=cny("0.40")),
            CostLine(kind="testing", name="stability", amount=cny("3000.00"), per="order"),
        ),
    }
    return CostSheet(**(said | words))


class TestTheCostSheet:
    def test_it_adds_up_by_what_it_is_for(self):
        one = sheet()
        assert one.bulk_per_kg == cny("24.30")
        assert one.parts == {
            "bulk": cny("1.35"),
            "packaging": cny("2.00"),
            "filling": cny("0.40"),
            "testing": cny("0.60"),
        }
        assert (one.unit_cost, one.total) == (cny("4.35"), cny("21750.00"))

    def test_a_cost_of_the_order_is_shared_by_its_quantity(self):
        assert sheet(quantity=pieces(10_000)).unit_cost == cny("4.05")

    def test_the_margin_is_what_is_left_of_the_price(self):
        found = sheet().margin(cny("7.50"))
        assert (found.money, found.share, found.total) == (cny("3.15"), Decimal("0.42"), cny("15750.00"))
        assert sheet().margin(cny("0.00")).share is None
        assert sheet().margin(cny("4.00")).money == cny("-0.35")

    def test_tax_in_the_price_is_no_income(self):
        basis = TaxBasis(included=True, vat=percent(13), invoice="special")
        gross = Domestic(handover="pickup", place="Hangzhou", freight_by="buyer", tax=basis)
        assert sheet(price_terms=gross).margin(cny("8.475")).money == cny("3.15")

    def test_the_tax_that_is_not_given_back_on_export_is_a_cost(self):
        rebate = VatRebate(rate=percent(9), on=ON, source="State Taxation Administration")
        fob = Export(incoterm=Incoterm.of("FOB Ningbo"), rebate=rebate)
        assert sheet(price_terms=fob, vat=percent(13)).margin(cny("7.50")).money == cny("2.85")
        with pytest.raises(ValidationError, match="give it with a rebate"):
            sheet(price_terms=fob)
        with pytest.raises(ValidationError, match="give it with a rebate"):
            sheet(vat=percent(13))
        with pytest.raises(ValidationError, match="a rebate of 9 % is more than the tax of 6 %"):
            sheet(price_terms=fob, vat=percent(6))

    def test_another_currency_is_converted_at_the_sheet_s_own_rate(self):
        imported = (material("squalane", "1", "10.00", "USD"),)
        one = sheet(materials=imported, rates=(DOLLAR,))
        assert one.bulk_per_kg == cny("71.00")
        assert one.margin(Money.of("2.00 USD")).unit_price == cny("14.20")
        with pytest.raises(ValidationError, match="squalane is in USD: add a rate between USD and CNY"):
            sheet(materials=imported)
        with pytest.raises(CurrencyMismatch, match="add a dated rate between USD and CNY"):
            sheet().margin(Money.of("2.00 USD"))
        with pytest.raises(ValidationError, match="one rate for each other currency"):
            sheet(rates=(DOLLAR, DOLLAR))

    def test_a_formula_of_110_percent_is_an_error(self):
        with pytest.raises(ValidationError, match="sum to 110 %"):
            sheet(materials=(material("water", "0.7", "0.00"), material("oil", "0.4", "30.00")))
        with pytest.raises(ValidationError, match="sum to 70 %"):
            sheet(materials=(material("water", "0.7", "0.00"),))

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"bulk_per_piece": None}, "give both or neither"),
            ({"materials": ()}, "give both or neither"),
            ({"bulk_per_piece": Quantity.of(50, "ml")}, "is a mass"),
            ({"materials": (), "bulk_per_piece": None, "lines": ()}, "needs materials or lines"),
            ({"loss": Decimal(1)}, "leaves nothing"),
            ({"materials": (material("oil", "0.5", "1"), material("oil", "0.5", "1"))}, "oil come more than once"),
            ({"quantity": Quantity.of("9999999999999", "piece"), "loss": Decimal("0.999999")}, "too large"),
        ],
    )
    def test_a_sheet_that_can_not_be_is_refused(self, words: dict[str, Any], says: str):
        with pytest.raises(ValidationError, match=says):
            sheet(**words)

    def test_it_is_no_fresher_than_its_oldest_price(self):
        old = CostLine(kind="other", name="drums", amount=cny("0.01"), on=date(2025, 11, 1))
        assert sheet().on == ON
        assert sheet(lines=(old,)).on == date(2025, 11, 1)
        assert sheet(materials=(), bulk_per_piece=None).on is None

    def test_a_small_precision_of_the_program_changes_nothing(self):
        with localcontext(prec=5):
            assert sheet().total == cny("21750.00")
            assert sheet().margin(cny("7.50")).total == cny("15750.00")


class TestMaterialsThatMove:
    def test_a_sheet_expires_when_a_material_moves_by_the_threshold(self):
        assert sheet().expires_early({"squalane": cny("219.99")}, percent(10)) == ()
        (up,) = sheet().expires_early({"squalane": cny("220.00"), "water": cny("5.00")}, percent(10))
        assert str(up).replace("\xa0", " ") == "squalane rose from 200.00 CNY to 220.00 CNY a kg, by 10 %"
        (down,) = sheet().expires_early({"shea butter": cny("10.75")}, percent(10))
        assert "fell" in str(down)
        assert "by 50 %" in str(down)

    def test_a_price_in_another_currency_can_not_be_judged_and_is_said(self):
        (odd,) = sheet().expires_early({"squalane": Money.of("28.00 USD")}, percent(10))
        assert "give it in CNY" in str(odd)

    @given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 100))
    def test_it_moved_exactly_where_the_move_reaches_the_share(self, old: int, new: int, share: int):
        clause = MaterialClause(
            materials=(MaterialPrice(material="oil", price=Money.of(old, "JPY"), on=ON, source="x"),),
            moves_by=percent(share),
        )
        said = clause.ended_by({"oil": Money.of(new, "JPY")})
        assert bool(said) == (abs(Fraction(new - old, old)) >= Fraction(share, 100))

    @pytest.mark.parametrize(
        ("words", "says"),
        [({"materials": ()}, "at least one material"), ({"moves_by": Decimal(0)}, "above 0")],
    )
    def test_a_clause_that_says_nothing_is_refused(self, words: dict[str, Any], says: str):
        oil = MaterialPrice(material="oil", price=cny("30.00"), on=ON, source="offer")
        with pytest.raises(ValidationError, match=says):
            MaterialClause(**({"materials": (oil,), "moves_by": percent(10)} | words))
        with pytest.raises(ValidationError, match="oil come more than once"):
            MaterialClause(materials=(oil, oil), moves_by=percent(10))

    def test_a_price_of_tomorrow_can_not_be_heard_of(self):
        with pytest.raises(ValidationError, match="record it when it has come"):
            MaterialPriceMoved(at=day(0), material="oil", price=cny("30.00"), on=day(3).date(), source="rumour")
        with pytest.raises(ValidationError, match="above 0"):
            MaterialPriceMoved(at=day(0), material="oil", price=cny("0.00"), on=day(0).date(), source="rumour")


class TestMargins:
    def test_quote_and_settlement_are_kept_apart(self):
        made = CostSheetMade(at=day(17), sheet=sheet())
        actual = SettlementCosted(at=day(80), sheet=sheet(quantity=pieces(4_900), loss=percent(19)))
        found = margins([*complete_deal(), made, actual])
        (quoted,), (settled,) = found.at_quote, found.at_settlement
        assert (quoted.item, quoted.margin.money) == (CREAM, cny("3.15"))
        assert settled.margin.unit_cost > quoted.margin.unit_cost
        assert settled.margin.quantity == pieces(4_900)
        assert found.not_costed == (TONER,)
        assert found.share_at_quote == Decimal("0.42")
        assert "no cost sheet: TONER-120" in str(found)
        assert "at the quote" in repr(found)

    def test_a_later_sheet_of_the_same_version_takes_its_place_and_another_version_does_not(self):
        first, better = CostSheetMade(at=day(16), sheet=sheet()), CostSheetMade(at=day(17), sheet=sheet(loss=0))
        other = CostSheetMade(at=day(18), sheet=sheet(version=1, lines=()))
        (found,) = margins([*complete_deal(), other, better, first]).at_quote
        assert found.margin.unit_cost == sheet(loss=0).unit_cost

    def test_settlement_is_at_the_price_of_the_contract(self):
        signed = ContractSigned(
            at=day(70),
            contract=contract(
                lines=tuple(
                    one.model_copy(update={"unit_price": one.unit_price - cny("0.50")}) for one in contract().lines
                )
            ),
        )
        facts = [*complete_deal(), SettlementCosted(at=day(80), sheet=sheet())]
        before, after = margins(facts), margins([*facts, signed])
        assert before.at_settlement[0].margin.unit_price == cny("7.50")
        assert after.at_settlement[0].margin.unit_price == cny("7.00")

    def test_without_an_agreement_or_a_rate_nothing_is_reckoned(self):
        assert margins([CostSheetMade(at=day(17), sheet=sheet())]).at_quote == ()
        assert margins([]).share_at_settlement is None
        dollars = sheet(currency="USD", materials=(), bulk_per_piece=None, rates=(DOLLAR,))
        facts = [*complete_deal(), CostSheetMade(at=day(17), sheet=dollars)]
        assert margins(facts).at_quote[0].margin.unit_price.currency == "USD"
        lines = (CostLine(kind="other", name="all", amount=Money.of("1.00 USD")),)
        bare = sheet(currency="USD", materials=(), bulk_per_piece=None, lines=lines)
        assert margins([*complete_deal(), CostSheetMade(at=day(17), sheet=bare)]).not_costed == (CREAM, TONER)

    @given(st.permutations(complete_deal()), st.integers(0, 30), st.integers(1, 10**12))
    def test_any_facts_fold(self, facts: list[Any], cut: int, number: int):
        assume(facts)
        made = CostSheetMade(at=day(17), sheet=sheet(quantity=pieces(number)))
        found = margins([*facts[:cut], made, made, SettlementCosted(at=day(80), sheet=made.sheet)])
        assert len(found.at_quote) <= 1
        assert str(found)
        assert repr(found)


def test_a_quote_with_all_that_comes_with_it_survives_json() -> None:
    """Charges, alternatives, a rate and a clause are written down and read again."""
    oil = MaterialPrice(material="squalane", price=cny("200.00"), on=ON, source="offer")
    whole = quote(
        charges=(amortised(credited_above=pieces(100_000)),),
        alternative_to=("Q-2",),
        rate=DOLLAR,
        material_clause=MaterialClause(materials=(oil,), moves_by=percent(10)),
    )
    assert Quote.model_validate_json(whole.model_dump_json()) == whole
    assert hash(whole)
