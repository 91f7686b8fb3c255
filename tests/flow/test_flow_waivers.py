"""Waivers: asked by one, granted by another who may, for a time, on record."""

from datetime import timedelta

import pytest
from flowkit import day, one, reasons, told, waived

from b2bdeal import (
    ContractSigned,
    Deal,
    Flow,
    LeadFound,
    Money,
    PaymentReceived,
    Policy,
    ProductionReleased,
    Quantity,
    QuoteSent,
    Refused,
    RiskLetterSigned,
    StabilityPassed,
    TermsAgreed,
    WaiverAsked,
    WaiverGranted,
    testing,
)
from b2bdeal.testing import AUTHORITY, TRADE, Story

RELEASED = one(ProductionReleased)
LETTER = RiskLetterSigned(
    at=day(99), letter="RL-1", conditions=("stability_passed",), risks="it may separate", signed_by="moreau"
)
WAITING = told(ProductionReleased, without=(StabilityPassed,)).then(LETTER)
"""A deal that waits for nothing but the stability test, for which the buyer bears the risk."""


def asked(number: float = 101, condition: str = "stability_passed", by: str = "zhao") -> WaiverAsked:
    return WaiverAsked(at=day(number), condition=condition, reason="the launch is near", asked_by=by)


def granted(number: float = 101, condition: str = "stability_passed", **words: object) -> WaiverGranted:
    said = {"reason": "the buyer signed the risk", "granted_by": "sun", "role": "quality", "document": "RL-1"} | words
    return WaiverGranted.model_validate({"at": day(number), "condition": condition, **said})


def released(number: float) -> ProductionReleased:
    """The story's order, released on another day and planned from then on."""
    fact = ProductionReleased.cast(RELEASED)
    order = fact.orders[0]
    start = max(order.planned_start, day(number).date())
    later = order.model_copy(update={"planned_start": start, "planned_finish": max(order.planned_finish, start)})
    return fact.model_copy(update={"at": day(number), "orders": (later,)})


def test_a_refusal_names_who_may_waive_the_condition_and_what_would_meet_it():
    (reason,) = reasons(WAITING, released(101)).values()
    assert (reason.id, reason.waived_by, reason.met_by) == ("stability_passed", ("quality",), (StabilityPassed.kind,))
    assert str(reason.help) == "record Stability passed; quality may waive it"


def test_with_a_waiver_the_fact_is_recorded_and_the_waiver_is_part_of_the_history():
    deal = WAITING.then(asked(), by="zhao").then(granted(), by="sun")
    assert not reasons(deal, released(101))
    assert [entry.kind for entry in deal.entries[-2:]] == [WaiverAsked.kind, WaiverGranted.kind]
    assert not deal.why_not(ProductionReleased, at=day(101)).barred


def test_a_waiver_of_one_condition_waives_no_other():
    deal = waived(WAITING, "deposit_received", day(101))
    assert list(reasons(deal, released(101))) == ["stability_passed"]


def _waivable() -> set[str]:
    return {condition.id for condition in TRADE.conditions.values() if condition.waived_by}


def test_only_what_the_trade_allows_can_be_waived():
    assert {"above_moq", "deposit_received", "minimum_cycle", "stability_passed", "within_warranty"} <= _waivable()
    never = {"sample_approved", "matches_agreed_terms", "lots_released", "waiver_is_of_four_eyes"}
    assert never <= set(TRADE.conditions)
    assert not never & _waivable()


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
        deal = told(ProductionReleased, without=(StabilityPassed,), under=strict).then(LETTER)
        assert reasons(deal, released(101))["stability_passed"].waived_by == ("director",)
        asking = deal.then(asked(), by="zhao")
        assert list(reasons(asking, granted(), by="sun")) == ["waiver_is_within_role"]
        assert not reasons(asking.then(granted(granted_by="li", role="director"), by="li"), released(101))

    def test_a_policy_may_forbid_it(self):
        never = TRADE.but("never", version=1, policy=Policy(waived_by={"stability_passed": ()}))
        deal = told(ProductionReleased, without=(StabilityPassed,), under=never).then(asked(), by="zhao")
        assert reasons(deal, granted(), by="sun")["waiver_is_within_role"].text() == "stability_passed can't be waived"

    def test_a_policy_may_allow_what_the_trade_does_not(self):
        lax = TRADE.but("lax", version=1, policy=Policy(waived_by={"capacity_held": ("director",)}))
        deal = told(ProductionReleased, under=lax)
        assert "capacity_held" in reasons(deal, released(131))
        assert "capacity_held" not in reasons(waived(deal, "capacity_held", day(100)), released(131))


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


class TestOneUse:
    """A waiver for one use is spent by the first fact that leaned on it."""

    def once(self, until: float | None = None) -> Deal:
        deal = told(QuoteSent, nth=1)
        deal = deal.then(asked(15, "above_moq"), by="zhao")
        words = {"granted_by": "li", "role": "director", "uses": "once"}
        return deal.then(granted(15, "above_moq", **words | ({} if until is None else {"until": day(until)})), by="li")

    def small(self, version: int, number: float) -> QuoteSent:
        """A quote below the factory's minimum."""
        old = Story().quote(version, "18.60", 15)
        line = old.lines[0]
        few = Quantity.of(2_000, "piece")
        breaks = (line.breaks[0].model_copy(update={"from_quantity": few}), *line.breaks[1:])
        quote = old.model_copy(update={"lines": (line.model_copy(update={"moq": few, "breaks": breaks}),)})
        return QuoteSent(at=day(number), quote=quote)

    def test_the_first_fact_passes_and_says_what_was_waived_for_it(self):
        deal = self.once().then(self.small(1, 15.5))
        assert deal.entries[-1].waived == ("above_moq",)

    def test_the_second_is_refused_again(self):
        deal = self.once().then(self.small(1, 15.5))
        assert list(reasons(deal, self.small(2, 16))) == ["above_moq"]

    def test_a_fact_that_needs_no_waiver_spends_none(self):
        deal = self.once().then(one(QuoteSent, 1).model_copy(update={"at": day(15.2)}))
        assert deal.entries[-1].waived == ()
        assert not reasons(deal, self.small(2, 16))

    def test_a_refused_fact_spends_none(self):
        deal = self.once()
        assert "not_in_future" in reasons(deal, self.small(1, 15.5), now=day(15.2))
        assert not reasons(deal, self.small(1, 15.5))

    def test_unspent_it_still_runs_out(self):
        assert list(reasons(self.once(until=15.4), self.small(1, 15.5))) == ["above_moq"]

    def test_it_can_be_asked_for_and_granted_again(self):
        deal = self.once().then(self.small(1, 15.5)).then(asked(16, "above_moq"), by="zhao")
        words = {"granted_by": "li", "role": "director", "uses": "once"}
        deal = deal.then(granted(16, "above_moq", **words), by="li")
        assert not reasons(deal, self.small(2, 16.5))

    def test_two_grants_before_the_first_use_are_two_uses(self):
        deal = self.once().then(asked(15.2, "above_moq"), by="zhao")
        deal = deal.then(granted(15.2, "above_moq", granted_by="li", role="director", uses="once"), by="li")
        deal = deal.then(self.small(1, 15.5)).then(self.small(2, 16))
        assert [entry.waived for entry in deal.entries[-2:]] == [("above_moq",)] * 2
        assert list(reasons(deal, self.small(3, 16.5))) == ["above_moq"]
        assert deal.verify() == ()

    def test_while_a_waiver_stands_for_all_none_is_spent(self):
        deal = self.once().then(asked(15.2, "above_moq"), by="zhao")
        deal = deal.then(granted(15.2, "above_moq", granted_by="li", role="director", until=day(15.8)), by="li")
        deal = deal.then(self.small(1, 15.5)).then(self.small(2, 16))
        assert list(reasons(deal, self.small(3, 16.5))) == ["above_moq"]

    def test_history_asked_again_says_the_same(self):
        assert self.once().then(self.small(1, 15.5)).verify() == ()


class TestLimits:
    """A role waives on deals up to a value: the story's deal is worth 213,600.00 CNY by contract."""

    def under(self, **limits: str) -> Flow:
        return TRADE.but("limited", version=1, policy=Policy(waiver_limits={r: Money.of(m) for r, m in limits.items()}))

    def refusal(self, flow: Flow, role: str = "finance", by: str = "wu") -> str:
        deal = told(ProductionReleased, under=flow).then(asked(condition="deposit_received"), by="zhao")
        found = reasons(deal, granted(condition="deposit_received", granted_by=by, role=role), by=by)
        return found["waiver_is_within_limit"].text().replace("\xa0", " ") if found else ""

    def test_a_larger_deal_is_refused_and_the_refusal_says_who_may_up_to_what(self):
        assert self.refusal(self.under(finance="100000.00 CNY", director="500000.00 CNY")) == (
            "finance may waive up to 100,000.00 CNY, and the deal is worth 213,600.00 CNY; "
            "director up to 500,000.00 CNY may waive it"
        )

    def test_up_to_its_limit_a_role_may(self):
        assert self.refusal(self.under(finance="213600.00 CNY")) == ""
        assert self.refusal(self.under(finance="213599.99 CNY")) != ""

    def test_a_role_without_a_limit_may_always(self):
        assert self.refusal(self.under(finance="1.00 CNY"), "director", "li") == ""

    def test_a_limit_in_another_currency_is_not_converted(self):
        assert "the deal is worth 213,600.00 CNY, and no rate is guessed" in self.refusal(
            self.under(finance="900000.00 USD")
        )

    def test_a_deal_can_outgrow_a_waiver(self):
        flow = self.under(director="230000.00 CNY")
        lead = LeadFound(at=day(0), lead=Story().lead.model_copy(update={"expected_value": Money.of("9000.00 CNY")}))
        deal = told(TermsAgreed, under=flow, instead=lambda f: lead if isinstance(f, LeadFound) else f)
        deal = waived(deal, "delivery_is_promised", day(19))
        agreed = deal.then(one(TermsAgreed))
        small = one(ContractSigned)
        assert not reasons(agreed, small), "213,600.00 CNY is within it"
        strict = self.under(director="10000.00 CNY")
        deal = told(TermsAgreed, under=strict, instead=lambda f: lead if isinstance(f, LeadFound) else f)
        agreed = waived(deal, "delivery_is_promised", day(19)).then(one(TermsAgreed))
        assert "delivery_is_promised" in reasons(agreed, small)

    def test_a_refusal_of_the_condition_itself_names_the_limits(self):
        deal = told(ProductionReleased, without=(PaymentReceived,), under=self.under(finance="100000.00 CNY"))
        reason = reasons(deal, released(100))["deposit_received"]
        assert reason.waived_by == ("finance", "director")
        assert reason.limits == {"finance": Money.of("100000.00 CNY")}
        assert str(reason.help).replace("\xa0", " ").endswith("finance up to 100,000.00 CNY, director may waive it")
        assert reason.data()["limits"] == {"finance": Money.of("100000.00 CNY")}
