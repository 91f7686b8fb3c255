"""A smart-home hub, from the lead to the last payment: three builds, a frozen bill, a mould, firmware, certificates."""

from collections.abc import Iterator

from tradekit import Telling, day

from b2bdeal import ELECTRONICS, Charge, Fact, Money, Quantity, percent
from b2bdeal.flow.trades.electronics import (
    Alternate,
    Bom,
    BomFrozen,
    BomLine,
    BuildExited,
    BuildIssue,
    BuildPlan,
    BuildPlanned,
    BuildReported,
    Certificate,
    CertificateReceived,
    CompliancePlanned,
    EngineeringChange,
    FirmwareBuilt,
    FirmwareSigned,
    IssueClosed,
    IssueWaived,
    LotFlashed,
    MarketSchemes,
    Tool,
    ToolingApproved,
    ToolingMade,
    ToolingOrdered,
    ToolingUsed,
)
from b2bdeal.life import Signature

HUB = "HUB-1"
IMAGE, NEWER = "9f3a" * 16, "51cc" * 16


def pieces(number: int) -> Quantity:
    return Quantity.of(number, "piece")


def line(position: str, part: str, **words: object) -> BomLine:
    """A position with one piece of a part."""
    said = {"position": position, "name": part, "manufacturer": "Sample Semiconductor", "part": part} | words
    return BomLine.model_validate({"quantity": pieces(1), **said})


def bom(revision: str = "C", **words: object) -> Bom:
    """The bill: a processor with an alternate, a radio, and a housing."""
    other = Alternate(manufacturer="Second Source", part="MCU-64B")
    lines = (line("U1", "MCU-64", alternates=(other,)), line("U2", "RADIO-24"), line("M1", "HOUSING"))
    return Bom.model_validate({"item": HUB, "revision": revision, "lines": lines, **words})


def change(number: str = "ECN-7", on: float = 95, **words: object) -> EngineeringChange:
    """Another radio, signed by both sides on a day."""
    said = {
        "number": number,
        "item": HUB,
        "from_revision": "C",
        "to_revision": "D",
        "lines": (line("U2", "RADIO-25"),),
        "reason": "RADIO-24 is on last time buy",
        "signatures": (
            Signature(side="seller", person="li", at=day(on, 8)),
            Signature(side="buyer", person="petit", at=day(on, 9)),
        ),
    }
    return EngineeringChange.model_validate(said | words)


def plan(number: str, build: str, asked: int, units: int, revision: str = "C") -> BuildPlan:
    """A build of so many units, with the yield asked in per cent."""
    said = {"number": number, "build": build, "item": HUB, "revision": revision, "units": units}
    return BuildPlan.model_validate({**said, "yield_asked": percent(asked)})


def tool(**words: object) -> Tool:
    """The mould of the housing, the buyer's, who paid it with the prototypes."""
    said = {"number": "MOULD-1", "name": "housing, both halves", "items": (HUB,), "owner": "buyer"}
    return Tool.model_validate(
        {**said, "charge": "MOULD", "cavities": 2, "per_unit": 2, "shots_life": 300_000, **words}
    )


def firmware(version: str = "1.4.1", sha256: str = IMAGE) -> dict[str, object]:
    return {"item": HUB, "version": version, "sha256": sha256}


def certificate(scheme: str = "CE", **words: object) -> Certificate:
    """A certificate of the revision that is frozen."""
    said = {"number": f"{scheme}-2026-1", "item": HUB, "scheme": scheme, "laboratory": "Test House", "revision": "C"}
    return Certificate.model_validate({**said, "holder": "Maison Lune SAS", **words})


def own() -> Iterator[tuple[str, Fact]]:
    """What an electronics house records beside what every deal has."""
    yield (
        "qian",
        CompliancePlanned(
            at=day(5), item=HUB, markets=(MarketSchemes(market="FR", schemes=("CE",)),), found_by="Test House"
        ),
    )
    yield "qian", BuildPlanned(at=day(26), plan=plan("EVT-1", "evt", 0, 20, "A"))
    yield "qian", BuildReported(at=day(33), number="EVT-1", built=20, passed=15, failures={"no boot": 5})
    yield "zhao", BuildExited(at=day(35), number="EVT-1", approved_by="petit")
    yield "qian", ToolingOrdered(at=day(36), tool=tool(), ready_on=day(66).date())
    yield "qian", BuildPlanned(at=day(40), plan=plan("DVT-1", "dvt", 90, 50, "B"))
    yield (
        "qian",
        BuildReported(
            at=day(52),
            number="DVT-1",
            built=50,
            passed=46,
            failures={"antenna": 3, "no boot": 2},
            issues=(
                BuildIssue(issue="I-1", severity="major", what="antenna detuned by the battery"),
                BuildIssue(issue="I-2", severity="minor", what="logo 0.3 mm low"),
            ),
        ),
    )
    yield "qian", IssueClosed(at=day(56), number="DVT-1", issue="I-1", solution="shield added, 20 units measured")
    low = IssueWaived(issue="I-2", reason="nobody sees it")
    yield "zhao", BuildExited(at=day(57), number="DVT-1", waived=(low,), approved_by="petit")
    yield "qian", BomFrozen(at=day(60), bom=bom())
    yield "qian", ToolingMade(at=day(66), tool="MOULD-1", maker="Ningbo Mould", location="hall 3")
    yield "zhao", ToolingApproved(at=day(70), tool="MOULD-1", trial="T2", report="FAI-2", approved_by="petit")
    yield "qian", BuildPlanned(at=day(72), plan=plan("PVT-1", "pvt", 95, 200))
    yield "qian", BuildReported(at=day(80), number="PVT-1", built=200, passed=174, failures={"cold joint": 26})
    yield "qian", BuildPlanned(at=day(84), plan=plan("PVT-2", "pvt", 95, 200))
    yield "qian", BuildReported(at=day(88), number="PVT-2", built=200, passed=194, failures={"cold joint": 6})
    yield "zhao", BuildExited(at=day(90), number="PVT-2", approved_by="petit")
    yield "qian", FirmwareBuilt(at=day(86), **firmware())
    yield "zhao", FirmwareSigned(at=day(91), **firmware(), approved_by="petit")
    yield "qian", LotFlashed(at=day(105), order="PO-17", lot="L-0617", quantity=pieces(12_080), **firmware())
    yield "qian", ToolingUsed(at=day(126, 12), tool="MOULD-1", shots=12_400)
    yield "zhao", CertificateReceived(at=day(120), certificate=certificate())


MOULD = Charge.model_validate(
    {
        "id": "MOULD",
        "kind": "mould",
        "name": "housing mould, paid with the prototypes",
        "item": HUB,
        "amount": Money.of("0.00", "CNY"),
        "billing": "once",
        "owner": "buyer",
    }
)
"""It is in quote, terms and contract, so that all papers say whose the mould is."""

WORDS = {
    '"charges":[]': f'"charges":[{MOULD.model_dump_json()}]',
    "Night cream 50 ml in a glass jar, own formula, vegan": "Smart-home hub, own design",
    "CREAM-50": HUB,
    "F-17.2": "C",
    "JAR-50-W": "GIFTBOX-1",
    "Night cream 50 ml, glass jar": "Smart-home hub",
    "Night cream 50 ml": "Smart-home hub",
    "night cream OEM": "smart home hub OEM",
    "tank 500 l": "SMT line 1",
    "filling line 2": "assembly line 4",
    "vegan, no perfume": "works without a cloud",
}
HUBS = Telling(ELECTRONICS, WORDS, own)
