"""What leaves, arrives, is claimed and accepted, and the papers of its transport."""

from typing import Any, Final

from b2bdeal.flow.conditions.credit import credit_allows_shipment
from b2bdeal.flow.conditions.delivery import (
    all_accepted,
    all_shipped,
    arrival_follows_shipment,
    claim_fits_shipment,
    claim_in_time,
    claim_is_open,
    lots_released,
    shipment_is_known,
    shipment_is_new,
    silence_is_over,
    within_contract,
    within_lots,
)
from b2bdeal.flow.conditions.export import document_controls_goods, document_is_held, documents_paid, release_is_agreed
from b2bdeal.flow.conditions.payment import balance_received, shipment_is_paid
from b2bdeal.flow.oem.stages import ACCEPTED, AFTER_SIGNING, DOCUMENTS, PRODUCING, READY, SETTLED, SHIPPED
from b2bdeal.flow.step import Step, during, when
from b2bdeal.life import DocumentsHeld, DocumentsReleased, GoodsAccepted, Shipped
from b2bdeal.life.claim import Arrived, ClaimMade, ClaimSettled

__all__ = ["DELIVERING"]

SHIPPING: Final = (
    balance_received,
    shipment_is_paid,
    lots_released,
    within_lots,
    within_contract,
    shipment_is_new,
    credit_allows_shipment,
)

DELIVERING: Final[tuple[Step[Any], ...]] = (
    # when this is recorded, the deal moves, only if
    when(
        Shipped,
        [READY, ACCEPTED] >> SHIPPED,
        only_if=[*SHIPPING, all_shipped],
    ),
    during(Shipped, (PRODUCING, READY, SHIPPED), only_if=SHIPPING),
    during(Arrived, AFTER_SIGNING, only_if=[shipment_is_known, arrival_follows_shipment]),
    during(ClaimMade, (*AFTER_SIGNING, SETTLED), only_if=[shipment_is_known, claim_in_time, claim_fits_shipment]),
    during(ClaimSettled, (*AFTER_SIGNING, SETTLED), only_if=[claim_is_open]),
    when(GoodsAccepted, SHIPPED >> ACCEPTED, only_if=[shipment_is_known, silence_is_over, all_accepted]),
    during(GoodsAccepted, (PRODUCING, READY, SHIPPED), only_if=[shipment_is_known, silence_is_over]),
    during(DocumentsHeld, DOCUMENTS, only_if=[document_controls_goods]),
    during(DocumentsReleased, DOCUMENTS, only_if=[document_is_held, documents_paid, release_is_agreed]),
)
