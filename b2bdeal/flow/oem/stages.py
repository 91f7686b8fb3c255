"""The stages of the OEM flow, with their phases and longest stays."""

from typing import Final

from b2bdeal.calendar import days, working_days
from b2bdeal.flow.stage import Phase, Stage

__all__ = [
    "ACCEPTED",
    "AFTER_SHIPPING",
    "AFTER_SIGNING",
    "AGREED",
    "BARGAINING",
    "BEFORE_SIGNING",
    "CANCELLED",
    "CONTRACTED",
    "CUSTOMER",
    "DELIVERY",
    "DOCUMENTS",
    "FACTORY",
    "LEAD",
    "LOST",
    "NEGOTIATION",
    "PREPARING",
    "PRODUCING",
    "QUALIFIED",
    "QUOTING",
    "READY",
    "SAMPLING",
    "SETTLED",
    "SHIPPED",
]

CUSTOMER: Final = Phase("customer", zh="客户")
NEGOTIATION: Final = Phase("negotiation", zh="谈判")
FACTORY: Final = Phase("factory", zh="生产")
DELIVERY: Final = Phase("delivery", zh="交付")
LEAD: Final = Stage("lead", zh="线索", phase=CUSTOMER, within=working_days(2))
QUALIFIED: Final = Stage("qualified", zh="已确认", phase=CUSTOMER, within=working_days(10))
SAMPLING: Final = Stage("sampling", zh="打样", phase=NEGOTIATION, within=days(60))
QUOTING: Final = Stage("quoting", zh="报价", phase=NEGOTIATION, within=working_days(5))
BARGAINING: Final = Stage("bargaining", zh="议价", phase=NEGOTIATION, within=days(30))
AGREED: Final = Stage("agreed", zh="已达成一致", phase=NEGOTIATION, within=days(14))
CONTRACTED: Final = Stage("contracted", zh="已签约", phase=FACTORY, within=days(30))
PRODUCING: Final = Stage("producing", zh="生产中", phase=FACTORY, within=days(60))
READY: Final = Stage("ready", zh="待发货", phase=DELIVERY, within=days(14))
SHIPPED: Final = Stage("shipped", zh="已发货", phase=DELIVERY, within=days(60))
ACCEPTED: Final = Stage("accepted", zh="已验收", phase=DELIVERY, within=days(90))
SETTLED: Final = Stage("settled", zh="已结清", phase=DELIVERY, end="won")
LOST: Final = Stage("lost", zh="已丢单", end="lost")
CANCELLED: Final = Stage("cancelled", zh="已取消", end="lost")

BEFORE_SIGNING: Final = (LEAD, QUALIFIED, SAMPLING, QUOTING, BARGAINING, AGREED)
AFTER_SIGNING: Final = (CONTRACTED, PRODUCING, READY, SHIPPED, ACCEPTED)
AFTER_SHIPPING: Final = (*AFTER_SIGNING, SETTLED, CANCELLED)  # a part may have left at any stage after signing
DOCUMENTS: Final = (PRODUCING, READY, SHIPPED, ACCEPTED)
PREPARING: Final = (SAMPLING, QUOTING, BARGAINING, AGREED, *AFTER_SIGNING)  # of a blanket order after shipping, too
