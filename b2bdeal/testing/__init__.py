"""For tests and first steps: a clock to set, a cosmetics house, and one of its deals told fact by fact."""

from b2bdeal.testing.clock import SHANGHAI, START, Clock
from b2bdeal.testing.house import AUTHORITY, FACTORY, FORMULA, ITEM, JAR, PEOPLE, TARGET, TRADE
from b2bdeal.testing.story import Story, complete_deal

__all__ = [
    "AUTHORITY",
    "FACTORY",
    "FORMULA",
    "ITEM",
    "JAR",
    "PEOPLE",
    "SHANGHAI",
    "START",
    "TARGET",
    "TRADE",
    "Clock",
    "Story",
    "complete_deal",
]
