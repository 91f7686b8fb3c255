"""A smart-home hub, told as an electronics house would tell it: three builds, one mould, signed firmware, CE."""

from pathlib import Path

import pytest
from electronicskit import HUB, HUBS, NEWER, change, firmware, plan
from tradekit import Told, changed, day

import b2bdeal
from b2bdeal import ELECTRONICS, Book, ProductionReleased, SampleApproved, SampleSent, Shipped
from b2bdeal.flow.trades.electronics import (
    BuildExited,
    BuildPlanned,
    Builds,
    CertificateReceived,
    ChangeApproved,
    FirmwareBuilt,
    FirmwareSigned,
    LotFlashed,
    ToolingReturned,
    ToolRegister,
)
from b2bdeal.testing import AUTHORITY, Clock


@pytest.fixture
def told(book: Book, clock: Clock) -> Told:
    return Told(HUBS, book, clock)


def test_a_hub_from_the_first_message_to_the_returned_mould(told: Told):
    """DVT waits for EVT, a PVT of 87 % is not let through, CE opens the door, and in the end the mould goes home."""
    # The EVT is reported, and the project leader wants to order parts for the DVT at once.
    told.goes_on_until(BuildExited)
    early = BuildPlanned(at=day(34), plan=plan("DVT-1", "dvt", 90, 50, "B"))
    assert "the DVT of HUB-1 can't begin: its EVT is not exited" in told.is_refused(early, by="qian")

    # The first PVT: 174 of 200 units pass. The buyer's engineer would sign, and may not.
    told.goes_on_until(BuildPlanned, 3)
    signs = BuildExited(at=day(82), number="PVT-1", approved_by="petit")
    why = told.is_refused(signs)
    assert "174 of 200 units passed, a yield of 87.0 % where 95 % is asked" in why
    released = HUBS.one(ProductionReleased)
    why = told.is_refused(changed(released, at=day(83)), by="qian")
    assert "PVT of HUB-1: PVT-1, with a yield of 87.0 % of 95 % asked, is not exited" in why
    assert "firmware, HUB-1: none is built" in why

    # The solder profile is changed, the second PVT passes. The owner is no engineer.
    told.goes_on_until(BuildExited)
    assert "moreau signs for owner, not as an engineer" in told.is_refused(
        changed(told.left[0][1], approved_by="moreau")
    )
    told.goes_on_until(ProductionReleased)
    assert Builds.of(told.deal.facts).passed[HUB, "pvt"] == "PVT-2"
    told.goes_on()

    # A line that programs another image than the one signed is stopped.
    flashed = told.goes_on_until(LotFlashed)
    assert "1.4.1 (51cc51cc…) was used, 1.4.1 (9f3a9f3a…) is signed off" in told.is_refused(
        changed(flashed, sha256=NEWER), by="qian"
    )

    # Nothing leaves for France before its certificate is there.
    told.left = [line for line in told.left if line[1].kind != CertificateReceived.kind]
    shipped = told.goes_on_until(Shipped)
    assert "not certified: HUB-1: no CE for FR" in told.is_refused(shipped)
    told.records(changed(HUBS.one(CertificateReceived), at=shipped.at), by="qian")
    assert told.goes_on_to_the_end().outcome == "won"

    # A year later the buyer wants its mould back.
    back = ToolingReturned(at=day(500), tool="MOULD-1", demanded_on=day(490).date(), to="Lyon", received_by="petit")
    after = told.records(back, by="qian")
    assert after.outcome == "won"
    assert ToolRegister.of(after.facts).tools["MOULD-1"].state == "returned"
    assert told.book.verify(after) == ()


def test_an_engineering_change_reopens_builds_certificate_and_sample(told: Told):
    """A radio is on last time buy. Another one is built in, and everything that stood for the old one is open again."""
    told.goes_on_until(ProductionReleased)
    ecn = change(on=99, rebuild="pvt", recertify=("CE",))
    told.records(ChangeApproved(at=day(99), change=ecn), by="qian")
    released = told.left[0][1]
    why = told.is_refused(released, by="qian")
    assert "PVT-2, with a yield of 97.0 % of 95 % asked, is not exited" in why
    assert "PO-17 makes revision C, HUB-1 is at D" in why

    # The same order with the new revision makes what nobody has approved.
    order = changed(released.orders[0], formula="D")
    why = told.is_refused(changed(released, orders=(order,)), by="qian")
    assert "PO-17 makes D in GIFTBOX-1, which is not approved" in why
    assert "revision C" not in why
    sample = changed(HUBS.one(SampleSent).sample, number="S-42", formula="D")
    told.records(changed(HUBS.one(SampleSent), at=day(99, 12), sample=sample), by="zhao")
    approved = changed(HUBS.one(SampleApproved), at=day(99, 13), number="S-42", formula="D")
    told.records(approved, by="zhao")
    why = told.is_refused(changed(released, orders=(order,)), by="qian")
    assert "not approved" not in why


def test_a_new_firmware_stops_the_line_until_it_is_signed(told: Told):
    """A fix comes in the middle of production: no unit is programmed with either image until the buyer signs."""
    flashed = told.goes_on_until(LotFlashed)
    told.records(FirmwareBuilt(at=day(104), **firmware("1.4.2", NEWER)), by="qian")
    assert "no sign-off of the firmware of HUB-1 is in force" in told.is_refused(flashed, by="qian")
    new = changed(flashed, version="1.4.2", sha256=NEWER)
    assert "no sign-off" in told.is_refused(new, by="qian")
    told.records(FirmwareSigned(at=day(105), **firmware("1.4.2", NEWER), approved_by="petit"), by="zhao")
    told.records(new, by="qian")
    told.left.pop(0)
    assert told.goes_on_to_the_end().outcome == "won"


def test_a_stored_hub_is_read_back_whole_by_a_book_that_was_told_of_no_trade(tmp_path: Path):
    """The facts of a trade that ships are found by their kind."""
    clock = Clock()
    with b2bdeal.open(tmp_path / "hub.db", clock=clock, authority=AUTHORITY) as book:
        before = Told(HUBS, book, clock).goes_on_to_the_end()
    with b2bdeal.open(tmp_path / "hub.db", clock=clock, authority=AUTHORITY) as book:
        after = book.deal(before.id)
        assert after == before
        assert after.flow is ELECTRONICS
