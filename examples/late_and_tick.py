"""What is overdue, and how a stay that was too long is put on record."""

# %% Three deals, begun one after the other, that stopped at different places.
from b2bdeal import Book, ContractSigned, Fact, LeadFound, QuoteSent, days
from b2bdeal.testing import TRADE, Clock, Story

clock = Clock()
book = Book(clock=clock)


def tell(id: str, last: type[Fact]) -> None:
    """Begins a deal now and tells its story up to the first fact of that class."""
    for by, fact in Story(start=clock.now).lines():
        clock.now = max(clock.now, fact.at)
        if isinstance(fact, LeadFound):
            book.start(TRADE, fact, by=by, id=id)
        else:
            book.record(id, fact, by=by)
        if isinstance(fact, last):
            return


for id, last in (("D-1", ContractSigned), ("D-2", QuoteSent), ("D-3", LeadFound)):
    tell(id, last)

# %% A lead waits two working days, a quote thirty days, a contract thirty days, its deposit seven.
print(book.pipeline().text(width=110))

# %% Forty days later: what is late, the longest overdue first. Asking changes nothing.
clock.forward(days(40))
print(book.late().text(width=130))

# %% `tick` puts each overrun on record, dated at its due time and not at the time of the tick.
for deal in book.tick():
    print(repr(deal), deal.entries[-1].fact.at)

# %% Nothing fires twice.
print(book.tick())
