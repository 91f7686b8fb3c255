"""Quotes and costs, as the people in it would tell it: glass or airless, a mould, a discount, oil that got dear."""

from datetime import datetime
from typing import Any

import pytest

from b2bdeal import (
    Authority,
    Book,
    Charge,
    CostLine,
    CostSheet,
    CostSheetMade,
    CounterLine,
    CounterOffered,
    Deal,
    Export,
    Fact,
    GoodsAccepted,
    Incoterm,
    MaterialClause,
    MaterialPrice,
    MaterialPriceMoved,
    Money,
    PackagingMinimum,
    Policy,
    PriceApproved,
    PriceBreak,
    Quantity,
    Quote,
    QuoteLine,
    QuoteSent,
    RawMaterial,
    Refused,
    SettlementCosted,
    TankMinimum,
    TermsAgreed,
    days,
    margins,
    percent,
    testing,
    worked_out_moq,
)
from b2bdeal.testing import ITEM, TRADE, Clock, Story

STORY = Story()
HOUSE = TRADE.but(
    "house-with-authorities",
    version=1,
    policy=Policy(discount_authority={"sales": percent(5), "sales head": percent(15), "director": percent(30)}),
)
GLASS, AIRLESS = "CREAM-50-G", "CREAM-50-A"
PUMP = PackagingMinimum(item="P-7", name="airless pump", moq=Quantity.of("10000 piece"))
TANK = TankMinimum(
    bulk_minimum=Quantity.of("200 kg"),
    fill=Quantity.of("50 ml"),
    density="0.98",
    overfill=percent(2),
    yield_=percent(95),
)
MOULD = Charge(
    id="MOULD-1",
    kind="mould",
    name="airless bottle with the brand's own shoulder",
    item=AIRLESS,
    amount=Money.of("36000.00 CNY"),
    billing="amortised",
    over=Quantity.of("30000 piece"),
    owner="buyer",
    credited_above=Quantity.of("100000 piece"),
)


def pieces(number: int) -> Quantity:
    return Quantity.of(number, "piece")


def offer(item: str, number: str, price: str, version: int = 1, *, moq: int = 4_000, **words: Any) -> Quote:
    """An article at one price of a list price of 20.00 CNY, a tenth dearer below 20,000 pieces."""
    small = Money.of(price, "CNY") * 11 / 10
    breaks = (
        PriceBreak(from_quantity=pieces(moq), unit_price=small, list_price=Money.of("22.00 CNY"), lead_time=days(45)),
        PriceBreak(
            from_quantity=pieces(20_000),
            unit_price=Money.of(price, "CNY"),
            list_price=Money.of("20.00 CNY"),
            lead_time=days(55),
        ),
    )
    line = QuoteLine(item=item, name="Night cream 50 ml", breaks=breaks, moq=pieces(moq), multiple=pieces(1_000))
    said: dict[str, Any] = {
        "number": number,
        "version": version,
        "lines": (line,),
        "currency": "CNY",
        "price_terms": Export(incoterm=Incoterm.of("FCA Ningbo")),
        "payment_terms": STORY.terms,
        "valid_until": STORY.day(60),
    }
    return Quote(**(said | words))


class Telling:
    """Tells what happens from the first quote on, after the story's lead, brief and sample."""

    def __init__(self, clock: Clock) -> None:
        roles = {
            "zhao": "sales",
            "he": "sales head",
            "li": "director",
            "sun": "quality",
            "wu": "finance",
            "qian": "planning",
        }
        self.clock = clock
        self.book = Book(flows=[HOUSE], clock=clock, authority=Authority(roles))
        (by, opening), *lines = STORY.lines()
        self.deal: Deal = self.book.start(HOUSE, opening, by=by)
        for by, fact in lines:
            if fact.kind == QuoteSent.kind:
                break
            self.records(fact, by=by)

    def day(self, number: float) -> datetime:
        return STORY.day(int(number))

    def records(self, fact: Fact, *, by: str = "zhao") -> Deal:
        self.clock.now = max(self.clock.now, fact.at)
        self.deal = self.book.record(self.deal, fact, by=by)
        return self.deal

    def is_refused(self, fact: Fact, *, by: str = "zhao") -> str:
        self.clock.now = max(self.clock.now, fact.at)
        with pytest.raises(Refused) as caught:
            self.book.record(self.deal, fact, by=by)
        assert self.book.deal(self.deal.id) == self.deal, "nothing was recorded"
        return str(caught.value).replace("\xa0", " ")

    def quotes(self, quote: Quote, on: int, *, role: str = "sales") -> Deal:
        return self.records(QuoteSent(at=self.day(on), quote=quote, role=role))


@pytest.fixture
def told(clock: Clock) -> Telling:
    return Telling(clock)


def test_glass_or_airless_and_a_discount_that_takes_the_sales_head(told: Telling):
    """Two alternatives, a counter with a substitute, 12 % that a salesperson may not give, agreement on one of them."""
    # The least of the airless bottle is what the pump's maker sells, not what the tank makes.
    least = worked_out_moq(TANK, [PUMP])
    assert (least.quantity, str(least.binding)) == (pieces(10_000), "airless pump P-7")
    assert worked_out_moq(TANK).quantity == pieces(3_802)

    told.quotes(offer(GLASS, "Q-G", "19.40"), 15)
    airless = offer(AIRLESS, "Q-A", "19.80", moq=10_000, charges=(MOULD,), alternative_to=("Q-G",))
    told.quotes(airless, 15)
    assert [one.number for one in told.deal.negotiation.quotes_in_force(told.day(16))] == ["Q-G", "Q-A"]

    # They would rather have the airless one, cheaper, in July.
    wish = CounterLine(
        item=GLASS,
        substitute=AIRLESS,
        quantity=pieces(24_000),
        unit_price=Money.of("17.00 CNY"),
        wanted_date="2026-07-31",
    )
    told.records(CounterOffered(at=told.day(17), lines=(wish,), contact="moreau"))
    glass = told.deal.negotiation.gap[0]
    assert (glass.item, glass.substitute, glass.difference) == (GLASS, AIRLESS, None)

    # 12 % below the list: more than a salesperson may give, and nobody approves what they asked for.
    second = offer(AIRLESS, "Q-A", "17.60", 2, moq=10_000, charges=(MOULD,))
    why = told.is_refused(QuoteSent(at=told.day(18), quote=second, role="sales"))
    assert "CREAM-50-A at 19.36 CNY is 12 % below its list price of 22.00 CNY; sales may give 5 %" in why
    assert "It takes the approval of sales head, director" in why
    assert "zhao does not have the role sales head" in told.is_refused(
        QuoteSent(at=told.day(18), quote=second, role="sales head")
    )
    approval = {"quote": "Q-A", "version": 2, "discount": percent(12), "role": "sales head", "reason": "a second order"}
    own = PriceApproved.model_validate(approval | {"at": told.day(18), "approved_by": "he", "asked_by": "he"})
    assert "he asked for it and can't approve it" in told.is_refused(own, by="he")
    told.records(
        PriceApproved.model_validate(approval | {"at": told.day(18), "approved_by": "he", "asked_by": "zhao"}), by="he"
    )
    told.quotes(second, 18)
    assert [(one.number, one.version) for one in told.deal.negotiation.quotes_in_force(told.day(19))] == [
        ("Q-G", 1),
        ("Q-A", 2),
    ]
    approved_once = offer(AIRLESS, "Q-A", "17.40", 3, moq=10_000, charges=(MOULD,))
    assert "13 % below" in told.is_refused(QuoteSent(at=told.day(18), quote=approved_once, role="sales"))

    # Side by side: the mould is in the airless one's total once, as far as 24,000 of 30,000 pieces go.
    table = told.deal.negotiation.comparison({AIRLESS: pieces(24_000), GLASS: pieces(24_000)})
    totals = {(one.quote, one.version): one.total for one in table.lines}
    assert totals[("Q-A", 2)] == Money.of("451200.00 CNY"), "24,000 × 17.60, and 28,800 of the mould"

    # The first version is superseded; either alternative could be taken; they take the airless one.
    first = airless.agree({AIRLESS: pieces(24_000)}, STORY.date(170))
    said = told.is_refused(TermsAgreed(at=told.day(20), terms=first, agreed_with="moreau"))
    assert "version 1 of Q-A is superseded by version 2 of Q-A" in said
    taken = second.agree({AIRLESS: pieces(24_000)}, STORY.date(170))
    without = taken.model_copy(update={"charges": ()})
    assert "charge MOULD-1 of –, the quote says 36,000.00 CNY" in told.is_refused(
        TermsAgreed(at=told.day(20), terms=without, agreed_with="moreau")
    )
    glassy = offer(GLASS, "Q-G", "19.40").agree({GLASS: pieces(20_000)}, STORY.date(170))
    assert told.deal.then(TermsAgreed(at=told.day(20), terms=glassy), by="zhao").stage.name == "agreed"
    told.records(TermsAgreed(at=told.day(20), terms=taken, agreed_with="moreau"))
    assert told.deal.stage.name == "agreed"
    assert told.deal.value == Money.of("451200.00 CNY")
    assert told.book.verify(told.deal) == ()


def test_an_offer_ends_when_its_oil_gets_dear_and_a_new_version_counts_on_the_new_price(told: Telling):
    """The quote counts on squalane at 200; it rises by 15 %; a new version goes out."""
    oil = MaterialPrice(material="squalane", price=Money.of("200.00 CNY"), on=STORY.date(14), source="supplier's offer")
    clause = MaterialClause(materials=(oil,), moves_by=percent(10))
    quote = offer(GLASS, "Q-G", "19.40", material_clause=clause)
    told.quotes(quote, 15)
    told.records(
        MaterialPriceMoved(
            at=told.day(18),
            material="squalane",
            price=Money.of("230.00 CNY"),
            on=STORY.date(18),
            source="same supplier",
        ),
        by="qian",
    )
    agreed = quote.agree({GLASS: pieces(20_000)}, STORY.date(170))
    why = told.is_refused(TermsAgreed(at=told.day(20), terms=agreed))
    assert "squalane rose from 200.00 CNY to 230.00 CNY a kg, by 15 %" in why
    assert told.deal.negotiation.quote_in_force(told.day(19)) is None

    dear = MaterialPrice(material="squalane", price=Money.of("230.00 CNY"), on=STORY.date(18), source="same supplier")
    again = offer(GLASS, "Q-G", "19.90", 2, material_clause=MaterialClause(materials=(dear,), moves_by=percent(10)))
    told.quotes(again, 19)
    told.records(TermsAgreed(at=told.day(20), terms=again.agree({GLASS: pieces(20_000)}, STORY.date(170))))
    assert told.deal.stage.name == "agreed"


def test_what_was_expected_and_what_was_left_are_kept_apart(book: Book):
    """The cost sheet is made with the quote; at settlement the loss in filling was larger."""
    deal = testing.complete_deal(book, until=GoodsAccepted)

    def sheet(quantity: int, loss: int) -> CostSheet:
        price = MaterialPrice(material="bulk", price=Money.of("96.00 CNY"), on=STORY.date(14), source="formula F-17.2")
        return CostSheet(
            quote="Q-2026-041",
            version=2,
            item=ITEM,
            quantity=pieces(quantity),
            currency="CNY",
            materials=(RawMaterial(material="bulk", share=1, price=price.price, on=price.on, source=price.source),),
            bulk_per_piece=Quantity.of("50 g"),
            loss=percent(loss),
            lines=(
                CostLine(kind="packaging", name="glass jar, lid, carton", amount=Money.of("4.20 CNY"), loss=percent(2)),
                CostLine(kind="filling", name="filling and packing", amount=Money.of("0.85 CNY")),
                CostLine(kind="testing", name="stability, microbiology", amount=Money.of("6000.00 CNY"), per="order"),
            ),
        )

    deal = book.record(deal, CostSheetMade(at=STORY.day(168), sheet=sheet(12_000, 4)), by="zhao")
    deal = book.record(deal, SettlementCosted(at=STORY.day(168), sheet=sheet(11_940, 9)), by="wu")
    found = margins(deal.facts)
    assert found.share_at_quote is not None
    assert found.share_at_settlement is not None
    assert found.share_at_quote > found.share_at_settlement > 0
    assert [(one.item, one.margin.quantity) for one in found.at_settlement] == [(ITEM, pieces(11_940))]
    assert deal.stage.name == "accepted"
