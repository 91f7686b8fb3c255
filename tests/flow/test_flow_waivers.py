"""Waivers: asked by one, granted by another who may, for a time, on record."""

from datetime import timedelta

import pytest
from flowkit import day, one, reasons, told, waived

from b2bdeal import Policy, ProductionReleased, Refused, StabilityPassed, WaiverAsked, WaiverGranted, testing
from b2bdeal.testing import AUTHORITY, TRADE

RELEASED = one(ProductionReleased)
WAITING = told(ProductionReleased, without=(StabilityPassed,))
"""A deal that waits for nothing but the stability test."""


def asked(number: float = 101, condition: str = "stability_passed", by: str = "zhao") -> WaiverAsked:
    return WaiverAsked(at=day(number), condition=condition, reason="the launch is near", asked_by=by)


def granted(number: float = 101, condition: str = "stability_passed", **words: object) -> WaiverGranted:
    said = {"reason": "the buyer signed the risk", "granted_by": "sun", "role": "quality"} | words
    return WaiverGranted.model_validate({"at": day(number), "condition": condition, **said})


def released(number: float) -> ProductionReleased:
    return RELEASED.model_copy(update={"at": day(number)})


def test_a_refusal_names_who_may_waive_the_condition_and_what_would_meet_it():
    (reason,) = reasons(WAITING, released(101)).values()
    assert (reason.id, reason.waived_by, reason.met_by) == ("stability_passed", ("quality",), (StabilityPassed.kind,))
    assert str(reason.help) == "record Stability passed; quality may waive it"


def test_with_a_waiver_the_fact_is_recorded_and_the_waiver_is_part_of_the_history():
    deal = waived(WAITING, "stability_passed", day(101), by="sun", role="quality")
    assert not reasons(deal, released(101))
    assert [entry.kind for entry in deal.entries[-2:]] == [WaiverAsked.kind, WaiverGranted.kind]
    assert not deal.why_not(ProductionReleased, at=day(101)).barred


def test_a_waiver_of_one_condition_waives_no_other():
    deal = waived(WAITING, "deposit_received", day(101))
    assert list(reasons(deal, released(101))) == ["stability_passed"]


def _waivable() -> set[str]:
    return {condition.id for condition in TRADE.conditions.values() if condition.waived_by}


def test_only_what_the_trade_allows_can_be_waived():
    assert _waivable() == {
        "above_moq",
        "balance_received",
        "delivery_is_promised",
        "deposit_received",
        "minimum_cycle",
        "paid_in_full",
        "stability_passed",
    }


def test_it_begins_when_it_is_granted_and_ends_at_its_last_moment():
    deal = WAITING.then(asked(100), by="zhao").then(granted(101, until=day(103)), by="sun")
    now = day(110)
    assert list(reasons(deal, released(100.9), now=now)) == ["stability_passed"]
    assert not reasons(deal, released(101), now=now)
    assert not reasons(deal, released(103), now=now)
    late = released(103).model_copy(update={"at": day(103) + timedelta(microseconds=1)})
    assert list(reasons(deal, late, now=now)) == ["stability_passed"]


class TestAskingAndGranting:
    def test_a_waiver_names_a_condition_of_the_flow(self):
        (reason,) = reasons(WAITING, asked(condition="patience")).values()
        assert reason.id == "waiver_is_known"
        assert "minimum_cycle" in reason.text()

    def test_a_law_can_not_be_waived(self):
        assert "waiver_is_known" in reasons(WAITING, asked(condition="no_hold"))

    def test_nobody_grants_what_nobody_asked_for(self):
        (reason,) = reasons(WAITING, granted(), by="sun").values()
        assert (reason.id, reason.text()) == (
            "waiver_is_of_four_eyes",
            "nobody has asked to waive stability_passed",
        )

    def test_nobody_grants_what_they_asked_for(self):
        deal = WAITING.then(asked(by="sun"), by="sun")
        (reason,) = reasons(deal, granted(), by="sun").values()
        assert reason.text() == "sun asked for it and can't grant it, too"

    def test_not_even_after_somebody_else_asked_as_well(self):
        deal = WAITING.then(asked(by="sun"), by="sun").then(asked(), by="zhao")
        assert list(reasons(deal, granted(), by="sun")) == ["waiver_is_of_four_eyes"]

    def test_only_a_role_that_may_grants_it(self):
        deal = WAITING.then(asked(), by="zhao")
        (reason,) = reasons(deal, granted(granted_by="wu", role="finance"), by="wu").values()
        assert reason.text() == "finance may not waive stability_passed; quality may"

    def test_the_role_must_be_had_and_not_just_claimed(self):
        deal = WAITING.then(asked(), by="zhao")
        claimed = granted(granted_by="wu", role="quality")
        assert list(reasons(deal, claimed, by="wu", roles=AUTHORITY.roles("wu"))) == ["has_role"]

    def test_some_conditions_can_not_be_waived(self):
        deal = WAITING.then(asked(condition="sample_approved"), by="zhao")
        (reason,) = reasons(deal, granted(condition="sample_approved"), by="sun").values()
        assert reason.text() == "sample_approved can't be waived"


class TestTheHousesOwnRules:
    def test_a_policy_may_give_a_waiver_to_other_roles(self):
        strict = TRADE.but("strict", version=1, policy=Policy(waived_by={"stability_passed": ("director",)}))
        deal = told(ProductionReleased, without=(StabilityPassed,), under=strict)
        assert reasons(deal, released(101))["stability_passed"].waived_by == ("director",)
        asking = deal.then(asked(), by="zhao")
        assert list(reasons(asking, granted(), by="sun")) == ["waiver_is_within_role"]
        assert not reasons(waived(deal, "stability_passed", day(101)), released(101))

    def test_a_policy_may_forbid_it(self):
        never = TRADE.but("never", version=1, policy=Policy(waived_by={"stability_passed": ()}))
        deal = told(ProductionReleased, without=(StabilityPassed,), under=never).then(asked(), by="zhao")
        assert reasons(deal, granted(), by="sun")["waiver_is_within_role"].text() == "stability_passed can't be waived"

    def test_a_policy_may_allow_what_the_trade_does_not(self):
        lax = TRADE.but("lax", version=1, policy=Policy(waived_by={"capacity_held": ("director",)}))
        deal = waived(told(ProductionReleased, under=lax), "capacity_held", day(100))
        assert not reasons(deal, released(131))


def test_in_a_book_a_waiver_needs_its_two_people(book, clock):
    deal = testing.complete_deal(book, until=StabilityPassed)
    clock.now = day(101)
    with pytest.raises(Refused, match="li asked for it"):
        book.record(
            deal,
            asked(condition="minimum_cycle", by="li"),
            granted(condition="minimum_cycle", granted_by="li", role="director"),
            by="li",
        )
    assert book.deal(deal.id) == deal, "all or none"
    deal = book.record(deal, asked(condition="minimum_cycle"), by="zhao")
    with pytest.raises(Refused, match="li does not have the role finance"):
        book.record(deal, granted(condition="minimum_cycle", granted_by="li", role="finance"), by="li")
    deal = book.record(deal, granted(condition="minimum_cycle", granted_by="li", role="director"), by="li")
    assert book.verify(deal) == ()
