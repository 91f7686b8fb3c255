"""One example of every fact of samples, packaging and the version lock."""

from datetime import date

from straight_way import CREAM, day, pieces

from b2bdeal import (
    NDA,
    Claim,
    CompatibilityFailed,
    CompatibilityPassed,
    FilingAccepted,
    FilingWithdrawn,
    FormulaChanged,
    LabelChanged,
    LabelSigned,
    LeftoversSettled,
    NdaSigned,
    PackagingArrived,
    PackagingInspected,
    PackagingItem,
    PackagingPlanned,
    PrintingReleased,
    Registration,
    RiskLetterSigned,
    SampleArrived,
    SampleRetained,
    StandardSealed,
    TrademarkLicensed,
    percent,
)

PAPER = NDA(
    number="NDA-1",
    parties=("factory", "brand"),
    signed_on=date(2026, 3, 3),
    until=date(2031, 3, 2),
    formula_owner="brand",
)
JAR = PackagingItem(
    item="JAR-1",
    name="Glass jar 50 ml",
    supplied_by="customer",
    articles=(CREAM,),
    quantity=pieces(5000),
    due=date(2026, 4, 10),
    loss_allowance=percent(2),
    stored_until=date(2026, 12, 31),
)
FILED = Registration(
    article=CREAM,
    market="CN",
    registrant="brand",
    kind="filing",
    number="G-2026-1",
    formula=f"{CREAM}-F2",
    label_version="LB-1",
    valid_until=date(2029, 4, 1),
)

SAMPLES = [
    NdaSigned(at=day(1), nda=PAPER),
    SampleArrived(at=day(9), number="S-1", round=1, on=date(2026, 3, 11), received_by="P-theirs"),
    StandardSealed(
        at=day(27),
        seal="SEAL-1",
        item=CREAM,
        formula=f"{CREAM}-F2",
        sealed_by_seller="P-ours",
        sealed_by_buyer="P-theirs",
        kept_at=("quality room", "the brand's office"),
    ),
    RiskLetterSigned(
        at=day(28), letter="RL-1", conditions=("stability_passed",), risks="it may separate", signed_by="P-theirs"
    ),
    PackagingPlanned(at=day(28), items=(JAR,)),
    PackagingArrived(at=day(39), item="JAR-1", quantity=pieces(5200), on=date(2026, 4, 10), delivery="DN-1"),
    PackagingInspected(at=day(40), item="JAR-1", accepted=pieces(5150), rejected=pieces(50), report="IQC-1"),
    CompatibilityPassed(at=day(41), item="JAR-1", formula=f"{CREAM}-F2", weeks=8, report="CT-1"),
    CompatibilityFailed(at=day(42), item="PUMP-1", formula=f"{CREAM}-F2", weeks=4, reason="the spring rusts"),
    TrademarkLicensed(at=day(29), trademark="TM-1", article=CREAM, market="CN", licensor="brand"),
    LabelSigned(
        at=day(30),
        article=CREAM,
        market="CN",
        label_version="LB-1",
        formula=f"{CREAM}-F2",
        artwork="ART-1",
        claims=(Claim(text="moisturises", evidence="EV-1"),),
        trademark="TM-1",
        signed_by="P-theirs",
    ),
    PrintingReleased(at=day(31), item="BOX-1", article=CREAM, market="CN", artwork="ART-1", quantity=pieces(5200)),
    FilingAccepted(at=day(33), registration=FILED),
    LabelChanged(at=day(34), article=CREAM, market="CN", old="LB-1", new="LB-2", reason="a typing error"),
    FormulaChanged(at=day(35), article=CREAM, old=f"{CREAM}-F2", new=f"{CREAM}-F3", reason="a supplier stopped"),
    FilingWithdrawn(at=day(36), number="G-2026-1", reason="the formula changed"),
    SampleRetained(
        at=day(52),
        lot="L-1",
        quantity=pieces(6),
        release_test_quantity=pieces(3),
        expires=date(2029, 4, 20),
        kept_until=date(2029, 10, 20),
    ),
    LeftoversSettled(at=day(70), item="JAR-1", quantity=pieces(100), how="stored", stored_until=date(2026, 12, 31)),
]
