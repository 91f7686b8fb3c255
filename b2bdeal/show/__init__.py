"""What a thing shows of itself: a card or a table, said once, seen everywhere."""

from b2bdeal.show.card import Badge, Card, Field, Section, State, Step, Tone
from b2bdeal.show.face import Face, Label, Shown
from b2bdeal.show.table import Column, Table

__all__ = ["Badge", "Card", "Column", "Face", "Field", "Label", "Section", "Shown", "State", "Step", "Table", "Tone"]
