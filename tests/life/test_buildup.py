"""The price from the works to the door: each rule adds what it has the seller do, and nothing else."""

from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from b2bdeal import BuildUp, Incoterm, Money, Quantity, incoterm_card, incoterm_table, percent
from b2bdeal.errors import ValueProblem
from b2bdeal.units import Duty, IncotermRule

RULES: tuple[IncotermRule, ...] = get_args(IncotermRule)
COSTS = {
    "loading": "300",
    "carriage_to_port": "1800",
    "export_clearance": "400",
    "origin_terminal": "900",
    "loading_on_board": "350",
    "main_carriage": "9800",
    "destination_terminal": "2400",
    "delivery_to_destination": "5200",
    "unloading": "600",
    "import_clearance": "800",
}


def cny(amount: str | int) -> Money:
    return Money.of(str(amount), "CNY")


def build(**words: Any) -> BuildUp:
    said: dict[str, Any] = {
        "goods": cny("213600.00"),
        "costs": {duty: cny(cost) for duty, cost in COSTS.items()},
        "insurance_rate": percent("0.3"),
        "import_duty": percent("6.5"),
        "import_vat": percent(20),
    }
    return BuildUp(**{**said, **words})


def test_the_price_under_each_rule():
    """213,600 at the works; each rule by hand."""
    assert {rule: build().price(rule) for rule in RULES} == {
        "EXW": cny("213600.00"),
        "FCA": cny("216100.00"),  # + 300 + 1,800 + 400
        "FAS": cny("217000.00"),  # + 900
        "FOB": cny("217350.00"),  # + 350
        "CFR": cny("227150.00"),  # + 9,800
        "CIF": cny("227902.08"),  # 227,150 ÷ (1 − 1.1 × 0.003)
        "CPT": cny("234750.00"),  # CFR + 2,400 + 5,200
        "CIP": cny("235527.24"),  # 234,750 ÷ (1 − 1.1 × 0.003)
        "DAP": cny("234750.00"),
        "DPU": cny("235350.00"),  # + 600
        "DDP": cny("298697.70"),  # DAP + 800 + 14,764.75 duty + 20 % of 241,914.75
    }


@given(st.integers(1, 10**9), st.integers(0, 3000), st.sampled_from(["1.1", "1.2"]))
def test_the_sum_insured_is_110_percent_of_the_price_with_the_premium_in_it(cents: int, rate: int, cover: str):
    built = build(
        goods=Money(Decimal(cents).scaleb(-2), "CNY"), insurance_rate=percent(Decimal(rate) / 100), cover=Decimal(cover)
    )
    price, premium = built.price("CIF"), built.parts("CIF")["insurance"]
    exact = price * Decimal(cover) * percent(Decimal(rate) / 100)
    assert abs((premium - exact).amount) <= Decimal("0.01"), "to the cent that the premium is rounded by"


COST = st.integers(0, 10**7).map(lambda cents: Money(Decimal(cents).scaleb(-2), "CNY"))


@given(COST, st.fixed_dictionaries(dict.fromkeys(COSTS, COST)), st.booleans(), st.sampled_from(["CIF", "FOB"]))
def test_a_rule_that_adds_duties_never_costs_less(goods: Money, costs: dict[str, Money], insured: bool, basis: str):
    built = build(goods=goods, costs=costs, insured_under_d=insured, customs_value=basis)

    def borne(rule: IncotermRule) -> set[str]:
        return set(built.parts(rule))

    for less in RULES:
        for more in RULES:
            if borne(less) <= borne(more):
                assert built.price(less) <= built.price(more), (less, more)
    assert built.price("EXW") == goods


def test_a_rule_adds_exactly_what_its_duties_are():
    for rule in RULES:
        borne = {duty for duty, who in Incoterm(rule, "there").duties.items() if who == "seller"}
        assert set(build().parts(rule)) == borne - {"export_packaging"}, "packaging is in the goods"
    assert "carriage_to_port" not in build(fca_at="works").parts("FCA")
    assert "carriage_to_port" in build(fca_at="works").parts("FOB")
    assert "insurance" in build(insured_under_d=True).parts("DAP")


@pytest.mark.parametrize("duty", COSTS)
def test_a_cost_that_is_not_known_is_named_by_the_rules_that_need_it_and_by_no_other(duty: Duty):
    built = build(costs={name: cny(cost) for name, cost in COSTS.items() if name != duty})
    for rule in RULES:
        if Incoterm(rule, "there").duties[duty] == "seller":
            assert built.missing(rule) == (duty,)
            with pytest.raises(ValueProblem, match=f"A price {rule} needs {duty}, which is not known"):
                built.price(rule)
        else:
            assert built.missing(rule) == ()
            assert built.price(rule) == build().price(rule)


def test_rates_that_are_not_known_are_named_as_well():
    bare = build(insurance_rate=None, import_duty=None, import_vat=None)
    assert bare.missing("CIF") == ("insurance",)
    assert bare.missing("DDP") == ("import_duty", "import_vat")
    for rule, name in (("CIF", "insurance"), ("DDP", "import_duty")):
        with pytest.raises(ValueProblem, match=f"needs {name}"):
            bare.price(rule)  # type: ignore[arg-type]
    with pytest.raises(ValueProblem, match="needs import_vat"):
        build(import_vat=None).price("DDP")
    rows = {row["rule"]: row for row in bare.table().rows()}
    assert rows["CIF"]["price"] is None
    assert rows["CIF"]["missing"] == ["insurance"]
    assert rows["CFR"]["added"] == cny("13550.00")


def test_customs_reckon_with_the_way_or_without():
    cif, fob = build().parts("DDP")["import_clearance"], build(customs_value="FOB").parts("DDP")["import_clearance"]
    assert cif == cny("800") + cny("14764.75") + cny("48382.95")
    assert fob == cny("800") + cny("14127.75") + cny("46295.55")
    insured = build(insured_under_d=True)
    assert insured.parts("DDP")["import_clearance"] > cif, "the premium is in the value of customs"


def test_a_price_for_one_piece():
    assert build().unit_price("EXW", Quantity.of("12000 piece")) == cny("17.80")
    with pytest.raises(ValueProblem, match="one unit of nothing"):
        build().unit_price("EXW", Quantity.of("0 piece"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"costs": {"loading": Money.of("10 USD")}}, "loading is in USD, goods in CNY"),
        ({"costs": {"loading": cny(-1)}}, "loading, -1.00 CNY, is below 0"),
        ({"goods": cny(-1)}, "goods, -1.00 CNY, is below 0"),
        ({"costs": {"export_packaging": cny(5)}}, "put it into goods"),
        ({"costs": {"insurance": cny(5)}}, "the premium in costs, or insurance_rate, not both"),
        ({"costs": {"bribes": cny(5)}}, "export_packaging"),
        ({"cover": Decimal("0.9")}, "cover 0.9 is no multiple of the price"),
        ({"insurance_rate": Decimal("0.95")}, "takes the whole price"),
    ],
)
def test_what_a_build_up_refuses(words: dict[str, Any], says: str):
    with pytest.raises(ValidationError, match=says):
        build(**words)


def test_a_known_premium_is_taken_as_it_is():
    built = build(costs={**{d: cny(c) for d, c in COSTS.items()}, "insurance": cny("700.00")}, insurance_rate=None)
    assert built.price("CIF") == cny("227850.00")


def test_a_build_up_comes_back_from_json():
    assert BuildUp.model_validate_json(build().model_dump_json()) == build()
    assert hash(build()) == hash(build())


def test_the_table_of_all_rules_and_the_card_of_one():
    table = incoterm_table()
    assert (len(table), len(table.columns)) == (12, 12)
    assert len(incoterm_table("FOB", "FCA").columns) == 3
    text = incoterm_card(Incoterm.of("FOB Ningbo")).text()
    assert "when the goods are on board, in the port of shipment" in text
    assert "for the sea and inland waterway only" in text
    assert "waterway" not in incoterm_card(Incoterm.of("FCA Ningbo")).text()
