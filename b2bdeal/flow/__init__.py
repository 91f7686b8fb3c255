"""The flow: which fact moves a deal where, and under which conditions."""

from importlib import import_module
from typing import TYPE_CHECKING

from b2bdeal.flow.change import FlowChanged, Imported, Overran
from b2bdeal.flow.condition import Gate, Rule, Verdict, gate, no, rule
from b2bdeal.flow.deadlines import overrun
from b2bdeal.flow.deal import Deal, Head
from b2bdeal.flow.decide import decide
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.flow import Flow
from b2bdeal.flow.policy import Policy
from b2bdeal.flow.refusal import Reason, Refusal, Refused
from b2bdeal.flow.stage import ANY, NOTHING, Move, Phase, Stage
from b2bdeal.flow.step import Step, during, when
from b2bdeal.flow.trades import TRADES

if TYPE_CHECKING:
    from b2bdeal.flow.oem import OEM
    from b2bdeal.flow.trades.apparel import APPAREL
    from b2bdeal.flow.trades.cosmetics import COSMETICS

__all__ = [
    "ANY",
    "APPAREL",
    "COSMETICS",
    "NOTHING",
    "OEM",
    "Deal",
    "Entry",
    "Flow",
    "FlowChanged",
    "Gate",
    "Head",
    "Imported",
    "Move",
    "Overran",
    "Phase",
    "Policy",
    "Reason",
    "Refusal",
    "Refused",
    "Rule",
    "Stage",
    "Step",
    "Verdict",
    "decide",
    "during",
    "gate",
    "no",
    "overrun",
    "rule",
    "when",
]

_SHIPPED = {"OEM": "b2bdeal.flow.oem"} | {id.upper(): module for id, module in TRADES.items()}


def __getattr__(name: str) -> Flow:
    # The flows that ship are made when first asked for: to make and check them takes longer than all other imports.
    if name in _SHIPPED:
        flow: Flow = getattr(import_module(_SHIPPED[name]), name)
        return flow
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
