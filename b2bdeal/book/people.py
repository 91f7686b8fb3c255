"""People's details, kept beside the log: facts name them by id only, and erasing a person deletes the row."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from b2bdeal.errors import ValueProblem
from b2bdeal.life import Person

if TYPE_CHECKING:
    from b2bdeal.book.store import Store

__all__ = ["People"]


class People:
    """The table of people. `book.people["li"]` gives one, iteration all of them."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def add(self, *people: Person) -> None:
        """Writes people down, or their new details; all or none."""
        self._store.append((), people)

    def erase(self, id: str) -> bool:
        """Deletes a person's details for good; False where there were none."""
        return self._store.erase(id)

    def get(self, id: str) -> Person | None:
        """The person's details; None where they are unknown or erased."""
        return self._store.person(id)

    def __getitem__(self, id: str) -> Person:
        person = self._store.person(id)
        if person is None:
            raise ValueProblem(f"Nothing is known of the person {id!r}.", hint="book.people.add(Person(id=…, name=…))")
        return person

    def __iter__(self) -> Iterator[Person]:
        return self._store.people()

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._store.person(id) is not None

    def __repr__(self) -> str:
        return f"<People of {self._store!r}>"
