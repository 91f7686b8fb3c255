"""Kinds and flows are found again: by a cell that is run twice, by another process, through an installed package."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from flowkit import A, B, Begun, Ended, Moved, day, flow, line, opened

import b2bdeal
from b2bdeal import Book, Fact, FactError, FlowError, Stage, UnknownFlow, UnknownKind, days, testing, when
from b2bdeal.book.flows import GROUP
from b2bdeal.life import fact as registry

ROOT = Path(b2bdeal.__file__).parent.parent

CELL = '''
from b2bdeal import OEM, ContactMet, Deal, Fact, Stage, Verdict, days, during, no, rule, when

class {name}(Fact, kind="{kind}", zh="香型已选"):
    """A scent was chosen."""
    scent: str
    {extra}

@rule("has_scent", "A scent is named.")
def has_scent(deal: Deal, fact: {name}) -> Verdict:
    """It is not blank."""
    return True if fact.scent.strip() else no("none is named")

SCENTS = OEM.but("scents", version=1, steps=(during({name}, OEM.stage("lead"), only_if=[has_scent]),))
'''
PLAIN = {"name": "ScentChosen", "kind": "scents.ScentChosen", "extra": ""}


def run_cell(module: str = "__main__", **words: str) -> dict[str, type]:
    """What a notebook's cell defines."""
    space: dict[str, type] = {"__name__": module}  # type: ignore[dict-item]
    exec(CELL.format(**PLAIN | words), space)
    return space


@pytest.fixture
def forgotten() -> Iterator[None]:
    """The kinds of these tests are forgotten afterwards."""
    known = dict(registry._KINDS)
    yield
    registry._KINDS.clear()
    registry._KINDS.update(known)


@pytest.mark.usefixtures("forgotten")
class TestANotebook:
    def started(self, book: Book) -> tuple[dict[str, type], b2bdeal.Deal]:
        cell = run_cell()
        (by, lead), *_ = testing.Story().lines()
        deal = book.start(cell["SCENTS"], lead, by=by)  # type: ignore[arg-type]
        return cell, book.record(deal, cell["ScentChosen"](at=day(0), scent="rose"), by=by)

    def test_a_cell_that_is_run_again_still_finds_its_facts(self, book: Book):
        old, deal = self.started(book)
        new = run_cell()
        assert old["ScentChosen"] is not new["ScentChosen"]
        found = deal.last(new["ScentChosen"])
        assert type(found) is new["ScentChosen"]
        assert found.scent == "rose"  # type: ignore[attr-defined]
        assert len(deal.all(new["ScentChosen"])) == 1
        assert book.deal(deal.id).last(new["ScentChosen"]) == found

    def test_the_deal_goes_on_with_the_new_class_and_with_the_old(self, book: Book):
        old, deal = self.started(book)
        new = run_cell()
        deal = book.record(deal, new["ScentChosen"](at=day(0), scent="lily"), by="zhao")
        deal = book.record(deal, old["ScentChosen"](at=day(0), scent="iris"), by="zhao")
        assert [fact.scent for fact in deal.all(new["ScentChosen"])] == ["rose", "lily", "iris"]  # type: ignore[attr-defined]
        assert book.verify(deal) == ()

    def test_the_flow_of_the_cell_that_ran_last_is_the_books(self, book: Book):
        _, deal = self.started(book)
        new = run_cell()
        (by, lead), *_ = testing.Story().lines()
        book.start(new["SCENTS"], lead, by=by)  # type: ignore[arg-type]
        assert book.deal(deal.id).flow is new["SCENTS"]

    def test_another_field_with_a_default_is_filled_in(self, book: Book):
        _, deal = self.started(book)
        new = run_cell(extra="strength: int = 3")
        found = deal.last(new["ScentChosen"])
        assert found is not None
        assert found.strength == 3  # type: ignore[attr-defined]

    def test_the_same_kind_from_another_module_is_refused(self):
        run_cell()
        with pytest.raises(FactError, match=r"'scents.ScentChosen' is already __main__.ScentChosen.*a kind of its own"):
            run_cell("another_module")

    def test_a_kind_needs_a_namespace(self):
        with pytest.raises(FactError, match="'ScentChosen' has no namespace"):
            run_cell(kind="ScentChosen")

    def test_an_actor_is_one_of_the_fields(self):
        with pytest.raises(FactError, match="Chosen has no field 'chooser'"):

            class Chosen(Fact, kind="scents.Chosen", actor="chooser", zh="已选"):
                """Nobody chose it."""


class TestFlowsOfABook:
    def test_it_knows_those_that_ship_and_those_given(self):
        mine = line(A, B)
        assert [(flow.id, flow.version) for flow in Book(flows=[mine]).flows] == [
            ("apparel", 1),
            ("cosmetics", 1),
            ("electronics", 1),
            ("line", 1),
            ("oem", 1),
        ]

    def test_two_different_flows_of_one_id_and_version_are_refused(self):
        one, two = flow(when(Moved, A >> B)), flow(when(Moved, A >> Stage("b", within=days(1))))
        with pytest.raises(FlowError, match=r"Two different flows are called kit v1.*version=2.*FlowChanged"):
            Book(flows=[one, two])
        book = Book(flows=[one], clock=testing.Clock())
        with pytest.raises(FlowError, match="Two different flows"):
            book.start(two, Begun(at=day(0)), by="zhao")
        assert len(book) == 0

    def test_the_same_flow_made_twice_is_one_flow(self):
        once, twice = Book(flows=[flow(when(Moved, A >> B))]), Book(flows=[flow(when(Moved, A >> B)) for _ in range(2)])
        assert len(twice.flows) == len(once.flows)


SCRIPT = """
import sys
from pathlib import Path
import b2bdeal
from b2bdeal import testing
from b2bdeal.errors import DealError
sys.path[:0] = {paths!r}
{before}
with b2bdeal.open({book!r}, flows=[{flows}], clock=testing.Clock(testing.Story().day(2))) as book:
    deal = book.deal("D-1")
    print(deal.stage.name, deal.flow.is_known, [type(fact).__name__ for fact in deal.facts])
    print(repr(deal), book.pipeline().rows()[0]["stage"].text(), len(book.late().rows()))
    assert str(deal)
    try:
        {record}
        print("recorded", book.deal("D-1").version)
    except DealError as error:
        print(type(error).__name__, error)
"""


class TestAnotherProcess:
    @pytest.fixture
    def written(self, tmp_path: Path) -> Path:
        """A book with a deal of a notebook's flow, written by a process of its own."""
        code = CELL.format(**PLAIN) + (
            "import b2bdeal\n"
            "from b2bdeal import testing\n"
            f"with b2bdeal.open({str(tmp_path / 'deals.db')!r}, clock=testing.Clock()) as book:\n"
            "    (by, lead), *_ = testing.Story().lines()\n"
            "    deal = book.start(SCENTS, lead, by=by, id='D-1')\n"
            "    book.record(deal, ScentChosen(at=testing.START, scent='rose'), by=by)\n"
        )
        self.run(code)
        return tmp_path / "deals.db"

    def run(self, code: str) -> list[str]:
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def read(self, written: Path, paths: list[str], before: str = "", flows: str = "", record: str = "") -> list[str]:
        met = "story = list(testing.Story().lines()); book.record('D-1', story[1][1], by='zhao')"
        code = SCRIPT.format(paths=paths, before=before, flows=flows, book=str(written), record=record or met)
        return self.run(code)

    def test_it_reads_and_goes_on_where_the_flow_is_given(self, written: Path):
        cell = CELL.format(**PLAIN)
        stage, shown, result = self.read(written, [], before=cell, flows="SCENTS")
        assert stage == "lead True ['LeadFound', 'ScentChosen']"
        assert shown.startswith("<Deal D-1: lead, 2 facts, scents v1> Lead")
        assert result == "recorded 3"

    def test_it_reads_where_neither_flow_nor_fact_is_here_and_records_nothing(self, written: Path):
        stage, shown, result = self.read(written, [])
        assert stage == "lead False ['LeadFound', 'UnreadFact']"
        assert shown == "<Deal D-1: lead, 2 facts, scents v1> Lead 1"
        assert result.startswith("UnknownFlow The flow scents v1 of D-1 is not here")
        assert "flows=[…]" in result

    def test_with_the_flow_but_without_the_fact_it_reads_and_records_nothing(self, written: Path):
        other = CELL.format(name="Other", kind="scents.Other", extra="")
        stage, _, result = self.read(written, [], before=other, flows="SCENTS")
        assert stage == "lead True ['LeadFound', 'UnreadFact']"
        assert result.startswith("UnknownKind D-1 holds a fact 'scents.ScentChosen' whose class is not here")

    def test_nothing_is_dropped_by_such_a_reader(self, written: Path):
        self.read(written, [])
        stage, _, result = self.read(written, [], before=CELL.format(**PLAIN), flows="SCENTS")
        assert stage == "lead True ['LeadFound', 'ScentChosen']"
        assert result == "recorded 3"

    def test_an_installed_package_brings_its_flow(self, written: Path, tmp_path: Path):
        site = self.installed(tmp_path, "scents_trade:SCENTS")
        stage, _, result = self.read(written, [site])
        assert stage == "lead True ['LeadFound', 'ScentChosen']"
        assert result == "recorded 3"

    @pytest.mark.parametrize(
        ("point", "says"),
        [
            ("scents_trade:ScentChosen", "The entry point scents of b2bdeal.flows is no Flow."),
            ("scents_trade:MISSING", "The flow scents can't be loaded from scents_trade:MISSING"),
        ],
    )
    def test_a_package_that_offers_something_else_is_named(self, written: Path, tmp_path: Path, point: str, says: str):
        site = self.installed(tmp_path, point)
        (result,) = self.run(
            f"import sys; sys.path.insert(0, {site!r})\n"
            "import b2bdeal\n"
            f"with b2bdeal.open({str(written)!r}) as book:\n"
            "    try:\n"
            "        book.deal('D-1')\n"
            "    except b2bdeal.FlowError as error:\n"
            "        print(error)\n"
        )
        assert says in result

    def installed(self, folder: Path, point: str) -> str:
        """A folder with a package that offers a flow."""
        site = folder / "site"
        info = site / "scents_trade-1.0.dist-info"
        info.mkdir(parents=True)
        (site / "scents_trade.py").write_text('"""A trade."""\n' + CELL.format(**PLAIN), "utf-8")
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: scents-trade\nVersion: 1.0\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[{GROUP}]\nscents = {point}\n", "utf-8")
        return str(site)


def test_a_fact_that_its_class_can_not_read_any_more_is_passed_over_and_kept():
    deal = opened(line(A, B)).then(Moved(at=day(1), number=7))
    body = deal.entries[-1].body
    unread = registry.UnreadFact(at=day(1), stored_kind=Moved.kind, stored_version=1, stored_action="record", body=body)
    entries = (deal.entries[0], attrs.evolve(deal.entries[1], fact=unread))
    read = b2bdeal.Deal.fold(entries, lambda id, version: deal.flow)
    assert read.last(Moved) is None
    assert read.all(Moved) == ()
    assert read.stage == B
    assert read.entries[-1].body == body
    assert "Moved" in str(read.history)
    with pytest.raises(UnknownKind, match=r"holds a fact 'kit.Moved' whose class is not here"):
        read.then(Ended(at=day(2)))
    with pytest.raises(UnknownKind):
        read.verify()


def test_a_stand_in_shows_its_deals_and_takes_nothing():
    stranger = b2bdeal.Flow.unknown("stranger", 3)
    assert not stranger.is_known
    deal = opened(line(A, B))
    entries = deal.entries
    read = b2bdeal.Deal.fold(entries, lambda id, version: stranger)
    assert (read.stage.name, list(read.next(at=day(1)))) == ("a", [])
    with pytest.raises(UnknownFlow):
        read.then(Moved(at=day(1)))
