"""What a product carries out of the house: signed firmware, and the certificates of the markets it goes to."""

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, Self

import attrs
from pydantic import Field, model_validator

from b2bdeal.flow.trades.electronics.bom import ChangeApproved
from b2bdeal.flow.trades.sharing import Approval
from b2bdeal.life.checks import Day, FrozenMap, Some, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import by_time
from b2bdeal.units import CountryCode, Id, Name

__all__ = [
    "Certificate",
    "CertificateReceived",
    "Compliance",
    "CompliancePlanned",
    "Firmware",
    "FirmwareBuilt",
    "FirmwareSigned",
    "LotFlashed",
    "MarketSchemes",
]

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 checksum: 64 lower-case hexadecimal digits (FIPS 180-4)."""


class FirmwareBuilt(Fact, kind="electronics.FirmwareBuilt", stands=True, label="Firmware built", zh="固件已生成"):
    """A new image is there for production; until it is signed, no earlier one may be used either."""

    item: Id
    """The product."""
    version: Id
    """The version, as the product reports it."""
    sha256: Sha256
    """The checksum of the image."""

    def about(self) -> str:
        """The product's firmware."""
        return f"firmware:{self.item}"


class FirmwareSigned(
    Approval, kind="electronics.FirmwareSigned", stands=True, label="Firmware signed off", zh="固件已签核"
):
    """The buyer signed off an image for production."""

    item: Id
    """The product."""
    version: Id
    """The version."""
    sha256: Sha256
    """The checksum of the image that was tested."""

    def about(self) -> str:
        """The product's firmware."""
        return f"firmware:{self.item}"


class LotFlashed(Fact, kind="electronics.LotFlashed", action="produce", label="Lot programmed", zh="批次已烧录"):
    """Units of a lot were programmed."""

    order: Id
    """The production order's number."""
    lot: Id
    """The lot."""
    item: Id
    """The product."""
    version: Id
    """The version that the units report."""
    sha256: Sha256
    """The checksum of the image that was used."""
    quantity: Some
    """How many units."""

    def about(self) -> str:
        """The lot."""
        return f"lot:{self.lot}"


@attrs.frozen
class Firmware:
    """Which image is to be used. It folds from any list of facts, read in order of time."""

    latest: Mapping[str, FirmwareBuilt] = FrozenMap()
    """The image built last, by item."""
    signed: Mapping[str, FirmwareSigned] = FrozenMap()
    """The sign-off given last, by item."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Firmware":
        """The firmware that these facts tell; facts of other kinds are passed over."""
        latest: dict[str, FirmwareBuilt] = {}
        signed: dict[str, FirmwareSigned] = {}
        for fact in by_time(facts):
            if fact.kind == FirmwareBuilt.kind:
                built = FirmwareBuilt.cast(fact)
                latest[built.item] = built
            elif fact.kind == FirmwareSigned.kind:
                sign = FirmwareSigned.cast(fact)
                signed[sign.item] = sign
        return cls(FrozenMap(latest), FrozenMap(signed))

    def in_force(self, item: str) -> FirmwareSigned | None:
        """The sign-off of an item, as long as it is of the image built last."""
        sign, built = self.signed.get(item), self.latest.get(item)
        if sign is None or built is None or (sign.version, sign.sha256) != (built.version, built.sha256):
            return None
        return sign


class MarketSchemes(Document):
    """What a market asks for."""

    label: ClassVar[str] = "Schemes of a market"
    zh: ClassVar[str] = "市场认证要求"

    market: CountryCode
    """The market, ISO 3166 alpha-2."""
    schemes: tuple[Name, ...]
    """The schemes that it asks for, as "CE", "FCC", "CCC"; empty where it asks for none."""
    because: Name | None = None
    """Why it asks for none, as "not in the CCC catalogue"; needed where schemes are empty."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.schemes and self.because is None:
            raise ValueError(f"{self.market} asks for no scheme: say in because why not")
        if twice := repeated(self.schemes):
            raise ValueError(f"schemes name {', '.join(twice)} more than once: give each once")
        return self


class CompliancePlanned(
    Fact, kind="electronics.CompliancePlanned", stands=True, label="Compliance planned", zh="认证已规划"
):
    """What a product needs in each market was found out; a later plan takes the place of the earlier."""

    item: Id
    """The product."""
    markets: tuple[MarketSchemes, ...]
    """Each market once."""
    found_by: Name
    """Who found it out, as a laboratory or an adviser."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if twice := repeated(one.market for one in self.markets):
            raise ValueError(f"markets name {', '.join(twice)} more than once: give each one row")
        return self

    def about(self) -> str:
        """The product's compliance."""
        return f"compliance:{self.item}"


class Certificate(Document):
    """A certificate or test report by which a product meets a scheme."""

    label: ClassVar[str] = "Product certificate"
    zh: ClassVar[str] = "产品认证"

    number: Id
    """Its number."""
    item: Id
    """The product."""
    scheme: Name
    """The scheme, as the plan calls it."""
    laboratory: Name
    """Who tested or certified."""
    revision: Id
    """The revision of the bill of materials that was tested."""
    holder: Name
    """In whose name it is."""
    valid_until: Day | None = None
    """The last day on which it is valid, on the seller's calendar; None where it has no end."""


class CertificateReceived(
    Fact, kind="electronics.CertificateReceived", stands=True, label="Certificate received", zh="证书已取得"
):
    """A product met a scheme."""

    certificate: Certificate
    """The certificate."""

    def about(self) -> str:
        """The certificate."""
        return f"certificate:{self.certificate.number}"


@attrs.frozen
class Compliance:
    """What each market asks for and what is there. It folds from any list of facts, read in order of time."""

    plans: Mapping[str, Mapping[str, tuple[str, ...]]] = FrozenMap()
    """Item to market to the schemes asked for."""
    certificates: Mapping[tuple[str, str], Certificate] = FrozenMap()
    """Item and scheme to the certificate received last; an engineering change may have taken it back."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Compliance":
        """The compliance that these facts tell; facts of other kinds are passed over."""
        plans: dict[str, Mapping[str, tuple[str, ...]]] = {}
        held: dict[tuple[str, str], Certificate] = {}
        for fact in by_time(facts):
            if fact.kind == CompliancePlanned.kind:
                plan = CompliancePlanned.cast(fact)
                plans[plan.item] = FrozenMap({one.market: one.schemes for one in plan.markets})
            elif fact.kind == CertificateReceived.kind:
                new = CertificateReceived.cast(fact).certificate
                held[new.item, new.scheme] = new
            elif fact.kind == ChangeApproved.kind:
                change = ChangeApproved.cast(fact).change
                for scheme in change.recertify:
                    held.pop((change.item, scheme), None)
        return cls(FrozenMap(plans), FrozenMap(held))
