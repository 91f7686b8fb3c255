"""The book keeps every deal's facts: it starts deals, records facts, and finds what it holds."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from b2bdeal.book.authority import Authority
from b2bdeal.book.clock import Clock, machine_clock
from b2bdeal.book.flows import Flows
from b2bdeal.book.memory import MemoryStore
from b2bdeal.book.people import People
from b2bdeal.book.store import Batch, Store
from b2bdeal.errors import StaleDeal, UnknownDeal, UnknownKind, ValueProblem
from b2bdeal.flow import Deal, Entry, Flow, Head, Reason, Refusal, Refused, decide, no, overrun
from b2bdeal.flow.laws import Law, held_by_account
from b2bdeal.life import Fact, LeadFound, Person

if TYPE_CHECKING:
    from b2bdeal.flow.verify import Finding
    from b2bdeal.show import Table

__all__ = ["Book"]

ROLES = Law("role_may_record", "The role may record it.")
CARRIED = Law("carries_what_is_there", "What is carried over is what the first deal has.")
REPEAT = Law("repeat_is_known", "A repeat buyer has a won deal.")


class Book:
    """A company's deals. `Book()` keeps them in memory; `b2bdeal.open("deals.db")` on disk.

    `flows` are those of its deals, beside the ones that ship and those of the entry points `b2bdeal.flows`. `clock`
    says when a fact is written down. Without an `authority`, nobody has a role, so nothing can be waived.
    """

    def __init__(
        self,
        store: Store | None = None,
        *,
        flows: Iterable[Flow] = (),
        clock: Clock = machine_clock,
        authority: Authority | None = None,
    ) -> None:
        self._store: Store = MemoryStore() if store is None else store
        self._flows = Flows(flows)
        self.clock = clock
        self._authority = authority or Authority()
        self.people = People(self._store)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def start(self, flow: Flow, fact: Fact, *, by: str, id: str | None = None) -> Deal:
        """Opens a deal with its first fact. The id is made up where none is given.

        Raises Refused, StaleDeal where the id is taken, and StoreError.
        """
        self._flows.add(flow)
        deal = Deal.unopened(id or f"D-{uuid4().hex[:12]}", flow)
        return self._record([(deal, fact)], by)[0]

    def record(self, deal: Deal | str, fact: Fact, *more: Fact, by: str) -> Deal:
        """Records facts on a deal, all or none, and gives the deal after them.

        Raises Refused with every reason, StaleDeal where somebody else recorded first, StoreError where the store
        can't write. In each case nothing was recorded.
        """
        now = self._now()
        batch, after = self._decided(self.deal(deal) if isinstance(deal, str) else deal, (fact, *more), by, now)
        self._store.append((batch,))
        return after

    def record_all(self, facts: Iterable[tuple[Deal, Fact]], *, by: str) -> tuple[Deal, ...]:
        """Records one fact on each of several deals, all or none. Raises ValueProblem where a deal comes twice."""
        pairs = list(facts)
        _each_once(deal.id for deal, _ in pairs)
        return self._record(pairs, by)

    def start_all(
        self, deals: Iterable[tuple[str, Flow, Sequence[Fact]]], *, by: str, people: Sequence[Person] = ()
    ) -> tuple[Deal, ...]:
        """Opens several deals, each with an id, its flow and its facts, and writes people down: all or none.

        Raises ValueProblem where an id comes twice; otherwise as `start`.
        """
        now = self._now()
        decided: list[tuple[Batch, Deal]] = []
        deals = list(deals)
        _each_once(id for id, _, _ in deals)
        for id, flow, facts in deals:
            self._flows.add(flow)
            decided.append(self._decided(Deal.unopened(id, flow), facts, by, now))
        self._store.append([batch for batch, _ in decided], people)
        return tuple(after for _, after in decided)

    def tick(self, now: datetime | None = None, *, by: str = "clock") -> tuple[Deal, ...]:
        """Records every overrun that is due by `now`, dated at its due time, and gives the deals that it touched.

        `now` is by default the clock's time, and not after it. A deal that somebody records on at the same moment is
        left to the next tick, and so is one whose own flow refuses the overrun, or that can only be read.
        """
        moment = self._moment(now)
        if moment > self._now():
            raise ValueProblem("A stay can't be over in the future.", hint="leave out `now`, or set the book's clock")
        touched: list[Deal] = []
        for head in list(self._store.heads(open_only=True)):
            if head.due is None or head.due > moment or not self._flows.has(head.flow, head.flow_version):
                continue
            deal = self.deal(head.id)
            before = deal.version
            try:
                while (fact := overrun(deal, moment)) is not None:
                    deal = self.record(deal, fact, by=by)
            except (StaleDeal, Refused, UnknownKind):
                pass
            if deal.version > before:
                touched.append(deal)
        return tuple(touched)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def deal(self, id: str) -> Deal:
        """The deal of that id. Raises UnknownDeal."""
        entries = self._store.read(id)
        if not entries:
            raise UnknownDeal(f"There is no deal {id!r} in this book.", hint="book.heads() lists them")
        return self._folded(entries)

    __getitem__ = deal

    def deals(self, *, account: str | None = None, stage: str | None = None, flow: str | None = None) -> Iterator[Deal]:
        """Deals, in the order of their opening: all, or those of an account, at a stage, of a flow."""
        everything = account is None and stage is None and flow is None
        ids = None if everything else [head.id for head in self.heads(account=account, stage=stage, flow=flow)]
        for entries in self._store.read_many(ids):
            yield self._folded(entries)

    def heads(
        self,
        *,
        account: str | None = None,
        stage: str | None = None,
        flow: str | None = None,
        open_only: bool = False,
    ) -> Iterator[Head]:
        """Where deals stand, without their facts: cheap for many."""
        return self._store.heads(account=account, stage=stage, flow=flow, open_only=open_only)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._store.head(id) is not None

    def __len__(self) -> int:
        return sum(1 for _ in self._store.heads())

    def late(self, now: datetime | None = None) -> "Table":
        """What is overdue: stays that are over, and instalments past their day."""
        from b2bdeal.book.reports import late

        return late(self, self._flows, self._moment(now))

    def pipeline(self, now: datetime | None = None) -> "Table":
        """Stages with their count, value by currency, age and what is overdue."""
        from b2bdeal.book.reports import pipeline

        return pipeline(self._store.heads(), self._flows, self._moment(now))

    def verify(self, deal: Deal) -> "tuple[Finding, ...]":
        """Asks every condition of a deal's entries again, under the flows that they were recorded under."""
        return deal.verify(self._flows.find)

    @property
    def flows(self) -> tuple[Flow, ...]:
        """Every flow that the book knows."""
        return self._flows.all

    # ── life ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def close(self) -> None:
        """Lets go of the file or connection."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Book on {self._store!r}>"

    def _ipython_key_completions_(self) -> list[str]:
        return [head.id for head in self._store.heads()]

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _folded(self, entries: tuple[Entry, ...]) -> Deal:
        asked = self._flows.asked
        deal = Deal.fold(entries, self._flows.find)
        if not asked and any(not entry.fact.kind for entry in entries):
            # An installed package may bring the classes of these facts, and is first loaded now.
            self._flows.ask_installed()
            deal = Deal.fold(self._store.read(deal.id), self._flows.find)
        return deal

    def _moment(self, now: datetime | None = None) -> datetime:
        if now is None:
            now = self.clock()
            if now.tzinfo is None:
                raise ValueProblem("The book's clock gives a time without a zone.", hint="let it say datetime.now(UTC)")
        elif now.tzinfo is None:
            raise ValueProblem("`now` has no time zone.", hint='write datetime(…, tzinfo=ZoneInfo("Asia/Shanghai"))')
        return now

    def _now(self) -> datetime:
        return self._moment().astimezone(UTC)

    def _record(self, facts: Sequence[tuple[Deal, Fact]], by: str) -> tuple[Deal, ...]:
        now = self._now()
        decided = [self._decided(deal, (fact,), by, now) for deal, fact in facts]
        self._store.append([batch for batch, _ in decided])
        return tuple(after for _, after in decided)

    def _decided(self, deal: Deal, facts: Sequence[Fact], by: str, now: datetime) -> tuple[Batch, Deal]:
        roles = self._authority.roles(by)
        expected, entries = deal.version, []
        for fact in facts:
            own = self._own_reasons(deal, fact, by, now)
            decision = decide(deal, fact, by=by, now=now, roles=roles, find=self._flows.find)
            if not isinstance(decision, Entry):
                raise Refused(Refusal(deal, fact, own + decision.reasons))
            if own:
                raise Refused(Refusal(deal, fact, own))
            entries.append(decision)
            deal = deal.with_entry(decision, self._flows.find(decision.flow, decision.flow_version))
        return Batch(deal.id, expected, tuple(entries), deal), deal

    def _own_reasons(self, deal: Deal, fact: Fact, by: str, now: datetime) -> tuple[Reason, ...]:
        """What only the book can say: whether the role may record it, what bars the account, who is a repeat buyer."""
        found = self._account_held(deal, fact, now)
        if needed := self._authority.lacks(by, fact):
            found += (ROLES.says(no("{by} needs one of the roles {roles}", by=by, roles=sorted(needed))),)
        if fact.kind == LeadFound.kind and (repeat_of := LeadFound.cast(fact).lead.repeat_of) is not None:
            # The shorter minimum cycle is not to be had by saying so.
            first, account = self._store.head(repeat_of), LeadFound.cast(fact).lead.account.id
            if first is None or first.outcome != "won" or first.account != account:
                why = no("{deal} is no won deal of {account} in this book", deal=repeat_of, account=account)
                found += (REPEAT.says(why),)
        if fact.kind == "oem.CarriedOver":
            found += tuple(self._not_carried(fact))
        return found

    def _not_carried(self, carried: Fact) -> Iterator[Reason]:
        """What a repeat order says of its first deal that the first deal does not have."""
        from b2bdeal.flow.repeat import carries
        from b2bdeal.life import CarriedOver

        fact = CarriedOver.cast(carried)
        if fact.from_deal not in self:
            yield CARRIED.says(no("there is no deal {deal} in this book", deal=fact.from_deal))
            return
        for why in carries(self.deal(fact.from_deal), fact):
            yield CARRIED.says(no("{why}", why=why))

    def _account_held(self, deal: Deal, fact: Fact, now: datetime) -> tuple[Reason, ...]:
        """The holds on the deal's whole account that another of its deals carries: opening a new one sheds none."""
        account = LeadFound.cast(fact).lead.account.id if fact.kind == LeadFound.kind else deal.account
        others = () if account is None else self._store.barring(account)
        return tuple(
            [why for other in others if other != deal.id for why in held_by_account(deal, fact, self.deal(other), now)]
        )


def _each_once(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise ValueProblem(
                f"The deal {id} comes twice.", hint="record its facts in one go: book.record(deal, a, b)"
            )
        seen.add(id)
