"""An Incoterm is one of eleven rules with a named place."""

from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from b2bdeal.errors import ValueProblem
from b2bdeal.units import Incoterm, IncotermRule

INCOTERM = TypeAdapter(Incoterm)
RULES = get_args(IncotermRule)


def test_there_are_eleven_rules_and_each_reads_back_from_its_text() -> None:
    assert len(RULES) == 11
    for rule in RULES:
        term = Incoterm(rule, "Ningbo")
        assert str(term) == f"{rule} Ningbo (Incoterms 2020)"
        assert Incoterm.of(str(term)) == Incoterm.of(f"{rule.lower()}  Ningbo") == term
        assert INCOTERM.validate_json(INCOTERM.dump_json(term)) == term


@pytest.mark.parametrize("bad", ["FOB", "FOB ", "", "Ningbo FOB", "DAT Hamburg", "FOB (Incoterms 2020)"])
def test_a_text_without_rule_or_place_is_refused_with_a_hint(bad: str) -> None:
    with pytest.raises(ValueProblem) as wrong:
        Incoterm.of(bad)
    assert wrong.value.hint


@pytest.mark.parametrize("place", ["", "  ", "a\nb"])
def test_the_place_is_never_blank(place: str) -> None:
    with pytest.raises(ValidationError, match="not blank"):
        Incoterm("FOB", place)


@pytest.mark.parametrize("rule", RULES)
def test_only_c_rules_have_a_second_place(rule: Any) -> None:
    if rule.startswith("C"):
        term = Incoterm(rule, "Hamburg", "Ningbo")
        assert str(term) == f"{rule} Hamburg, risk passes at Ningbo (Incoterms 2020)"
        assert INCOTERM.validate_json(INCOTERM.dump_json(term)) == term
    else:
        with pytest.raises(ValidationError, match=f"under {rule} the risk passes at the named place"):
            Incoterm(rule, "Hamburg", "Ningbo")


def test_who_carries_who_insures_and_what_goes_by_sea() -> None:
    terms = {rule: Incoterm(rule, "Hamburg") for rule in RULES}
    assert {r for r, t in terms.items() if t.sea_only} == {"FAS", "FOB", "CFR", "CIF"}
    assert {r for r, t in terms.items() if t.insurance_by} == {"CIF", "CIP"}
    assert {r for r, t in terms.items() if t.main_carriage_by == "buyer"} == {"EXW", "FCA", "FAS", "FOB"}


def test_other_editions_are_refused() -> None:
    with pytest.raises(ValidationError, match="2020"):
        INCOTERM.validate_python({"rule": "FOB", "place": "Ningbo", "version": 2010})
