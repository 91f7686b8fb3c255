"""The habits of the house, kept by a machine: light imports, one home for each library, names, clocks, sizes."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import attrs
import pytest
from pydantic import BaseModel
from pydantic.dataclasses import is_pydantic_dataclass

import b2bdeal
from b2bdeal import COSMETICS, OEM, Fact, Flow
from b2bdeal.life.fact import kinds

ROOT = Path(b2bdeal.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
HEAVY = [
    "pandas",
    "polars",
    "pyarrow",
    "duckdb",
    "ibis",
    "altair",
    "matplotlib",
    "rich",
    "IPython",
    "anywidget",
    "psycopg",
    "ortools",
    "scipy",
    "sklearn",
    "cyclopts",
    "holidays",
    "babel",
]
FLOWS = [OEM, COSMETICS]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules() -> Iterator[ModuleType]:
    """Every module of the package, imported."""
    yield b2bdeal
    for found in pkgutil.walk_packages([str(ROOT)], "b2bdeal."):
        yield importlib.import_module(found.name)


def classes() -> Iterator[type]:
    """Every class that the package defines."""
    for module in modules():
        for cls in vars(module).values():
            if inspect.isclass(cls) and cls.__module__ == module.__name__:
                yield cls


every_file = pytest.mark.parametrize("path", FILES, ids=named)


@every_file
def test_a_module_opens_with_one_sentence_that_says_what_it_is(path: Path):
    said = ast.get_docstring(tree(path))
    assert said, "it says nothing"
    first = said.split("\n\n")[0].strip()
    assert first.endswith((".", "?", ":")), first
    assert len(re.findall(r"[.!?](?=\s|$)", first.replace("e.g.", ""))) <= 2, "one sentence, or one and a half"


@every_file
def test_no_file_is_over_400_lines(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, each by the alphabet, as ruff has it."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name)


@every_file
def test_what_a_module_offers_is_sorted_complete_and_there(path: Path):
    body = tree(path).body
    if named(path) == "cli.py":
        return  # its functions are commands, not an interface
    offered: list[str] | None = None
    public: set[str] = set()
    for node in body:
        if isinstance(node, ast.Assign) and [getattr(t, "id", "") for t in node.targets] == ["__all__"]:
            offered = ast.literal_eval(node.value)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            public.add(node.name)
    if offered is None:
        assert not public, f"it has no __all__, but {sorted(public)}"
        return
    assert offered == sorted(offered, key=order)
    assert len(set(offered)) == len(offered)
    assert public <= set(offered), f"{sorted(public - set(offered))} should be offered, or begin with _"
    name = "b2bdeal" + "".join(f".{part}" for part in path.relative_to(ROOT).with_suffix("").parts)
    module = importlib.import_module(name.removesuffix(".__init__"))
    assert all(hasattr(module, each) for each in offered)


def test_the_package_is_light_to_import():
    code = f"import sys, b2bdeal; print(*(set({HEAVY!r}) & {{name.partition('.')[0] for name in sys.modules}}))"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT.parent)
    assert found.stdout.split() == []


def test_a_first_deal_in_memory_needs_none_of_the_heavy_libraries_but_the_calendar():
    code = (
        "import sys\n"
        "from b2bdeal import Book, testing\n"
        "book = Book(clock=testing.Clock(), authority=testing.AUTHORITY)\n"
        "deal = testing.complete_deal(book)\n"
        "assert deal.outcome == 'won'\n"
        f"print(*(set({HEAVY!r}) & {{name.partition('.')[0] for name in sys.modules}}))"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT.parent)
    assert set(found.stdout.split()) <= {"holidays"}


def imported(path: Path) -> set[str]:
    """The names of the packages that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_one_file_knows_the_library_that_decides_moves():
    assert [named(path) for path in FILES if "transitions" in imported(path)] == ["flow/machine.py"]


def test_nothing_imports_what_is_made_for_tests():
    mine = [path for path in FILES if {"pytest", "hypothesis", "unittest"} & imported(path)]
    assert [named(path) for path in mine] == []


def calls(path: Path) -> Iterator[str]:
    """What a file calls, as dotted names."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


READS_THE_CLOCK = {"now", "today", "utcnow", "time", "time_ns", "localtime"}


def test_one_file_reads_the_clock():
    found = {
        named(path)
        for path in FILES
        for call in calls(path)
        if call.split(".")[-1] in READS_THE_CLOCK and call.split(".")[0] in {"datetime", "date", "time", "dt"}
        if call not in {"time"}
    }
    assert found == {"book/clock.py"}


@every_file
def test_nothing_prints_and_nothing_reads_the_environment(path: Path):
    if named(path) == "cli.py":
        return  # the command line is there to print
    assert not {"print", "os.getenv", "input", "breakpoint"} & set(calls(path))
    words = {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert not {"os.environ", "os.environb", "sys.stdout"} & words


def test_every_class_with_fields_is_of_pydantic_or_attrs_and_every_public_one_is_frozen():
    odd: list[str] = []
    for cls in classes():
        if issubclass(cls, BaseModel):
            frozen = bool(cls.model_config.get("frozen"))
        elif attrs.has(cls):
            frozen = cls.__name__.startswith("_") or cls.__setattr__.__name__ == "_frozen_setattrs"
        elif dataclasses.is_dataclass(cls):
            frozen = is_pydantic_dataclass(cls) and cls.__dataclass_params__.frozen  # type: ignore[attr-defined]
        else:
            continue
        if not frozen:
            odd.append(f"{cls.__module__}.{cls.__qualname__}")
    assert odd == []


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: str(flow.id))
class TestNames:
    def test_every_stage_has_an_english_and_a_chinese_name(self, flow: Flow):
        for stage in flow.stages:
            assert stage.label
            assert stage.zh, f"{stage} has no Chinese name"
        assert (
            len({stage.label for stage in flow.stages}) == len({stage.zh for stage in flow.stages}) == len(flow.stages)
        )

    def test_the_flow_itself_has_both(self, flow: Flow):
        assert flow.label
        assert flow.zh

    def test_every_condition_has_an_id_and_a_sentence(self, flow: Flow):
        for condition in flow.conditions.values():
            assert condition.id.isidentifier()
            assert condition.sentence[0].isupper()
            assert condition.sentence.endswith("."), condition.sentence

    def test_every_condition_says_in_its_docstring_how_it_is_asked(self, flow: Flow):
        assert all(condition.function.__doc__ for condition in flow.conditions.values())


def test_every_recordable_fact_of_the_package_has_both_names_and_a_docstring():
    list(modules())
    mine = [fact for fact in kinds().values() if fact.__module__.startswith("b2bdeal.")]
    assert len(mine) > 25
    for fact in mine:
        assert fact.label, fact
        assert fact.zh, f"{fact.kind} has no Chinese name"
        assert fact.__doc__, fact
    assert len({fact.label for fact in mine}) == len(mine), "two facts of one name"


def test_every_fact_that_ships_is_in_a_flow_or_is_one_that_every_flow_takes():
    mine = {fact.kind for fact in kinds().values() if fact.__module__.startswith("b2bdeal.life")}
    in_flows = {kind for flow in FLOWS for kind in flow.facts}
    assert mine - in_flows == set()


def test_a_fact_can_be_told_by_its_schema():
    for fact in COSMETICS.facts.values():
        schema = fact.model_json_schema()
        assert "at" in schema["required"]
        assert issubclass(fact, Fact)


def test_the_package_says_that_it_is_typed():
    assert (ROOT / "py.typed").exists()
