"""Risks that no rule bars, and the committee they are read from."""

from datetime import date
from typing import Any

import pytest
from conditionkit import changed
from flowkit import day, reasons, told

from b2bdeal import (
    Account,
    BriefAgreed,
    Committee,
    Contact,
    ContactMet,
    ContractSigned,
    Deal,
    DealLost,
    Fact,
    HandedOver,
    LeadFound,
    LeadQualified,
    PaymentTerm,
    PaymentTerms,
    ProductionReleased,
    QuoteSent,
    TermsAgreed,
    percent,
    specialist,
)
from b2bdeal.life import Role, Stance


def contact(
    person: str,
    *,
    decides: bool = False,
    role: Role = "purchasing",
    stance: Stance = "for",
    signs: bool = False,
) -> Contact:
    return Contact(person=person, role=role, stance=stance, decides=decides, signs=signs)


def led(*contacts: Contact, account: Account | None = None) -> Any:
    """Tells the story of a lead with these people."""

    def instead(fact: Fact) -> Fact:
        if not isinstance(fact, LeadFound):
            return fact
        words: dict[str, Any] = {"contacts": contacts} | ({} if account is None else {"account": account})
        return changed(fact, lead=changed(fact.lead, **words))

    return instead


def found(deal: Deal, number: float = 19) -> dict[str, str]:
    return {risk.id: str(risk) for risk in deal.risks(day(number))}


def talking(*contacts: Contact) -> Deal:
    """A qualified lead, where nobody was met but those told afterwards."""
    return told(BriefAgreed, instead=led(*contacts), without=(ContactMet,))


def met(who: Contact, number: float = 19) -> ContactMet:
    return ContactMet(at=day(number), contact=who)


BUYER, BOSS = contact("petit", role="quality"), contact("moreau", decides=True, role="owner")


def test_the_story_has_no_risk():
    assert told(ProductionReleased).risks(day(100)) == ()


class TestWhoDecides:
    def test_a_decider_whom_nobody_met_is_a_high_risk(self):
        (risk,) = talking(BOSS, BUYER).risks(day(19))
        assert (risk.id, risk.severity) == ("decider_never_met", "high")
        assert str(risk) == "nobody of ours ever met who decides: moreau"
        assert risk.text.text(lang="zh")

    def test_once_met_the_risk_is_gone_but_not_before(self):
        deal = talking(BOSS, BUYER).then(met(BOSS))
        assert found(deal, 19.5) == {}
        assert set(found(deal, 18.9)) == {"decider_never_met"}

    def test_of_two_deciders_one_unmet_is_a_smaller_risk(self):
        other = contact("bernard", decides=True)
        (risk,) = talking(BOSS, other).then(met(BOSS)).risks(day(20))
        assert (risk.id, risk.severity) == ("decider_never_met", "medium")
        assert str(risk) == "of those who decide, nobody of ours ever met bernard"

    def test_that_nobody_decides_is_a_risk(self):
        assert found(talking(BUYER, contact("bernard"))) == {
            "nobody_decides": "nobody is known who decides at the buyer's"
        }

    def test_a_decider_who_is_against_us_is_a_risk_as_seen_last(self):
        against = changed(BOSS, stance="against")
        deal = talking(BOSS, BUYER).then(met(BOSS, 18.5)).then(met(against, 19))
        assert found(deal) == {"decider_against": "who decides was against us when seen last: moreau"}
        assert found(deal.then(met(BOSS, 19.5)), 20) == {}

    def test_a_single_contact_is_a_risk(self):
        assert set(found(talking(BOSS).then(met(BOSS)))) == {"only_one_contact"}

    def test_the_worst_comes_first(self):
        assert [risk.severity for risk in talking(BOSS).risks(day(19))] == ["high", "medium"]


class TestWhoSigned:
    def test_a_signer_of_whom_we_know_nothing_is_a_risk(self):
        boss = contact("moreau", decides=True)
        story = told(ProductionReleased, instead=led(boss, BUYER), without=(ContactMet,)).then(met(boss, 99))
        assert found(story, 100) == {
            "signer_unknown": "moreau signed for the buyer, and we have not seen that they may"
        }

    def test_the_owner_may_sign_and_so_may_who_has_shown_it(self):
        for boss in (contact("moreau", decides=True, role="owner"), contact("moreau", decides=True, signs=True)):
            story = told(ProductionReleased, instead=led(boss, BUYER), without=(ContactMet,)).then(met(boss, 99))
            assert found(story, 100) == {}


LATE = PaymentTerms(
    rows=(
        PaymentTerm(name="deposit", portion=percent(30), trigger="signing", gate="production"),
        PaymentTerm(name="balance", portion=percent(70), trigger="after_bl", days=30, method="open_account"),
    )
)


class TestTheCheckOfAnAccount:
    def on_account(self, next_check: date | None) -> Deal:
        account = Account(id="maison-lune", name="Maison Lune SAS", next_check=next_check)

        def instead(fact: Fact) -> Fact:
            if isinstance(fact, QuoteSent):
                return changed(fact, quote=changed(fact.quote, payment_terms=LATE))
            if isinstance(fact, TermsAgreed):
                return changed(fact, terms=changed(fact.terms, payment_terms=LATE))
            return led(BOSS, BUYER, account=account)(fact)

        return told(ContractSigned, instead=instead)

    def test_on_open_account_a_check_that_is_over_is_a_high_risk(self):
        deal = self.on_account(day(22).date())
        assert "account_check_over" not in found(deal, 22)
        (risk,) = [risk for risk in deal.risks(day(23)) if risk.id == "account_check_over"]
        assert risk.severity == "high"
        assert str(risk) == "Maison Lune SAS buys on open account, and was to be checked by 24 Mar 2026"

    def test_without_a_planned_check_it_is_a_risk_too(self):
        assert found(self.on_account(None), 22)["account_check_over"] == (
            "Maison Lune SAS buys on open account, and no check of it is planned"
        )

    def test_a_deal_that_is_paid_before_shipping_needs_none(self):
        account = Account(id="maison-lune", name="Maison Lune SAS", next_check=day(1).date())
        assert found(told(ContractSigned, instead=led(BOSS, BUYER, account=account)), 22) == {}


class TestHandingOver:
    def handed(self, *introduced: str) -> Deal:
        fact = HandedOver(
            at=day(19), from_specialist="zhao", to_specialist="qian", reason="leave", introduced=introduced
        )
        return told(TermsAgreed).then(fact, by="zhao")

    def test_a_decider_to_whom_the_next_one_was_not_introduced_is_a_risk(self):
        assert found(self.handed(), 19.5) == {
            "not_introduced": "qian took over, and was not introduced to who decides: moreau"
        }
        assert found(self.handed("moreau"), 19.5) == {}

    def test_meeting_the_decider_afterwards_mends_it(self):
        assert found(self.handed().then(met(BOSS, 19.7), by="qian"), 20) == {}

    def test_the_specialist_is_the_last_in_time(self):
        deal = self.handed("moreau")
        assert specialist(deal.facts) == "qian"
        assert specialist(deal.as_of(day(18)).facts) == "zhao"
        assert specialist(told(LeadQualified).facts) is None

    def test_a_back_dated_hand_over_by_who_served_once_is_refused(self):
        late = HandedOver(at=day(10), from_specialist="zhao", to_specialist="wu", reason="leave")
        assert (
            "qian serves this customer, not zhao"
            in reasons(self.handed(), late, now=day(20))["handed_over_by_owner"].text()
        )

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"to_specialist": "zhao"}, "to somebody else"),
            ({"introduced": ("moreau", "moreau")}, "moreau more than once"),
        ],
    )
    def test_a_hand_over_leads_to_another(self, words: dict[str, Any], says: str):
        said = {"at": day(1), "from_specialist": "zhao", "to_specialist": "qian", "reason": "leave"}
        with pytest.raises(ValueError, match=says):
            HandedOver.model_validate(said | words)


class TestTheCommittee:
    def test_people_are_as_they_were_seen_last(self):
        facts = [met(changed(BOSS, stance="neutral"), 9), met(changed(BOSS, stance="for"), 3)]
        committee = Committee.of([*told(TermsAgreed).facts, *facts])
        assert committee.contacts["moreau"].stance == "neutral"
        assert committee.met["moreau"] == day(9)
        assert [one.person for one in committee.deciders] == ["moreau"]
        assert [one.person for one in committee.signers] == ["moreau"]

    def test_of_no_facts_it_is_empty(self):
        assert Committee.of([]) == Committee()


def test_a_deal_that_ended_has_no_risks_and_one_that_has_not_begun_neither():
    lost = talking(BOSS).then(DealLost(at=day(20), reason="price"))
    assert lost.risks(day(21)) == ()
    assert talking(BOSS).risks(day(-1)) == ()
