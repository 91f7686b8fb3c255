"""The OEM flow: from a lead to a settled deal, as a business person reads it; each phase has its page."""

from typing import Final

from b2bdeal.flow.cases import SERVICE_CASE
from b2bdeal.flow.flow import Flow
from b2bdeal.flow.oem.always import ALWAYS
from b2bdeal.flow.oem.contract import CONTRACTING
from b2bdeal.flow.oem.delivery import DELIVERING
from b2bdeal.flow.oem.ending import ENDING
from b2bdeal.flow.oem.money import PAYING
from b2bdeal.flow.oem.negotiation import NEGOTIATING
from b2bdeal.flow.oem.production import MAKING
from b2bdeal.flow.oem.service import SERVING
from b2bdeal.flow.oem.stages import LEAD
from b2bdeal.flow.orders import PRODUCTION_ORDER
from b2bdeal.flow.stage import NOTHING
from b2bdeal.flow.step import when
from b2bdeal.life import LeadFound

__all__ = ["OEM"]

OEM: Final = Flow(
    "oem",
    version=1,
    label="OEM",
    zh="代工",
    opens=when(LeadFound, NOTHING >> LEAD),
    steps=(*NEGOTIATING, *CONTRACTING, *PAYING, *MAKING, *DELIVERING, *ENDING, *SERVING, *ALWAYS),
    documents=(PRODUCTION_ORDER, SERVICE_CASE),
)
"""What every OEM deal goes through, whatever it makes. A trade is "OEM, but …"."""
