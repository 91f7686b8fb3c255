"""A beginner's first ten minutes: whole programs that run as scripts and that a strict type checker takes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import b2bdeal

ROOT = Path(b2bdeal.__file__).parent.parent

FIRST_DEAL = '''
"""My first deal: start it, see what comes next, be refused and read why, record."""

from datetime import datetime
from zoneinfo import ZoneInfo

from b2bdeal import OEM, Account, Book, Lead, LeadFound, LeadQualified, Refused, Settled, Source

shanghai = ZoneInfo("Asia/Shanghai")
monday = datetime(2026, 3, 2, 9, 30, tzinfo=shanghai)

book = Book()
lead = Lead(account=Account(id="dew", name="Dew Brands Co."), source=Source(channel="1688"))
deal = book.start(OEM, LeadFound(at=monday, lead=lead), by="zhao")
print(deal.stage.label)

for option in deal.next(at=monday):
    print("-", option.fact.label, "barred" if option.barred else "free")

try:
    book.record(deal, Settled(at=monday), by="zhao")
except Refused as refused:
    print(refused)
    for reason in refused.reasons:
        print(reason.id, "|", reason.text())

deal = book.record(deal, LeadQualified(at=monday, specialist="zhao"), by="zhao")
print(deal.stage.label, deal.version, book[deal.id] == deal)
'''

FIRST_REFUSAL = '''
"""Why not? A gate names its figures, who may waive it, and what would help; a what-if stores nothing."""

from b2bdeal import Book, CounterOffered, ProductionReleased, TermsAgreed, days, testing

clock = testing.Clock()
book = Book(flows=[testing.TRADE], clock=clock, authority=testing.AUTHORITY)
deal = testing.complete_deal(book, until=CounterOffered)

haste = deal.why_not(TermsAgreed, at=deal.last_at)
print("barred" if haste else "free", [rule.id for rule in haste.rules])

early = deal.why_not(TermsAgreed, at=testing.START + (deal.last_at - testing.START) / 2)
for reason in early.barred:
    print(reason.id, "may be waived by", *reason.waived_by)
    print(reason.figures["span"] == days(15))

why = deal.why_not(ProductionReleased, at=deal.last_at)
print(why.barred[0].text())
print(book[deal.id].version == deal.version)
'''

FILE_BOOK = '''
"""A book in a file: what is recorded is there when it is opened again."""

from pathlib import Path

import b2bdeal
from b2bdeal import ContractSigned, HoldPlaced, UnknownDeal, testing

path = Path("deals.db")
clock = testing.Clock()
with b2bdeal.open(path, flows=[testing.TRADE], clock=clock, authority=testing.AUTHORITY) as book:
    book.people.add(*testing.PEOPLE)
    deal = testing.complete_deal(book, until=ContractSigned)
    hold = HoldPlaced(at=clock.now, hold="H-1", blocks=("produce",), source="credit", reason="a payer unknown to us")
    deal = book.record(deal, hold, by="wu")

with b2bdeal.open(path, flows=[testing.TRADE], clock=clock) as book:
    again = book.deal(deal.id)
    print(again == deal, again.stage.label, again.value)
    contract = again.contract
    if contract is not None:
        print(contract.number, contract.total == again.value, len(contract.payment_schedule()))
    print([head.account for head in book.heads(stage="contracted")], len(book.verify(again)))
    print(book.people["li"].name)
    try:
        book.deal("D-9")
    except UnknownDeal as error:
        print(error)
'''

OWN_TRADE = '''
"""My own trade: cosmetics, but with a pilot run before production; two facts, a stage and a rule."""

from datetime import timedelta

from b2bdeal import COSMETICS, Book, Deal, Fact, ProductionReleased, Refused, Stage, Verdict
from b2bdeal import days, no, rule, testing, when


class PilotPlanned(Fact, kind="mine.PilotPlanned", zh="试产已计划"):
    batches: int


class PilotRun(Fact, kind="mine.PilotRun", zh="试产完成"):
    loss_percent: int


@rule("little_is_lost", "A pilot run loses at most {most} %.", waived_by=("quality",))
def little_is_lost(deal: Deal, fact: PilotRun, *, most: int) -> Verdict:
    return True if fact.loss_percent <= most else no("{lost} % is lost", lost=fact.loss_percent)


CONTRACTED, PILOT = COSMETICS.stage("contracted"), Stage("pilot", within=days(21))
PILOTED = testing.TRADE.but("piloted", version=1, steps=(
    when(PilotPlanned, CONTRACTED >> PILOT),
    when(PilotRun, PILOT >> CONTRACTED, only_if=[little_is_lost(most=4)]),
))
print(PILOTED - testing.TRADE)

clock = testing.Clock()
book = Book(flows=[PILOTED], clock=clock)
deal: Deal | None = None
for by, fact in testing.Story().lines():
    clock.now = fact.at
    if isinstance(fact, ProductionReleased):
        break
    deal = book.start(PILOTED, fact, by=by, id="D-1") if deal is None else book.record(deal, fact, by=by)
assert deal is not None

deal = book.record(deal, PilotPlanned(at=clock.now, batches=1), by="qian")
clock.forward(timedelta(days=2))
try:
    book.record(deal, PilotRun(at=clock.now, loss_percent=9), by="qian")
except Refused as refused:
    print(refused)
deal = book.record(deal, PilotRun(at=clock.now, loss_percent=3), by="qian")
last = deal.last(PilotRun)
print(deal.stage.label, last.loss_percent if last else None)
'''

PROGRAMS = {
    "first_deal": (
        FIRST_DEAL,
        [
            "Lead",
            "- Lead qualified free",
            "Settled is refused at Lead: the deal is at Lead, and this comes at Accepted",
            "at_its_stage | the deal is at Lead, and this comes at Accepted",
            "Qualified 2 True",
        ],
    ),
    "first_refusal": (
        FIRST_REFUSAL,
        [
            "free ['quote_in_force', 'matches_quote', 'materials_steady']",
            "minimum_cycle may be waived by director",
            "True",
            "the deal is at Bargaining, and this comes at Contracted, Producing",
        ],
    ),
    "file_book": (
        FILE_BOOK,
        [
            "True Contracted 213,600.00 CNY",
            "C-2026-017 True 2",
            "['maison-lune'] 0",
            "Li Fang",
            "There is no deal 'D-9' in this book. (book.heads() lists them)",
        ],
    ),
    "own_trade": (
        OWN_TRADE,
        [
            "mine.PilotPlanned at contracted",
            "Pilot run is refused at Pilot: 9 % is lost",
            "Contracted 3",
        ],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_beginners_program_runs_as_a_script_and_says_what_it_should(name: str, tmp_path: Path):
    program, expected = PROGRAMS[name]
    script = tmp_path / f"{name}.py"
    script.write_text(program, "utf-8")
    said = subprocess.run(
        [sys.executable, "-W", "error", script.name],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert said.returncode == 0, said.stderr
    printed = said.stdout.replace("\xa0", " ")
    for line in expected:
        assert line in printed, f"{line!r} is not in\n{printed}"


@pytest.mark.slow
def test_a_strict_type_checker_takes_them_all(tmp_path: Path):
    for name, (program, _) in PROGRAMS.items():
        (tmp_path / f"{name}.py").write_text(program, "utf-8")
    files = [str(tmp_path / f"{name}.py") for name in PROGRAMS]
    said = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", *files], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert said.returncode == 0, said.stdout + said.stderr
