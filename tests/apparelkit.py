"""A piqué polo shirt in two colours and four sizes, from the lead to the last payment."""

from collections.abc import Iterator

from tradekit import STORY, Telling, day

from b2bdeal import APPAREL, Fact
from b2bdeal.flow.trades.apparel import (
    Breakdown,
    BreakdownAgreed,
    ColourSize,
    CutTicket,
    CutTicketIssued,
    FitApproved,
    FitRevisionAsked,
    FitSample,
    FitSampleSent,
    LabDip,
    LabDipApproved,
    LabDipRejected,
    LabDipSubmitted,
    Material,
    MaterialApproved,
    MaterialsListed,
    MeasuredSize,
    PointOfMeasure,
    PPSample,
    PPSampleApproved,
    PPSampleSent,
    SizeSpec,
    SizeSpecIssued,
    Swatch,
    TopSampleApproved,
    TopSampleSent,
)

POLO = "POLO-26"
SIZES = ("S", "M", "L", "XL")
CHEST = {"S": "49", "M": "52", "L": "55", "XL": "58"}
LENGTH = {"S": "68", "M": "70", "L": "72", "XL": "74"}


def spec(version: int = 1) -> SizeSpec:
    """The measurement chart."""
    chest = PointOfMeasure.model_validate(
        {"code": "A", "name": "chest, 2.5 cm below armhole", "values": CHEST, "plus": "1.0", "minus": "1.0"}
    )
    length = PointOfMeasure.model_validate(
        {"code": "B", "name": "length from highest shoulder point", "values": LENGTH, "plus": "1.5", "minus": "1.0"}
    )
    return SizeSpec(number="SS-26", version=version, item=POLO, base_size="M", sizes=SIZES, points=(chest, length))


def fit_sample(round: int, *sizes: str, number: str = "FS-26", version: int = 1, **off: str) -> FitSample:
    """Garments as the chart asks, but for the chest of some sizes."""
    measured = tuple(
        MeasuredSize.model_validate({"size": size, "values": {"A": off.get(size, CHEST[size]), "B": LENGTH[size]}})
        for size in sizes
    )
    return FitSample(number=number, round=round, item=POLO, spec="SS-26", spec_version=version, measured=measured)


def dip(number: str, colour: str, round: int = 1, **delta_e: str) -> LabDip:
    """Options with their ΔE under two lamps; the second is always the smaller."""
    swatches = tuple(
        Swatch.model_validate({"option": option, "delta_e": {"TL84": worst, "D65": "0.4"}})
        for option, worst in delta_e.items()
    )
    return LabDip(
        number=number,
        round=round,
        item=POLO,
        colour=colour,
        fabric="PIQUE-220",
        standard=f"TCX {colour}",
        swatches=swatches,
    )


def parts(each: int = 1_000) -> tuple[ColourSize, ...]:
    """Two colours, in the ratio 1 2 2 1."""
    ratio = dict(zip(SIZES, (1, 2, 2, 1), strict=True))
    return tuple(ColourSize(colour=c, size=s, quantity=n * each) for c in ("NAVY", "WHITE") for s, n in ratio.items())


def breakdown(each: int = 1_000, **words: object) -> Breakdown:
    """The contract's line by colour and size."""
    said = {"contract": "C-2026-017", "line": 1, "item": POLO, "parts": parts(each), "tolerance": "0.03"} | words
    return Breakdown.model_validate(said)


def ticket(number: str, colour: str, plies: int = 1_010, **words: object) -> CutTicket:
    """One colour cut in the ratio of the order."""
    ratio = {"S": 1, "M": 2, "L": 2, "XL": 1}
    said = {"number": number, "order": "PO-17", "item": POLO, "colour": colour, "ratio": ratio, "plies": plies} | words
    return CutTicket.model_validate(said)


def own() -> Iterator[tuple[str, Fact]]:
    """What a garment house records beside what every deal has."""
    yield "qian", SizeSpecIssued(at=day(6), spec=spec())
    yield "qian", FitSampleSent(at=day(9), sample=fit_sample(1, "M", M="53.5"))
    yield "zhao", FitRevisionAsked(at=day(12), number="FS-26", round=1, changes="chest 1.5 cm narrower")
    yield "qian", FitSampleSent(at=day(15, 8), sample=fit_sample(2, "M"))
    yield "zhao", FitApproved(at=day(17, 12), number="FS-26", round=2, sizes=("M",), approved_by="petit")
    fabric = Material(material="PIQUE-220", kind="fabric", name="100 % cotton piqué, 220 g/m²")
    buttons = Material(material="BTN-18L", kind="trim", name="button 18L, two holes", supplier="nominated: Union")
    yield "qian", MaterialsListed(at=day(18, 12), item=POLO, materials=(fabric, buttons))
    yield "qian", LabDipSubmitted(at=day(18, 13), dip=dip("LD-1", "NAVY", A="1.4", B="0.9"))
    yield "qian", LabDipSubmitted(at=day(18, 13), dip=dip("LD-2", "WHITE", A="1.2"))
    yield "zhao", LabDipApproved(at=day(22), number="LD-1", round=1, option="B", approved_by="petit")
    yield "zhao", LabDipRejected(at=day(22), number="LD-2", round=1, remarks="too yellow")
    yield "qian", LabDipSubmitted(at=day(25), dip=dip("LD-2", "WHITE", 2, A="0.6"))
    yield "zhao", LabDipApproved(at=day(28), number="LD-2", round=2, option="A", approved_by="petit")
    yield "zhao", BreakdownAgreed(at=day(26), breakdown=breakdown())
    for material in ("PIQUE-220", "BTN-18L"):
        yield "zhao", MaterialApproved(at=day(29), item=POLO, material=material, approved_by="petit")
    yield "qian", FitSampleSent(at=day(34), sample=fit_sample(1, *SIZES, number="SET-26"))
    yield "zhao", FitApproved(at=day(40), number="SET-26", round=1, sizes=SIZES, approved_by="petit")
    pp = PPSample(number="PP-26", item=POLO, colour="NAVY", size="M", spec="SS-26", spec_version=1)
    yield "qian", PPSampleSent(at=day(60), sample=pp)
    yield "zhao", PPSampleApproved(at=day(66), number="PP-26", round=1, approved_by="petit")
    yield "qian", CutTicketIssued(at=day(101, 14), ticket=ticket("CT-1", "NAVY"))
    yield "qian", CutTicketIssued(at=day(102, 14), ticket=ticket("CT-2", "WHITE", last=True))
    yield "qian", TopSampleSent(at=day(110), number="TOP-26", item=POLO, order="PO-17")
    yield "zhao", TopSampleApproved(at=day(114), number="TOP-26", approved_by="petit")


WORDS = {
    "Night cream 50 ml in a glass jar, own formula, vegan": "Piqué polo shirt in two colours, own pattern",
    "CREAM-50": POLO,
    "F-17.2": "TP-26.3",
    "JAR-50-W": "POLYBAG-L",
    "Night cream 50 ml, glass jar": "Piqué polo shirt, two colours",
    "Night cream 50 ml": "Piqué polo shirt",
    "night cream OEM": "polo shirt OEM",
    "tank 500 l": "cutting table 2",
    "filling line 2": "sewing line 7",
    "vegan, no perfume": "organic cotton",
}
POLOS = Telling(APPAREL, WORDS, own)
assert STORY.quantity == breakdown().total
