"""The trades that ship are found by id, are loaded when first asked for, and their stored facts can always be read."""

import subprocess
import sys
from pathlib import Path

import pytest
from apparelkit import POLOS
from electronicskit import HUBS
from tradekit import Telling, Told

import b2bdeal
from b2bdeal import APPAREL, OEM, Book, Fact, Flow, FlowError, ProductionReleased, during, when
from b2bdeal.book.flows import Flows
from b2bdeal.cli import main
from b2bdeal.flow.trades import TRADES, load_facts
from b2bdeal.flow.trades.sharing import asking
from b2bdeal.life.fact import kinds
from b2bdeal.testing import AUTHORITY, Clock

ROOT = Path(b2bdeal.__file__).parent.parent


def run(code: str) -> str:
    """What a program prints in a process of its own."""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    return done.stdout.strip()


def test_a_program_that_needs_no_trade_loads_none():
    assert run("import sys, b2bdeal; print([m for m in sys.modules if 'trades.' in m])") == "[]"
    book = "b2bdeal.Book()"
    assert run(f"import sys, b2bdeal; {book}; print('b2bdeal.flow.trades.apparel' in sys.modules)") == "False"


@pytest.mark.parametrize("telling", [POLOS, HUBS], ids=["apparel", "electronics"])
def test_a_fresh_process_reads_a_stored_deal_of_a_trade_with_all_its_facts(telling: Telling, tmp_path: Path):
    clock = Clock()
    with b2bdeal.open(tmp_path / "book.db", clock=clock, authority=AUTHORITY) as book:
        told = Told(telling, book, clock)
        stored = told.goes_on_to_the_end()
    code = (
        "import b2bdeal\n"
        f"with b2bdeal.open({str(tmp_path / 'book.db')!r}) as book:\n"
        f"    deal = book[{stored.id!r}]\n"
        "    unread = [e.kind for e in deal.entries if type(e.fact).__name__ == 'UnreadFact']\n"
        "    print(unread, deal.flow.is_known, deal.flow.id, deal.version)\n"
    )
    assert run(code) == f"[] True {telling.flow.id} {stored.version}"


@pytest.mark.parametrize("name", sorted(TRADES))
def test_a_trade_is_found_by_its_id_and_printed_on_the_command_line(name: str, capsys: pytest.CaptureFixture[str]):
    flow = Flows().find(name, 1)
    assert flow.is_known
    assert flow is getattr(b2bdeal, name.upper())
    with pytest.raises(SystemExit) as exited:
        main(["flow", name])
    assert not exited.value.code
    assert "Only if" in capsys.readouterr().out


def test_a_book_lists_every_trade():
    assert {"oem", *TRADES} <= {flow.id for flow in Book().flows}


def test_a_flow_of_ones_own_may_not_take_a_trade_s_name_and_version():
    mine = OEM.but("apparel", version=1)
    with pytest.raises(FlowError, match="Two different flows are called apparel v1"):
        Book(flows=[mine])
    assert Book(flows=[APPAREL.but("apparel", version=2)]).flows


def test_facts_of_nobody_load_nothing():
    before = set(kinds())
    load_facts("nobody")
    load_facts("")
    assert set(kinds()) == before


def test_no_two_facts_that_ship_share_a_name():
    for name in TRADES:
        load_facts(name)
    load_facts("oem")
    mine = [fact for fact in kinds().values() if fact.__module__.startswith("b2bdeal.")]
    for words in ([fact.label for fact in mine], [fact.zh for fact in mine]):
        assert sorted({word for word in words if words.count(word) > 1}) == []


class TestAskingMore:
    """A trade asks more of every row that the base has for a fact, however many there are."""

    def test_every_row_asks_more(self):
        gate_ = next(c for c in APPAREL.conditions.values() if c.id == "pp_sample_approved")
        rows = asking(OEM, ProductionReleased, gate_)
        flow = OEM.but("more", version=1, steps=rows)
        asked = [row for row in flow if row.fact.kind == ProductionReleased.kind]
        assert asked
        assert all(gate_ in row.conditions for row in asked)
        old = [row for row in OEM if row.fact.kind == ProductionReleased.kind]
        assert sum(len(row.starts(flow.stages)) for row in asked) == sum(len(row.starts(OEM.stages)) for row in old)

    def test_a_row_that_the_base_gets_later_is_asked_too(self):
        class Trimmed(Fact, kind="test.Trimmed", label="Trimmed", zh="已修剪"):
            """A fact of a test."""

        lead, qualified = OEM.stage("lead"), OEM.stage("qualified")
        base: Flow = OEM.but("base", version=1, steps=(during(Trimmed, lead), when(Trimmed, qualified >> lead)))
        gate_ = next(c for c in APPAREL.conditions.values() if c.id == "pp_sample_approved")
        flow = base.but("more", version=1, steps=asking(base, Trimmed, gate_))
        rows = [row for row in flow if row.fact.kind == Trimmed.kind]
        assert [row.conditions for row in rows] == [(gate_,), (gate_,)]
