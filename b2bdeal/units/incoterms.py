"""Incoterms 2020: who does and pays what, and where the risk passes; always with a named place."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, Self, cast, get_args

from attrs import frozen
from pydantic import ConfigDict, model_validator
from pydantic.dataclasses import dataclass

from b2bdeal.errors import ValueProblem
from b2bdeal.units.moment import Name

__all__ = ["Bearer", "Duty", "Fit", "Incoterm", "IncotermRule", "RiskPoint", "Transport"]

IncotermRule = Literal["EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF"]
"""The 11 rules of Incoterms 2020 (ICC publication 723)."""

Duty = Literal[
    "export_packaging",
    "loading",
    "carriage_to_port",
    "export_clearance",
    "origin_terminal",
    "loading_on_board",
    "main_carriage",
    "insurance",
    "destination_terminal",
    "delivery_to_destination",
    "unloading",
    "import_clearance",
]
"""What has to be done on the way from works to buyer, in that order, with its cost; a clearance with its duties."""

Bearer = Literal["seller", "buyer", "negotiable"]
"""Who bears a duty; negotiable: the rule binds neither, who bears the risk may want it."""

Transport = Literal["sea", "air", "road", "rail", "multimodal", "courier"]
"""By what the main carriage goes; sea is inland waterway, too."""

RiskPoint = Literal["at_disposal", "with_carrier", "alongside", "on_board", "arrived", "unloaded"]
"""When the risk passes: the goods are at the buyer's disposal, not loaded; with the first carrier; alongside the ship;
on board; at the destination, ready for unloading; unloaded there."""

_SEA = frozenset({"FAS", "FOB", "CFR", "CIF"})
_TWO_PLACES = frozenset({"CPT", "CIP", "CFR", "CIF"})
_RULES: tuple[str, ...] = get_args(IncotermRule)
_DUTIES: tuple[Duty, ...] = get_args(Duty)

# One letter for each duty, in order: seller, buyer, negotiable. Source: ICC, Incoterms 2020, articles A3 to A9 of each.
_WHO: Final[dict[str, str]] = {
    "EXW": "SBBBBBBNBBBB",
    "FCA": "SSSSBBBNBBBB",
    "FAS": "SSSSSBBNBBBB",
    "FOB": "SSSSSSBNBBBB",
    "CFR": "SSSSSSSNBBBB",
    "CIF": "SSSSSSSSBBBB",
    "CPT": "SSSSSSSNSSBB",
    "CIP": "SSSSSSSSSSBB",
    "DAP": "SSSSSSSNSSBB",
    "DPU": "SSSSSSSNSSSB",
    "DDP": "SSSSSSSNSSBS",
}
_BEARER: Final[dict[str, Bearer]] = {"S": "seller", "B": "buyer", "N": "negotiable"}
_BORNE: Final[dict[str, Mapping[Duty, Bearer]]] = {
    rule: MappingProxyType({duty: _BEARER[who] for duty, who in zip(_DUTIES, row, strict=True)})
    for rule, row in _WHO.items()
}

_RISK: Final[dict[str, RiskPoint]] = {
    "EXW": "at_disposal",
    **dict.fromkeys(("FCA", "CPT", "CIP"), "with_carrier"),
    "FAS": "alongside",
    **dict.fromkeys(("FOB", "CFR", "CIF"), "on_board"),
    **dict.fromkeys(("DAP", "DDP"), "arrived"),
    "DPU": "unloaded",
}

# What fits instead, where a sea rule does not: the rule with the same duties and the risk at the carrier.
_INSTEAD: Final[dict[str, IncotermRule]] = {"FAS": "FCA", "FOB": "FCA", "CFR": "CPT", "CIF": "CIP"}


@frozen
class Fit:
    """Whether a rule fits a way of transport: `verdict`, and the rule that would fit better."""

    rule: IncotermRule
    transport: Transport | None
    containers: bool
    verdict: Literal["fits", "warns", "refused"]
    """A rule for the sea is refused by air, road, rail and courier; for containers it only warns."""
    instead: IncotermRule | None = None
    """The rule that does the same and fits; None where this one fits."""

    def __bool__(self) -> bool:
        return self.verdict != "refused"

    def __str__(self) -> str:
        if self.verdict == "refused":
            return f"{self.rule} is for sea and inland waterway only, not for {self.transport}: take {self.instead}"
        if self.verdict == "warns":
            return f"the carrier has the goods before they are on board: {self.instead} fits better than {self.rule}"
        return f"{self.rule} fits"


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid", defer_build=True))
class Incoterm:
    """A delivery rule of Incoterms 2020 with its place: `Incoterm("FOB", "Ningbo")` or `Incoterm.of("FOB Ningbo")`.

    Under a C-rule (CPT, CIP, CFR, CIF) the place is where the cost runs to; `risk_place` may say where the risk
    passes, which is at the origin. Under the other rules both are one place. Source: ICC, Incoterms 2020, articles A2
    to A5 and B4.
    """

    rule: IncotermRule
    """One of the 11 rules."""
    place: Name
    """The named port or place; under a C-rule the destination."""
    risk_place: Name | None = None
    """Where the risk passes, for C-rules only."""
    version: Literal[2020] = 2020
    """The edition of the rules."""

    @model_validator(mode="after")
    def _one_place_unless_c(self) -> Self:
        if self.risk_place is not None and not self.has_two_places:
            raise ValueError(
                f"under {self.rule} the risk passes at the named place; leave risk_place out, or take a C-rule"
            )
        return self

    @classmethod
    def of(cls, text: str, risk_place: str | None = None) -> Self:
        """An Incoterm from what people write: "FOB Ningbo", "cif Hamburg (Incoterms 2020)"; else a `ValueProblem`."""
        rule, _, place = text.strip().partition(" ")
        place = place.strip()
        if place.lower().endswith("(incoterms 2020)"):
            place = place[: -len("(incoterms 2020)")].strip()
        if rule.upper() not in _RULES:
            raise ValueProblem(
                f"{rule[:20]!r} is no rule of Incoterms 2020.", hint=f"write one of {', '.join(_RULES)}, then the place"
            )
        if not place:
            raise ValueProblem(f"{rule.upper()} has no place.", hint=f"name it, like '{rule.upper()} Ningbo'")
        return cls(cast(IncotermRule, rule.upper()), place, risk_place)

    @property
    def has_two_places(self) -> bool:
        """Whether risk passes at one place and cost runs to another: CPT, CIP, CFR, CIF."""
        return self.rule in _TWO_PLACES

    @property
    def sea_only(self) -> bool:
        """Whether the rule is for sea and inland waterway only: FAS, FOB, CFR, CIF."""
        return self.rule in _SEA

    @property
    def duties(self) -> Mapping[Duty, Bearer]:
        """Who bears each duty, in the order of the way.

        The destination is the named place: under CPT and CIP carriage runs to it, inland or not. Two things go by the
        contract of carriage: under CFR and CIF the destination's terminal is the buyer's unless the freight holds it,
        and so is unloading under all C-rules. Under FCA at the seller's own premises there is no carriage to the port
        for the seller. Source: ICC, Incoterms 2020, articles A3 to A9 of each rule.
        """
        return _BORNE[self.rule]

    @property
    def main_carriage_by(self) -> Literal["seller", "buyer"]:
        """Who makes and pays the contract of main carriage."""
        return "seller" if self.duties["main_carriage"] == "seller" else "buyer"

    @property
    def insurance_by(self) -> Literal["seller"] | None:
        """Who must insure the goods for the buyer: the seller under CIP and CIF, nobody under the others."""
        return "seller" if self.duties["insurance"] == "seller" else None

    @property
    def risk_passes(self) -> RiskPoint:
        """When the risk passes from seller to buyer (articles A2 and A3); `incoterm_card` says it in words."""
        return _RISK[self.rule]

    def fits(self, transport: Transport | None, containers: bool = False) -> Fit:
        """Whether the rule fits a way of transport; None: only whether it fits containers.

        FAS, FOB, CFR and CIF are refused by air, road, rail and courier. For containers, by sea or multimodal, they
        only warn: the carrier has a container before it is on board, so FCA, CPT, CIP say better where the risk
        passes; FOB Ningbo for containers is everyday trade all the same. Multimodal without containers warns as well.
        """
        if not self.sea_only:
            return Fit(self.rule, transport, containers, "fits")
        if transport not in (None, "sea", "multimodal"):
            return Fit(self.rule, transport, containers, "refused", _INSTEAD[self.rule])
        if containers or transport == "multimodal":
            return Fit(self.rule, transport, containers, "warns", _INSTEAD[self.rule])
        return Fit(self.rule, transport, containers, "fits")

    def __str__(self) -> str:
        risk = f", risk passes at {self.risk_place}" if self.risk_place else ""
        return f"{self.rule} {self.place}{risk} (Incoterms {self.version})"
