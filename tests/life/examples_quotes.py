"""Examples of the facts on prices, materials and costs, for what holds of every fact."""

from datetime import date

from straight_way import CREAM, cny, day, pieces

from b2bdeal import (
    CostSheetMade,
    MaterialPriceMoved,
    PriceApproved,
    Quantity,
    SettlementCosted,
    percent,
)
from b2bdeal.life import CostLine, CostSheet, RawMaterial

SHEET = CostSheet(
    quote="Q-1",
    version=2,
    item=CREAM,
    quantity=pieces(5_000),
    currency="CNY",
    materials=(RawMaterial(material="base", share=percent(100), price=cny("24.30"), on=day(0).date(), source="offer"),),
    bulk_per_piece=Quantity.of("50 g"),
    lines=(CostLine(kind="packaging", name="jar", amount=cny("1.94"), loss=percent(3), on=date(2026, 2, 1)),),
)

QUOTES = (
    PriceApproved(
        at=day(14),
        quote="Q-1",
        version=2,
        discount=percent(12),
        role="sales head",
        approved_by="P-head",
        asked_by="P-ours",
        reason="a second order is planned",
    ),
    MaterialPriceMoved(at=day(19), material="base", price=cny("26.00"), on=day(19).date(), source="the supplier"),
    CostSheetMade(at=day(15), sheet=SHEET),
    SettlementCosted(at=day(75), sheet=SHEET),
)
