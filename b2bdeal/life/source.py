"""Where a lead came from: the channel, page, keyword and what it cost."""

from typing import ClassVar, Literal

from b2bdeal.life.checks import Price
from b2bdeal.life.fact import Document
from b2bdeal.units import Name

__all__ = ["Placement", "Source"]

Placement = Literal["pay_per_click", "fixed_price", "display", "organic", "referral", "fair", "other"]
"""How attention was bought (per click 网销宝, fixed price 标王, shown) or earned (found, told, met at a fair)."""


class Source(Document):
    """Where a lead came from, as far as it is known."""

    label: ClassVar[str] = "Source"
    zh: ClassVar[str] = "线索来源"

    channel: Name
    """The channel, as "1688", "own site", "Canton Fair"."""
    landing_page: Name | None = None
    """The page it entered by, as "product detail", "home", or its address."""
    keyword: Name | None = None
    """What it searched for."""
    campaign: Name | None = None
    """The campaign it answered."""
    placement: Placement | None = None
    """How the attention was bought or earned."""
    cost: Price | None = None
    """What this one lead cost, where that is known."""
