"""Why a fact was refused: every unmet condition, with its sentence, its figures and what would satisfy it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from b2bdeal.errors import DealError
from b2bdeal.flow.change import Overran
from b2bdeal.flow.names import kind_name, named
from b2bdeal.labels import Lang, Message, say, t
from b2bdeal.life.fact import Fact
from b2bdeal.show import Shown
from b2bdeal.units import Money

if TYPE_CHECKING:
    from b2bdeal.flow.condition import Gate, Rule, no
    from b2bdeal.flow.deal import Deal
    from b2bdeal.show import Card

__all__ = ["Reason", "Refusal", "Refused", "each_once", "who_may"]


@attrs.frozen(repr=False)
class Reason:
    """One unmet condition: its id and sentence, why it is unmet, and who or what would help."""

    id: str
    sentence: str
    why: str
    """The reason as a template, `"{got} of {due} came"`."""
    figures: Mapping[str, object] = attrs.field(factory=dict)
    """The template's figures, as data, and the condition's bound parameters."""
    met_by: tuple[str, ...] = ()
    """Kinds of facts that would satisfy it."""
    waived_by: tuple[str, ...] = ()
    """Roles that may waive it; none where it can't be waived."""
    limits: Mapping[str, Money] = attrs.field(factory=dict)
    """The most that the deal may be worth for a role to waive it; a role that is not in it has no limit."""

    @classmethod
    def of(
        cls,
        condition: "Gate[[]] | Rule[Any, []]",
        verdict: "no",
        waived_by: tuple[str, ...],
        limits: Mapping[str, Money] = MappingProxyType({}),
    ) -> "Reason":
        """The reason of a condition that answered no."""
        figures = {**dict(condition.params), **verdict.figures}
        return cls(
            condition.id,
            condition.sentence,
            verdict.template,
            figures,
            tuple(fact.kind for fact in condition.met_by),
            waived_by,
            dict(limits),
        )

    def text(self, lang: Lang = "en") -> str:
        """Why, in words."""
        return say(self.why, self.figures, lang)

    def must(self, lang: Lang = "en") -> str:
        """What must hold, in words."""
        return say(self.sentence, self.figures, lang)

    @property
    def help(self) -> Message | None:
        """Which facts would satisfy it, and who may waive it."""
        facts, roles = [kind_name(kind) for kind in self.met_by], who_may(self.waived_by, self.limits)
        if facts and roles:
            return t("record {facts}; {roles} may waive it", facts=facts, roles=roles)
        if facts:
            return t("record {facts}", facts=facts)
        return t("{roles} may waive it", roles=roles) if roles else None

    def data(self, lang: Lang = "en") -> dict[str, Any]:
        """The reason for a form or a service: texts, and figures as they are."""
        return {
            "id": self.id,
            "sentence": self.must(lang),
            "why": self.text(lang),
            "figures": dict(self.figures),
            "met_by": list(self.met_by),
            "waived_by": list(self.waived_by),
            "limits": dict(self.limits),
        }

    def __repr__(self) -> str:
        return f"<{self.id}: {self.text()}>"


@attrs.frozen(repr=False)
class Refusal(Shown):
    """The flow's no to one fact on one deal, with every reason. `decide` returns it; `record` raises it as Refused."""

    deal: "Deal"
    fact: Fact | type[Fact]
    reasons: tuple[Reason, ...]

    @property
    def instead(self) -> tuple[type[Fact], ...]:
        """What could be recorded now: the facts that no gate bars, those first that would help, then what moves on."""
        return tuple(fact for facts in self._instead for fact in facts)

    @property
    def _instead(self) -> tuple[list[type[Fact]], ...]:
        """The facts that no gate bars: those that would help, those that move the deal, and the others."""
        at = self.fact.at if isinstance(self.fact, Fact) else self.deal.last_at
        free = [option for option in self.deal.next(at=at) if not option.barred]
        helping = {kind for reason in self.reasons for kind in reason.met_by}
        ranks = [0 if option.kind in helping else 1 if option.moves else 2 for option in free]
        return tuple([option.fact for option, rank in zip(free, ranks, strict=True) if rank == n] for n in range(3))

    def __bool__(self) -> bool:
        return False

    def card(self) -> "Card":
        """Every reason, what would satisfy it, and what could be recorded instead."""
        from b2bdeal.show import Card, Section, Table

        table = Table(
            "",
            ("because", "what_must_hold", "what_would_help", "condition"),
            [(t(r.why, **r.figures), t(r.sentence, **r.figures), r.help, r.id) for r in self.reasons],
        )
        sections = [Section("Why", table=table)]
        helping, moving, others = [[f for f in facts if not issubclass(f, Overran)] for facts in self._instead]
        if told := [named(fact) for fact in (*helping, *moving)]:
            more = [t("and {count} more, which move nothing", count=len(others))] if others else []
            sections.append(Section("What could be recorded now", lines=(t("{facts}", facts=told), *more)))
        return Card(
            t("{fact} is refused", fact=named(self.fact)),
            subtitle=t("deal {deal}, at {stage}", deal=self.deal.id, stage=self.deal.stage),
            sections=sections,
        )

    def __repr__(self) -> str:
        return f"<Refusal of {self.fact.kind} at {self.deal.stage.name}: {', '.join(r.id for r in self.reasons)}>"


class Refused(DealError, ValueError):
    """The flow refuses a fact; nothing was recorded. `refusal` has the deal and what could be recorded instead."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        reasons = "; ".join(reason.text() for reason in refusal.reasons)
        super().__init__(f"{named(refusal.fact).text()} is refused at {refusal.deal.stage.label}: {reasons}")

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every unmet condition."""
        return self.refusal.reasons

    @property
    def instead(self) -> tuple[type[Fact], ...]:
        """What could be recorded now."""
        return self.refusal.instead

    def _repr_html_(self) -> str:
        return self.refusal.card().html()

    def __reduce__(self) -> tuple[type["Refused"], tuple[Refusal]]:
        return type(self), (self.refusal,)


def who_may(roles: Iterable[str], limits: Mapping[str, Money]) -> tuple[object, ...]:
    """The roles that may waive something, each with the value of a deal up to which it may, where there is a limit."""
    return tuple(t("{role} up to {limit}", role=role, limit=limits[role]) if role in limits else role for role in roles)


def each_once(reasons: Iterable[Reason]) -> list[Reason]:
    """The reasons in their order; one that several rows of a flow give is said once."""
    found: list[Reason] = []
    for reason in reasons:
        if reason not in found:
            found.append(reason)
    return found
