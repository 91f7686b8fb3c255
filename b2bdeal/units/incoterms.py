"""Incoterms 2020: who carries, who insures, and where the risk passes; always with a named place."""

from typing import Literal, Self, cast, get_args

from pydantic import ConfigDict, model_validator
from pydantic.dataclasses import dataclass

from b2bdeal.errors import ValueProblem
from b2bdeal.units.moment import Name

__all__ = ["Incoterm", "IncotermRule"]

IncotermRule = Literal["EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF"]
"""The 11 rules of Incoterms 2020 (ICC publication 723)."""

_SEA = frozenset({"FAS", "FOB", "CFR", "CIF"})
_TWO_PLACES = frozenset({"CPT", "CIP", "CFR", "CIF"})
_SELLER_CARRIES = _TWO_PLACES | {"DAP", "DPU", "DDP"}
_SELLER_INSURES = frozenset({"CIP", "CIF"})
_RULES: tuple[str, ...] = get_args(IncotermRule)


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
    def main_carriage_by(self) -> Literal["seller", "buyer"]:
        """Who makes and pays the contract of main carriage."""
        return "seller" if self.rule in _SELLER_CARRIES else "buyer"

    @property
    def insurance_by(self) -> Literal["seller"] | None:
        """Who must insure the goods for the buyer: the seller under CIP and CIF, nobody under the others."""
        return "seller" if self.rule in _SELLER_INSURES else None

    def __str__(self) -> str:
        risk = f", risk passes at {self.risk_place}" if self.risk_place else ""
        return f"{self.rule} {self.place}{risk} (Incoterms {self.version})"
