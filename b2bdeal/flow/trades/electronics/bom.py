"""The bill of materials: frozen once, then changed only by engineering changes that both sides approve."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, Self

import attrs
from pydantic import model_validator

from b2bdeal.life import Signature
from b2bdeal.life.checks import Flag, FrozenMap, Some, Words, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import by_time
from b2bdeal.units import Id, Name

__all__ = [
    "Alternate",
    "Bom",
    "BomFrozen",
    "BomLine",
    "Boms",
    "ChangeApproved",
    "EngineeringChange",
    "Lifecycle",
]

Lifecycle = Literal["active", "not_recommended", "last_time_buy", "obsolete"]
"""How long a part can be bought: freely, not for new designs, until a last order, no more."""


class Alternate(Document):
    """A part that may take the place of another."""

    label: ClassVar[str] = "Alternate part"
    zh: ClassVar[str] = "替代料"

    manufacturer: Name
    """Who makes it."""
    part: Id
    """The manufacturer's part number."""
    lifecycle: Lifecycle = "active"
    """How long it can be bought."""


class BomLine(Document):
    """One position of a bill of materials."""

    label: ClassVar[str] = "Bill of materials line"
    zh: ClassVar[str] = "物料清单行"

    position: Id
    """The position, as "U3" or "R10-R17"."""
    name: Name
    """What it is, as "MCU 64 MHz 512 kB"."""
    manufacturer: Name
    """Who makes it."""
    part: Id
    """The manufacturer's part number."""
    quantity: Some
    """How much of it is in one unit."""
    lifecycle: Lifecycle = "active"
    """How long it can be bought."""
    alternates: tuple[Alternate, ...] = ()
    """Parts that the buyer approved in its place."""

    @property
    def can_be_bought(self) -> bool:
        """Whether the part or an alternate is not obsolete."""
        return any(one != "obsolete" for one in (self.lifecycle, *(other.lifecycle for other in self.alternates)))


class Bom(Document):
    """What one unit of a product is made of, at a revision."""

    label: ClassVar[str] = "Bill of materials"
    zh: ClassVar[str] = "物料清单"

    item: Id
    """The product."""
    revision: Id
    """The revision; production orders name it as their formula."""
    lines: tuple[BomLine, ...]
    """The positions, at least one, each once."""
    programmed: Flag = True
    """Whether the product holds firmware, which is then signed before production."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.lines:
            raise ValueError("lines are empty: give at least one position")
        if twice := repeated(line.position for line in self.lines):
            raise ValueError(f"lines name {', '.join(twice)} more than once: give each position one line")
        return self

    def changed(self, change: "EngineeringChange") -> "Bom":
        """The bill after a change: removed positions left out, new and replaced ones put in."""
        new = {line.position: line for line in change.lines}
        kept = [new.pop(line.position, line) for line in self.lines if line.position not in change.removed]
        lines = (*kept, *new.values())
        return self.model_copy(update={"revision": change.to_revision, "lines": lines})


class BomFrozen(
    Fact,
    kind="electronics.BomFrozen",
    stands=True,
    action="change",
    label="Bill of materials frozen",
    zh="物料清单已冻结",
):
    """Both sides hold on to a revision: from now on only engineering changes change it."""

    bom: Bom
    """The bill."""

    def about(self) -> str:
        """The product's bill."""
        return f"bom:{self.bom.item}"


class EngineeringChange(Document):
    """A numbered change (ECN) from one revision to the next."""

    label: ClassVar[str] = "Engineering change"
    zh: ClassVar[str] = "工程变更"

    number: Id
    """Its number, as "ECN-7"."""
    item: Id
    """The product."""
    from_revision: Id
    """The revision that is changed."""
    to_revision: Id
    """The revision that comes of it."""
    lines: tuple[BomLine, ...] = ()
    """Positions that are new, or take the place of the old of that name."""
    removed: tuple[Id, ...] = ()
    """Positions that fall away."""
    reason: Words
    """Why, as "U3 is on last time buy"."""
    rebuild: Literal["evt", "dvt", "pvt"] | None = None
    """The first build that must be made again; None: the change leaves every exit in force."""
    recertify: tuple[Name, ...] = ()
    """The schemes whose certificates no longer stand for the product, as "FCC"."""
    signatures: tuple[Signature, ...]
    """One of the seller, one of the buyer."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.from_revision == self.to_revision:
            raise ValueError(f"from_revision and to_revision are both {self.to_revision}: a change has a new revision")
        if not self.lines and not self.removed:
            raise ValueError("nothing changes: give lines that are new or replaced, or positions that are removed")
        twice = repeated((*(line.position for line in self.lines), *self.removed))
        if twice:
            raise ValueError(f"{', '.join(twice)} come more than once in lines and removed: say each position once")
        if sorted(one.side for one in self.signatures) != ["buyer", "seller"]:
            raise ValueError("signatures: an engineering change needs one of the seller and one of the buyer")
        return self


class ChangeApproved(
    Fact,
    kind="electronics.ChangeApproved",
    stands=True,
    action="change",
    label="Engineering change approved",
    zh="工程变更已批准",
):
    """Both sides approved an engineering change; it happened when the second one did."""

    change: EngineeringChange
    """The change."""

    @model_validator(mode="after")
    def _after_the_signatures(self) -> Self:
        last = max(one.at for one in self.change.signatures)
        if last > self.at:
            raise ValueError(f"a change is approved when both have signed: at is before the signature of {last}")
        return self

    def about(self) -> str:
        """The product's bill."""
        return f"bom:{self.change.item}"


@attrs.frozen
class Boms:
    """The bills in force. It folds from any list of facts, read in order of time."""

    current: Mapping[str, Bom] = FrozenMap()
    """The frozen bill with every approved change, by item."""
    changes: tuple[EngineeringChange, ...] = ()
    """The changes that took effect, in order; one from another revision than the one in force takes none."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Boms":
        """The bills that these facts tell; facts of other kinds are passed over."""
        current: dict[str, Bom] = {}
        changes: list[EngineeringChange] = []
        for fact in by_time(facts):
            if fact.kind == BomFrozen.kind:
                bom = BomFrozen.cast(fact).bom
                current[bom.item] = bom
            elif fact.kind == ChangeApproved.kind:
                change = ChangeApproved.cast(fact).change
                old = current.get(change.item)
                if old is not None and old.revision == change.from_revision:
                    current[change.item] = old.changed(change)
                    changes.append(change)
        return cls(FrozenMap(current), tuple(changes))
