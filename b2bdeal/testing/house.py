"""A house to play with: a cosmetics factory, its people and roles, whom it serves, and its flow."""

from b2bdeal.book import Authority
from b2bdeal.calendar import days
from b2bdeal.flow import COSMETICS, Flow, Policy
from b2bdeal.life import (
    Exclusion,
    FactoryProfile,
    Person,
    Segment,
    TargetMarket,
)
from b2bdeal.units import Quantity

__all__ = ["AUTHORITY", "BOX", "FACTORY", "FORMULA", "ITEM", "JAR", "LABEL", "PEOPLE", "TARGET", "TRADE"]

PEOPLE = (
    Person(id="zhao", name="Zhao Min", side="ours", note="sales"),
    Person(id="qian", name="Qian Hua", side="ours", note="production planning"),
    Person(id="sun", name="Sun Lei", side="ours", note="quality"),
    Person(id="li", name="Li Fang", side="ours", note="director"),
    Person(id="wu", name="Wu Jie", side="ours", note="finance"),
    Person(id="moreau", name="Claire Moreau", email="claire@example.org", side="theirs", note="owner"),
    Person(id="petit", name="Luc Petit", side="theirs", note="quality"),
)
AUTHORITY = Authority({"li": "director", "sun": "quality", "wu": "finance", "zhao": "sales", "qian": "planning"})

_PIECE = "piece"
FACTORY = FactoryProfile(
    id="linhai",
    name="Linhai Skin Care",
    processes=("compounding", "filling", "packing"),
    monthly_capacity={"filling": Quantity.of(400_000, _PIECE)},
    moq=Quantity.of(3_000, _PIECE),
    price_tiers=("mid", "premium"),
    lead_time=days(35),
    certificates=("ISO 22716", "GMPC"),
)
TARGET = TargetMarket(
    id="2026",
    name="Independent skin-care brands 2026",
    segments=(
        Segment(
            id="indie-eu",
            name="Independent European brand owners",
            kinds=("brand_owner",),
            countries=("FR", "DE", "IT", "ES", "NL"),
            min_order=Quantity.of(3_000, _PIECE),
            buyers=1_800,
            source="own count of fair catalogues, 2025",
        ),
    ),
    exclusions=(
        Exclusion(name="one-piece drop-shipping", reason="below any tank", order_size_below=Quantity.of(500, _PIECE)),
    ),
    factory=FACTORY,
)
TRADE: Flow = COSMETICS.but(
    "linhai-cosmetics", version=1, policy=Policy(target_market=TARGET), label="Linhai cosmetics", zh="林海化妆品代工"
)
"""Cosmetics as this house does it: with its target market."""

ITEM, FORMULA, JAR = "CREAM-50", "F-17.2", "JAR-50-W"
"""The article of the story, the version of its formula, and its packaging."""
BOX, LABEL = "BOX-50", "LB-3"
"""The box around the jar, and the version of the label."""
