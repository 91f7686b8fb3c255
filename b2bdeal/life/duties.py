"""Who bears which duty under an Incoterm, and when the risk passes, in words and tables."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from b2bdeal.labels import Message, t
from b2bdeal.show import Card, Column, Field, Table
from b2bdeal.units import Bearer, Duty, Incoterm, IncotermRule, RiskPoint

__all__ = ["RULES", "incoterm_card", "incoterm_table"]

RULES: Final[tuple[IncotermRule, ...]] = ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")
"""The 11 rules, from the least that a seller does to the most."""

_WORDS: Final[Mapping[Duty, Message]] = MappingProxyType(
    {
        "export_packaging": t("export packaging"),
        "loading": t("loading at the works"),
        "carriage_to_port": t("carriage to the port or terminal"),
        "export_clearance": t("export clearance"),
        "origin_terminal": t("terminal at the origin"),
        "loading_on_board": t("loading on board"),
        "main_carriage": t("main carriage"),
        "insurance": t("insurance"),
        "destination_terminal": t("terminal at the destination"),
        "delivery_to_destination": t("delivery to the destination"),
        "unloading": t("unloading"),
        "import_clearance": t("import clearance, duty and taxes"),
    }
)
_BEARERS: Final[Mapping[Bearer, Message]] = MappingProxyType(
    {"seller": t("seller"), "buyer": t("buyer"), "negotiable": t("nobody must")}
)
_LETTERS: Final[Mapping[Bearer, Message]] = MappingProxyType({"seller": t("S"), "buyer": t("B"), "negotiable": t("–")})
_RISK: Final[Mapping[RiskPoint, Message]] = MappingProxyType(
    {
        "at_disposal": t("when the goods are at the buyer's disposal, not loaded"),
        "with_carrier": t("when the first carrier has the goods, at the origin"),
        "alongside": t("when the goods are alongside the ship, in the port of shipment"),
        "on_board": t("when the goods are on board, in the port of shipment"),
        "arrived": t("when the goods have arrived, ready for unloading"),
        "unloaded": t("when the goods have arrived and are unloaded"),
    }
)


def incoterm_table(*rules: IncotermRule) -> Table:
    """Who bears each duty under each rule of Incoterms 2020; by default under all 11."""
    shown = rules or RULES
    duties = {rule: Incoterm(rule, "there").duties for rule in shown}
    rows = [(_WORDS[duty], *(_LETTERS[duties[rule][duty]] for rule in shown)) for duty in _WORDS]
    columns = (Column("duty"), *(Column(rule, label=t("{rule}", rule=rule)) for rule in shown))
    return Table(t("Incoterms 2020"), columns, rows, note=t("S: the seller, B: the buyer, –: the rule binds nobody"))


def incoterm_card(term: Incoterm) -> Card:
    """One term with its place: when the risk passes, and who bears each duty."""
    fields = [Field("the risk passes", _RISK[term.risk_passes])]
    fields += [Field(_WORDS[duty], _BEARERS[who]) for duty, who in term.duties.items()]
    return Card(str(term), fields=fields, footnote=t("for the sea and inland waterway only") if term.sea_only else None)
