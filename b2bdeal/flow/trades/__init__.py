"""The trades: each is "OEM, but …", and is loaded when first asked for."""

from importlib import import_module
from typing import Final

__all__ = ["TRADES", "load_facts"]

TRADES: Final = {
    "apparel": "b2bdeal.flow.trades.apparel",
    "cosmetics": "b2bdeal.flow.trades.cosmetics",
    "electronics": "b2bdeal.flow.trades.electronics",
}
"""The id of each trade's flow, which is also the namespace of its own facts, to the module that makes it."""


def load_facts(namespace: str) -> None:
    """Loads what ships with facts of that namespace, as "oem" in "oem.QuoteSent"; others are nobody's here."""
    if namespace == "oem":
        from b2bdeal.life import load_all

        load_all()
    elif namespace in TRADES:
        import_module(TRADES[namespace])
