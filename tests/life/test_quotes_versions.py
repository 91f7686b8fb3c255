"""Quotes: breaks and what more would cost, alternatives beside each other, counters, the comparison of versions."""

from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import CREAM, TONER, cny, day, pieces, quote

from b2bdeal import (
    Charge,
    CounterLine,
    CounterOffered,
    Domestic,
    ExchangeRate,
    Export,
    Incoterm,
    MaterialClause,
    MaterialPrice,
    MaterialPriceMoved,
    Money,
    Negotiation,
    PriceBreak,
    Quantity,
    Quote,
    QuoteLine,
    QuoteSent,
    QuoteWithdrawn,
    TaxBasis,
    ValueProblem,
    compare,
    days,
    percent,
)
from b2bdeal.errors import UnitMismatch


def line(**changes: Any) -> QuoteLine:
    """Three breaks; full cartons of 24; from 3,000."""
    values: dict[str, Any] = {
        "item": CREAM,
        "name": "Day cream 50 ml",
        "breaks": (
            PriceBreak(from_quantity=pieces(3_000), unit_price=cny("19.40"), lead_time=days(40)),
            PriceBreak(from_quantity=pieces(10_000), unit_price=cny("17.80"), lead_time=days(45)),
            PriceBreak(from_quantity=pieces(30_000), unit_price=cny("17.80"), lead_time=days(60)),
        ),
        "moq": pieces(3_000),
        "multiple": pieces(24),
    }
    return QuoteLine(**(values | changes))


class TestTheNextBreak:
    def test_it_is_the_first_above_the_quantity(self):
        starts = [line().next_break(pieces(n)) for n in (100, 3_000, 9_999, 10_000, 30_000)]
        assert [one and one.from_quantity.value for one in starts] == [3_000, 10_000, 10_000, 30_000, None]
        assert line().next_break(Quantity.of(5, "kg")) is None

    def test_advice_says_how_many_more_and_what_they_would_cost(self):
        # 10,000 is no multiple of 24, so 10,008 is the least that reaches the break.
        assert str(line().advice(pieces(4_008))) == (
            "CREAM-50: with 6,000 pieces more, 10,008 pieces are 17.80 CNY each in place of 19.40 CNY".replace(
                " CNY", "\xa0CNY"
            )
        )

    def test_advice_says_where_all_of_the_larger_quantity_costs_less(self):
        said = str(line().advice(pieces(9_984))).replace("\xa0", " ")
        assert said == (
            "CREAM-50: with 24 pieces more, 10,008 pieces are 17.80 CNY each in place of 19.40 CNY; "
            "all of them cost 178,142.40 CNY, less than the 193,689.60 CNY of 9,984 pieces"
        )

    def test_there_is_no_advice_where_nothing_gets_cheaper(self):
        assert line().advice(pieces(10_008)) is None, "the next break costs the same"
        assert line().advice(pieces(40_008)) is None
        assert line().advice(pieces(24)) is None, "so few have no price"

    def test_a_quantity_is_raised_to_what_can_be_ordered(self):
        assert [line().orderable(pieces(n)).value for n in (1, 3_000, 3_001, 4_008)] == [3_000, 3_000, 3_024, 4_008]
        assert line(multiple=None).orderable(Quantity.of(300, "dozen")) == pieces(3_600)
        with pytest.raises(UnitMismatch):
            line().orderable(Quantity.of(5, "kg"))

    @given(st.integers(0, 10**7), st.integers(1, 5_000), st.integers(1, 10**6))
    def test_what_can_be_ordered_has_no_misfit_and_is_the_least(self, asked: int, multiple: int, moq: int):
        breaks = (PriceBreak(from_quantity=pieces(1), unit_price=cny("1.00")),)
        one = line(breaks=breaks, moq=pieces(moq), multiple=pieces(multiple))
        found = one.orderable(pieces(asked))
        assert found >= pieces(asked)
        assert one.misfits(found) == ()
        assert found.value - multiple < max(asked, moq)

    def test_a_small_precision_of_the_program_changes_nothing(self):
        with localcontext(prec=3):
            assert line().orderable(pieces(123_457)) == pieces(123_480)
            assert line().advice(pieces(9_984)) is not None


class TestListPrices:
    def test_a_discount_is_reckoned_from_the_list(self):
        price = PriceBreak(from_quantity=pieces(1), unit_price=cny("17.60"), list_price=cny("20.00"))
        assert price.discount == Decimal("0.12")
        assert price.within_discount(percent(12))
        assert not price.within_discount(percent("11.99"))

    def test_a_price_above_the_list_is_no_discount(self):
        price = PriceBreak(from_quantity=pieces(1), unit_price=cny("21.00"), list_price=cny("20.00"))
        assert price.discount == 0
        assert price.within_discount(Decimal(0))

    def test_without_a_list_nobody_knows(self):
        price = PriceBreak(from_quantity=pieces(1), unit_price=cny("21.00"))
        assert price.discount is None
        assert not price.within_discount(percent(100))

    @pytest.mark.parametrize(
        ("listed", "says"),
        [(Money.of("3.00", "USD"), "its list price in USD"), (cny("0.00"), "must be above 0")],
    )
    def test_a_list_price_that_can_not_be_is_refused(self, listed: Money, says: str):
        breaks = (PriceBreak(from_quantity=pieces(3_000), unit_price=cny("2.00"), list_price=listed),)
        with pytest.raises(ValidationError, match=says):
            line(breaks=breaks)


def sent(number: str, on: int, version: int = 1, **words: Any) -> QuoteSent:
    return QuoteSent(at=day(on), quote=quote(version, number=number, **words))


def in_force(*facts: Any, at: int = 20) -> list[tuple[str, int]]:
    return [(one.number, one.version) for one in Negotiation.of(facts).quotes_in_force(day(at))]


class TestAlternatives:
    GLASS, AIRLESS = sent("Q-G", 1), sent("Q-A", 2, alternative_to=("Q-G",))

    def test_they_are_in_force_beside_each_other(self):
        assert in_force(self.GLASS, self.AIRLESS) == [("Q-G", 1), ("Q-A", 1)]
        now = Negotiation.of([self.GLASS, self.AIRLESS]).quote_in_force(day(20))
        assert now is not None
        assert now.number == "Q-A", "the one sent last"

    def test_each_has_versions_of_its_own(self):
        assert in_force(self.GLASS, self.AIRLESS, sent("Q-G", 3, 2)) == [("Q-A", 1), ("Q-G", 2)]

    def test_a_number_that_names_none_supersedes_them_all(self):
        assert in_force(self.GLASS, self.AIRLESS, sent("Q-3", 3)) == [("Q-3", 1)]

    def test_a_number_that_names_one_leaves_only_that(self):
        assert in_force(self.GLASS, self.AIRLESS, sent("Q-3", 3, alternative_to=("Q-A",))) == [("Q-A", 1), ("Q-3", 1)]

    def test_one_that_is_withdrawn_or_expired_leaves_the_other(self):
        gone = QuoteWithdrawn(at=day(3), number="Q-A", version=1, reason="no pump to be had")
        assert in_force(self.GLASS, self.AIRLESS, gone) == [("Q-G", 1)]
        short = sent("Q-A", 2, alternative_to=("Q-G",), valid_until=day(10))
        assert in_force(self.GLASS, short, at=11) == [("Q-G", 1)]

    def test_before_the_second_was_sent_only_the_first_is_in_force(self):
        assert in_force(self.GLASS, self.AIRLESS, at=1) == [("Q-G", 1)]

    def test_a_material_that_moved_ends_only_the_quote_that_names_it(self):
        oil = MaterialPrice(material="squalane", price=cny("200.00"), on=date(2026, 3, 1), source="Amyris")
        tied = sent("Q-A", 2, alternative_to=("Q-G",), material_clause=MaterialClause(materials=(oil,), moves_by="0.1"))
        up = MaterialPriceMoved(at=day(5), material="squalane", price=cny("230.00"), on=date(2026, 3, 2), source="x")
        assert in_force(self.GLASS, tied, up, at=4) == [("Q-G", 1), ("Q-A", 1)]
        assert in_force(self.GLASS, tied, up, at=5) == [("Q-G", 1)]
        back = MaterialPriceMoved(at=day(6), material="squalane", price=cny("205.00"), on=date(2026, 3, 3), source="x")
        assert in_force(self.GLASS, tied, up, back, at=6) == [("Q-G", 1), ("Q-A", 1)], "the latest price counts"

    @pytest.mark.parametrize(
        ("named", "says"), [(("Q-1",), "no alternative to itself"), (("Q-2", "Q-2"), "Q-2 more than once")]
    )
    def test_what_it_is_alternative_to_must_make_sense(self, named: tuple[str, ...], says: str):
        with pytest.raises(ValidationError, match=says):
            quote(alternative_to=named)


class TestCounters:
    def test_a_substitute_has_no_difference_of_price(self):
        wish = CounterLine(item=CREAM, substitute="CREAM-50-A", unit_price=cny("7.00"), wanted_date=date(2026, 9, 1))
        (cream, toner) = Negotiation.of([sent("Q-1", 1), CounterOffered(at=day(2), lines=(wish,))]).gap
        assert (cream.substitute, cream.wanted_date, cream.theirs) == ("CREAM-50-A", date(2026, 9, 1), cny("7.00"))
        assert cream.difference is None, "the prices are of two things"
        assert (toner.substitute, toner.quote) == (None, "Q-1")

    def test_a_price_named_for_one_thing_says_nothing_of_another(self):
        first = CounterOffered(at=day(2), lines=(CounterLine(item=CREAM, unit_price=cny("7.00")),))
        other = CounterOffered(at=day(3), lines=(CounterLine(item=CREAM, substitute="CREAM-30"),))
        assert Negotiation.of([sent("Q-1", 1), first, other]).gap[0].theirs is None
        more = CounterOffered(at=day(3), lines=(CounterLine(item=CREAM, quantity=pieces(9_000)),))
        gap = Negotiation.of([sent("Q-1", 1), first, more]).gap[0]
        assert (gap.theirs, gap.quantity) == (cny("7.00"), pieces(9_000))

    def test_a_price_that_they_name_on_another_basis_is_not_set_against_ours(self):
        net = Domestic(
            handover="pickup",
            place="Hangzhou",
            freight_by="buyer",
            tax=TaxBasis(included=False, vat=percent(13), invoice="special"),
        )
        wish = CounterLine(item=CREAM, quantity=pieces(5_000), unit_price=cny("7.00"))
        offer = QuoteSent(at=day(1), quote=quote(1))
        same = Negotiation.of([offer, CounterOffered(at=day(2), lines=(wish,))])
        assert same.gap[0].difference is not None
        other = Negotiation.of([offer, CounterOffered(at=day(2), lines=(wish,), price_terms=net)])
        assert (other.gap[0].theirs, other.gap[0].difference) == (cny("7.00"), None)
        assert other.gap[0].incomparable
        assert "these prices do not compare" in str(other)
        moved = QuoteSent(at=day(3), quote=quote(2, price_terms=net))
        later = Negotiation.of([offer, CounterOffered(at=day(2), lines=(wish,)), moved])
        assert later.gap[0].difference is None, "they named it on the basis that we had then"
        assert Negotiation.of([moved, CounterOffered(at=day(4), lines=(wish,))]).gap[0].difference is not None

    def test_the_card_shows_substitutes_where_there_are_any(self):
        wish = CounterOffered(at=day(2), lines=(CounterLine(item=CREAM, substitute="CREAM-50-A"),))
        assert "CREAM-50-A" in str(Negotiation.of([sent("Q-1", 1), wish]))
        assert "Substitute" not in str(Negotiation.of([sent("Q-1", 1)]))

    def test_nothing_is_a_substitute_for_itself(self):
        with pytest.raises(ValidationError, match="no substitute for itself"):
            CounterLine(item=CREAM, substitute=CREAM)

    def test_a_counter_may_ask_for_another_basis_alone(self):
        fob = Export(incoterm=Incoterm.of("FOB Ningbo"))
        assert CounterOffered(at=day(2), price_terms=fob).price_terms == fob
        with pytest.raises(ValidationError, match="payment_terms, price_terms or a note"):
            CounterOffered(at=day(2))


class TestTheComparison:
    def test_versions_stand_side_by_side_and_say_what_changed(self):
        first, second = quote(1), quote(2, "8.00", valid_until=day(90))
        found = compare(first, second, quantities={CREAM: pieces(5_000)})
        old, new = (one for one in found.lines if one.item == CREAM)
        assert (old.unit_price, new.unit_price, new.total) == (cny("8.00"), cny("7.50"), cny("37500.00"))
        assert old.changed == ()
        assert [str(one).partition(":")[0] for one in new.changed] == ["price", "valid until"]
        assert found.lowest(CREAM) == new

    def test_what_changes_beside_the_price_is_said_too(self):
        looser = tuple(
            one.model_copy(update={"tolerance": percent(10), "multiple": pieces(500)}) for one in quote().lines
        )
        rate = ExchangeRate(base="USD", quote="CNY", rate="7.12", on="2026-03-02", source="bank")
        oil = MaterialPrice(material="squalane", price=cny("200.00"), on="2026-03-02", source="offer")
        clause = MaterialClause(materials=(oil,), moves_by=percent(10))
        found = compare(quote(1), quote(2, "8.00", lines=looser, rate=rate, material_clause=clause))
        said = [str(one) for one in found.lines[1].changed]
        assert [one.partition(":")[0] for one in said] == [
            "multiple",
            "tolerance",
            "exchange rate",
            "the material clause is otherwise",
        ]
        assert said[0].replace("\xa0", " ") == "multiple: 100 pieces before"

    def test_a_handover_that_changes_on_one_basis_is_said(self):
        here = Domestic(
            handover="pickup",
            place="Hangzhou",
            freight_by="buyer",
            tax=TaxBasis(included=True, vat=percent(13), invoice="special"),
        )
        there = here.model_copy(update={"place": "Ningbo"})
        changed = compare(quote(1, price_terms=here), quote(2, "8.40", price_terms=there)).lines[1].changed
        assert any(str(one).startswith("price terms: Hangzhou") for one in changed)

    def test_it_says_that_the_next_break_is_cheaper(self):
        found = compare(quote(), quantities={CREAM: pieces(4_900)})
        assert (
            str(found.lines[0].advice).replace("\xa0", " ").startswith("CREAM-50: with 100 pieces more, 5,000 pieces")
        )
        assert "Q-1, version 1: CREAM-50: with 100" in str(found)
        assert "more" not in str(compare(quote(), quantities={one: pieces(60_000) for one in (CREAM, TONER)}))

    def test_what_nobody_asked_for_is_compared_at_its_moq(self):
        assert {one.quantity for one in compare(quote()).lines} == {pieces(1_000)}

    def test_one_time_charges_are_in_the_total_once(self):
        mould = Charge(
            id="M", kind="mould", name="jar", item=CREAM, amount=cny("9000.00"), billing="once", owner="buyer"
        )
        cheap = quote(2, "8.40", charges=(mould,))
        found = compare(quote(1), cheap, quantities={CREAM: pieces(5_000)})
        assert [one.total for one in found.lines if one.item == CREAM] == [cny("40000.00"), cny("48500.00")]
        best = found.lowest(CREAM)
        assert best is not None
        assert best.version == 1, "the lower price is dearer in all"

    def test_prices_on_two_bases_are_not_compared_and_the_note_says_why(self):
        net = Domestic(
            handover="pickup",
            place="Hangzhou",
            freight_by="buyer",
            tax=TaxBasis(included=False, vat=percent(13), invoice="special"),
        )
        gross = net.model_copy(update={"tax": TaxBasis(included=True, vat=percent(13), invoice="special")})
        found = compare(quote(1, price_terms=net), quote(2, "8.00", price_terms=gross))
        assert "with tax" in str(found.incomparable[0])
        assert "these prices do not compare: one price is with tax" in str(found)
        with pytest.raises(ValueProblem, match="These prices don't compare"):
            found.lowest(CREAM)
        changed = found.lines[1].changed
        assert any("price terms" in str(one) for one in changed)
        assert not any(str(one).startswith("price:") for one in changed)

    def test_two_currencies_are_not_compared(self):
        dollars = tuple(
            one.model_copy(
                update={
                    "breaks": tuple(
                        PriceBreak(from_quantity=b.from_quantity, unit_price=Money(b.unit_price.amount, "USD"))
                        for b in one.breaks
                    )
                }
            )
            for one in quote().lines
        )
        found = compare(quote(1), quote(1, number="Q-2", lines=dollars, currency="USD"))
        assert [str(one) for one in found.incomparable] == ["one price is in CNY, the other in USD"]

    def test_the_negotiation_compares_at_what_the_buyer_named(self):
        wish = CounterOffered(at=day(2), lines=(CounterLine(item=TONER, quantity=pieces(2_000)),))
        found = Negotiation.of([sent("Q-1", 1), wish]).comparison()
        assert {one.item: one.quantity for one in found.lines} == {CREAM: pieces(1_000), TONER: pieces(2_000)}
        assert found.card()["quote"]

    def test_an_item_below_its_first_break_has_no_price_and_no_total(self):
        (one, _) = compare(quote(), quantities={CREAM: pieces(10)}).lines
        assert (one.unit_price, one.total) == (None, None)
        assert compare(quote(), quantities={CREAM: pieces(10)}).lowest(CREAM) is None


class TestRates:
    RATE = ExchangeRate(base="USD", quote="CNY", rate="7.12", on=date(2026, 3, 2), source="PBOC central parity")

    def test_it_converts_both_ways_without_rounding(self):
        assert self.RATE.convert(Money.of("10.01 USD")) == Money.of("71.2712 CNY")
        assert self.RATE.convert(Money.of("71.20 CNY")) == Money.of("10 USD")
        assert self.RATE.convert(Money.of("1 CNY")) == Money.of("0.140449438202 USD")

    def test_a_third_currency_is_refused_with_what_to_do(self):
        with pytest.raises(ValueProblem, match=r"says nothing of EUR.*give a rate from EUR"):
            self.RATE.convert(Money.of("1 EUR"))

    @pytest.mark.parametrize(
        ("words", "says"),
        [({"rate": "0"}, "above 0"), ({"rate": "-7"}, "above 0"), ({"quote": "USD"}, "between two currencies")],
    )
    def test_a_rate_that_can_not_be_is_refused(self, words: dict[str, Any], says: str):
        with pytest.raises(ValidationError, match=says):
            ExchangeRate.model_validate(self.RATE.model_dump() | words)

    def test_a_document_takes_a_rate_of_its_own_currency_and_hands_it_on(self):
        agreed = quote(rate=self.RATE).agree({CREAM: pieces(1_000)}, date(2026, 6, 1))
        assert agreed.rate == self.RATE
        other = ExchangeRate(base="USD", quote="EUR", rate="0.9", on=date(2026, 3, 2), source="ECB")
        with pytest.raises(ValidationError, match="the rate is USD/EUR, the document is in CNY"):
            quote(rate=other)
        with pytest.raises(ValidationError, match="the rate is USD/EUR"):
            agreed.model_validate(agreed.model_dump() | {"rate": other})


def test_a_quote_of_before_reads_as_it_did() -> None:
    """What was written without alternatives, charges, rate and clause is still a quote."""
    old = quote().model_dump(mode="json")
    for name in ("charges", "alternative_to", "rate", "material_clause"):
        del old[name]
    for one in old["lines"]:
        for price in one["breaks"]:
            del price["list_price"]
    assert Quote.model_validate(old) == quote()
