"""Documents with what the other examples leave out, so that together every field of every document is filled once."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final

from apparelkit import POLO, POLOS
from electronicskit import HUBS, change
from straight_way import CREAM, DOMESTIC, TONER, cny, contract, day, pieces, quote
from straight_way import complete_deal as straight_way
from test_every_class import OTHERS

from b2bdeal import days, months
from b2bdeal.calendar import Calendar
from b2bdeal.flow import FlowChanged, Imported, Overran, Policy
from b2bdeal.flow.trades.apparel import Conceded, FitApproved, MaterialApproved, MaterialRejected, PPSampleRejected
from b2bdeal.flow.trades.apparel.conditions import ApparelPolicy
from b2bdeal.flow.trades.electronics import (
    BuildReported,
    Certificate,
    ChangeApproved,
    MarketSchemes,
    ToolingMoved,
    ToolingReturned,
)
from b2bdeal.life import (
    Account,
    Amendment,
    Arrived,
    Brief,
    BriefAgreed,
    BriefLine,
    BuildUp,
    BulkBatch,
    BuyerProfile,
    CallOffLine,
    Cancellation,
    CarriedOver,
    CaseClosed,
    CaseInvestigated,
    Charge,
    ClaimSettled,
    ClaimWindows,
    CompatibilityFailed,
    Confidentiality,
    Contact,
    Contract,
    ContractAmended,
    CostSheet,
    CounterLine,
    CounterOffered,
    Criterion,
    DealCancelled,
    DealLost,
    DeliveryWindow,
    DepositSettlement,
    Discount,
    Document,
    DocumentsPresented,
    DocumentsReleased,
    ExchangeRate,
    Exclusion,
    Export,
    FactoryProfile,
    HoldPlaced,
    Inspected,
    LabResult,
    LatenessPenalty,
    Lead,
    LeadFound,
    LeadQualified,
    LeftoversSettled,
    LetterOfCredit,
    LineChange,
    LineClosed,
    MaterialClause,
    MaterialPrice,
    Microbiology,
    PackagingMinimum,
    PaymentReceived,
    PaymentReturned,
    PaymentTerm,
    PaymentTerms,
    Period,
    Person,
    PriceAdjustment,
    PriceBreak,
    PrintingReleased,
    QualityPlan,
    QuoteSent,
    Remedy,
    SampleFees,
    SampleSent,
    Segment,
    SettledLine,
    Signature,
    Source,
    StabilityPassed,
    StockSettled,
    StockTaken,
    TankMinimum,
    TargetMarket,
    TermsAgreed,
    TrademarkLicensed,
    TransportDocument,
    VatRebate,
    WaiverGranted,
)
from b2bdeal.life.fact import Fact
from b2bdeal.testing import Story
from b2bdeal.units import Incoterm, Money, Quantity
from b2bdeal.written import Written

__all__ = ["FACTS", "WHOLE"]

RATE = ExchangeRate(base="USD", quote="CNY", rate=Decimal("7.12"), on=date(2026, 3, 2), source="PBOC central parity")
SQUALANE = MaterialPrice(material="squalane", price=cny("82.50"), on=date(2026, 3, 1), source="offer of the supplier")
SIGNATURES = (
    Signature(side="seller", person="P-ours", at=day(41)),
    Signature(side="buyer", person="P-theirs", at=day(42)),
)
REBATE = VatRebate(rate=Decimal("0.13"), hs_code="3304990099", on=date(2026, 3, 1), source="tax office")
EXPORT = Export(incoterm=Incoterm("CIF", "Hamburg", "Ningbo"), transport="sea", rebate=REBATE)
PENALTY = LatenessPenalty(share=Decimal("0.005"), grace_days=3, cap=Decimal("0.05"))
WINDOW = DeliveryWindow(line=1, quantity=pieces(2000), earliest=date(2026, 4, 20), latest=date(2026, 5, 1))
PERIOD = Period(first=date(2026, 3, 1), last=date(2026, 12, 31))
SCRAPPED = SettledLine(
    what="work_in_process", item=CREAM, order="MO-L-1", quantity=pieces(10), value=cny("50.00"), outcome="scrapped",
    charged=cny("40.00"),
)  # fmt: skip
MOULD = Charge(
    id="MOULD", kind="mould", name="mould of the jar", item=CREAM, amount=cny("12000.00"),
    billing="amortised", over=pieces(10_000), owner="buyer", credited_above=pieces(50_000),
)  # fmt: skip
FIXED = PaymentTerms(
    rows=(
        PaymentTerm(name="deposit", amount=cny("9000.00"), trigger="fixed_date", on=date(2026, 3, 20), method="tt"),
        PaymentTerm(name="balance", portion=Decimal(1), trigger="before_shipment"),
    )
)


EVERY: Final[tuple[Fact, ...]] = (
    *straight_way(),
    *OTHERS,
    *(fact for _, fact in Story().lines()),
    *(fact for _, fact in POLOS.own()),
    *(fact for _, fact in HUBS.own()),
)
"""The examples of the other tests: every kind of fact of every trade, but for those below."""


def _like(fact: Document, **words: Any) -> Any:
    """The document with more filled in, checked again."""
    return type(fact)(**{name: getattr(fact, name) for name in type(fact).model_fields} | words)


@cache
def _one(kind: type[Fact]) -> Any:
    return next(fact for fact in EVERY if fact.kind == kind.kind)


def _inside(value: Any, cls: type[Document]) -> Any:
    """The first document of a class in a value, or None."""
    if isinstance(value, cls):
        return value
    parts: list[Any] = []
    if isinstance(value, Document):
        parts = [getattr(value, name) for name in type(value).model_fields]
    elif isinstance(value, tuple | list):
        parts = list(value)
    return next((found for part in parts if (found := _inside(part, cls)) is not None), None)


def _first(cls: type[Document]) -> Any:
    return next(found for fact in EVERY if (found := _inside(fact, cls)) is not None)


def _contract() -> Contract:
    return contract(
        kind="blanket",
        charges=(MOULD,),
        payment_terms=FIXED,
        deliveries=(WINDOW,),
        period=PERIOD,
        warranty=months(12),
        penalty=PENALTY,
        quality_plan=QualityPlan.model_validate(
            {"aql": {"major": "2.5", "critical": "0"}, "golden_sample": "SEAL-1", "tests": ["microbiology"]}
        ),
        claim_windows=ClaimWindows(visible_days=15, hidden_days=90),
        confidentiality=Confidentiality(years=5, formula_owner="factory", note="the process as well"),
        retention_of_title=True,
        rate=RATE,
        adjustment=PriceAdjustment(materials=(SQUALANE,), moves_by=Decimal("0.1"), terms="by the same share"),
        governing_law="PRC law, CIETAC Shanghai",
        amendment=1,
    )


def _market() -> TargetMarket:
    segment = Segment(
        id="SEG-1",
        name="New brands",
        kinds=("brand_owner",),
        trades=("cosmetics",),
        countries=("CN", "FR"),
        min_order=pieces(1_000),
        max_order=pieces(50_000),
        price_tiers=("mid", "premium"),
        certificates=("GMPC",),
        buyers=200,
        yearly_spend=cny("40000000"),
        growth=Decimal("0.08"),
        source="own count",
        as_of=date(2026, 1, 1),
    )
    factory = FactoryProfile(
        id="F-1",
        name="Plant 1",
        processes=("filling",),
        monthly_capacity={"filling": pieces(10**6)},
        moq=pieces(1000),
        price_tiers=("mid",),
        lead_time=days(30),
        certificates=("GMPC",),
    )
    no = Exclusion(
        name="drop-shipping", reason="one piece at a time", order_size_below=pieces(10), kinds=("trader",),
        countries=("XX",), trades=("dropshipping",),
    )  # fmt: skip
    return TargetMarket(id="T", name="2026", segments=(segment,), exclusions=(no,), factory=factory)


def _policy() -> dict[str, Any]:
    return {
        "minimum_cycle": days(15),
        "minimum_cycle_repeat": days(5),
        "target_market": _market(),
        "sample_fees": SampleFees(free_rounds=2, fee=cny("200.00"), credited_above=cny("10000.00")),
        "discount_authority": {"sales": Decimal("0.05")},
        "calendar": Calendar(subdivision="ZJ", closed=(date(2026, 5, 4),), opened=(date(2026, 5, 9),), weekend=(5, 6)),
        "waived_by": {"minimum_cycle": ("director",)},
        "waiver_limits": {"director": cny("100000.00")},
        "shortfall_limit": cny("50.00"),
    }


def _documents() -> list[Written]:
    quoted, price = quote(), _first(PriceBreak)
    paid = _one(PaymentReceived)
    return [
        Person(id="P-1", name="Lin", side="theirs", email="lin@example.com", phone="+86 138 0000 0000", note="tea"),
        *(Policy.model_validate({name: value}) for name, value in _policy().items()),
        ApparelPolicy.model_validate({"delta_e": "0.8", "top_sample": True}),
        BuildUp(
            goods=Money.of("10000", "USD"),
            costs={"loading": Money.of("50", "USD"), "main_carriage": Money.of("900", "USD")},
            insurance_rate=Decimal("0.003"),
            import_duty=Decimal("0.05"),
            import_vat=Decimal("0.19"),
        ),
        TankMinimum(
            bulk_minimum=Quantity.of(300, "kg"),
            fill=Quantity.of(50, "ml"),
            density=Decimal("0.98"),
            overfill=Decimal("0.02"),
            yield_=Decimal("0.96"),
        ),
        PackagingMinimum(item="JAR-50", name="jar", moq=pieces(10_000), per_piece=Decimal(1), for_pieces=2),
        CostSheet.model_validate(
            {
                "quote": "Q-1",
                "version": 1,
                "item": CREAM,
                "quantity": pieces(5000),
                "currency": "CNY",
                "materials": [
                    {
                        "material": "squalane",
                        "share": "0.1",
                        "price": Money.of("11.50", "USD"),
                        "on": date(2026, 3, 1),
                        "source": "offer",
                    },
                    {
                        "material": "water",
                        "share": "0.9",
                        "price": cny("0.01"),
                        "on": date(2026, 3, 1),
                        "source": "bill",
                    },
                ],
                "bulk_per_piece": Quantity.of(53, "g"),
                "loss": "0.02",
                "lines": [
                    {
                        "kind": "labour",
                        "name": "filling",
                        "amount": cny("0.40"),
                        "on": date(2026, 2, 1),
                        "source": "own books",
                    },
                    {"kind": "testing", "name": "lab", "amount": cny("900"), "per": "order", "loss": "0.01"},
                ],
                "rates": [RATE],
                "price_terms": EXPORT,
                "vat": "0.13",
                "note": "first sheet",
            }
        ),
        MaterialClause(materials=(SQUALANE,), moves_by=Decimal("0.1")),
        CallOffLine(line=1, quantity=pieces(100), unit_price=cny("8.00")),
        Certificate.model_validate({**_first(Certificate).model_dump(), "valid_until": date(2030, 1, 1)}),
        MarketSchemes(market="FR", schemes=(), because="sold without radio"),
        _contract(),
        Discount(case="SC-1", amount=cny("100.00"), until=date(2026, 12, 31)),
        Remedy(kind="discount_next_order", share=Decimal("0.02"), until=date(2026, 12, 31), note="next order"),
        LabResult(what="pH", result="5.5", limit="5 to 6", passed=True, method="GB/T 13531.1"),
        Microbiology(total_count=2_000, limit=1_000, looked_for=("Candida albicans",), found=("Candida albicans",)),
        BulkBatch.model_validate({**_first(BulkBatch).model_dump(), "premixes": ("B-PRE-1",)}),
        LetterOfCredit.model_validate(
            {
                **_first(LetterOfCredit).model_dump(),
                "about": ("unit_price",),
                "quantity_tolerance": {"plus": "0.05", "minus": "0.05"},
                "from_place": "Ningbo",
                "to_place": "Hamburg",
                "instalments": [
                    {"earliest": date(2026, 4, 1), "latest": date(2026, 4, 20), "quantity": pieces(3000)},
                ],
            }
        ),
        TransportDocument(
            number="BL-9",
            kind="bill_of_lading",
            issued_by="carrier",
            issuer="Blue Line",
            shipment="SH-1",
            on_board=date(2026, 4, 30),
        ),
        _like(
            quoted,
            alternative_to=("Q-9",),
            rate=RATE,
            material_clause=MaterialClause(materials=(SQUALANE,), moves_by=Decimal("0.1")),
            charges=(MOULD,),
            lines=(_like(quoted.lines[0], breaks=(_like(price, list_price=cny("9.00")),)),),
        ),
        _like(
            paid,
            amount=cny("7100.00"),
            charges=cny("20.00"),
            original=Money.of("1000.00", "USD"),
            rate=RATE,
        ),
    ]


def _facts() -> list[Fact]:
    lead = Lead(
        account=Account(
            id="A-1", name="Dew Brands Co.", kind="brand_owner", country="CN", registration_number="91330000",
            licence="cosmetics 2019-77", credit_limit=cny("50000.00"), next_check=date(2026, 12, 1),
        ),
        source=Source(channel="1688", campaign="spring", keyword="cream OEM", landing_page="cream", cost=cny("35")),
        buyer=BuyerProfile(
            kind="brand_owner", trade="cosmetics", country="CN", order_size=pieces(5000),
            annual_volume=pieces(60_000), price_tier="mid", certificates_required=("GMPC",),
        ),
        contacts=(Contact(person="P-theirs", role="owner", decides=True, signs=True),),
        repeat_of="D-1",
    )  # fmt: skip
    amended = Amendment(
        number=1,
        contract="C-1",
        lines=(
            LineChange(line=1, unit_price=cny("7.40"), formula="F-3", packaging="P-2"),
            LineChange(line=2, dropped=True),
        ),
        deliver_by=date(2026, 7, 1),
        deliveries=(WINDOW,),
        payment_terms=FIXED,
        tolerance=Decimal("0.03"),
        charges=(MOULD,),
        penalty=PENALTY,
        period=PERIOD,
        settled=(SCRAPPED,),
        reason="the toner comes next year",
        signatures=SIGNATURES,
    )
    cancelled = Cancellation(
        number="X-1", contract="C-1", by="buyer", reason="price", lines=(SCRAPPED,),
        deposit=DepositSettlement(kept=cny("13000.00"), applied=cny("650.00"), returned=cny("0.00")),
        claim=cny("100.00"), signatures=SIGNATURES, document="NOTICE-1", note="in agreement",
    )  # fmt: skip
    agreed = _one(TermsAgreed)
    late = _one(WaiverGranted)
    return [
        LeadFound(at=day(0), lead=lead),
        LeadQualified(at=day(1), specialist="P-ours", outside_reason="a friend of the house"),
        _like(_one(SampleSent), fee=cny("200.00"), fee_credited_above=cny("10000.00"), carrier="SF Express",
              tracking="SF-1", dispatched_by="P-ours"),
        CounterOffered(
            at=day(17),
            lines=(CounterLine(item=CREAM, unit_price=cny("7.20"), wanted_date=date(2026, 6, 1), substitute=TONER),),
            payment_terms=FIXED,
            price_terms=DOMESTIC,
        ),
        _like(_one(QuoteSent), role="sales"),
        _like(agreed, terms=_like(agreed.terms, rate=RATE, charges=(MOULD,))),
        BriefAgreed(
            at=day(3),
            brief=Brief(
                number="B-1",
                lines=(BriefLine(item=CREAM, name="Day cream 50 ml", quantity=pieces(5000), requirements="vegan"),),
                criteria=(Criterion(name="texture", weight=2, must=3), Criterion(name="scent")),
            ),
        ),
        ContractAmended(at=day(43), amendment=amended),
        DealCancelled(at=day(44), cancellation=cancelled),
        DealLost(at=day(44), reason="price", to_whom="another factory"),
        CarriedOver.model_validate(
            {**_one(CarriedOver).model_dump(), "price_terms": DOMESTIC, "payment_terms": FIXED, "markets": ("FR",)}
        ),
        _like(_one(CaseClosed), report="8D-1"),
        _like(_one(CaseInvestigated), investigated_by="P-quality", report="8D-1"),
        _like(_one(ClaimSettled), document="DOC-1"),
        _like(_one(CompatibilityFailed), report="CT-1"),
        _like(_one(DocumentsPresented), amount=cny("100.00")),
        DocumentsReleased(at=day(66), document="BL-1", how="bank_dp", to="A-1", paid_on=date(2026, 5, 5)),
        DocumentsReleased(at=day(66), document="BL-2", how="bank_da", to="A-1", accepted_on=date(2026, 5, 5)),
        HoldPlaced(at=day(20), hold="H-2", blocks=("ship",), source="audit", reason="lot 1", scope="line", subject="1",
                   starts=day(21), until=day(30)),
        Inspected.model_validate(
            {"at": day(52), "lot": "L-1", "order": "MO-L-1", "inspector": "P-quality", "sample_size": 200,
             "defects": {"minor": 9}, "acceptance": {"minor": 7}, "disposition": "concession",
             "conceded_by": "P-theirs", "document": "CONC-1", "report": "QC-1"}
        ),
        _like(_one(LeftoversSettled), agreed_by="P-theirs"),
        LineClosed.model_validate({**_one(LineClosed).model_dump(), "call_off": "CO-1", "signatures": SIGNATURES}),
        _like(_one(PaymentReturned), case="SC-1"),
        _like(_one(PrintingReleased), printer="Union Print"),
        _like(_one(StabilityPassed), report="ST-1"),
        _like(_one(StockSettled), document="DOC-1"),
        _like(_one(StockTaken), bought_for="PO-BUYER", line=1),
        _like(_one(TrademarkLicensed), until=date(2030, 1, 1)),
        _like(late, until=late.at + timedelta(days=9), document="DOC-1"),
        _like(_one(Arrived), place="Hamburg"),
        Imported(at=day(0), stage="quoting", source="old CRM", row="7", fingerprint="ab12", account="Dew Brands",
                 value=cny("1000.00"), details={"owner": "Wang"}),
        FlowChanged(at=day(50), flow="oem", version=2, stages={"quoting": "quoted"}, reason="the new way",
                    decided_by="li", role="director"),
        Overran(at=day(50), stage="quoting", due=day(49)),
        PPSampleRejected(at=day(60), number="PP-26", round=1, remarks="collar too wide"),
        MaterialRejected(at=day(29), item=POLO, material="BTN-18L", remarks="wrong colour"),
        _like(_one(MaterialApproved), reference="SW-1"),
        _like(_one(FitApproved), conceded=(Conceded(size="M", point="A", reason="corrected in bulk"),)),
        ChangeApproved(at=day(96), change=change(rebuild="pvt", recertify=("CE",), removed=("M1",))),
        ToolingMoved(at=day(127), tool="MOULD-1", location="hall 4"),
        ToolingReturned(at=day(140), tool="MOULD-1", demanded_on=date(2026, 7, 1), to="Paris", received_by="petit"),
        _like(_one(BuildReported), report="BR-1"),
    ]  # fmt: skip


FACTS: Final[tuple[Fact, ...]] = (*EVERY, *_facts())
"""Every kind of fact that the package ships."""
WHOLE: Final[tuple[Written, ...]] = (*FACTS, *_documents())
"""Those, and what is written down without being a fact."""
