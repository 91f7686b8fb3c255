"""What a thing shows of itself: a card or a table, said once, seen everywhere."""

from typing import TYPE_CHECKING

from b2bdeal.show.face import Shown

if TYPE_CHECKING:
    from b2bdeal.show.card import Badge, Card, Field, Section, State, Step, Tone
    from b2bdeal.show.face import Face, Label
    from b2bdeal.show.table import Column, Table

__all__ = ["Badge", "Card", "Column", "Face", "Field", "Label", "Section", "Shown", "State", "Step", "Table", "Tone"]

_TABLE = ("Column", "Table")


def __getattr__(name: str) -> object:
    # Cards and tables are made when something is shown, so they are loaded then.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("b2bdeal.show.table" if name in _TABLE else "b2bdeal.show.card"), name)
