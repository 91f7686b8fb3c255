"""Apparel: every condition refuses with its figures and holds where it should; its folds take any facts."""

from decimal import Decimal

import pytest
from apparelkit import POLO, POLOS, SIZES, breakdown, dip, fit_sample, parts, spec, ticket
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tradekit import Case, Telling, changed, day, reasons

from b2bdeal import (
    APPAREL,
    COSMETICS,
    OEM,
    Fact,
    Flow,
    HoldPlaced,
    Policy,
    ProductionFinished,
    ProductionReleased,
    Quantity,
    Shipped,
    days,
)
from b2bdeal.flow.trades.apparel import (
    ApparelPolicy,
    BreakdownAgreed,
    BulkSamples,
    Colours,
    Conceded,
    CutTicketIssued,
    Cutting,
    FitApproved,
    FitRevisionAsked,
    FitSampleSent,
    Fitting,
    LabDipApproved,
    LabDipSubmitted,
    MaterialApproved,
    MaterialRejected,
    Materials,
    MaterialsListed,
    PPSampleApproved,
    PPSampleSent,
    SizeSpecIssued,
    TopSampleApproved,
    TopSampleSent,
)

STRICT: Flow = APPAREL.but("strict-apparel", version=1, policy=ApparelPolicy(delta_e=Decimal("0.8"), top_sample=True))
POLOS_STRICT = Telling(STRICT, POLOS.words, POLOS.own)
until, one = POLOS.until, POLOS.one
RELEASE = until(ProductionReleased)
CUTTING = until(CutTicketIssued)


def fit(**words: object) -> FitApproved:
    return changed(one(FitApproved, 2), **words)


CASES = (
    Case(
        "spec_follows",
        lambda: until(FitSampleSent),
        lambda: SizeSpecIssued(at=day(10), spec=spec(1)),
        "the size specification of POLO-26 has version 1 already; issue version 2",
        lambda: SizeSpecIssued(at=day(10), spec=spec(2)),
    ),
    Case(
        "fit_sample_fits_spec",
        lambda: until(FitSampleSent),
        lambda: FitSampleSent(at=day(10), sample=fit_sample(1, "M", version=2)),
        "it is made to SS-26 version 2; SS-26 version 1 is in force",
        lambda: FitSampleSent(at=day(10), sample=fit_sample(1, "M")),
    ),
    Case(
        "fit_was_sent",
        lambda: until(FitApproved),
        lambda: one(FitApproved, sizes=("M", "L")),
        "FS-26 was sent in M, not in L",
        lambda: one(FitApproved),
    ),
    Case(
        "fit_was_sent",
        lambda: until(FitRevisionAsked),
        lambda: one(FitRevisionAsked, round=2),
        "fit sample FS-26, round 2, was never sent",
        lambda: one(FitRevisionAsked),
    ),
    Case(
        "fit_within_tolerance",
        lambda: until(FitRevisionAsked),
        lambda: one(FitApproved, at=day(12), round=1),
        "out of tolerance: M, A: 53.5 cm, 52 cm +1.0/-1.0 asked",
        lambda: one(
            FitApproved, at=day(12), round=1, conceded=(Conceded(size="M", point="A", reason="loose fit is wanted"),)
        ),
    ),
    Case(
        "approver_is_the_buyers",
        lambda: until(FitApproved),
        lambda: one(FitApproved, approved_by="zhao"),
        "zhao is not known as a contact of the buyer; known are moreau, petit",
        lambda: one(FitApproved, approved_by="moreau"),
    ),
    Case(
        "dip_was_submitted",
        lambda: until(LabDipApproved),
        lambda: one(LabDipApproved, option="C"),
        "LD-1 was submitted in options A, B, not in C",
        lambda: one(LabDipApproved),
    ),
    Case(
        "dip_within_delta_e",
        lambda: until(LabDipApproved),
        lambda: one(LabDipApproved, option="A"),
        "NAVY option A is ΔE 1.4 off under TL84, 1.0 is the most",
        lambda: one(LabDipApproved, option="B"),
    ),
    Case(
        "dip_within_delta_e",
        lambda: POLOS_STRICT.until(LabDipSubmitted, 2).then(
            LabDipSubmitted(at=day(19), dip=dip("LD-9", "NAVY", A="0.81", B="0.8"))
        ),
        lambda: one(LabDipApproved, number="LD-9", option="A"),
        "NAVY option A is ΔE 0.81 off under TL84, 0.8 is the most",
        lambda: one(LabDipApproved, number="LD-9", option="B"),
    ),
    Case(
        "material_is_listed",
        lambda: until(MaterialApproved),
        lambda: one(MaterialApproved, material="ZIP-5"),
        "the list of POLO-26 has no ZIP-5",
        lambda: one(MaterialApproved),
    ),
    Case(
        "breakdown_fits_line",
        lambda: until(BreakdownAgreed),
        lambda: one(BreakdownAgreed, breakdown=breakdown(1_031)),
        "the parts sum to 12,372, line 1 is 12,000 pieces",
        lambda: one(BreakdownAgreed, breakdown=breakdown(1_030)),
    ),
    Case(
        "pp_in_approved_colour",
        lambda: until(LabDipApproved, 2),
        lambda: one(PPSampleSent, at=day(27), sample=changed(one(PPSampleSent).sample, colour="WHITE")),
        "no lab dip of POLO-26 in WHITE is approved",
        lambda: one(PPSampleSent, at=day(27)),
    ),
    Case(
        "pp_was_sent",
        lambda: until(PPSampleApproved),
        lambda: one(PPSampleApproved, round=2),
        "pre-production sample PP-26, round 2, was never sent",
        lambda: one(PPSampleApproved),
    ),
    Case(
        "top_was_sent",
        lambda: until(TopSampleApproved),
        lambda: one(TopSampleApproved, number="TOP-27"),
        "top-of-production sample TOP-27 was never sent",
        lambda: one(TopSampleApproved),
    ),
    Case(
        "breakdown_agreed",
        lambda: until(ProductionReleased, without=(BreakdownAgreed,)),
        lambda: one(ProductionReleased),
        "line 1 is not divided",
        lambda: one(ProductionReleased),
        lambda: RELEASE,
    ),
    Case(
        "size_set_approved",
        lambda: until(FitApproved, 2).then(fit(sizes=("S", "M"))),
        lambda: one(ProductionReleased),
        "not approved for fit: POLO-26 in L, XL",
        lambda: one(ProductionReleased),
        lambda: RELEASE,
        alone=False,
    ),
    Case(
        "lab_dips_approved",
        lambda: until(LabDipApproved, 2),
        lambda: one(ProductionReleased),
        "no lab dip is approved of POLO-26 in WHITE",
        lambda: one(ProductionReleased),
        lambda: RELEASE,
        alone=False,
    ),
    Case(
        "materials_approved",
        lambda: RELEASE.then(MaterialRejected(at=day(99), item=POLO, material="BTN-18L", remarks="breaks in the wash")),
        lambda: one(ProductionReleased),
        "not approved: BTN-18L of POLO-26",
        lambda: one(ProductionReleased),
        lambda: RELEASE,
    ),
    Case(
        "pp_sample_approved",
        lambda: RELEASE.then(SizeSpecIssued(at=day(99), spec=spec(2))),
        lambda: one(ProductionReleased),
        "POLO-26: PP-26 is made to version 1 of the specification, not to 2",
        lambda: one(ProductionReleased),
        lambda: RELEASE,
        alone=False,
    ),
    Case(
        "cut_tickets_match",
        lambda: CUTTING,
        lambda: one(CutTicketIssued, ticket=ticket("CT-1", "NAVY", plies=1_031)),
        "NAVY S would come to 1,031, 1,030 is the most, NAVY M would come to 2,062, 2,060 is the most",
        lambda: one(CutTicketIssued, ticket=ticket("CT-1", "NAVY", plies=1_030)),
    ),
    Case(
        "cut_tickets_match",
        lambda: until(CutTicketIssued, 2),
        lambda: one(CutTicketIssued, 2, ticket=ticket("CT-2", "WHITE", plies=969, last=True)),
        "WHITE S would stay at 969, 970 is the least",
        lambda: one(CutTicketIssued, 2, ticket=ticket("CT-2", "WHITE", plies=970, last=True)),
    ),
    Case(
        "made_was_cut",
        lambda: until(CutTicketIssued, 2),
        lambda: one(ProductionFinished),
        "of PO-17, 12,080 pieces would be made and 6,060 pieces are cut",
        lambda: one(ProductionFinished),
        lambda: until(ProductionFinished),
    ),
    Case(
        "top_sample_approved",
        lambda: strict_shipping(),
        lambda: one(Shipped),
        "no top-of-production sample is approved of POLO-26",
        lambda: one(Shipped),
        lambda: until(Shipped),
    ),
)


def strict_shipping():
    """The strict house's deal before its shipment, without the sample that it asks for."""
    own = [line for line in POLOS.own() if line[1].kind != LabDipApproved.kind]
    dips = [
        ("zhao", LabDipApproved(at=day(29), number=number, round=1, option="A", approved_by="petit"))
        for number in ("LD-8", "LD-9")
    ]
    sent = [
        ("qian", LabDipSubmitted(at=day(28), dip=dip(number, colour, A="0.5")))
        for number, colour in (("LD-8", "NAVY"), ("LD-9", "WHITE"))
    ]
    return Telling(STRICT, POLOS.words, lambda: iter([*own, *sent, *dips])).until(Shipped, without=(TopSampleApproved,))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.condition)
def test_a_condition_refuses_with_its_figures_and_holds_where_it_should(case: Case):
    case.holds()


def test_every_condition_of_the_trade_has_its_case():
    assert {case.condition for case in CASES} == set(APPAREL.conditions) - set(OEM.conditions)


def test_other_mistakes_in_the_cutting_room_are_named():
    def why(**words: object) -> str:
        found = reasons(CUTTING, one(CutTicketIssued, ticket=ticket("CT-1", **{"colour": "NAVY", **words})))
        return found["cut_tickets_match"].text()

    assert why(order="PO-99") == "no released order PO-99 makes POLO-26"
    assert why(item="SHIRT-1") == "no released order PO-17 makes SHIRT-1"
    assert "RED S would come to 1,010, 0 is the most" in why(colour="RED")
    assert "NAVY 3XL would come to 1,010, 0 is the most" in why(ratio={"3XL": 1})
    again = one(CutTicketIssued, at=day(104))
    assert "cut ticket CT-1 is issued already" in reasons(until(ProductionFinished), again)["cut_tickets_match"].text()


def test_a_size_that_the_specification_does_not_have_is_no_part_of_a_line():
    strange = tuple(changed(part, size="3XL") if part.size == "XL" else part for part in parts())
    found = reasons(until(BreakdownAgreed), one(BreakdownAgreed, breakdown=breakdown(parts=strange)))
    assert found["breakdown_fits_line"].text() == "SS-26 has no size 3XL"


def test_a_fit_sample_before_any_specification_or_in_a_strange_size_is_refused():
    early = reasons(until(SizeSpecIssued), one(FitSampleSent, at=day(6)))
    assert early["fit_sample_fits_spec"].text() == "there is no size specification of POLO-26"
    wide = changed(fit_sample(1, "M"), measured=(changed(fit_sample(1, "M").measured[0], size="3XL"),))
    found = reasons(until(FitSampleSent), one(FitSampleSent, sample=wide))
    assert found["fit_sample_fits_spec"].text() == "SS-26 has no size 3XL"


def test_a_point_that_nobody_measured_is_not_within_tolerance():
    blank = changed(fit_sample(2, "M").measured[0], values={"A": "52"})
    deal = until(FitApproved).then(FitSampleSent(at=day(16), sample=changed(fit_sample(3, "M"), measured=(blank,))))
    found = reasons(deal, one(FitApproved, round=3))
    assert found["fit_within_tolerance"].text() == "out of tolerance: M, B: not measured"


def test_a_new_specification_opens_every_size_again_and_so_does_a_revision():
    deal = RELEASE.then(SizeSpecIssued(at=day(98), spec=spec(2)))
    assert Fitting.of(RELEASE.facts).open_sizes(POLO, SIZES) == ()
    assert Fitting.of(deal.facts).open_sizes(POLO, SIZES) == SIZES
    revised = RELEASE.then(FitRevisionAsked(at=day(98), number="SET-26", round=1, changes="sleeve longer"))
    assert Fitting.of(revised.facts).open_sizes(POLO, SIZES) == SIZES


def test_a_material_that_is_listed_otherwise_is_open_again():
    (fabric, buttons) = one(MaterialsListed).materials
    heavier = changed(fabric, name="100 % cotton piqué, 240 g/m²")
    deal = RELEASE.then(MaterialsListed(at=day(98), item=POLO, materials=(heavier, buttons)))
    assert Materials.of(deal.facts).waiting(POLO) == ("PIQUE-220",)
    assert Materials.of(RELEASE.facts).waiting("SHIRT-1") == ()


def test_a_style_without_a_list_of_materials_has_none_to_approve():
    deal = until(ProductionReleased, without=(MaterialsListed, MaterialApproved))
    assert not reasons(deal, one(ProductionReleased))


def test_bounds_of_a_breakdown_are_whole_garments_within_the_tolerance():
    odd = breakdown(parts=(changed(parts()[0], quantity=33),))
    assert odd.bounds("NAVY", "S") == (33, 33), "3 % of 33 is less than one"
    assert breakdown().bounds("NAVY", "M") == (1_940, 2_060)
    assert breakdown().bounds("RED", "M") == (0, 0)


def test_the_cutting_table_says_what_is_left():
    rows = list(Cutting.of(until(CutTicketIssued, 2).facts).table().rows())
    assert [(row["colour"], row["size"], row["cut"], row["left"]) for row in rows][:1] == [("NAVY", "S", 1_010, 0)]
    assert sum(int(str(row["left"])) for row in rows) == 6_000


class TestBadInput:
    def test_a_specification_says_what_is_wrong_with_it(self):
        good = spec()
        with pytest.raises(ValidationError, match="base_size XXS is none of the sizes"):
            changed(good, base_size="XXS")
        with pytest.raises(ValidationError, match="point A and sizes differ in XL"):
            changed(good, sizes=SIZES[:3])
        with pytest.raises(ValidationError, match="points are empty"):
            changed(good, points=())
        with pytest.raises(ValidationError, match="give centimetres"):
            changed(good.points[0], plus=0.5)

    def test_a_lab_dip_needs_options_and_each_a_measurement(self):
        with pytest.raises(ValidationError, match="swatches are empty"):
            dip("LD-1", "NAVY")
        with pytest.raises(ValidationError, match="swatch A has no delta_e"):
            changed(dip("LD-1", "NAVY", A="1").swatches[0], delta_e={})

    def test_a_breakdown_names_each_colour_and_size_once(self):
        with pytest.raises(ValidationError, match="NAVY S more than once"):
            breakdown(parts=(*parts(), parts()[0]))

    def test_a_cut_ticket_needs_a_ratio(self):
        with pytest.raises(ValidationError, match="ratio is empty"):
            ticket("CT-1", "NAVY", ratio={})
        assert ticket("CT-1", "NAVY", plies=2).quantities == {"S": 2, "M": 4, "L": 4, "XL": 2}


class TestTheFlow:
    def test_it_asks_of_oem_rows_all_that_oem_asks_and_more(self):
        for step in OEM:
            ours = [row for row in APPAREL if (row.fact.kind, row.target) == (step.fact.kind, step.target)]
            assert any(set(step.conditions) <= set(row.conditions) for row in ours), step.fact.kind

    def test_it_has_no_minimum_cycle_and_a_house_may_set_one(self):
        assert APPAREL.policy.minimum_cycle is None
        house = APPAREL.but("house", version=1, policy=Policy(minimum_cycle=days(20)))
        assert isinstance(house.policy, ApparelPolicy)
        assert house.policy.minimum_cycle == days(20)

    def test_outside_of_a_garment_house_the_trade_s_own_figures_count(self):
        assert ApparelPolicy.of(until(ProductionReleased)).delta_e == Decimal("1.0")
        plain = until(ProductionReleased)
        assert ApparelPolicy.of(type(plain).unopened("D-9", COSMETICS)) == ApparelPolicy()

    def test_names_in_two_languages(self):
        for step in APPAREL:
            assert step.fact.zh, step.fact.kind
        assert all(condition.function.__doc__ for condition in APPAREL.conditions.values())


FACTS = [fact for _, fact in POLOS.lines()]


@given(st.permutations(FACTS), st.integers(0, len(FACTS)))
def test_its_folds_take_any_facts_in_any_order(facts: list[Fact], cut: int):
    some = facts[:cut] + facts[: cut // 3]
    assert set(Fitting.of(some).open_sizes(POLO, SIZES)) <= set(SIZES)
    assert set(Materials.of(some).waiting(POLO)) <= {"PIQUE-220", "BTN-18L"}
    Colours.of(some), BulkSamples.of(some)
    cutting = Cutting.of(some)
    cutting.table()
    assert cutting.cut_of_order("PO-17") <= 12_120


@given(st.integers(1, 100_000), st.decimals(0, 1, places=4))
def test_the_bounds_of_a_part_enclose_it_and_keep_the_tolerance(quantity: int, tolerance: Decimal):
    one_part = breakdown(parts=(changed(parts()[0], quantity=quantity),), tolerance=tolerance)
    least, most = one_part.bounds("NAVY", "S")
    assert least <= quantity <= most
    assert least >= Quantity.of(quantity, "piece").value * (1 - tolerance)
    assert most <= Quantity.of(quantity, "piece").value * (1 + tolerance)


def test_its_facts_come_back_from_json_as_they_were():
    for fact in FACTS:
        assert type(fact).model_validate_json(fact.model_dump_json()) == fact
        schema = type(fact).model_json_schema()
        assert all(field.get("description") for field in schema["properties"].values()), fact.kind


def test_what_a_sample_of_the_bulk_is_taken_from_is_known():
    assert BulkSamples.of([one(TopSampleSent)]).top["TOP-26"].order == "PO-17"


def test_a_hold_on_an_order_bars_its_cut_ticket():
    """The ticket names the order; a trade's own fact is held by that as one of the library's is."""
    at = one(CutTicketIssued).at
    words = {"hold": "H-1", "blocks": ("produce",), "source": "quality", "reason": "the navy bleeds", "scope": "order"}
    held = CUTTING.then(HoldPlaced.model_validate({"at": at, "subject": "PO-17", **words}))
    assert list(reasons(held, one(CutTicketIssued))) == ["no_hold"]
    other = CUTTING.then(HoldPlaced.model_validate({"at": at, "subject": "PO-18", **words}))
    assert not reasons(other, one(CutTicketIssued))
