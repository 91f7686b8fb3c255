"""A polo shirt, told as a garment house would tell it: fitted, dyed, sampled, cut by colour and size, and shipped."""

from pathlib import Path

import pytest
from apparelkit import POLO, POLOS, SIZES, spec, ticket
from tradekit import Told, changed, day

import b2bdeal
from b2bdeal import APPAREL, Book, ProductionReleased, Refused, Shipped, WaiverAsked, WaiverGranted
from b2bdeal.flow.trades.apparel import (
    CutTicketIssued,
    Cutting,
    FitApproved,
    Fitting,
    LabDipApproved,
    PPSampleApproved,
    PPSampleSent,
    SizeSpecIssued,
)
from b2bdeal.testing import AUTHORITY, Clock


@pytest.fixture
def told(book: Book, clock: Clock) -> Told:
    return Told(POLOS, book, clock)


def test_a_polo_shirt_from_the_first_message_to_the_last_payment(told: Told):
    """The first sample is too wide, the first navy too far off, the planner too hasty, and the cutter too generous."""
    # The first fit sample measures 53.5 cm over the chest; nobody but the buyer may say that it fits.
    told.goes_on_until(FitApproved)
    wide = changed(told.left[0][1], round=1)
    assert "M, A: 53.5 cm, 52 cm +1.0/-1.0 asked" in told.is_refused(wide)
    assert "zhao is not known as a contact of the buyer" in told.is_refused(
        changed(told.left[0][1], approved_by="zhao")
    )

    # Of the navy, option A is too far off under the shop's lamp; option B is taken.
    navy = told.goes_on_until(LabDipApproved)
    assert "NAVY option A is ΔE 1.4 off under TL84, 1.0 is the most" in told.is_refused(changed(navy, option="A"))
    told.goes_on()

    # The contract is signed and the line is free, but white is not approved, nor is any size but M.
    hasty = POLOS.one(ProductionReleased)
    white = told.goes_on_until(LabDipApproved)
    why = told.is_refused(changed(hasty, at=white.at), by="qian")
    assert "0.00 CNY of 64,080.00 CNY came" in why
    assert "not approved for fit: POLO-26 in S, L, XL" in why
    assert "no lab dip is approved of POLO-26 in WHITE" in why
    assert "not approved: PIQUE-220 of POLO-26, BTN-18L of POLO-26" in why
    assert "POLO-26: none is approved" in why

    # With everything approved, production begins.
    told.goes_on_until(ProductionReleased)
    assert Fitting.of(told.deal.facts).open_sizes(POLO, SIZES) == ()
    assert told.deal.why_not(ProductionReleased, at=hasty.at).barred == ()
    told.goes_on()

    # Five per cent more plies than the order allows would be cloth cut for nobody.
    told.goes_on_until(CutTicketIssued)
    generous = CutTicketIssued(at=day(101, 12), ticket=ticket("CT-1", "NAVY", plies=1_050))
    assert "NAVY S would come to 1,050, 1,030 is the most" in told.is_refused(generous, by="qian")
    told.goes_on_until(Shipped)
    cut = Cutting.of(told.deal.facts).cut(("C-2026-017", 1))
    assert (cut["NAVY", "M"], cut["WHITE", "M"]) == (2_020, 2_020)

    assert told.goes_on_to_the_end().outcome == "won"
    assert told.book.verify(told.deal) == ()


def test_a_new_size_specification_stops_the_knife(told: Told):
    """The buyer changes the chart after production was released: nothing is cut until a new sample is approved."""
    told.goes_on_until(CutTicketIssued)
    told.records(SizeSpecIssued(at=day(101, 11), spec=spec(2)), by="qian")
    why = told.is_refused(CutTicketIssued(at=day(101, 12), ticket=ticket("CT-1", "NAVY")), by="qian")
    assert "PP-26 is made to version 1 of the specification, not to 2" in why

    again = changed(POLOS.one(PPSampleSent).sample, round=2, spec_version=2)
    told.records(PPSampleSent(at=day(101, 13), sample=again), by="qian")
    told.records(PPSampleApproved(at=day(101, 13), number="PP-26", round=2, approved_by="petit"), by="zhao")
    told.goes_on()
    assert Cutting.of(told.deal.facts).cut_of_order("PO-17") == 6_060


def test_quality_may_take_a_colour_that_the_machine_calls_off(told: Told):
    """By eye the swatch is right; the head of quality says so in writing, and the reading stays on record."""
    navy = changed(told.goes_on_until(LabDipApproved), option="A")
    (reason,) = [one for one in _reasons(told, navy) if one.id == "dip_within_delta_e"]
    assert reason.waived_by == ("quality",)
    asked = WaiverAsked(at=navy.at, condition="dip_within_delta_e", reason="right by eye under D65", asked_by="zhao")
    told.records(asked, by="zhao")
    granted = WaiverGranted(
        at=navy.at, condition="dip_within_delta_e", reason="seen in the light box", granted_by="sun", role="quality"
    )
    told.records(granted, by="sun")
    told.records(navy, by="zhao")
    assert told.deal.entries[-1].waived == ("dip_within_delta_e",)


def test_a_stored_polo_is_read_back_whole_by_a_book_that_was_told_of_no_trade(tmp_path: Path):
    """The facts of a trade that ships are found by their kind."""
    clock = Clock()
    with b2bdeal.open(tmp_path / "polo.db", clock=clock, authority=AUTHORITY) as book:
        before = Told(POLOS, book, clock).goes_on_to_the_end()
    with b2bdeal.open(tmp_path / "polo.db", clock=clock, authority=AUTHORITY) as book:
        after = book.deal(before.id)
        assert after == before
        assert after.flow is APPAREL
        assert after.flow.is_known


def _reasons(told: Told, fact: LabDipApproved):
    with pytest.raises(Refused) as caught:
        told.book.record(told.deal, fact, by="zhao")
    return caught.value.reasons
