"""The contract, and what changes it: capacity, amendments, call-offs, short closes."""

from typing import Any, Final

from b2bdeal.flow.conditions.amendment import amendment_fits, amendment_keeps_what_is_done, amendment_settles_stock
from b2bdeal.flow.conditions.contract import delivery_is_promised, matches_agreed_terms
from b2bdeal.flow.conditions.delivery import all_accepted, all_shipped
from b2bdeal.flow.conditions.ordered import (
    call_off_fits,
    call_off_is_left,
    call_off_price_holds,
    closes_what_was_delivered,
    more_is_to_come,
)
from b2bdeal.flow.conditions.production import all_lots_released
from b2bdeal.flow.oem.stages import (
    ACCEPTED,
    AFTER_SIGNING,
    AGREED,
    BARGAINING,
    CONTRACTED,
    PRODUCING,
    QUOTING,
    READY,
    SHIPPED,
)
from b2bdeal.flow.step import Step, during, when
from b2bdeal.life import CapacityHeld, ContractSigned
from b2bdeal.life.amendment import ContractAmended
from b2bdeal.life.ordered import CalledOff, LineClosed

__all__ = ["CONTRACTING"]

AMENDING: Final = [amendment_fits, amendment_keeps_what_is_done, amendment_settles_stock]
CALLING_OFF: Final = [call_off_fits, call_off_is_left, call_off_price_holds]

CONTRACTING: Final[tuple[Step[Any], ...]] = (
    # when this is recorded, the deal moves, only if
    when(ContractSigned, AGREED >> CONTRACTED, only_if=[matches_agreed_terms, delivery_is_promised]),
    when(ContractAmended, ACCEPTED >> CONTRACTED, only_if=[*AMENDING, more_is_to_come]),
    when(
        ContractAmended,
        [CONTRACTED, PRODUCING, READY, SHIPPED] >> ACCEPTED,
        only_if=[*AMENDING, all_lots_released, all_accepted],
    ),
    when(ContractAmended, [PRODUCING, READY] >> SHIPPED, only_if=[*AMENDING, all_lots_released, all_shipped]),
    when(ContractAmended, PRODUCING >> READY, only_if=[*AMENDING, all_lots_released]),
    during(ContractAmended, AFTER_SIGNING, only_if=AMENDING),
    when(CalledOff, ACCEPTED >> READY, only_if=[*CALLING_OFF, all_lots_released]),  # what is made already covers it
    when(CalledOff, ACCEPTED >> CONTRACTED, only_if=CALLING_OFF),
    during(CalledOff, (CONTRACTED, PRODUCING, READY, SHIPPED), only_if=CALLING_OFF),
    when(
        LineClosed,
        [CONTRACTED, PRODUCING, READY, SHIPPED] >> ACCEPTED,
        only_if=[closes_what_was_delivered, all_lots_released, all_accepted],
    ),
    when(
        LineClosed,
        [PRODUCING, READY] >> SHIPPED,
        only_if=[closes_what_was_delivered, all_lots_released, all_shipped],
    ),
    when(LineClosed, PRODUCING >> READY, only_if=[closes_what_was_delivered, all_lots_released]),
    during(LineClosed, (CONTRACTED, PRODUCING, READY, SHIPPED), only_if=[closes_what_was_delivered]),
    during(CapacityHeld, (QUOTING, BARGAINING, AGREED, *AFTER_SIGNING)),
)
