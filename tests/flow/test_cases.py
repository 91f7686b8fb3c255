"""The flow of a service case, by the same grammar as a deal's."""

from cases_service import CREDIT, REPLACEMENT, case, closed, credited, offered, reported, settled
from flowkit import day, reasons

from b2bdeal import (
    OEM,
    SERVICE_CASE,
    CaseClosed,
    CaseDeclined,
    CaseInvestigated,
    CaseReported,
    Money,
    RemedyAgreed,
    RemedyOffered,
    when,
)
from b2bdeal.flow.cases import INVESTIGATING, REMEDY_OFFERED, REPORTED


def test_a_case_goes_from_report_to_done():
    deal = settled()
    stages = []
    for fact in (
        reported(),
        CaseInvestigated(at=day(201), case="SC-1", cause="thin glass", fault="seller"),
        offered(CREDIT),
        RemedyAgreed(at=day(203), case="SC-1", remedy=CREDIT, agreed_by="moreau"),
        credited(),
        closed(),
    ):
        deal = deal.then(fact)
        stages.append(deal.documents["case:SC-1"].stage.name)
    assert stages == ["reported", "investigating", "remedy_offered", "agreed", "agreed", "done"]
    assert deal.stage.name == "settled"
    assert deal.verify() == ()


def test_two_cases_of_a_deal_go_their_own_ways():
    another = CaseReported(at=day(203), case=reported().case.model_copy(update={"number": "SC-2"}))
    deal = case(CREDIT)().then(another)
    deal = deal.then(CaseDeclined(at=day(204), case="SC-2", reason="dropped by the buyer"))
    assert {name: one.stage.name for name, one in deal.documents.items() if name.startswith("case:")} == {
        "case:SC-1": "remedy_offered",
        "case:SC-2": "declined",
    }


def test_a_later_offer_takes_the_place_of_the_earlier():
    deal = case(CREDIT)().then(offered(REPLACEMENT))
    assert "remedy_is_the_offered" in reasons(
        deal, RemedyAgreed(at=day(203), case="SC-1", remedy=CREDIT, agreed_by="moreau")
    )


def test_nothing_is_declined_after_it_was_agreed():
    deal = case(CREDIT, agreed=True)()
    assert list(reasons(deal, CaseDeclined(at=day(204), case="SC-1", reason="too dear"))) == ["at_its_stage"]


def test_a_credit_of_another_case_closes_none():
    deal = case(CREDIT, agreed=True)()
    deal = deal.then(credited().model_copy(update={"case": "SC-9"}))
    assert list(reasons(deal, closed())) == ["remedy_is_done"]


def test_a_credit_that_comes_later_closes_no_back_dated_case():
    deal = case(CREDIT, agreed=True)().then(credited())
    early = CaseClosed(at=day(204), case="SC-1", cost=Money.of("1.00", "CNY"), corrective_action="none needed")
    assert list(reasons(deal, early, now=day(210))) == ["remedy_is_done"]


def test_a_case_comes_at_every_stage_at_which_a_part_may_have_left():
    takes = [stage.name for stage in OEM.stages if "oem.CaseReported" in OEM.rows[stage.name]]
    assert takes == ["contracted", "producing", "ready", "shipped", "accepted", "settled", "cancelled"]


def test_a_trade_may_have_its_own_flow_for_cases():
    """Beer that foams is taken back without a report."""
    quick = SERVICE_CASE.but(
        "quick_case",
        version=1,
        steps=(when(RemedyOffered, [REPORTED, INVESTIGATING, REMEDY_OFFERED] >> REMEDY_OFFERED, also=[]),),
    )
    trade = OEM.but("brewery", version=1, documents=(quick,))
    assert [flow.id for flow in trade.documents if flow.document == "case"] == ["quick_case"]
    assert quick.document == "case"
