"""For stories: plays the house's deal on a book up to a fact, some of it told otherwise."""

from collections.abc import Callable
from typing import Any

from b2bdeal import Book, ContractSigned, Deal, Fact
from b2bdeal.testing import TRADE, Clock, Story


def changed(document: Any, **words: Any) -> Any:
    """A document made again with other values, and checked again."""
    return type(document)(**{name: getattr(document, name) for name in type(document).model_fields} | words)


def with_contract(**words: Any) -> Callable[[Fact], Fact]:
    """Tells the story with other words in the contract."""

    def instead(fact: Fact) -> Fact:
        return changed(fact, contract=changed(fact.contract, **words)) if isinstance(fact, ContractSigned) else fact

    return instead


def play(
    book: Book,
    *,
    before: type[Fact] | None = None,
    instead: Callable[[Fact], Fact] = lambda fact: fact,
    story: Story | None = None,
    id: str | None = None,
) -> Deal:
    """The story on that book, up to but without the first fact of a class, or to its end."""
    clock = book.clock
    assert isinstance(clock, Clock)
    deal: Deal | None = None
    for by, fact in (story or Story()).lines():
        if before is not None and fact.kind == before.kind:
            break
        clock.now = max(clock.now, fact.at)
        said = instead(fact)
        deal = book.start(TRADE, said, by=by, id=id) if deal is None else book.record(deal, said, by=by)
    assert deal is not None
    return deal
