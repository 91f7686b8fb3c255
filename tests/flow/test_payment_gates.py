"""The gates on money: a credit limit stands for an open account while its check is in force; a stranger never pays."""

from datetime import date
from typing import Any

import pytest
from conditionkit import changed, made, orders, shipped
from flowkit import day, reasons, told, waived

from b2bdeal import (
    ContractSigned,
    Deal,
    Fact,
    LeadFound,
    Money,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    ProductionReleased,
    QuoteSent,
    TermsAgreed,
    percent,
)

IN_FORCE = date(2026, 12, 31)
OPEN = PaymentTerms(
    rows=(
        PaymentTerm(
            name="open", portion=percent(100), trigger="after_bl", days=60, method="open_account", gate="production"
        ),
    )
)


def on(terms: PaymentTerms, **account: Any) -> Deal:
    """The story up to the release of production, unpaid, on other terms, with a buyer of whom this is known."""

    def instead(fact: Fact) -> Fact:
        if isinstance(fact, LeadFound):
            return changed(fact, lead=changed(fact.lead, account=changed(fact.lead.account, **account)))
        if isinstance(fact, QuoteSent):
            return changed(fact, quote=changed(fact.quote, payment_terms=terms))
        if isinstance(fact, TermsAgreed):
            return changed(fact, terms=changed(fact.terms, payment_terms=terms))
        if isinstance(fact, ContractSigned):
            return changed(fact, contract=changed(fact.contract, payment_terms=terms))
        return fact

    return told(ProductionReleased, without=(PaymentReceived,), instead=instead)


def said(deal: Deal, fact: Fact, condition: str = "deposit_received") -> str:
    return reasons(deal, fact)[condition].text().replace("\xa0", " ")


def test_within_the_credit_limit_production_starts_without_money():
    deal = on(OPEN, credit_limit=Money.of("213600 CNY"), next_check=IN_FORCE)
    assert not reasons(deal, orders())
    payments = deal.then(orders()).payments
    assert payments is not None
    assert payments.received.is_zero


@pytest.mark.parametrize(
    ("account", "why"),
    [
        ({}, "the buyer has no credit limit"),
        ({"credit_limit": Money.of("213600 CNY")}, "no check of maison-lune is in force"),
        (
            {"credit_limit": Money.of("213600 CNY"), "next_check": date(2026, 6, 9)},
            "no check of maison-lune is in force",
        ),
        (
            {"credit_limit": Money.of("213599.99 CNY"), "next_check": IN_FORCE},
            "213,600.00 CNY would be open, and the limit of maison-lune is 213,599.99 CNY",
        ),
        (
            {"credit_limit": Money.of("900000 USD"), "next_check": IN_FORCE},
            "the limit of maison-lune is 900,000.00 USD",
        ),
    ],
)
def test_without_a_limit_that_holds_an_open_account_opens_nothing(account: dict[str, Any], why: str):
    assert why in said(on(OPEN, **account), orders())


def test_a_check_is_in_force_on_its_last_day():
    account = {"credit_limit": Money.of("213600 CNY"), "next_check": date(2026, 6, 10)}
    assert not reasons(on(OPEN, **account), orders())


def test_what_was_paid_of_an_open_account_leaves_room_in_the_limit():
    deal = on(OPEN, credit_limit=Money.of("200000 CNY"), next_check=IN_FORCE)
    assert "213,600.00 CNY would be open" in said(deal, orders())
    some = PaymentReceived(at=day(40), payment="TT-1", amount=Money.of("13600 CNY"))
    assert not reasons(deal.then(some), orders())


def test_without_a_credit_that_matches_a_row_by_letter_of_credit_opens_nothing():
    by_credit = PaymentTerms(
        rows=(
            PaymentTerm(
                name="credit", portion=percent(100), trigger="copy_of_bl", method="lc_sight", gate="production"
            ),
        )
    )
    assert "no operative letter of credit matches the contract" in said(on(by_credit), orders())


def test_a_stranger_s_money_opens_nothing_and_the_refusal_names_it():
    stranger = PaymentReceived(at=day(31), payment="X-1", amount=Money.of("64080.00 CNY"), payer="soleil-sarl")
    deal = told(ProductionReleased, without=(PaymentReceived,)).then(stranger)
    assert said(deal, orders()) == (
        "0.00 CNY of 64,080.00 CNY came, 64,080.00 CNY is missing: "
        "X-1, 64,080.00 CNY of soleil-sarl, who is not the buyer, is in question"
    )


def test_the_balance_is_waived_and_what_more_leaves_than_was_asked_for_is_still_due():
    deal = waived(told(PaymentReceived, nth=2, instead=made(13_000)), "balance_received", day(137))
    assert not reasons(deal, shipped(quantity=12_000))
    assert said(deal, shipped(quantity=12_300), "shipment_is_paid") == (
        "with SH-17, 5,340.00 CNY is due before shipping; 0.00 CNY came, 5,340.00 CNY is missing"
    )


def test_a_payment_that_comes_later_does_not_open_a_gate_for_a_back_dated_release():
    deal = told(ProductionReleased, without=(PaymentReceived,))
    late = deal.then(PaymentReceived(at=day(105), payment="TT-1", amount=Money.of("64080.00 CNY")))
    assert "64,080.00 CNY is missing" in said(late, orders(), "deposit_received")
    assert not reasons(late, orders(106, planned_start=date(2026, 6, 20), planned_finish=date(2026, 7, 6)))
