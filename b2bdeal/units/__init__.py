"""The words of trade: times, texts, money, quantities, shares and Incoterms, as checked value types."""

from b2bdeal.units.amount import Amount
from b2bdeal.units.currency import Currency, currency, minor_digits
from b2bdeal.units.incoterms import Incoterm, IncotermRule
from b2bdeal.units.moment import CountryCode, Id, Moment, Name, Text
from b2bdeal.units.money import Money
from b2bdeal.units.quantity import Quantity, Unit
from b2bdeal.units.share import Share, normalised, percent, percent_text, whole

__all__ = [
    "Amount",
    "CountryCode",
    "Currency",
    "Id",
    "Incoterm",
    "IncotermRule",
    "Moment",
    "Money",
    "Name",
    "Quantity",
    "Share",
    "Text",
    "Unit",
    "currency",
    "minor_digits",
    "normalised",
    "percent",
    "percent_text",
    "whole",
]
