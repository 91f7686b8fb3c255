"""The words of trade: times, texts, money, quantities, shares and Incoterms, as checked value types."""

from b2bdeal.units.amount import Amount
from b2bdeal.units.currency import Currency, currency, minor_digits
from b2bdeal.units.incoterms import Bearer, Duty, Fit, Incoterm, IncotermRule, RiskPoint, Transport
from b2bdeal.units.moment import CountryCode, Id, Moment, Name, Text
from b2bdeal.units.money import Money
from b2bdeal.units.quantity import Quantity, Unit
from b2bdeal.units.share import Share, normalised, percent, percent_text, whole
from b2bdeal.units.span import Span, SpanUnit, days, hours, months, weeks, working_days

__all__ = [
    "Amount",
    "Bearer",
    "CountryCode",
    "Currency",
    "Duty",
    "Fit",
    "Id",
    "Incoterm",
    "IncotermRule",
    "Moment",
    "Money",
    "Name",
    "Quantity",
    "RiskPoint",
    "Share",
    "Span",
    "SpanUnit",
    "Text",
    "Transport",
    "Unit",
    "currency",
    "days",
    "hours",
    "minor_digits",
    "months",
    "normalised",
    "percent",
    "percent_text",
    "weeks",
    "whole",
    "working_days",
]
