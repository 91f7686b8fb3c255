"""What can go wrong, as one tree of exceptions; each says what to do.

DealError
├── Refused (ValueError)           the flow refuses a fact; carries every reason      (flow.refusal)
├── FlowError (ValueError)         a flow, stage, row or condition is made wrongly
├── FactError (ValueError)         a fact's class is made wrongly, or its kind is taken
├── ValueProblem (ValueError)      a value of trade that can't be: money, quantity, time, share
│   ├── CurrencyMismatch           two currencies in one sum or comparison
│   └── UnitMismatch               two units in one sum or comparison
├── CalendarError (ValueError)     a calendar with no working time, or an unknown country
├── UnknownDeal (LookupError)      no such deal in this book
├── UnknownFlow (LookupError)      the deal's flow was not given to `open`
├── UnknownKind (LookupError)      the deal holds a fact whose class is not imported
├── StaleDeal (RuntimeError)       somebody else recorded on this deal first
├── StoreError (OSError)           the file is not a book, is damaged, full, locked or read-only
├── MappingError (ValueError)      a mapping for an import is wrong, or doesn't fit the file
└── MissingExtra (ImportError)     an optional library is not installed
"""

__all__ = [
    "CalendarError",
    "CurrencyMismatch",
    "DealError",
    "FactError",
    "FlowError",
    "MappingError",
    "MissingExtra",
    "StaleDeal",
    "StoreError",
    "UnitMismatch",
    "UnknownDeal",
    "UnknownFlow",
    "UnknownKind",
    "ValueProblem",
]


class DealError(Exception):
    """The base of every error of this library. `hint` says what to do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class FlowError(DealError, ValueError):
    """A flow, stage, row or condition is made wrongly."""


class FactError(DealError, ValueError):
    """A fact's class is made wrongly, or its kind belongs to another module."""


class ValueProblem(DealError, ValueError):
    """A value of trade that can't be."""


class CurrencyMismatch(ValueProblem):
    """Two currencies in one sum or comparison."""


class UnitMismatch(ValueProblem):
    """Two units in one sum or comparison."""


class CalendarError(DealError, ValueError):
    """A calendar without working time, or of an unknown country."""


class UnknownDeal(DealError, LookupError):
    """No such deal in this book."""


class UnknownFlow(DealError, LookupError):
    """The deal's flow was not given to `open`; the deal can be read, not recorded on."""


class UnknownKind(DealError, LookupError):
    """The deal holds a fact whose class is not imported; the deal can be read, not recorded on."""


class StaleDeal(DealError, RuntimeError):
    """Somebody else recorded on this deal first; nothing was written."""


class StoreError(DealError, OSError):
    """The file is not a book, or is damaged, full, locked or read-only; nothing was written."""


class MappingError(DealError, ValueError):
    """A mapping for an import is wrong, or doesn't fit the file."""


class MissingExtra(DealError, ImportError):
    """An optional library is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed", hint=f"pip install 'b2bdeal[{extra}]'")
