"""Bad input for every document that ships, field by field; and folds and flows that take whatever facts there are."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from time import perf_counter
from typing import Any

import pytest
from apparelkit import POLOS
from electronicskit import HUBS
from examples_whole import FACTS, WHOLE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import complete_deal, contract, pieces
from worked_out import touch, worked_out

import b2bdeal
from b2bdeal import APPAREL, COSMETICS, ELECTRONICS, OEM, Deal, Entry, Fact, Flow, Money, Refusal, Refused, decide
from b2bdeal.life import Blanket, CalledOff, CallOff, CallOffLine, Document, UnreadFact
from b2bdeal.life.fact import kinds
from b2bdeal.testing import AUTHORITY, Story
from b2bdeal.written import Written

# A failing list of facts is long; without this, the warning about its length would stand in place of the failure.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

Path = tuple[str | int, ...]
LONG = "x" * 10_000_000
NEVER: dict[str, Any] = {
    "float": 1.5,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "deep list": [[[[[[]]]]]],
    "control": "a\x00b",
    "100 kB": "x" * 100_000,
}
"""What is right nowhere."""
NEVER_HERE: dict[str, Any] = NEVER | {
    "object": object(),
    "complex": 1j,
    "NaN": Decimal("NaN"),
    "sNaN": Decimal("sNaN"),
    "1e30": Decimal("1e30"),
    "huge power": Decimal("1e999999"),
    "half a letter": "\ud800",
}
"""What is right nowhere, as Python has it."""
MAYBE: dict[str, Any] = {
    "null": None,
    "true": True,
    "empty": "",
    "blank": "  \n ",
    "word": "no such word",
    "1e30": "1e30",
    "tiny": "1e-13",
    "NaN": "NaN",
    "negative": "-1",
    "zero": "0",
    "number": 7,
    "negative number": -1,
    "huge": 10**30,
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "naive": "2026-03-02T10:00:00",
    "first moment": "0001-01-01T00:00:00+14:00",
    "last moment": "9999-12-31T23:59:59-12:00",
    "epoch": 1_700_000_000,
    "empty list": [],
    "empty map": {},
}
"""What is right in some fields; where it is taken, the document is whole."""
MAYBE_HERE: dict[str, Any] = {
    "null": None,
    "blank": "  \n ",
    "negative number": -1,
    "huge": 10**30,
    "empty list": [],
    "first date": date.min,
    "last date": date.max,
    "naive time": datetime(2026, 3, 2),  # noqa: DTZ001 - it has no zone, which is what is tried
    "first time": datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    "last time": datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
    "minus one": Decimal(-1),
    "minus nought": Decimal("-0"),
    "bytes": b"abc",
    "set": {1},
    "class": int,
}
WRONG_FOR: dict[type, tuple[Any, ...]] = {
    bool: (1, 0, "yes", "true"),
    int: (True, "1", 10**30, -(10**30)),
    str: (7, True, 1.0),
    Decimal: (7, 1.5, 0, True, "NaN", "1,5", ""),
    datetime: ("2026-03-02T10:00:00", "2026-03-02", 1_700_000_000, "0001-01-01T00:00:00+14:00", "today"),
    date: ("2026-03-02T10:00:00+08:00", 1_700_000_000, 20260302, "2 March 2026", "2026-02-30", ""),
}
"""What is wrong in JSON in the place of a value of that type."""
BELOW_0 = {"negative", "negative number", "minus one"}
MAY_SHRINK = {("Segment", "growth")}
"""Decimals that may be below 0."""


def _inside(value: Any) -> Iterator[Written]:
    """Every document in a value, itself first."""
    if isinstance(value, Written):
        yield value
        for name in type(value).model_fields:
            yield from _inside(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _inside(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _inside(one)


@cache
def examples() -> dict[type[Written], dict[str, Written]]:
    """Of each class, for each field, an example that has it filled."""
    found: dict[type[Written], dict[str, Written]] = {}
    for whole in WHOLE:
        for one in _inside(whole):
            fields = found.setdefault(type(one), {})
            for name in type(one).model_fields:
                value = getattr(one, name)
                if name not in fields and value not in (None, ()) and value != {}:
                    fields[name] = one
    return found


def _shipped(cls: type) -> Iterator[type[Written]]:
    for one in cls.__subclasses__():
        if one.__module__.startswith(("b2bdeal.life.", "b2bdeal.flow.")):
            yield one
        yield from _shipped(one)


CLASSES = sorted(examples(), key=lambda cls: f"{cls.__module__}.{cls.__name__}")


def test_every_document_that_ships_has_an_example_and_every_field_is_filled_in_one() -> None:
    b2bdeal.life.load_all()
    bases = {cls for cls in _shipped(Written) if not getattr(cls, "kind", "x")} | {Document, UnreadFact}
    shipped = set(_shipped(Written)) - bases
    assert not {cls.__name__ for cls in shipped - set(CLASSES)}
    empty = {
        f"{cls.__name__}.{name}"
        for cls in CLASSES
        for name in cls.__annotations__
        if name in cls.model_fields and name not in examples()[cls]
    }
    assert not empty
    ours = {kind for kind, cls in kinds().items() if cls.__module__.startswith(("b2bdeal.life.", "b2bdeal.flow."))}
    assert ours <= {fact.kind for fact in FACTS}


# ── one bad value in an otherwise good document ──────────────────────────────────────────────────────────────────────


def _leaves(value: Any, path: Path) -> Iterator[Path]:
    """The places in a field's value: itself, the parts of money and the like, and of maps and lists the first."""
    yield path
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _leaves(one, (*path, name))
    elif isinstance(value, list | tuple) and value:
        yield from _leaves(value[0], (*path, 0))


def _own(example: Written, field: str, data: Any) -> Iterator[Path]:
    """The places of a field that are its own: a document in it is tried by itself."""
    value = getattr(example, field)
    if isinstance(value, Written):
        yield (field,)
    elif isinstance(value, tuple) and value and isinstance(value[0], Written):
        yield from ((field,), (field, 0))
    else:
        yield from _leaves(data[field], (field,))


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _put(value: Any, path: Path, new: Any) -> Any:
    """The value with another one at a place."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {**value, step: _put(value.get(step), rest, new)}
    assert isinstance(step, int)
    return [*value[:step], _put(value[step], rest, new), *value[step + 1 :]]


def _made(cls: type[Written], data: Any, *, as_json: bool, field: str, named: bool = False) -> Written | None:
    """What becomes of such data: None where it is refused as it should be, else a document that is whole.

    A refusal is short, quick, and names the field; where values don't fit each other, it may name the whole document.
    """
    started = perf_counter()
    try:
        made = cls.model_validate_json(json.dumps(data)) if as_json else cls.model_validate(data)
    except ValidationError as refused:
        text, places = str(refused), [one["loc"] for one in refused.errors(include_url=False, include_input=False)]
        assert len(text) < 2_000, text[:300]
        assert any(place[:1] == (field,) for place in places) or (not named and () in places), text
        return None
    finally:
        assert perf_counter() - started < 2
    text = made.model_dump_json()
    again = cls.model_validate_json(text)
    assert again == made
    assert again.model_dump_json() == text
    if isinstance(made, Fact):
        assert hash(again) == hash(made)
        assert isinstance(made.about(), str | None)
        assert all(isinstance(one, str) for one in made.moves())
    return made


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_bad_value_in_any_field_is_refused_by_its_name_or_gives_a_document_that_is_whole(cls: type[Written]) -> None:
    for field, example in examples()[cls].items():
        needed = cls.model_fields[field].is_required()
        for as_json in (True, False):
            data = json.loads(example.model_dump_json()) if as_json else example.model_dump()
            for path in _own(example, field, data):
                old = _at(data, path)
                for sort, bad in (NEVER if as_json else NEVER_HERE).items():
                    taken = _made(cls, _put(data, path, bad), as_json=as_json, field=field, named=True)
                    assert taken is None, f"{path} takes {sort}"
                for sort, bad in (MAYBE if as_json else MAYBE_HERE).items():
                    taken = _made(cls, _put(data, path, bad), as_json=as_json, field=field)
                    if sort == "null" and needed and path == (field,):
                        assert taken is None, f"{path} takes nothing"
                    if sort in BELOW_0 and isinstance(_at(example.model_dump(), path), Decimal):
                        assert taken is None or (cls.__name__, field) in MAY_SHRINK, f"{path} takes {sort}"
                if isinstance(old, list | tuple) and old:
                    _made(cls, _put(data, path, [*old, old[0]]), as_json=as_json, field=field)
                if isinstance(old, dict):
                    _made(cls, _put(data, (*path, "no_such"), 1), as_json=as_json, field=field)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_value_of_another_type_is_refused_in_json_by_the_name_of_its_field(cls: type[Written]) -> None:
    for field, example in examples()[cls].items():
        data, python = json.loads(example.model_dump_json()), example.model_dump()
        for path in _own(example, field, data):
            old = _at(python, path)
            for bad in WRONG_FOR.get(type(old), ()):
                taken = _made(cls, _put(data, path, bad), as_json=True, field=field, named=True)
                assert taken is None, f"{path} takes {bad!r} for {old!r}"


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_field_that_there_is_not_is_refused_by_its_name(cls: type[Written]) -> None:
    example = next(iter(examples()[cls].values()))
    for as_json in (True, False):
        data = json.loads(example.model_dump_json()) if as_json else example.model_dump()
        assert _made(cls, data | {"no_such_field": "red"}, as_json=as_json, field="no_such_field", named=True) is None


def test_ten_megabytes_of_text_are_refused_wherever_text_is_taken() -> None:
    tried: set[str] = set()  # telling back what was given takes longest, so each sort of field is tried once
    for cls in CLASSES:
        for field, example in examples()[cls].items():
            sort = repr(cls.model_fields[field].annotation) + repr(cls.model_fields[field].metadata)
            data = example.model_dump()
            if sort not in tried and isinstance(data[field], str | int | Decimal | date):
                tried.add(sort)
                assert _made(cls, data | {field: LONG}, as_json=False, field=field, named=True) is None
    assert len(tried) > 20


def test_ten_megabytes_of_json_in_any_field_are_refused_without_being_told_back() -> None:
    sent = next(fact for fact in FACTS if fact.kind == "oem.QuoteSent")
    data = json.loads(sent.model_dump_json())
    for path in (("quote", "number"), ("quote", "note"), ("quote", "price_terms", "trade"), ("quote", "currency")):
        with pytest.raises(ValidationError) as refused:
            type(sent).model_validate_json(json.dumps(_put(data, path, LONG)))
        assert len(str(refused.value)) < 2_000
        assert "quote" in str(refused.value)


# ── folds ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lists() -> st.SearchStrategy[list[Fact]]:
    every = st.sampled_from(FACTS)
    return st.lists(every, max_size=25) | st.just(list(FACTS)).flatmap(st.permutations).map(lambda facts: facts[:120])


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(_lists())
def test_every_fold_takes_any_facts_in_any_order_and_shows_itself(facts: list[Fact]) -> None:
    for thing in worked_out(facts):
        touch(thing)


def test_a_call_off_priced_in_another_currency_folds_at_the_contract_s_price() -> None:
    at = complete_deal()[-1].at
    line = CallOffLine(line=1, quantity=pieces(10), unit_price=Money.of("1.00", "USD"))
    off = CalledOff(at=at, call_off=CallOff(number="CO-1", lines=(line,), wanted_by=at.date()))
    signed = contract()
    assert Blanket.of([off], signed).value == (signed.lines[0].unit_price * 10).rounded()


# ── flows ────────────────────────────────────────────────────────────────────────────────────────────────────────────

BARE = re.compile(r"‹|\{[^\W\d]\w*\}")


def _told(flow: Flow) -> list[Deal]:
    """A deal of the flow at every sixth fact of its story, and before and after it."""
    lines = {"apparel": POLOS.lines, "electronics": HUBS.lines}.get(flow.id, Story().lines)()
    deals = [Deal.unopened("D-1", flow)]
    for by, fact in lines:
        if fact.kind in flow.facts:
            deals.append(deals[-1].then(fact, by=by, roles=AUTHORITY.roles(by)))
    assert deals[-1].stage.end == "won"
    return [*deals[::6], deals[-1]]


def _later(fact: Fact, deal: Deal) -> Fact:
    """The fact as if it happened now, where that can be."""
    if not deal.entries:
        return fact
    try:
        return type(fact).model_validate(fact.model_dump() | {"at": deal.last_at + timedelta(hours=1)})
    except ValidationError:
        return fact


@pytest.mark.parametrize("flow", [OEM, COSMETICS, APPAREL, ELECTRONICS], ids=lambda flow: flow.id)
def test_a_flow_answers_any_fact_at_any_stage_with_an_entry_or_a_refusal_that_can_be_read(flow: Flow) -> None:
    once: dict[type[Fact], Fact] = {}
    for fact in FACTS:
        once.setdefault(type(fact), fact)
    seen: set[str] = set()
    for deal in _told(flow):
        for fact in once.values():
            asked = _later(fact, deal)
            answer = decide(deal, asked, by="zhao", now=asked.at, find=lambda id, version: OEM)
            assert isinstance(answer, Entry | Refusal)
            if isinstance(answer, Entry):
                continue
            for reason in answer.reasons:
                for lang in ("en", "zh"):
                    help_ = "" if reason.help is None else reason.help.text(lang=lang)
                    for text in (reason.text(lang), reason.must(lang), help_):
                        assert not BARE.search(text), text
            if not {reason.id for reason in answer.reasons} <= seen:
                seen |= {reason.id for reason in answer.reasons}
                touch(answer.card())
                assert str(Refused(answer))
                assert repr(answer)
    assert len(seen) > 30
