"""Documents of a deal that move by a flow of their own: opened, moved, refused, folded, verified, stored."""

from collections.abc import Sequence
from pathlib import Path

import attrs
import pytest
from flowkit import A, Begun, Ended, day, flow

import b2bdeal
from b2bdeal import (
    ANY,
    NOTHING,
    Book,
    Deal,
    Fact,
    Flow,
    FlowError,
    Refused,
    Stage,
    Verdict,
    WaiverAsked,
    WaiverGranted,
    during,
    no,
    rule,
    testing,
    when,
)


class TicketPlanned(Fact, kind="docs.TicketPlanned", label="Ticket planned", zh="工单已计划"):
    """Tickets are planned."""

    tickets: tuple[str, ...]

    def moves(self) -> tuple[str, ...]:
        """Each ticket."""
        return tuple(f"ticket:{one}" for one in self.tickets)


class TicketCut(Fact, kind="docs.TicketCut", label="Ticket cut", zh="工单已裁"):
    """A ticket is cut."""

    ticket: str
    pieces: int = 10

    def moves(self) -> tuple[str, ...]:
        """The ticket."""
        return (f"ticket:{self.ticket}", "other:1")


class TicketFiled(Fact, kind="docs.TicketFiled", label="Ticket filed", zh="工单已归档"):
    """A ticket is filed."""

    ticket: str

    def moves(self) -> tuple[str, ...]:
        """The ticket."""
        return (f"ticket:{self.ticket}",)


@rule("enough_pieces", "A ticket is cut of ten pieces or more.", waived_by=("director",))
def enough_pieces(deal: Deal, fact: TicketCut) -> Verdict:
    """Ten or more."""
    return True if fact.pieces >= 10 else no("{pieces} are too few", pieces=fact.pieces)


PLANNED, CUT, FILED = Stage("planned", zh="已计划"), Stage("cut", zh="已裁"), Stage("filed", zh="已归档", end="won")
TICKETS = Flow(
    "tickets",
    version=1,
    document="ticket",
    opens=when(TicketPlanned, NOTHING >> PLANNED),
    steps=(
        when(TicketCut, [NOTHING, PLANNED] >> CUT, only_if=[enough_pieces]),
        when(TicketFiled, CUT >> FILED),
    ),
)
ROWS = (during(TicketPlanned), during(TicketCut), during(TicketFiled))
WAIVING = (during(WaiverAsked), during(WaiverGranted))
TRADE = flow(*ROWS, *WAIVING, documents=(TICKETS,))


def told(*facts: Fact, trade: Flow = TRADE) -> Deal:
    """A deal with these facts."""
    deal = Deal.unopened("D-1", trade).then(Begun(at=day(0)))
    for fact in facts:
        deal = deal.then(fact, by="li", now=day(99))
    return deal


def refused(deal: Deal, fact: Fact) -> str:
    with pytest.raises(Refused) as caught:
        deal.then(fact, now=day(99))
    return str(caught.value)


class TestMoving:
    def test_one_fact_opens_several_documents_and_the_deal_stays(self):
        deal = told(TicketPlanned(at=day(1), tickets=("T-1", "T-2")))
        assert deal.stage == A
        assert {name: one.stage for name, one in deal.documents.items()} == {
            "ticket:T-1": PLANNED,
            "ticket:T-2": PLANNED,
        }

    def test_each_moves_on_its_own(self):
        deal = told(TicketPlanned(at=day(1), tickets=("T-1", "T-2")), TicketCut(at=day(2), ticket="T-1"))
        assert [one.stage for one in deal.documents.values()] == [CUT, PLANNED]
        assert deal.documents["ticket:T-1"].since == day(2)
        assert deal.documents["ticket:T-1"].number == "T-1"

    def test_a_document_may_be_opened_by_several_steps(self):
        assert told(TicketCut(at=day(1), ticket="T-9")).documents["ticket:T-9"].stage == CUT

    def test_it_ends_and_stays_ended(self):
        deal = told(TicketCut(at=day(1), ticket="T-1"), TicketFiled(at=day(2), ticket="T-1"))
        assert deal.documents["ticket:T-1"].outcome == "won"
        assert "ticket:T-1 is at Filed" in refused(deal, TicketCut(at=day(3), ticket="T-1"))

    def test_documents_of_another_flow_in_the_same_fact_are_passed_over(self):
        assert set(told(TicketCut(at=day(1), ticket="T-1")).documents) == {"ticket:T-1"}


class TestRefusing:
    def test_a_step_that_it_is_not_ready_for(self):
        deal = told(TicketPlanned(at=day(1), tickets=("T-1",)))
        assert "ticket:T-1 is at Planned, and this comes at Cut" in refused(deal, TicketFiled(at=day(2), ticket="T-1"))

    def test_a_document_that_is_not_there(self):
        assert "there is no ticket:T-5 yet" in refused(told(), TicketFiled(at=day(2), ticket="T-5"))

    def test_a_condition_of_its_own_with_its_figures(self):
        assert "9 are too few" in refused(told(), TicketCut(at=day(2), ticket="T-5", pieces=9))

    def test_a_move_back_in_time(self):
        deal = told(TicketPlanned(at=day(5), tickets=("T-1",)))
        assert "ticket:T-1 came to Planned" in refused(deal, TicketCut(at=day(4), ticket="T-1"))

    def test_a_waiver_sets_a_condition_aside_and_the_entry_says_so(self):
        asked = WaiverAsked(at=day(1), condition="enough_pieces", reason="a sample run", asked_by="li")
        granted = WaiverGranted(at=day(2), condition="enough_pieces", reason="fine", granted_by="li", role="director")
        deal = told(asked, granted, TicketCut(at=day(3), ticket="T-1", pieces=9))
        assert deal.entries[-1].waived == ("enough_pieces",)
        assert deal.documents["ticket:T-1"].stage == CUT
        assert told(TicketCut(at=day(3), ticket="T-1")).entries[-1].waived == ()


class TestKeeping:
    facts: Sequence[Fact] = (
        TicketPlanned(at=day(1), tickets=("T-1", "T-2")),
        TicketCut(at=day(2), ticket="T-1"),
        TicketFiled(at=day(3), ticket="T-1"),
    )

    def test_a_deal_verifies_with_its_documents(self):
        deal = told(*self.facts)
        assert deal.verify() == ()

    def test_a_changed_stage_of_a_document_is_found(self):
        deal = told(*self.facts)
        false = [*deal.entries]
        false[2] = attrs.evolve(false[2], documents=(("ticket:T-1", "filed"),))
        forged = Deal.fold(false, lambda id, version: TRADE)
        assert forged.verify()[0].stored == "a, ticket:T-1 filed"
        assert forged.verify()[0].worked_out == "a, ticket:T-1 cut"

    def test_it_is_read_back_from_a_file_without_asking_anything(self, tmp_path: Path):
        deal = told(*self.facts)
        with b2bdeal.open(tmp_path / "deals.db", flows=[TRADE], clock=testing.Clock(day(50))) as book:
            stored = book.start(TRADE, Begun(at=day(0)), by="li", id="D-1")
            for fact in self.facts:
                stored = book.record(stored, fact, by="li")
            again = book.deal("D-1")
        assert again.documents == stored.documents == deal.documents
        assert again == stored

    def test_it_shows_on_the_card(self):
        assert "ticket:T-1" in told(*self.facts).card().text()
        assert "Ticket cut" in TRADE.card().text()


class TestFlaws:
    def test_a_fact_of_a_document_needs_a_row_of_the_deal(self):
        with pytest.raises(FlowError, match="TicketFiled moves the document 'ticket', but no row takes it"):
            flow(*ROWS[:2], documents=(TICKETS,))

    def test_a_document_has_one_flow(self):
        with pytest.raises(FlowError, match="Two flows are of the document 'ticket'"):
            flow(*ROWS, documents=(TICKETS, TICKETS))

    def test_a_flow_that_is_no_documents_flow(self):
        with pytest.raises(FlowError, match="says of no document that it is its flow"):
            flow(*ROWS, documents=(flow(),))

    def test_a_document_has_no_documents_of_its_own(self):
        with pytest.raises(FlowError, match="has no documents of its own"):
            Flow(
                "inner", version=1, document="x", opens=when(Begun, NOTHING >> A), steps=(when(Ended, ANY >> FILED),),
                documents=(TICKETS,),
            )  # fmt: skip

    def test_a_but_keeps_the_documents_or_takes_others_in_their_place(self):
        other = Flow(
            "other-tickets",
            version=2,
            document="ticket",
            opens=when(TicketPlanned, NOTHING >> PLANNED),
            steps=(when(TicketFiled, PLANNED >> FILED),),
        )
        assert TRADE.but("kept", version=1).documents == (TICKETS,)
        changed = TRADE.but("changed", version=1, documents=(other,))
        assert changed.documents == (other,)
        assert "other-tickets v2" in str(changed - TRADE)


def test_a_hold_on_an_account_is_not_shed_by_a_new_deal(book: Book, clock: testing.Clock):
    """A copy of the deal, or any other of the same account, is barred where the hold bars it."""
    from b2bdeal import HoldLifted, HoldPlaced

    first = testing.complete_deal(book, until=b2bdeal.LeadQualified, id="D-1")
    hold = HoldPlaced(
        at=clock.now, hold="H-1", blocks=("record",), source="credit check", reason="bills unpaid", scope="account"
    )
    book.record(first, hold, by="wu")
    with pytest.raises(Refused, match="placed on D-1, bars the whole account: bills unpaid"):
        testing.complete_deal(book, until=b2bdeal.LeadFound, id="D-2")
    book.record("D-1", HoldLifted(at=clock.now, hold="H-1", reason="paid"), by="wu")
    assert testing.complete_deal(book, until=b2bdeal.LeadQualified, id="D-2").stage.name == "qualified"
