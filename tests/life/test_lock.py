"""The version lock: per article and market, what holds, what is open, and what a change opens again."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import contract, day, pieces

from b2bdeal import (
    Brief,
    BriefAgreed,
    BriefLine,
    Claim,
    Fact,
    FilingAccepted,
    FilingWithdrawn,
    FormulaChanged,
    LabelChanged,
    LabelSigned,
    Registration,
    SampleApproved,
    TrademarkLicensed,
    VersionLock,
    formulas_in_force,
    open_approvals,
)


def brief(*markets: str) -> BriefAgreed:
    line = BriefLine(item="CREAM", name="cream", quantity=pieces(1000))
    return BriefAgreed(at=day(1), brief=Brief(number="B-1", lines=(line,), markets=markets))


def approved(formula: str = "F-1", n: int = 5) -> SampleApproved:
    return SampleApproved(at=day(n), number="S-1", round=n, item="CREAM", formula=formula, approved_by="petit")


def filed(**words: Any) -> FilingAccepted:
    said: dict[str, Any] = {
        "article": "CREAM",
        "market": "CN",
        "registrant": "brand",
        "kind": "filing",
        "number": "G-1",
        "formula": "F-1",
        "label_version": "LB-1",
    }
    return FilingAccepted(at=day(8), registration=Registration(**(said | words)))


def label(n: int = 6, **words: Any) -> LabelSigned:
    said: dict[str, Any] = {
        "article": "CREAM",
        "market": "CN",
        "label_version": "LB-1",
        "formula": "F-1",
        "artwork": "ART-1",
        "signed_by": "petit",
    }
    return LabelSigned(at=day(n), **(said | words))


CLOSED: list[Fact] = [brief("CN"), approved(), label(), filed()]
NEW = FormulaChanged(at=day(10), article="CREAM", old="F-1", new="F-2", reason="a supplier stopped")


def points(*facts: Fact, **words: Any) -> list[str]:
    return [str(point) for point in VersionLock.of(facts, **words).points]


class TestClosing:
    def test_it_is_closed_when_filing_label_and_approval_name_the_same_versions(self):
        lock = VersionLock.of(CLOSED)
        assert lock.closed
        assert lock.locks[("CREAM", "CN")].filing == filed().registration

    def test_with_nothing_everything_is_open(self):
        assert points(brief("CN")) == [
            "CREAM: formula – is not approved",
            "CREAM in CN: neither 备案 nor 注册",
            "CREAM in CN: no label is signed",
        ]

    def test_where_no_market_is_named_nothing_is_asked(self):
        assert VersionLock.of([brief(), approved()]).closed

    def test_each_market_has_a_lock_of_its_own(self):
        assert points(*CLOSED, brief("CN", "DE")) == ["CREAM in DE: no filing", "CREAM in DE: no label is signed"]

    def test_a_label_signed_for_another_market_asks_for_its_filing(self):
        assert points(*CLOSED, label(market="US")) == ["CREAM in US: no filing"]

    def test_one_european_notification_holds_in_the_whole_area(self):
        facts = [brief("FR", "NO"), approved(), label(market="FR"), label(market="NO")]
        assert points(*facts, filed(market="DE", kind="eu_cpnp")) == []

    def test_a_filing_holds_to_its_last_day_and_not_after_it_is_withdrawn(self):
        facts = [brief("CN"), approved(), label(), filed(valid_until=date(2026, 5, 1))]
        assert points(*facts, on=date(2026, 5, 1)) == []
        assert points(*facts, on=date(2026, 5, 2)) == ["CREAM in CN: filing G-1 ran out on 1 May 2026"]
        gone = FilingWithdrawn(at=day(9), number="G-1", reason="struck")
        assert points(*CLOSED, gone) == ["CREAM in CN: neither 备案 nor 注册"]

    def test_a_claim_without_evidence_is_an_open_point(self):
        claims = (Claim(text="lifts"), Claim(text="cares", evidence="EV-1"))
        assert points(*CLOSED, label(7, claims=claims)) == ["CREAM in CN: nothing proves “lifts”"]

    def test_a_trademark_needs_a_licence_that_runs(self):
        facts = [*CLOSED, label(7, trademark="TM")]
        assert points(*facts) == ["CREAM in CN: no licence for the trademark TM"]
        said: dict[str, Any] = {"trademark": "TM", "article": "CREAM", "licensor": "brand"}
        elsewhere = TrademarkLicensed(at=day(7), market="US", **said)
        assert points(*facts, elsewhere) == ["CREAM in CN: no licence for the trademark TM"]
        licence = TrademarkLicensed(at=day(7), market="CN", until=date(2026, 5, 1), **said)
        assert points(*facts, licence, on=date(2026, 5, 1)) == []
        assert "ended on 1 May 2026" in points(*facts, licence, on=date(2026, 5, 2))[0]


class TestChanges:
    def test_another_formula_opens_approval_filing_and_label(self):
        assert points(*CLOSED, NEW) == [
            "CREAM: formula F-2 is not approved",
            "CREAM in CN: filing G-1 names formula F-1, in force is F-2",
            "CREAM in CN: label LB-1 lists formula F-1, in force is F-2",
        ]

    def test_it_closes_again_when_all_three_follow(self):
        again = [approved("F-2", 12), label(13, formula="F-2"), filed(formula="F-2", number="G-2")]
        assert points(*CLOSED, NEW, *again) == []

    def test_a_change_taken_back_needs_nothing_new(self):
        back = FormulaChanged(at=day(11), article="CREAM", old="F-2", new="F-1", reason="the supplier is back")
        assert points(*CLOSED, NEW, back) == []

    def test_another_label_opens_sign_off_and_filing(self):
        change = LabelChanged(at=day(9), article="CREAM", market="CN", old="LB-1", new="LB-2", reason="a typing error")
        assert points(*CLOSED, change) == [
            "CREAM in CN: filing G-1 names label LB-1, in force is LB-2",
            "CREAM in CN: label LB-1 is signed, in force is LB-2",
        ]

    def test_the_contract_names_the_formula_unless_it_was_changed(self):
        order = contract().lines[0]
        line = type(order)(line=1, item="CREAM", formula="F-1", quantity=order.quantity, unit_price=order.unit_price)
        signed = contract(lines=(line,))
        assert formulas_in_force([approved("F-0")], signed) == {"CREAM": "F-1"}
        assert formulas_in_force([NEW], signed) == {"CREAM": "F-2"}
        assert [str(point) for point in open_approvals([*CLOSED, NEW], signed)["CREAM"]] == [
            "CREAM: formula F-2 is not approved",
            "CREAM: the contract says formula F-1, in force is F-2",
        ]


@given(st.lists(st.sampled_from([*CLOSED, NEW, label(13, formula="F-2"), approved("F-2", 12)]), max_size=10))
def test_any_facts_fold_and_a_closed_lock_names_one_version(facts: list[Fact]):
    lock = VersionLock.of(facts)
    assert "Version lock" in str(lock)
    for one in lock.locks.values():
        if one.closed:
            assert one.filing is not None
            assert one.label is not None
            assert one.filing.formula == one.label.formula == one.formula
            assert one.filing.label_version == one.label.label_version == one.label_version


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"kind": "other"}, "'filing' .备案, ordinary. or 'registration' .注册, special. for the Chinese market"),
        ({"market": "US", "kind": "eu_cpnp"}, "US is not in it"),
        ({"market": "FR", "kind": "us_mocra"}, "not for FR"),
        ({"market": "China"}, "two capital letters"),
    ],
)
def test_a_registration_fits_its_market(words: dict[str, Any], says: str):
    with pytest.raises(ValidationError, match=says):
        filed(**words)


def test_a_change_leads_to_another_version():
    with pytest.raises(ValidationError, match="old and new are both F-1"):
        FormulaChanged(at=day(1), article="CREAM", old="F-1", new="F-1", reason="none")
    with pytest.raises(ValidationError, match="claims say cares more than once"):
        label(claims=(Claim(text="cares"), Claim(text="cares", evidence="EV-1")))
