"""A deal is its facts, folded: where it stands, since when, and what was agreed on the way."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeVar

import attrs

from b2bdeal.errors import UnknownDeal, UnknownFlow
from b2bdeal.flow.change import Imported
from b2bdeal.flow.deadlines import stay_ends
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.head import Head
from b2bdeal.flow.stage import NOTHING, Stage
from b2bdeal.flow.standing import Standing, standings
from b2bdeal.life import (
    AgreedTerms,
    Contract,
    ContractSigned,
    Fact,
    HoldLifted,
    HoldPlaced,
    Lead,
    LeadFound,
    TermsAgreed,
)
from b2bdeal.life.contract import ContractChange
from b2bdeal.show import Shown
from b2bdeal.units import Money
from b2bdeal.units.moment import check_id

if TYPE_CHECKING:
    from b2bdeal.flow.flow import Flow
    from b2bdeal.flow.options import Option, Options
    from b2bdeal.flow.risks import Risk
    from b2bdeal.flow.verify import Finding
    from b2bdeal.life import Negotiation, Payments
    from b2bdeal.show import Card, Table

__all__ = ["Deal"]

F = TypeVar("F", bound=Fact)
_TELLING = frozenset(fact.kind for fact in (LeadFound, TermsAgreed, ContractSigned, Imported, HoldPlaced, HoldLifted))
"""Kinds that say whose deal it is, or what it is worth."""
_OFFERS = frozenset({"oem.QuoteSent", "oem.CounterOffered"})
"""Kinds that begin the talks again, by name: their rooms are loaded when they are needed."""
FindFlow = Callable[[str, int], "Flow"]


@attrs.frozen(repr=False, eq=False)
class Deal(Shown):
    """One deal between two companies. Frozen: recording a fact gives a new one."""

    id: str
    flow: "Flow"
    stage: Stage
    entries: tuple[Entry, ...]
    since: datetime | None
    """When it entered its stage; None before it opens."""
    latest_at: datetime | None = None
    """The latest time at which a fact of it happened; None before it opens."""
    kinds: frozenset[str] = frozenset()
    """The kinds of its facts, so that what it does not have is not looked for; "" where one can't be read."""
    _due: "list[datetime | None]" = attrs.field(factory=list)
    """The deadline once it is worked out, which takes longer than all else here; shared along a stay."""
    _contract: "list[Contract | None]" = attrs.field(factory=list)
    """The contract in force once it is worked out; shared until a fact changes it."""

    @classmethod
    def unopened(cls, id: str, flow: "Flow") -> "Deal":
        """A deal before its first fact. Raises ValueProblem for an id that can't be one."""
        check_id("a deal", id)
        return cls(id, flow, NOTHING, (), None)

    @classmethod
    def fold(cls, entries: Iterable[Entry], find: FindFlow) -> "Deal":
        """The deal of its entries, read without asking any condition. Raises UnknownDeal where there are none."""
        all_ = tuple(entries)
        if not all_:
            raise UnknownDeal("A deal has at least one entry.", hint="look the deal up by its id")
        last = all_[-1]
        flow = find(last.flow, last.flow_version)
        start = len(all_) - 1
        while start and all_[start - 1].stage == last.stage:
            start -= 1
        return cls(last.deal, flow, flow.known_stage(last.stage), all_, all_[start].fact.at, *_gist(all_))

    def with_entry(self, entry: Entry, flow: "Flow") -> "Deal":
        """The deal after one more entry."""
        entries, at = (*self.entries, entry), entry.fact.at
        latest = at if self.latest_at is None or at > self.latest_at else self.latest_at
        kinds = self.kinds if entry.fact.kind in self.kinds else self.kinds | {entry.fact.kind}
        contract = [] if _makes_contract(entry.fact) else self._contract
        if entry.stage != self.stage.name or flow is not self.flow:
            since = self.since if entry.stage == self.stage.name else at
            return Deal(self.id, flow, flow.known_stage(entry.stage), entries, since, latest, kinds, [], contract)
        return Deal(self.id, flow, self.stage, entries, self.since, latest, kinds, self._due, contract)

    def as_of(self, at: datetime) -> "Deal":
        """The deal with only the facts that had happened by then, so that a back-dated fact finds what it would have.

        It is to be asked, not recorded on: its entries may have gaps.
        """
        if self.latest_at is None or self.latest_at <= at:
            return self
        then = tuple([entry for entry in self.entries if entry.fact.at <= at])
        return Deal(self.id, self.flow, self.stage, then, self.since, *_gist(then))

    # ── what happened ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def version(self) -> int:
        """How many entries it has."""
        return len(self.entries)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact, in the order in which they were recorded."""
        return tuple([entry.fact for entry in self.entries])

    @property
    def opened_at(self) -> datetime | None:
        """When the first fact happened."""
        return self.entries[0].fact.at if self.entries else None

    @property
    def last_at(self) -> datetime:
        """When the last recorded fact happened. Raises UnknownDeal before the opening."""
        if not self.entries:
            raise UnknownDeal(f"The deal {self.id} has no fact yet.", hint="open it with book.start")
        return self.entries[-1].fact.at

    def entry(self, fact: type[Fact]) -> Entry | None:
        """The last entry of this kind of fact."""
        kind = fact.kind
        for entry in reversed(self.entries):
            if entry.kind == kind:
                return entry
        return None

    def last(self, fact: type[F]) -> F | None:
        """The last fact of this kind; kinds are compared, not classes. One that could not be read is passed over."""
        kind = fact.kind
        if kind in self.kinds:
            for entry in reversed(self.entries):
                if entry.fact.kind == kind:
                    return fact.cast(entry.fact)
        return None

    def all(self, fact: type[F]) -> tuple[F, ...]:
        """Every fact of this kind, in order; those that could not be read are passed over."""
        kind = fact.kind
        if kind not in self.kinds:
            return ()
        return tuple([fact.cast(entry.fact) for entry in self.entries if entry.fact.kind == kind])

    @property
    def due(self) -> datetime | None:
        """When it should have left its stage; None without a deadline."""
        if not self._due:
            self._due.append(None if self.since is None else stay_ends(self.flow, self.stage, self.since))
        return self._due[0]

    # ── what it has come to ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def outcome(self) -> Literal["won", "lost"] | None:
        """How it ended; None while it is open."""
        return self.stage.end

    @property
    def lead(self) -> Lead | None:
        """Who asked, and where they came from."""
        if LeadFound.kind not in self.kinds:
            return None
        first = self.entries[0].fact  # which it is, but after imported history
        found = LeadFound.cast(first) if first.kind == LeadFound.kind else self.last(LeadFound)
        return None if found is None else found.lead

    @property
    def negotiation(self) -> "Negotiation":
        """Samples, quotes and rounds, worked out from the facts."""
        from b2bdeal.life.negotiation import Negotiation

        return Negotiation.of(self.facts)

    @property
    def agreed(self) -> AgreedTerms | None:
        """The terms that both sides agreed to; None where talks began again by a new offer or counter-offer."""
        if TermsAgreed.kind not in self.kinds:
            return None
        for entry in reversed(self.entries):
            if entry.fact.kind == TermsAgreed.kind:
                return TermsAgreed.cast(entry.fact).terms
            if entry.fact.kind in _OFFERS:
                return None
        return None

    @property
    def contract(self) -> Contract | None:
        """The contract in force: the one that was signed, with its amendments."""
        if ContractSigned.kind not in self.kinds:
            return None
        if not self._contract:
            self._contract.append(Contract.in_force(self.facts))
        return self._contract[0]

    @property
    def payments(self) -> "Payments | None":
        """The contract's instalments with what came in; None before the contract."""
        contract = self.contract
        if contract is None:
            return None
        from b2bdeal.life.money import Payments

        return Payments.of(self.facts, contract, zone=self.flow.policy.calendar.zone)

    @property
    def documents(self) -> Mapping[str, Standing]:
        """Where its documents stand that have a flow of their own: `deal.documents["order:PO-17"].stage`."""
        return standings(self)

    @property
    def account(self) -> str | None:
        """The buyer's account id, or the name under which it was imported."""
        first = self.entries[0].fact if self.entries else None
        if first is not None and first.kind == LeadFound.kind:
            return LeadFound.cast(first).lead.account.id
        lead = self.lead
        if lead is not None:
            return lead.account.id
        imported = self.last(Imported)
        return None if imported is None else imported.account

    @property
    def value(self) -> Money | None:
        """What the deal is worth: by contract, else as agreed, else as expected; None where nobody said."""
        if (contract := self.contract) is not None:
            return contract.total
        if (agreed := self.agreed) is not None:
            return agreed.total
        if (lead := self.lead) is not None:
            return lead.expected_value
        imported = self.last(Imported)
        return None if imported is None else imported.value

    @property
    def head(self) -> Head:
        """The deal without its facts' bodies. Raises UnknownDeal before the opening."""
        since, opened = self.since, self.opened_at
        if since is None or opened is None:
            raise UnknownDeal(f"The deal {self.id} has no fact yet.", hint="open it with book.start")
        flow, stage = self.flow, self.stage
        return Head(
            self.id,
            flow.id,
            flow.version,
            stage.name,
            self.version,
            opened,
            since,
            self.account,
            self.value,
            self.due,
            self.outcome,
            self.barring,
        )

    def moved_since(self, version: int) -> bool:
        """Whether its head says more than a new version since then: another stage or flow, account or value."""
        known = self.entries[version - 1] if version else None
        return known is None or any(
            entry.kind in _TELLING
            or _makes_contract(entry.fact)
            or (entry.stage, entry.flow, entry.flow_version) != (known.stage, known.flow, known.flow_version)
            for entry in self.entries[version:]
        )

    @property
    def barring(self) -> bool:
        """Whether a hold on its whole account was placed on it and not lifted."""
        if HoldPlaced.kind not in self.kinds:
            return False
        lifted = {lift.hold: lift.at for lift in self.all(HoldLifted)}
        return any(
            hold.scope == "account" and (hold.hold not in lifted or lifted[hold.hold] < hold.at)
            for hold in self.all(HoldPlaced)
        )

    # ── what may come ────────────────────────────────────────────────────────────────────────────────────────────────

    def next(self, *, at: datetime) -> "Options":
        """What may be recorded at that moment, and what is barred, and why. Gates are asked; rules are listed."""
        from b2bdeal.flow.options import options

        return options(self, at)

    def why_not(self, fact: type[Fact], *, at: datetime) -> "Option":
        """What bars this fact at that moment; nothing where it may be recorded, as far as can be said without it."""
        from b2bdeal.flow.options import option

        return option(self, fact, at)

    def then(
        self, fact: Fact, *, by: str = "what-if", now: datetime | None = None, roles: Collection[str] | None = None
    ) -> "Deal":
        """The deal if this were recorded: no book, nothing stored. `now` is the fact's own time unless given.

        Raises Refused. `roles` are those of `by`; None leaves them unasked.
        """
        from b2bdeal.flow.decide import settle

        return settle(self, fact, by=by, now=now or fact.at, roles=roles)

    def risks(self, at: datetime) -> "tuple[Risk, ...]":
        """What endangers it at that moment and no rule bars, the worst first: people, signing, credit."""
        from b2bdeal.flow.risks import risks

        return risks(self, at)

    def verify(self, find: FindFlow | None = None) -> "tuple[Finding, ...]":
        """Asks every condition of every entry again, as of when it was recorded; nothing where all still hold.

        `find` looks up the flows of a deal whose flow has changed; `book.verify(deal)` gives it. Raises UnknownFlow.
        """
        from b2bdeal.flow.verify import verify

        return verify(self, find or self._own_flow)

    def _own_flow(self, id: str, version: int) -> "Flow":
        if (id, version) == (self.flow.id, self.flow.version):
            return self.flow
        raise UnknownFlow(f"{self.id} was once under the flow {id} v{version}.", hint="ask its book: book.verify(deal)")

    # ── how it looks ─────────────────────────────────────────────────────────────────────────────────────────────────

    def card(self) -> "Card":
        """Where it stands, with whom, for how much, and the way it came."""
        from b2bdeal.flow.picture import deal_card

        return deal_card(self)

    @property
    def history(self) -> "Table":
        """Every entry: when, what, where it led, by whom."""
        from b2bdeal.flow.picture import history

        return history(self)

    def __format__(self, spec: str) -> str:
        """`f"{deal}"` is its card; "table", "md", "mermaid" and "card" its flow's, with the current stage marked."""
        from b2bdeal.flow.picture import face

        return face(self.flow, spec, self.stage) if spec else str(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Deal) and (self.id, self.entries) == (other.id, other.entries)

    def __hash__(self) -> int:
        return hash((self.id, len(self.entries)))

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]

    def __repr__(self) -> str:
        facts = f"{len(self.entries)} fact{'' if len(self.entries) == 1 else 's'}"
        return f"<Deal {self.id}: {self.stage.name}, {facts}, {self.flow.id} v{self.flow.version}>"


def _makes_contract(fact: Fact) -> bool:
    # By the classes above it: isinstance takes ten times as long on a class of pydantic's.
    return fact.kind == ContractSigned.kind or ContractChange in type(fact).__mro__


def _gist(entries: tuple[Entry, ...]) -> tuple[datetime | None, frozenset[str]]:
    """The latest time and the kinds of the entries' facts."""
    facts = [entry.fact for entry in entries]
    return max([fact.at for fact in facts], default=None), frozenset([fact.kind for fact in facts])
