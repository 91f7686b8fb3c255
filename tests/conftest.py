"""What all tests share: a clock to set, a book with the story's people, and the story told to its end."""

import pytest
from hypothesis import settings

from b2bdeal import Book, Deal, testing

# No test is about time: a busy machine fails none.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture
def clock() -> testing.Clock:
    """A clock that stands at the story's beginning."""
    return testing.Clock()


@pytest.fixture
def book(clock: testing.Clock) -> Book:
    """A book in memory, with the story's roles and that clock."""
    return Book(flows=[testing.TRADE], clock=clock, authority=testing.AUTHORITY)


@pytest.fixture
def complete_deal(book: Book) -> Deal:
    """The story's deal, settled, in that book."""
    return testing.complete_deal(book)
