"""How a deal ends: settled, lost before it was signed, or cancelled after."""

from typing import Any, Final

from b2bdeal.flow.conditions.cancellation import (
    cancellation_fits,
    deposit_is_accounted,
    reason_is_known,
    stock_is_settled,
)
from b2bdeal.flow.conditions.invoice import promises_credited
from b2bdeal.flow.conditions.payment import paid_in_full
from b2bdeal.flow.oem.stages import ACCEPTED, AFTER_SIGNING, BEFORE_SIGNING, CANCELLED, LOST, SETTLED
from b2bdeal.flow.step import Step, when
from b2bdeal.life import DealLost, Settled
from b2bdeal.life.cancellation import DealCancelled

__all__ = ["ENDING"]

ENDING: Final[tuple[Step[Any], ...]] = (
    # when this is recorded, the deal moves, only if
    when(Settled, ACCEPTED >> SETTLED, only_if=[paid_in_full, promises_credited]),
    when(DealLost, BEFORE_SIGNING >> LOST, only_if=[reason_is_known]),
    when(
        DealCancelled,
        AFTER_SIGNING >> CANCELLED,
        only_if=[reason_is_known, cancellation_fits, deposit_is_accounted, stock_is_settled],
    ),
)
