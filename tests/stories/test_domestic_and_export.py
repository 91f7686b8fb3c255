"""Two quotes at home that never compare, goods to fetch, and documents that wait for money, as the people tell it."""

import pytest
from playing import changed, play
from pydantic import ValidationError

from b2bdeal import (
    Book,
    ContractSigned,
    DocumentsHeld,
    DocumentsReleased,
    Domestic,
    Export,
    Fact,
    Incoterm,
    Money,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    QuoteSent,
    Refused,
    Shipped,
    TaxBasis,
    TermsAgreed,
    TransportDocument,
    compare,
    not_comparable,
    percent,
)
from b2bdeal.errors import ValueProblem
from b2bdeal.testing import ITEM, TRADE, Clock, Story

TAXED = TaxBasis(included=True, vat=percent(13), invoice="special")
UNTAXED = TaxBasis(included=False, vat=percent(13), invoice="special")
HOME = Domestic(handover="delivery", place="Hangzhou", freight_by="seller", tax=TAXED)


def test_19_90_with_tax_and_17_61_without_are_one_price_and_never_set_side_by_side():
    """含税 against 不含税: the buyer's other offer looks lower, and is the same but for a cent."""
    story = Story()
    ours = changed(story.quote(1, "19.90", 18), price_terms=HOME)
    theirs = changed(story.quote(1, "17.61", 18), number="Q-2026-042", price_terms=changed(HOME, tax=UNTAXED))

    (why,) = not_comparable(ours.price_terms, theirs.price_terms)
    assert why.text() == "one price is with tax (含税), the other without (不含税)"
    assert why.text(lang="zh")
    with pytest.raises(ValueProblem, match="These prices don't compare: one price is with tax"):
        compare(ours, theirs).lowest(ITEM)

    net = HOME.tax.net_price(Money.of("19.90 CNY"))
    assert net.rounded() == Money.of("17.61 CNY"), "brought to one basis they do"
    untaxed = changed(ours, number="Q-2026-043", price_terms=theirs.price_terms)
    assert compare(theirs, untaxed).incomparable == ()


def test_a_contract_on_another_tax_basis_than_agreed_is_refused(book: Book, clock: Clock):
    """They agreed with tax; the contract's draft says without: 13 % would be lost in one word."""

    def at_home(fact: Fact) -> Fact:
        if isinstance(fact, QuoteSent):
            return changed(fact, quote=changed(fact.quote, price_terms=HOME))
        if isinstance(fact, TermsAgreed):
            return changed(fact, terms=changed(fact.terms, price_terms=HOME))
        return fact

    deal = play(book, before=ContractSigned, instead=at_home)
    by, signed = next((by, fact) for by, fact in Story().lines() if isinstance(fact, ContractSigned))
    clock.now = signed.at
    wrong = changed(signed, contract=changed(signed.contract, price_terms=changed(HOME, tax=UNTAXED)))
    with pytest.raises(Refused) as caught:
        book.record(deal, wrong, by=by)
    assert [reason.id for reason in caught.value.refusal.reasons] == ["matches_agreed_terms"]
    right = changed(signed, contract=changed(signed.contract, price_terms=HOME))
    assert book.record(deal, right, by=by).stage.label == "Contracted"


def test_goods_that_the_buyer_fetches_cost_the_seller_no_freight():
    """自提: the truck is the buyer's."""
    with pytest.raises(ValidationError, match="the buyer fetches the goods"):
        Domestic(handover="pickup", place="our works", freight_by="seller", tax=TAXED)


def test_cif_by_air_is_refused_before_anybody_prices_it_and_fob_in_containers_is_let_pass():
    """A courier's parcel knows no ship's rail."""
    with pytest.raises(ValidationError, match="CIF is for sea and inland waterway only, not for air: take CIP"):
        Export(incoterm=Incoterm.of("CIF Lyon"), transport="air")
    assert len(Export(incoterm=Incoterm.of("FOB Ningbo"), transport="sea", containers=True).warnings) == 1


def test_the_bill_of_lading_is_surrendered_when_the_balance_against_its_copy_has_come(book: Book, clock: Clock):
    """30 % before production, 70 % against a copy of the bill; the forwarder asks for the telex release every day."""
    terms = PaymentTerms(
        rows=(
            PaymentTerm(name="deposit", portion=percent(30), trigger="signing", days=7, gate="production"),
            PaymentTerm(name="balance", portion=percent(70), trigger="copy_of_bl", days=7),
        )
    )
    assert terms.rows[1].gate == "documents"

    def instead(fact: Fact) -> Fact:
        for name in ("quote", "terms", "contract"):
            document = getattr(fact, name, None)
            if isinstance(fact, QuoteSent | TermsAgreed | ContractSigned) and document is not None:
                return changed(fact, **{name: changed(document, payment_terms=terms)})
        return fact

    story = Story()
    deal, shipped = None, None
    for by, fact in story.lines():
        if isinstance(fact, Shipped):
            shipped = fact
            break
        if isinstance(fact, PaymentReceived) and fact.payment == "BANK-2":
            continue
        clock.now = max(clock.now, fact.at)
        said = instead(fact)
        deal = book.record(deal, said, by=by) if deal else book.start(TRADE, said, by=by)
    assert deal is not None
    assert shipped is not None
    clock.now = max(clock.now, shipped.at)
    deal = book.record(deal, shipped, by="zhao")

    waybill = TransportDocument(
        number="SWB-1", kind="sea_waybill", issued_by="carrier", negotiable=False, originals=0, shipment="SH-17"
    )
    clock.now = story.day(139)
    with pytest.raises(Refused, match="SWB-1 is not negotiable: the goods are handed over without it"):
        book.record(deal, DocumentsHeld(at=clock.now, document=waybill, held_by="seller"), by="zhao")
    bill = TransportDocument(number="COSU617", kind="bill_of_lading", issued_by="carrier", shipment="SH-17")
    deal = book.record(deal, DocumentsHeld(at=clock.now, document=bill, held_by="seller"), by="zhao")

    clock.now = story.day(140)
    release = DocumentsReleased(at=clock.now, document="COSU617", how="telex_release", to="maison-lune")
    with pytest.raises(Refused) as caught:
        book.record(deal, release, by="zhao")
    assert "148,452.00 CNY is missing on balance for SH-17" in str(caught.value).replace("\xa0", " ")

    paid = PaymentReceived(at=clock.now, payment="BANK-2", amount=Money.of("148452.00 CNY"), payer="maison-lune")
    deal = book.record(deal, paid, by="wu")
    deal = book.record(deal, release, by="zhao")
    assert deal.last(DocumentsReleased) == release
    assert book.verify(deal) == ()
