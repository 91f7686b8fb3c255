"""Where each condition on alternatives, discounts, approvals, materials and settled costs refuses, and where not."""

from typing import Any

from conditionkit import STORY, Case, changed, line, quote, terms
from flowkit import day, told

from b2bdeal import (
    CostLine,
    CostSheet,
    Deal,
    Fact,
    GoodsAccepted,
    MaterialClause,
    MaterialPrice,
    MaterialPriceMoved,
    Money,
    Policy,
    PriceApproved,
    QuoteSent,
    SettlementCosted,
    TermsAgreed,
    percent,
)
from b2bdeal.testing import ITEM, TRADE

AUTHORITIES = {"sales": percent(5), "director": percent(20)}
PRICED = TRADE.but("priced", version=1, policy=Policy(discount_authority=AUTHORITIES))


def discounted(price: str, **words: Any) -> QuoteSent:
    """A first version whose break has this price, of a list price of 20.00 CNY."""
    breaks = tuple(
        changed(b, unit_price=Money.of(price, "CNY"), list_price=Money.of("20.00", "CNY"))
        for b in STORY.quote(1, "17.80", 18).lines[0].breaks
    )
    return QuoteSent(at=day(18.1), quote=quote(1, **line(breaks=breaks)).quote, **words)


def approved(**words: Any) -> PriceApproved:
    said = {
        "at": day(18.05),
        "quote": "Q-2026-041",
        "version": 1,
        "discount": percent(12),
        "role": "director",
        "approved_by": "li",
        "asked_by": "zhao",
        "reason": "the second order is planned",
    }
    return PriceApproved.model_validate(said | words)


def after(*facts: Fact) -> Deal:
    """The story before its first quote, under a policy with authorities, after these facts."""
    deal = told(QuoteSent, under=PRICED)
    for fact in facts:
        deal = deal.then(fact, by="li")
    return deal


def squalane(price: str, on: float = 18) -> MaterialPrice:
    return MaterialPrice(material="squalane", price=Money.of(price, "CNY"), on=day(on).date(), source="Amyris")


def tied(fact: Fact) -> Fact:
    """Tells the story with a clause on squalane in its quotes."""
    if not isinstance(fact, QuoteSent):
        return fact
    clause = MaterialClause(materials=(squalane("200.00"),), moves_by=percent(10))
    return changed(fact, quote=changed(fact.quote, material_clause=clause))


def tied_to_squalane(price: str, on: float = 19) -> Deal:
    now = squalane(price, on)
    moved = MaterialPriceMoved(at=day(19), material=now.material, price=now.price, on=now.on, source=now.source)
    return told(TermsAgreed, instead=tied).then(moved)


def settled(**words: Any) -> SettlementCosted:
    jar = CostLine(kind="packaging", name="jar", amount=Money.of("3.10", "CNY"))
    said = {"quote": "Q-2026-041", "version": 2, "item": ITEM, "quantity": "11940 piece", "currency": "CNY"}
    values = {**said, "quantity": STORY.contract(24).lines[0].quantity, "lines": (jar,), **words}
    return SettlementCosted(at=day(169), sheet=CostSheet.model_validate(values))


QUOTING = (
    Case(
        "alternatives_are_open",
        lambda: told(TermsAgreed),
        quote(1, number="Q-2", alternative_to=("Q-2026-014",)),
        "Q-2 is to stand beside Q-2026-014, and on the table is Q-2026-041",
        quote(1, number="Q-2", alternative_to=("Q-2026-041",)),
    ),
    Case(
        "within_price_authority",
        after,
        discounted("17.60", role="sales"),
        "CREAM-50 at 17.60 CNY is 12 % below its list price of 20.00 CNY; sales may give 5 %. It takes the approval of "
        "director",
        discounted("19.00", role="sales"),
    ),
    Case(
        "within_price_authority",
        after,
        discounted("19.00"),
        "CREAM-50 at 19.00 CNY is 5 % below its list price of 20.00 CNY; it is sent in no role, and so with no "
        "discount. It takes the approval of sales, director",
        discounted("20.00"),
    ),
    Case(
        "within_price_authority",
        lambda: after(approved()),
        discounted("17.50", role="sales"),
        "12.5 % below its list price of 20.00 CNY; 12 % is approved. It takes the approval of director",
        discounted("17.60", role="sales"),
    ),
    Case(
        "within_price_authority",
        after,
        discounted("15.00", role="director"),
        "director may give 20 %, and no role may give so much",
        discounted("16.00", role="director"),
    ),
    Case(
        "within_price_authority",
        after,
        quote(1),
        "CREAM-50 has a price without a list price, so its discount is not known",
        quote(1),
        better=lambda: after(approved(discount=None)),
    ),
    Case(
        "within_price_authority",
        lambda: after(approved(version=2)),
        discounted("17.60", role="sales"),
        "sales may give 5 %",
        discounted("17.60", role="sales"),
        better=lambda: after(approved(discount=None)),
    ),
    Case(
        "approval_is_of_four_eyes",
        after,
        approved(asked_by="li"),
        "li asked for it and can't approve it",
        approved(),
    ),
    Case(
        "approval_is_within_role",
        after,
        approved(discount=percent(25)),
        "25 % is approved, and director may give 20 %",
        approved(discount=percent(20)),
    ),
    Case(
        "approval_is_within_role",
        after,
        approved(role="finance"),
        "finance may approve no price; director, sales may",
        approved(),
    ),
    Case(
        "materials_steady",
        lambda: tied_to_squalane("220.00"),
        terms(),
        "Q-2026-041 held while its materials move by less than 10 %: squalane rose from 200.00 CNY to 220.00 CNY a kg, "
        "by 10 %",
        terms(),
        better=lambda: tied_to_squalane("219.99"),
    ),
    Case(
        "materials_steady",
        lambda: tied_to_squalane("150.00"),
        terms(),
        "squalane fell from 200.00 CNY to 150.00 CNY a kg, by 25 %",
        terms(),
        better=lambda: tied_to_squalane("150.00", on=17),
    ),
    Case(
        "settled_item_is_agreed",
        lambda: told(GoodsAccepted),
        settled(version=1),
        "it is of version 1 of Q-2026-041, and version 2 of Q-2026-041 was accepted",
        settled(),
    ),
    Case(
        "settled_item_is_agreed",
        lambda: told(GoodsAccepted),
        settled(item="SERUM-30"),
        "SERUM-30 is none of CREAM-50",
        settled(),
    ),
)
