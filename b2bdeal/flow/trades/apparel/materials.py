"""Colour and materials: lab dips with their colour difference, and the fabric and trims that the buyer approves."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

import attrs
from pydantic import model_validator

from b2bdeal.flow.trades.sharing import Approval
from b2bdeal.life.checks import Frozen, FrozenMap, Ordinal, Words, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import by_time
from b2bdeal.units import Id, Name
from b2bdeal.units.amount import Exact

__all__ = [
    "Colours",
    "LabDip",
    "LabDipApproved",
    "LabDipRejected",
    "LabDipSubmitted",
    "Material",
    "MaterialApproved",
    "MaterialRejected",
    "Materials",
    "MaterialsListed",
    "Swatch",
]

DeltaE = Annotated[
    Decimal, Exact("colour difference", "give ΔE from 0 to 100 as a Decimal or text such as '0.8'", ge=0, le=100)
]
"""A colour difference ΔE by CMC(2:1) (ISO 105-J03), from 0, exact; as JSON it is text."""


class Swatch(Document):
    """One dyeing of a lab dip, with its distance from the standard under each lamp."""

    label: ClassVar[str] = "Swatch"
    zh: ClassVar[str] = "色样"

    option: Literal["A", "B", "C", "D"]
    """Its letter: a lab dip is sent in up to four options."""
    delta_e: Frozen[Name, DeltaE]
    """ΔE CMC(2:1) from the standard by lamp, as "D65", "TL84", "A"; at least one."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.delta_e:
            raise ValueError(f"swatch {self.option} has no delta_e: measure it under at least one lamp")
        return self

    @property
    def worst(self) -> tuple[str, Decimal]:
        """The lamp under which it is furthest from the standard, and how far."""
        return max(self.delta_e.items(), key=lambda one: one[1])


class LabDip(Document):
    """One round of dyeings of a fabric to one colour, in up to four options."""

    label: ClassVar[str] = "Lab dip"
    zh: ClassVar[str] = "打色样"

    number: Id
    """Its number; the rounds of one lab dip keep it."""
    round: Ordinal = 1
    """The round, from 1."""
    item: Id
    """The style that the fabric is for."""
    colour: Id
    """The colour, as the order calls it."""
    fabric: Id
    """The fabric that was dyed."""
    standard: Name
    """What it is to match, as "TCX 19-4027" or "the buyer's cutting of 3 March"."""
    swatches: tuple[Swatch, ...]
    """The options, at least one, each letter once."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.swatches:
            raise ValueError("swatches are empty: give at least one option")
        if twice := repeated(one.option for one in self.swatches):
            raise ValueError(f"swatches name {', '.join(twice)} more than once: give each option a letter of its own")
        return self

    def swatch(self, option: str) -> Swatch | None:
        """The option of that letter."""
        return next((one for one in self.swatches if one.option == option), None)


class LabDipSubmitted(Fact, kind="apparel.LabDipSubmitted", stands=True, label="Lab dip submitted", zh="色样已送审"):
    """Dyeings left for the buyer, to be judged for colour."""

    dip: LabDip
    """What was sent."""

    def about(self) -> str:
        """The lab dip."""
        return f"lab-dip:{self.dip.number}"


class LabDipApproved(Approval, kind="apparel.LabDipApproved", stands=True, label="Lab dip approved", zh="色样已确认"):
    """The buyer chose an option: the colour that the bulk is dyed to."""

    number: Id
    """The lab dip's number."""
    round: Ordinal
    """The round."""
    option: Literal["A", "B", "C", "D"]
    """The option that was chosen."""

    def about(self) -> str:
        """The lab dip."""
        return f"lab-dip:{self.number}"


class LabDipRejected(Fact, kind="apparel.LabDipRejected", stands=True, label="Lab dip rejected", zh="色样未通过"):
    """No option convinced; an approval of this round is taken back."""

    number: Id
    """The lab dip's number."""
    round: Ordinal
    """The round."""
    remarks: Words
    """What is off, as "too red, a little deeper"."""

    def about(self) -> str:
        """The lab dip."""
        return f"lab-dip:{self.number}"


class Material(Document):
    """A fabric or trim of a style."""

    label: ClassVar[str] = "Material of a style"
    zh: ClassVar[str] = "面辅料"

    material: Id
    """Its id, as "PIQUE-220" or "BTN-18L-NAVY"."""
    kind: Literal["fabric", "lining", "interlining", "thread", "trim", "print", "embroidery", "label", "packing"]
    """What it is."""
    name: Name
    """What it is in words, with weight, composition or size."""
    supplier: Name | None = None
    """Where it comes from; a nominated supplier is named here."""


class MaterialsListed(
    Fact, kind="apparel.MaterialsListed", stands=True, label="Fabric and trims listed", zh="面辅料清单已列"
):
    """What a style is made of; a later list takes the place of the earlier one."""

    item: Id
    """The style."""
    materials: tuple[Material, ...]
    """Its fabric and trims, at least one, each once."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.materials:
            raise ValueError("materials are empty: list at least the fabric")
        if twice := repeated(one.material for one in self.materials):
            raise ValueError(f"materials name {', '.join(twice)} more than once: give each one line")
        return self

    def about(self) -> str:
        """The style's list."""
        return f"materials:{self.item}"


class MaterialApproved(
    Approval, kind="apparel.MaterialApproved", stands=True, label="Material approved", zh="面辅料已确认"
):
    """The buyer approved the quality of a fabric or trim for a style."""

    item: Id
    """The style."""
    material: Id
    """The material's id."""
    reference: Id | None = None
    """The card or swatch that both sides keep."""

    def about(self) -> str:
        """The style's list."""
        return f"materials:{self.item}"


class MaterialRejected(
    Fact, kind="apparel.MaterialRejected", stands=True, label="Material rejected", zh="面辅料未通过"
):
    """The buyer does not take a fabric or trim; an approval of it is taken back."""

    item: Id
    """The style."""
    material: Id
    """The material's id."""
    remarks: Words
    """What is wrong with it."""

    def about(self) -> str:
        """The style's list."""
        return f"materials:{self.item}"


@attrs.frozen
class Colours:
    """Which colours are approved. It folds from any list of facts, read in order of time."""

    dips: Mapping[tuple[str, int], LabDip] = FrozenMap()
    """The lab dips that were submitted, by number and round."""
    approved: Mapping[tuple[str, str], LabDipApproved] = FrozenMap()
    """Item and colour to the approval in force."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Colours":
        """The colours that these facts tell; facts of other kinds are passed over."""
        dips: dict[tuple[str, int], LabDip] = {}
        approved: dict[tuple[str, str], LabDipApproved] = {}
        for fact in by_time(facts):
            if fact.kind == LabDipSubmitted.kind:
                sent = LabDipSubmitted.cast(fact).dip
                dips[sent.number, sent.round] = sent
            elif fact.kind == LabDipApproved.kind:
                yes = LabDipApproved.cast(fact)
                if (dip := dips.get((yes.number, yes.round))) is not None:
                    approved[dip.item, dip.colour] = yes
            elif fact.kind == LabDipRejected.kind:
                no = LabDipRejected.cast(fact)
                approved = {k: yes for k, yes in approved.items() if (yes.number, yes.round) != (no.number, no.round)}
        return cls(FrozenMap(dips), FrozenMap(approved))


@attrs.frozen
class Materials:
    """Which fabric and trims are listed and approved. It folds from any list of facts, read in order of time."""

    listed: Mapping[str, tuple[Material, ...]] = FrozenMap()
    """The last list, by item."""
    approved: frozenset[tuple[str, str]] = frozenset()
    """Item and material of the approvals in force."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Materials":
        """The materials that these facts tell; facts of other kinds are passed over."""
        listed: dict[str, tuple[Material, ...]] = {}
        approved: set[tuple[str, str]] = set()
        for fact in by_time(facts):
            if fact.kind == MaterialsListed.kind:
                new = MaterialsListed.cast(fact)
                old = {one.material: one for one in listed.get(new.item, ())}
                changed = {one.material for one in new.materials if old.get(one.material) not in (None, one)}
                approved -= {(new.item, material) for material in changed}
                listed[new.item] = new.materials
            elif fact.kind == MaterialApproved.kind:
                yes = MaterialApproved.cast(fact)
                approved.add((yes.item, yes.material))
            elif fact.kind == MaterialRejected.kind:
                gone = MaterialRejected.cast(fact)
                approved.discard((gone.item, gone.material))
        return cls(FrozenMap(listed), frozenset(approved))

    def waiting(self, item: str) -> tuple[str, ...]:
        """What is listed for an item and not approved; nothing where there is no list."""
        return tuple(one.material for one in self.listed.get(item, ()) if (item, one.material) not in self.approved)
