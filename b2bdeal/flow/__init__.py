"""The flow: which fact moves a deal where, and under which conditions."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from b2bdeal.flow.change import FlowChanged, Imported, Overran
from b2bdeal.flow.condition import Gate, Rule, Verdict, gate, no, rule
from b2bdeal.flow.deadlines import overrun
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.decide import decide
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.flow import Flow
from b2bdeal.flow.head import Head
from b2bdeal.flow.policy import Policy
from b2bdeal.flow.refusal import Reason, Refusal, Refused
from b2bdeal.flow.stage import ANY, NOTHING, Move, Phase, Stage
from b2bdeal.flow.step import Step, during, when
from b2bdeal.flow.trades import TRADES

if TYPE_CHECKING:
    from b2bdeal.flow.cases import SERVICE_CASE
    from b2bdeal.flow.leadtime import LeadTimePart, LeadTimeStart, lead_time_start, promised_date
    from b2bdeal.flow.oem import OEM
    from b2bdeal.flow.orders import PRODUCTION_ORDER
    from b2bdeal.flow.repeat import carries, carry_over, standing_papers
    from b2bdeal.flow.risks import Risk
    from b2bdeal.flow.trades.apparel import APPAREL
    from b2bdeal.flow.trades.cosmetics import COSMETICS
    from b2bdeal.flow.trades.electronics import ELECTRONICS

__all__ = [
    "ANY",
    "APPAREL",
    "COSMETICS",
    "ELECTRONICS",
    "NOTHING",
    "OEM",
    "PRODUCTION_ORDER",
    "SERVICE_CASE",
    "Deal",
    "Entry",
    "Flow",
    "FlowChanged",
    "Gate",
    "Head",
    "Imported",
    "LeadTimePart",
    "LeadTimeStart",
    "Move",
    "Overran",
    "Phase",
    "Policy",
    "Reason",
    "Refusal",
    "Refused",
    "Risk",
    "Rule",
    "Stage",
    "Step",
    "Verdict",
    "carries",
    "carry_over",
    "decide",
    "during",
    "gate",
    "lead_time_start",
    "no",
    "overrun",
    "promised_date",
    "rule",
    "standing_papers",
    "when",
]

_SHIPPED = {
    "OEM": "b2bdeal.flow.oem",
    "PRODUCTION_ORDER": "b2bdeal.flow.orders",
    "SERVICE_CASE": "b2bdeal.flow.cases",
} | {id.upper(): module for id, module in TRADES.items()}
_LATER = _SHIPPED | {
    "LeadTimePart": "b2bdeal.flow.leadtime",
    "LeadTimeStart": "b2bdeal.flow.leadtime",
    "lead_time_start": "b2bdeal.flow.leadtime",
    "promised_date": "b2bdeal.flow.leadtime",
    "Risk": "b2bdeal.flow.risks",
    "carries": "b2bdeal.flow.repeat",
    "carry_over": "b2bdeal.flow.repeat",
    "standing_papers": "b2bdeal.flow.repeat",
}


def __getattr__(name: str) -> Any:
    # The flows that ship are made when first asked for: to make and check them takes longer than all other imports.
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
