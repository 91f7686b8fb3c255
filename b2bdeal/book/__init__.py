"""The book: keeps deals' facts, in memory or on disk."""

from b2bdeal.book.authority import Authority
from b2bdeal.book.book import Book
from b2bdeal.book.clock import Clock
from b2bdeal.book.opening import open
from b2bdeal.book.people import People
from b2bdeal.book.store import Batch, Store

__all__ = ["Authority", "Batch", "Book", "Clock", "People", "Store", "open"]
