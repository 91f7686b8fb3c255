"""A first deal: open it, ask what may come, meet a refusal, record a fact, look at its card."""

# %% A book in memory. Its clock is set by hand here; leave `clock` out and it is the machine's.
from datetime import timedelta

from b2bdeal import (
    COSMETICS,
    Account,
    Book,
    Brief,
    BriefAgreed,
    BriefLine,
    Lead,
    LeadFound,
    LeadQualified,
    Money,
    Quantity,
    Refused,
    Source,
)
from b2bdeal.testing import START, Clock

clock = Clock(START)
book = Book(clock=clock)

# %% A deal opens with its first fact: who asked, from where, for what.
lead = Lead(
    account=Account(id="maison-lune", name="Maison Lune SAS", kind="brand_owner", country="FR"),
    source=Source(channel="1688", keyword="night cream OEM"),
    asks_for="Night cream 50 ml in a glass jar",
    expected_value=Money.of("240,000 CNY"),
)
deal = book.start(COSMETICS, LeadFound(at=clock.now, lead=lead), by="zhao", id="D-1")
print(repr(deal))

# %% What may be recorded now, and what will be asked of it?
print([option.fact.label for option in deal.next(at=clock.now) if deal.stage not in option.leads_to])

# %% The buyer names what it needs. Nobody has taken the lead on yet, so the flow says no, and why.
clock.forward(timedelta(days=1))
line = BriefLine(item="CREAM-50", name="Night cream 50 ml", quantity=Quantity.of(12_000, "piece"))
brief = BriefAgreed(at=clock.now, brief=Brief(number="B-1", lines=(line,)))
try:
    book.record(deal, brief, by="zhao")
except Refused as refused:
    print(refused)

# %% Nothing was recorded. Do first what comes first; then the same fact is welcome.
deal = book.record(deal, LeadQualified(at=clock.now, specialist="zhao"), brief, by="zhao")

# %% The card: where it stands, with whom, for how much, and the way to come.
print(deal.card())
