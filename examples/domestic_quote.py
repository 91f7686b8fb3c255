"""Domestic and export terms: what a price holds, and why two prices may not be compared."""

# %% One article, offered twice: within China with tax, and for export under an Incoterm.
from b2bdeal import (
    Domestic,
    Export,
    Incoterm,
    Money,
    PaymentTerm,
    PaymentTerms,
    PriceBreak,
    Quantity,
    Quote,
    QuoteLine,
    TaxBasis,
    percent,
)
from b2bdeal.errors import ValueProblem
from b2bdeal.testing import Story

story = Story()
pieces = {n: Quantity.of(n, "piece") for n in (3_000, 5_000, 10_000, 12_000)}
payment = PaymentTerms(
    rows=(
        PaymentTerm(name="deposit", portion=percent(30), trigger="before_production"),
        PaymentTerm(name="balance", portion=percent(70), trigger="before_shipment"),
    )
)


def quote(number: str, terms: Domestic | Export, *prices: str) -> Quote:
    """A quote with a price from 3,000 pieces and a better one from 10,000."""
    breaks = tuple(
        PriceBreak(from_quantity=pieces[start], unit_price=Money.of(price))
        for start, price in zip((3_000, 10_000), prices, strict=True)
    )
    line = QuoteLine(item="CREAM-50", name="Night cream 50 ml", breaks=breaks, moq=pieces[3_000])
    return Quote(
        number=number,
        lines=(line,),
        currency=breaks[0].unit_price.currency,
        price_terms=terms,
        payment_terms=payment,
        valid_until=story.day(45),
    )


taxed = TaxBasis(included=True, vat=percent(13), invoice="special")
untaxed = TaxBasis(included=False, vat=percent(13), invoice="special")
home = Domestic(handover="delivery", place="Hangzhou", freight_by="seller", tax=taxed)
home_untaxed = Domestic(handover="delivery", place="Hangzhou", freight_by="seller", tax=untaxed)
abroad = Export(incoterm=Incoterm.of("CIP Lyon", risk_place="Ningbo"))

domestic = quote("Q-1", home, "21.50 CNY", "19.90 CNY")
export = quote("Q-2", abroad, "2.95 USD", "2.72 USD")

# %% The Incoterm knows who carries, who insures and where the risk passes.
term = abroad.incoterm
print(term)
print("carriage:", term.main_carriage_by, "| insurance:", term.insurance_by, "| by sea only:", term.sea_only)

# %% Each quantity at the price of the break that it reaches; the instalments sum to the total, to the cent.
for offer in (domestic, export):
    agreed = offer.agree({"CREAM-50": pieces[12_000]}, story.date(120))
    print(offer.number, agreed.lines[0].unit_price, "→", agreed.total, agreed.total.split([percent(30), percent(70)]))

# %% With tax and without are two prices: what was agreed on one basis is no contract on the other.
print(quote("Q-1", home_untaxed, "21.50 CNY", "19.90 CNY") == domestic)

# %% Yuan and dollars never add, and never compare.
try:
    print(domestic.lines[0].breaks[0].unit_price > export.lines[0].breaks[0].unit_price)
except ValueProblem as problem:
    print(problem)

# %% A quantity that can't be ordered is refused with every reason.
try:
    domestic.agree({"CREAM-50": Quantity.of(800, "piece"), "SERUM-30": pieces[5_000]}, story.date(120))
except ValueProblem as problem:
    print(problem)
