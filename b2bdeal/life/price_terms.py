"""On what basis prices stand: for export an Incoterm, at home a handover and a tax basis."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from b2bdeal.life.checks import Flag
from b2bdeal.life.fact import Document
from b2bdeal.units import Incoterm, Name, Share

__all__ = ["Domestic", "Export", "PriceTerms", "TaxBasis"]


class TaxBasis(Document):
    """Whether prices hold the value added tax, at what rate, on what invoice. Prices of two bases never compare."""

    label: ClassVar[str] = "Tax basis"
    zh: ClassVar[str] = "计税方式"

    included: Flag
    """Whether prices include the tax: 含税 or 不含税."""
    vat: Share
    """The rate of value added tax, as a fraction: 0.13 is 13 %."""
    invoice: Literal["special", "general", "none"]
    """The invoice: 专票, 普票, or none."""


class Export(Document):
    """Prices for export: an Incoterm with its named place."""

    label: ClassVar[str] = "Export terms"
    zh: ClassVar[str] = "出口价格条件"

    trade: Literal["export"] = "export"
    """Export, not domestic."""
    incoterm: Incoterm
    """Where risk and cost pass, by the rules of 2020."""


class Domestic(Document):
    """Prices within one country: where the goods are handed over, who pays the freight, with or without tax."""

    label: ClassVar[str] = "Domestic terms"
    zh: ClassVar[str] = "内销价格条件"

    trade: Literal["domestic"] = "domestic"
    """Domestic, not export."""
    handover: Literal["pickup", "delivery"]
    """The buyer fetches the goods (自提), or they are brought (送货)."""
    place: Name
    """Where they are handed over."""
    freight_by: Literal["seller", "buyer"]
    """Who pays the freight."""
    tax: TaxBasis
    """Whether prices include tax."""


PriceTerms = Annotated[Export | Domestic, Field(discriminator="trade")]
"""On what basis prices stand: `Export` or `Domestic`, told apart by `trade`."""
