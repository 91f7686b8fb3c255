"""The store in memory keeps the contract."""

from contextlib import AbstractContextManager

from store_suite import StoreSuite, batch, closed_after

from b2bdeal.book.memory import MemoryStore
from b2bdeal.book.store import Store


class TestMemoryStore(StoreSuite):
    def fresh(self) -> AbstractContextManager[Store]:
        return closed_after(MemoryStore())


def test_a_repr_is_one_line_with_state() -> None:
    store = MemoryStore()
    store.append([batch("D-1", 0), batch("D-2", 0)])
    assert repr(store) == "<MemoryStore: 2 streams>"
