"""The flow: which fact moves a deal where, and under which conditions."""

from b2bdeal.flow.change import FlowChanged, Imported, Overran
from b2bdeal.flow.condition import Gate, Rule, Verdict, gate, no, rule
from b2bdeal.flow.deadlines import due, overrun
from b2bdeal.flow.deal import Deal, Head
from b2bdeal.flow.decide import decide
from b2bdeal.flow.difference import FlowDifference
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.flow import Flow
from b2bdeal.flow.oem import OEM
from b2bdeal.flow.options import Option, Options
from b2bdeal.flow.policy import Policy
from b2bdeal.flow.refusal import Reason, Refusal, Refused
from b2bdeal.flow.stage import ANY, NOTHING, Move, Phase, Stage
from b2bdeal.flow.step import Step, during, when
from b2bdeal.flow.trades.cosmetics import COSMETICS
from b2bdeal.flow.verify import Finding

__all__ = [
    "ANY",
    "COSMETICS",
    "NOTHING",
    "OEM",
    "Deal",
    "Entry",
    "Finding",
    "Flow",
    "FlowChanged",
    "FlowDifference",
    "Gate",
    "Head",
    "Imported",
    "Move",
    "Option",
    "Options",
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
    "due",
    "during",
    "gate",
    "no",
    "overrun",
    "rule",
    "when",
]
