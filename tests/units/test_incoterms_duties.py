"""What each Incoterm has each side do, held against two published tables; and which rule fits which transport."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from b2bdeal import Incoterm
from b2bdeal.units import Duty, IncotermRule, Transport

RULES = get_args(IncotermRule)
TRANSPORTS = get_args(Transport)
TERMS = {rule: Incoterm(rule, "Hamburg") for rule in RULES}
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def tables() -> Path:
    """The folder with both tables, which are no part of this project."""
    folder = Path(os.environ.get("B2BDEAL_DATA") or REPOSITORY.parent / "shared" / "data") / "incoterms"
    if not (folder / "tryton_incoterms.csv").is_file():
        pytest.skip(f"the tables are not in {folder}: point B2BDEAL_DATA to the folder that has incoterms/")
    return folder


def rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


COMMUNITY: dict[str, Duty] = {
    "Export packaging": "export_packaging",
    "Loading charges": "loading",
    "Delivery to port/place": "carriage_to_port",
    "Export duty, taxes & customs clearance": "export_clearance",
    "Origin terminal charges": "origin_terminal",
    "Loading on carriage": "loading_on_board",
    "Carriage charges": "main_carriage",
    "Insurance": "insurance",
    "Destination terminal charges": "destination_terminal",
    "Delivery to destination": "delivery_to_destination",
    "Unloading at destination": "unloading",
    "Import duty, taxes & customs clearance": "import_clearance",
}


def test_the_duties_are_those_of_the_community_matrix_but_for_carriage_to_the_named_place(tables: Path):
    """It gives the delivery to the destination to the buyer under CPT and CIP, as if their place were always a port.

    By article A4 of both rules the seller contracts for carriage to the named place of destination, which may be
    inland: CPT Lyon runs to Lyon. Where the place is a port, nothing is left to deliver, and both tables say the same.
    """
    differs = {
        (rule, duty): (said, TERMS[rule].duties[duty])
        for row in rows(tables / "cost_matrix_2020_community.csv")
        for duty in [COMMUNITY[row.pop("obligation")]]
        for rule, said in ((rule, who.lower()) for rule, who in row.items())
        if said != TERMS[rule].duties[duty]
    }
    assert differs == {
        ("CPT", "delivery_to_destination"): ("buyer", "seller"),
        ("CIP", "delivery_to_destination"): ("buyer", "seller"),
    }


def test_the_other_table_agrees_on_2020_and_its_known_slip_is_found(tables: Path):
    """It lists DDU under 2010, but DDU ended with the edition of 2000: 2010 put DAP in its place."""
    listed: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows(tables / "tryton_incoterms.csv"):
        listed.setdefault(row["version"], {})[row["code"]] = row
    assert set(listed["2020"]) == set(RULES)
    for rule, row in listed["2020"].items():
        term = TERMS[rule]
        assert (row["mode"] == "waterway") == term.sea_only, rule
        assert row["carrier"] == term.main_carriage_by, rule
        assert row["export_duties"] == term.duties["export_clearance"], rule
        assert row["import_duties"] == term.duties["import_clearance"], rule
        assert (row["risk"] == "after") == (term.risk_passes in ("arrived", "unloaded")), rule
    assert (len(listed["2000"]), len(listed["2010"])) == (12, 12), "by the editions, 13 and 11"
    of_2010 = (set(RULES) - {"DPU"}) | {"DAT"}
    assert set(listed["2010"]) - of_2010 == {"DDU"}, "the slip"
    assert "DDU" not in listed["2000"]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_who_bears_each_of_the_twelve_duties(rule: Any):
    duties = TERMS[rule].duties
    assert tuple(duties) == get_args(Duty)
    assert set(duties.values()) <= {"seller", "buyer", "negotiable"}
    assert duties["export_packaging"] == "seller", "article A8"
    with pytest.raises(TypeError):
        duties["loading"] = "buyer"  # type: ignore[index]


def test_only_ddp_clears_for_import_only_dpu_unloads_only_exw_does_not_clear_for_export():
    def with_seller(duty: Duty) -> set[str]:
        return {rule for rule, term in TERMS.items() if term.duties[duty] == "seller"}

    assert with_seller("import_clearance") == {"DDP"}
    assert with_seller("unloading") == {"DPU"}
    assert with_seller("insurance") == {"CIF", "CIP"}
    assert set(RULES) - with_seller("export_clearance") == {"EXW"}
    assert set(RULES) - with_seller("loading") == {"EXW"}


def test_the_risk_passes_at_the_origin_unless_the_rule_begins_with_a_d():
    assert {rule: term.risk_passes for rule, term in TERMS.items()} == {
        "EXW": "at_disposal",
        "FCA": "with_carrier",
        "CPT": "with_carrier",
        "CIP": "with_carrier",
        "FAS": "alongside",
        "FOB": "on_board",
        "CFR": "on_board",
        "CIF": "on_board",
        "DAP": "arrived",
        "DDP": "arrived",
        "DPU": "unloaded",
    }


@pytest.mark.parametrize("containers", [False, True])
@pytest.mark.parametrize("transport", [None, *TRANSPORTS])
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_for_the_sea_is_refused_elsewhere_and_only_warns_for_containers(
    rule: Any, transport: Any, containers: bool
):
    fit = TERMS[rule].fits(transport, containers)
    sea = rule in ("FAS", "FOB", "CFR", "CIF")
    if sea and transport in ("air", "road", "rail", "courier"):
        assert fit.verdict == "refused"
        assert str(fit) == f"{rule} is for sea and inland waterway only, not for {transport}: take {fit.instead}"
    elif sea and (containers or transport == "multimodal"):
        assert fit.verdict == "warns"
        assert str(fit).endswith(f"{fit.instead} fits better than {rule}")
    else:
        assert fit.verdict == "fits"
        assert fit.instead is None
        assert str(fit) == f"{rule} fits"
    assert bool(fit) == (fit.verdict != "refused")
    if fit.instead:
        assert TERMS[fit.instead].fits(transport, containers).verdict == "fits"
        assert (TERMS[fit.instead].insurance_by, TERMS[fit.instead].main_carriage_by) == (
            TERMS[rule].insurance_by,
            TERMS[rule].main_carriage_by,
        )
