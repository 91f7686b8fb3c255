"""Electronics: every condition refuses with its figures and holds where it should; its folds take any facts."""

from decimal import Decimal

import pytest
from electronicskit import HUB, HUBS, IMAGE, NEWER, bom, certificate, change, firmware, line, pieces, plan, tool
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tradekit import Case, changed, day, reasons

from b2bdeal import (
    ELECTRONICS,
    OEM,
    Contact,
    ContactMet,
    ContractSigned,
    Deal,
    Fact,
    ProductionFinished,
    ProductionReleased,
    QuoteSent,
    Settled,
    Shipped,
)
from b2bdeal.flow.trades.electronics import (
    BomFrozen,
    Boms,
    BuildExited,
    BuildIssue,
    BuildPlanned,
    BuildReported,
    Builds,
    CertificateReceived,
    ChangeApproved,
    Compliance,
    CompliancePlanned,
    Firmware,
    FirmwareBuilt,
    FirmwareSigned,
    IssueClosed,
    IssueWaived,
    LotFlashed,
    MarketSchemes,
    ToolingApproved,
    ToolingMade,
    ToolingMoved,
    ToolingOrdered,
    ToolingReturned,
    ToolingUsed,
    ToolRegister,
)

until, one = HUBS.until, HUBS.one
RELEASE = until(ProductionReleased)
LOW = IssueWaived(issue="I-2", reason="nobody sees it")


def released(revision: str) -> ProductionReleased:
    fact = one(ProductionReleased)
    return changed(fact, orders=(changed(fact.orders[0], formula=revision),))


def with_own_mould() -> Deal:
    """A deal of which the factory has a mould of its own, beside the buyer's."""
    own = tool(number="MOULD-9", owner="factory", charge=None)
    deal = until(Settled).then(ToolingOrdered(at=day(169), tool=own))
    return deal.then(ToolingMade(at=day(169), tool="MOULD-9", maker="Ningbo Mould", location="hall 3"))


def returned(number: str, **words: object) -> ToolingReturned:
    said = {"at": day(169), "tool": number, "demanded_on": day(160).date(), "to": "Lyon", "received_by": "petit"}
    return ToolingReturned.model_validate(said | words)


CASES = (
    Case(
        "build_is_new",
        lambda: until(BuildPlanned, 2),
        lambda: one(BuildPlanned, 2, plan=plan("EVT-1", "dvt", 90, 50)),
        "build EVT-1 is planned already",
        lambda: one(BuildPlanned, 2),
    ),
    Case(
        "build_in_order",
        lambda: until(BuildExited),
        lambda: one(BuildPlanned, 2, at=day(34)),
        "the DVT of HUB-1 can't begin: its EVT is not exited",
        lambda: one(BuildPlanned, 2),
        lambda: until(BuildPlanned, 2),
    ),
    Case(
        "build_in_order",
        lambda: RELEASE.then(ChangeApproved(at=day(95), change=change(rebuild="dvt"))),
        lambda: BuildPlanned(at=day(96), plan=plan("PVT-3", "pvt", 95, 200, "D")),
        "the PVT of HUB-1 can't begin: its DVT is not exited",
        lambda: BuildPlanned(at=day(96), plan=plan("DVT-3", "dvt", 95, 200, "D")),
    ),
    Case(
        "pvt_builds_frozen_bom",
        lambda: until(BuildPlanned, 3),
        lambda: one(BuildPlanned, 3, plan=plan("PVT-1", "pvt", 95, 200, "B")),
        "revision B is planned, HUB-1 is at revision C",
        lambda: one(BuildPlanned, 3),
    ),
    Case(
        "build_was_planned",
        lambda: until(BuildReported),
        lambda: one(BuildReported, number="EVT-9"),
        "no build EVT-9 was planned",
        lambda: one(BuildReported),
    ),
    Case(
        "build_was_planned",
        lambda: until(IssueClosed),
        lambda: one(IssueClosed, issue="I-9"),
        "the report of DVT-1 has no issue I-9",
        lambda: one(IssueClosed),
    ),
    Case(
        "yield_reached",
        lambda: until(BuildPlanned, 4),
        lambda: BuildExited(at=day(81), number="PVT-1", approved_by="petit"),
        "174 of 200 units passed, a yield of 87.0 % where 95 % is asked",
        lambda: one(BuildExited, 3),
        lambda: until(BuildExited, 3),
    ),
    Case(
        "yield_reached",
        lambda: until(BuildReported, 3),
        lambda: BuildExited(at=day(75), number="PVT-1", approved_by="petit"),
        "build PVT-1 has no report",
        lambda: BuildExited(at=day(82), number="PVT-1", approved_by="petit"),
        lambda: until(BuildReported, 3).then(
            BuildReported(at=day(80), number="PVT-1", built=200, passed=190, failures={"cold joint": 10})
        ),
    ),
    Case(
        "issues_settled",
        lambda: until(BuildExited, 2),
        lambda: one(BuildExited, 2, waived=()),
        "open: I-2",
        lambda: one(BuildExited, 2),
    ),
    Case(
        "approver_is_the_buyers",
        lambda: until(BuildExited, 2),
        lambda: one(BuildExited, 2, approved_by="wang"),
        "wang is not known as a contact of the buyer; known are moreau, petit",
        lambda: one(BuildExited, 2),
    ),
    Case(
        "engineer_signs",
        lambda: until(BuildExited, 2),
        lambda: one(BuildExited, 2, approved_by="moreau"),
        "moreau signs for owner, not as an engineer",
        lambda: one(BuildExited, 2, approved_by="petit"),
    ),
    Case(
        "bom_is_not_frozen",
        lambda: RELEASE,
        lambda: BomFrozen(at=day(95), bom=bom("D")),
        "HUB-1 is frozen at revision C; approve a change",
        lambda: BomFrozen(at=day(95), bom=changed(bom("A"), item="HUB-2")),
    ),
    Case(
        "parts_can_be_bought",
        lambda: until(BomFrozen),
        lambda: one(BomFrozen, bom=bom(lines=(line("U1", "MCU-32", lifecycle="obsolete"), line("U2", "RADIO-24")))),
        "obsolete and without an alternate: U1 MCU-32",
        lambda: one(
            BomFrozen,
            bom=bom(lines=(line("U1", "MCU-32", lifecycle="obsolete", alternates=bom().lines[0].alternates),)),
        ),
    ),
    Case(
        "parts_can_be_bought",
        lambda: RELEASE,
        lambda: ChangeApproved(at=day(95), change=change(lines=(line("U2", "RADIO-9", lifecycle="obsolete"),))),
        "obsolete and without an alternate: U2 RADIO-9",
        lambda: ChangeApproved(at=day(95), change=change()),
    ),
    Case(
        "change_follows_revision",
        lambda: RELEASE,
        lambda: ChangeApproved(at=day(95), change=change(from_revision="B")),
        "ECN-7 changes revision B, HUB-1 is at revision C",
        lambda: ChangeApproved(at=day(95), change=change()),
    ),
    Case(
        "change_is_the_buyers",
        lambda: RELEASE,
        lambda: ChangeApproved(
            at=day(95),
            change=change(signatures=tuple(changed(s, person=f"{s.person}-2") for s in change().signatures)),
        ),
        "petit-2 is not known as a contact of the buyer",
        lambda: ChangeApproved(at=day(95), change=change()),
    ),
    Case(
        "firmware_is_latest",
        lambda: RELEASE.then(FirmwareBuilt(at=day(95), **firmware("1.4.2", NEWER))),
        lambda: FirmwareSigned(at=day(96), **firmware("1.4.2", IMAGE), approved_by="petit"),
        "1.4.2 (9f3a9f3a…) is signed, 1.4.2 (51cc51cc…) was built last",
        lambda: FirmwareSigned(at=day(96), **firmware("1.4.2", NEWER), approved_by="petit"),
    ),
    Case(
        "signed_firmware_is_used",
        lambda: until(LotFlashed),
        lambda: one(LotFlashed, sha256=NEWER),
        "1.4.1 (51cc51cc…) was used, 1.4.1 (9f3a9f3a…) is signed off",
        lambda: one(LotFlashed),
    ),
    Case(
        "made_was_flashed",
        lambda: until(LotFlashed).then(one(LotFlashed, quantity=pieces(11_939))),
        lambda: one(ProductionFinished),
        "of L-0617, 11,940 pieces would be made and 11,939 pieces are programmed",
        lambda: one(ProductionFinished),
        lambda: until(ProductionFinished),
    ),
    Case(
        "tool_charge_is_agreed",
        lambda: until(ToolingOrdered),
        lambda: one(ToolingOrdered, tool=tool(owner="factory")),
        "by the charge MOULD, MOULD-1 is not the factory's",
        lambda: one(ToolingOrdered),
    ),
    Case(
        "tool_charge_is_agreed",
        lambda: until(QuoteSent),
        lambda: one(ToolingOrdered, at=day(15)),
        "no one-time charge MOULD is agreed or offered",
        lambda: one(ToolingOrdered, at=day(15), tool=tool(owner="factory", charge=None)),
    ),
    Case(
        "tool_is_ordered",
        lambda: until(ToolingMade),
        lambda: one(ToolingApproved, at=day(65)),
        "MOULD-1 is not made yet",
        lambda: one(ToolingApproved),
        lambda: until(ToolingApproved),
    ),
    Case(
        "tool_is_ordered",
        lambda: until(Settled),
        lambda: ToolingUsed(at=day(169), tool="MOULD-1", shots=12_399),
        "MOULD-1 counted 12,400 shots before, and 12,399 now",
        lambda: ToolingUsed(at=day(169), tool="MOULD-1", shots=12_400),
    ),
    Case(
        "tool_can_be_returned",
        with_own_mould,
        lambda: returned("MOULD-9"),
        "MOULD-9 is the factory's own",
        lambda: returned("MOULD-1"),
    ),
    Case(
        "tool_can_be_returned",
        lambda: until(Settled),
        lambda: returned("MOULD-1", received_by="wang"),
        "wang is not known as a contact of the buyer",
        lambda: returned("MOULD-1"),
    ),
    Case(
        "pvt_passed",
        lambda: until(BuildExited, 3),
        lambda: one(ProductionReleased),
        "PVT of HUB-1: PVT-2, with a yield of 97.0 % of 95 % asked, is not exited",
        lambda: one(ProductionReleased),
        lambda: RELEASE,
        alone=False,
    ),
    Case(
        "bom_frozen",
        lambda: until(BomFrozen),
        lambda: one(ProductionReleased),
        "not frozen: HUB-1",
        lambda: one(ProductionReleased),
        lambda: RELEASE,
        alone=False,
    ),
    Case(
        "firmware_signed",
        lambda: RELEASE.then(FirmwareBuilt(at=day(95), **firmware("1.4.2", NEWER))),
        lambda: one(ProductionReleased),
        "firmware, HUB-1: 1.4.2 (51cc51cc…) is not signed off",
        lambda: one(ProductionReleased),
        lambda: RELEASE,
    ),
    Case(
        "tooling_ready",
        lambda: RELEASE.then(ToolingUsed(at=day(95), tool="MOULD-1", shots=290_000)),
        lambda: one(ProductionReleased),
        "MOULD-1 has 10,000 of 300,000 shots left, 12,000 are needed",
        lambda: one(ProductionReleased),
        lambda: RELEASE.then(ToolingUsed(at=day(95), tool="MOULD-1", shots=288_000)),
    ),
    Case(
        "orders_at_revision",
        lambda: RELEASE.then(ChangeApproved(at=day(95), change=change())),
        lambda: one(ProductionReleased),
        "another revision is in force: PO-17 makes revision C, HUB-1 is at D",
        lambda: one(ProductionReleased),
        lambda: RELEASE,
    ),
    Case(
        "markets_certified",
        lambda: until(Shipped, without=(CertificateReceived,)),
        lambda: one(Shipped),
        "not certified: HUB-1: no CE for FR",
        lambda: one(Shipped),
        lambda: until(Shipped),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.condition)
def test_a_condition_refuses_with_its_figures_and_holds_where_it_should(case: Case):
    case.holds()


def test_every_condition_of_the_trade_has_its_case():
    assert {case.condition for case in CASES} == set(ELECTRONICS.conditions) - set(OEM.conditions)


class TestBuilds:
    def test_a_critical_issue_is_never_let_pass(self):
        report = one(BuildReported, 2)
        shock = BuildIssue(issue="I-3", severity="critical", what="mains on the housing")
        deal = until(BuildExited, 2).then(changed(report, at=day(56), issues=(*report.issues, shock)))
        waived = (LOW, IssueWaived(issue="I-3", reason="only once"))
        found = reasons(deal, one(BuildExited, 2, waived=waived))
        assert found["issues_settled"].text() == "open: I-3, of which critical, never let pass: I-3"
        assert found["issues_settled"].waived_by == ()

    def test_the_yield_is_compared_exactly_and_shown_rounded_down(self):
        near = BuildReported(at=day(1), number="B", built=2_000, passed=1_899, failures={"x": 101})
        assert near.first_pass_yield < Decimal("0.95")
        assert near.yield_percent == Decimal("94.9")

    def test_a_build_that_was_exited_stays_so_until_a_change_asks_to_build_it_again(self):
        passed = Builds.of(RELEASE.facts).passed
        assert passed == {(HUB, "evt"): "EVT-1", (HUB, "dvt"): "DVT-1", (HUB, "pvt"): "PVT-2"}
        same = RELEASE.then(ChangeApproved(at=day(95), change=change()))
        assert Builds.of(same.facts).passed == passed
        again = RELEASE.then(ChangeApproved(at=day(95), change=change(rebuild="pvt")))
        assert set(Builds.of(again.facts).passed) == {(HUB, "evt"), (HUB, "dvt")}

    def test_the_table_tells_each_build(self):
        rows = list(Builds.of(RELEASE.facts).table().rows())
        assert [(row["build"], row["exited"]) for row in rows] == [
            ("EVT", True),
            ("DVT", True),
            ("PVT", False),
            ("PVT", True),
        ]


class TestTheBill:
    def test_a_change_replaces_adds_and_removes_positions(self):
        new = bom().changed(change(lines=(line("U2", "RADIO-25"), line("U9", "SHIELD")), removed=("M1",)))
        assert [(one.position, one.part) for one in new.lines] == [
            ("U1", "MCU-64"),
            ("U2", "RADIO-25"),
            ("U9", "SHIELD"),
        ]
        assert new.revision == "D"

    def test_a_change_of_what_is_not_there_twice_or_unfrozen_is_refused(self):
        def why(deal: Deal, **words: object) -> str:
            fact = ChangeApproved(at=day(96), change=change(on=96, **words))
            return reasons(deal, fact)["change_follows_revision"].text()

        changed_once = RELEASE.then(ChangeApproved(at=day(95), change=change()))
        assert why(RELEASE, removed=("U8",), lines=()) == "revision C has no position U8"
        assert why(changed_once) == "the change ECN-7 is approved already"
        assert why(until(BomFrozen)) == "the bill of materials of HUB-1 is not frozen"
        assert Boms.of(changed_once.facts).current[HUB].lines[1].part == "RADIO-25"

    def test_a_pvt_before_the_freeze_is_refused(self):
        found = reasons(until(BomFrozen), BuildPlanned(at=day(59), plan=plan("PVT-0", "pvt", 95, 10)))
        assert found["pvt_builds_frozen_bom"].text() == "the bill of materials of HUB-1 is not frozen"


class TestTooling:
    def test_shots_are_rounded_up(self):
        assert tool(cavities=4, per_unit=1).shots_for(12_001) == 3_001
        assert tool(cavities=1, per_unit=2).shots_for(3) == 6

    def test_every_state_of_a_needed_tool_that_is_not_ready_is_named(self):
        def why(deal: Deal) -> str:
            return reasons(deal, one(ProductionReleased))["tooling_ready"].text()

        assert why(until(ToolingMade)) == "tooling: MOULD-1 is not made yet"
        assert why(until(ToolingApproved)) == "tooling: the buyer has not approved parts of MOULD-1"

    def test_a_tool_of_another_product_bars_nothing(self):
        other = ToolingOrdered(at=day(95), tool=tool(number="MOULD-9", items=("HUB-9",), owner="factory", charge=None))
        assert not reasons(RELEASE.then(other), one(ProductionReleased))

    def test_what_is_made_already_needs_no_more_shots(self):
        made = until(ProductionFinished).then(one(ProductionFinished))
        counted = made.then(ToolingUsed(at=day(127), tool="MOULD-1", shots=299_940))
        assert counted.why_not(ProductionReleased, at=day(127)).barred == ()
        counted = made.then(ToolingUsed(at=day(127), tool="MOULD-1", shots=299_941))
        (reason,) = counted.why_not(ProductionReleased, at=day(127)).barred
        assert reason.text() == "tooling: MOULD-1 has 59 of 300,000 shots left, 60 are needed"

    def test_the_register_tells_each_tool(self):
        (row,) = ToolRegister.of(until(Settled).facts).table().rows()
        assert (row["tool"], str(row["state"]), row["location"], row["shots_left"]) == (
            "MOULD-1",
            "approved",
            "hall 3",
            287_600,
        )


class TestFirmwareAndCertificates:
    def test_a_product_without_firmware_needs_no_signature(self):
        plain = BomFrozen(at=day(60), bom=bom(programmed=False))
        deal = until(BomFrozen)
        for by, fact in HUBS.lines():
            if fact.at > day(60) and fact.at < day(100):
                if fact.kind not in (FirmwareBuilt.kind, FirmwareSigned.kind):
                    deal = deal.then(fact, by=by)
            elif fact.kind == BomFrozen.kind:
                deal = deal.then(plain)
        assert not reasons(deal, one(ProductionReleased))

    def test_a_product_with_firmware_that_was_never_built_is_barred(self):
        deal = until(ProductionReleased, without=(FirmwareBuilt, FirmwareSigned))
        assert reasons(deal, one(ProductionReleased))["firmware_signed"].text() == "firmware, HUB-1: none is built"

    def test_a_new_image_stops_programming_until_it_is_signed(self):
        deal = until(LotFlashed).then(FirmwareBuilt(at=day(104), **firmware("1.4.2", NEWER)))
        found = reasons(deal, one(LotFlashed))["signed_firmware_is_used"]
        assert found.text() == "no sign-off of the firmware of HUB-1 is in force"
        strange = reasons(until(LotFlashed), one(LotFlashed, lot="L-9"))["signed_firmware_is_used"]
        assert strange.text() == "no released order PO-17 makes the lot L-9 of HUB-1"

    def test_a_certificate_that_ended_and_a_market_without_a_plan_are_named(self):
        day_before = certificate(valid_until=day(137).date())
        ended = until(Shipped).then(CertificateReceived(at=day(137), certificate=day_before))
        assert (
            reasons(ended, one(Shipped))["markets_certified"].text().startswith("not certified: HUB-1: CE for FR ended")
        )
        last_day = until(Shipped).then(
            CertificateReceived(at=day(137), certificate=certificate(valid_until=day(138).date()))
        )
        assert not reasons(last_day, one(Shipped))
        unplanned = until(Shipped, without=(CompliancePlanned,))
        said = reasons(unplanned, one(Shipped))["markets_certified"].text()
        assert said == "not certified: HUB-1: no plan says what FR asks for"

    def test_a_market_that_asks_for_nothing_says_why(self):
        none = MarketSchemes(market="FR", schemes=(), because="sold as a component")
        planned = CompliancePlanned(at=day(137), item=HUB, markets=(none,), found_by="Test House")
        deal = until(Shipped, without=(CertificateReceived,)).then(planned)
        assert not reasons(deal, one(Shipped))
        with pytest.raises(ValidationError, match="say in because why not"):
            MarketSchemes(market="FR", schemes=())

    def test_a_change_may_take_a_certificate_back(self):
        deal = until(Shipped).then(ChangeApproved(at=day(137), change=change(on=137, recertify=("CE",))))
        assert "no CE for FR" in reasons(deal, one(Shipped))["markets_certified"].text()


class TestBadInput:
    def test_a_report_accounts_for_every_unit(self):
        with pytest.raises(ValidationError, match="26 units failed: failures must say"):
            BuildReported(at=day(1), number="B", built=200, passed=174, failures={"cold joint": 25})
        with pytest.raises(ValidationError, match="passed 21 is more than built 20"):
            BuildReported(at=day(1), number="B", built=20, passed=21)

    def test_a_change_is_signed_by_both_sides_changes_something_and_has_a_new_revision(self):
        with pytest.raises(ValidationError, match="one of the seller and one of the buyer"):
            change(signatures=change().signatures[:1])
        with pytest.raises(ValidationError, match="nothing changes"):
            change(lines=())
        with pytest.raises(ValidationError, match="a change has a new revision"):
            change(to_revision="C")
        with pytest.raises(ValidationError, match="at is before the signature"):
            ChangeApproved(at=day(94), change=change())

    def test_a_checksum_is_sixty_four_hexadecimal_digits(self):
        with pytest.raises(ValidationError, match="sha256"):
            FirmwareBuilt(at=day(1), **firmware(sha256="9F3A"))

    def test_the_buyers_tool_names_what_paid_for_it(self):
        with pytest.raises(ValidationError, match="name the charge"):
            tool(charge=None)


def test_after_the_end_a_tool_can_still_be_moved():
    done = until(Settled).then(one(Settled))
    assert done.outcome == "won"
    moved = done.then(ToolingMoved(at=day(300), tool="MOULD-1", location="store 2"))
    assert moved.outcome == "won"
    assert ToolRegister.of(moved.facts).tools["MOULD-1"].location == "store 2"


def test_somebody_met_later_may_sign_from_then_on():
    met = ContactMet(at=day(56), contact=Contact(person="wang", role="r_and_d"))
    deal = until(BuildExited, 2)
    assert not reasons(deal.then(met), one(BuildExited, 2, approved_by="wang"))


FACTS = [fact for _, fact in HUBS.lines()]
MORE = [ChangeApproved(at=day(95), change=change(rebuild="dvt", recertify=("CE",)))]


@given(st.permutations(FACTS + MORE), st.integers(0, len(FACTS)))
def test_its_folds_take_any_facts_in_any_order(facts: list[Fact], cut: int):
    some = facts[:cut] + facts[: cut // 3]
    builds = Builds.of(some)
    assert builds.before(HUB, "evt") is None
    builds.table()
    assert set(Boms.of(some).current) <= {HUB}
    assert set(ToolRegister.of(some).tools) <= {"MOULD-1"}
    Firmware.of(some), Compliance.of(some)


def test_its_facts_come_back_from_json_as_they_were():
    for fact in FACTS + MORE:
        assert type(fact).model_validate_json(fact.model_dump_json()) == fact
        schema = type(fact).model_json_schema()
        assert all(field.get("description") for field in schema["properties"].values()), fact.kind


def test_it_asks_of_oem_rows_all_that_oem_asks_and_more():
    for step in OEM:
        ours = [row for row in ELECTRONICS if (row.fact.kind, row.target) == (step.fact.kind, step.target)]
        assert any(set(step.conditions) <= set(row.conditions) for row in ours), step.fact.kind
    assert all(step.fact.zh for step in ELECTRONICS)
    assert one(ContractSigned).contract.lines[0].formula == "C"
