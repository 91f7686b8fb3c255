"""Letters of credit in a deal: received, amended, documents presented, discrepancies, and what stands in the end."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, Self

import attrs
from pydantic import model_validator

from b2bdeal.calendar import Calendar
from b2bdeal.life.checks import Credited, Day, Flag, FrozenMap, Ordinal, Words
from b2bdeal.life.contract import Contract
from b2bdeal.life.fact import Fact
from b2bdeal.life.lead import LeadFound
from b2bdeal.life.letter import LetterOfCredit
from b2bdeal.life.reading import by_time, of_kind
from b2bdeal.units import Id, Name, Text

__all__ = [
    "CreditAmended",
    "CreditHonoured",
    "CreditReceived",
    "CreditState",
    "Credits",
    "DiscrepancyRaised",
    "DiscrepancyRefused",
    "DiscrepancyWaived",
    "DocumentsPresented",
    "Presentation",
    "answer_by",
    "buyer_of",
    "credit_covers",
    "operative_credits",
]

_BANKING_DAYS = 5  # UCP 600 art. 14b and 16d


class CreditReceived(Fact, kind="oem.CreditReceived", label="Credit received", zh="收到信用证"):
    """A letter of credit came, advised by our bank."""

    credit: LetterOfCredit
    """What it says."""

    def about(self) -> str:
        """The credit."""
        return f"credit:{self.credit.number}"


class CreditAmended(Fact, kind="oem.CreditAmended", action="change", label="Credit amended", zh="信用证修改"):
    """An amendment of a letter of credit came; until we accept it, the credit stays as it was (art. 10)."""

    amendment: Ordinal
    """Its number: 1, 2, … without a gap."""
    credit: LetterOfCredit
    """The whole credit as amended, under its old number."""
    accepted: Flag = True
    """Whether we accept it; in part one can't (art. 10e)."""
    note: Text = ""
    """What it changes, in words."""

    def about(self) -> str:
        """The credit."""
        return f"credit:{self.credit.number}"


class _OfPresentation(Fact):
    """What is said of the documents of one shipment under one credit."""

    credit: Id
    """The credit's number."""
    shipment: Id
    """The number of the shipment whose documents they are."""

    def about(self) -> str:
        """The credit."""
        return f"credit:{self.credit}"


class DocumentsPresented(_OfPresentation, kind="oem.DocumentsPresented", label="Documents presented", zh="交单"):
    """The documents of a shipment were handed to the bank; again after a discrepancy was put right."""

    on: Day
    """The day on which the bank had them, at the place of presentation."""
    documents: tuple[Name, ...]
    """The names of the documents, as the credit asks for them; at least one."""
    amount: Credited | None = None
    """What is drawn; None: what the invoice says."""

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        if not self.documents:
            raise ValueError("documents are presented by name: name at least one")
        # The bank may be a day ahead of us, or behind.
        if abs((self.on - self.at.date()).days) > 1:
            raise ValueError(
                f"on {self.on} is not the day of at, {self.at.date()}: give the day on which they were presented"
            )
        return self


class DiscrepancyRaised(_OfPresentation, kind="oem.DiscrepancyRaised", label="Discrepancy raised", zh="单据不符点"):
    """The bank refuses documents and names each discrepancy, once and in one notice (art. 16c)."""

    points: tuple[Words, ...]
    """Each discrepancy, as the bank words it; at least one."""

    @model_validator(mode="after")
    def _has_points(self) -> Self:
        if not self.points:
            raise ValueError("a notice of refusal names each discrepancy: give points")
        return self


class DiscrepancyWaived(_OfPresentation, kind="oem.DiscrepancyWaived", label="Discrepancy waived", zh="接受不符点"):
    """The applicant accepts the documents as they are, and the bank pays (art. 16b)."""

    waived_by: Id
    """Who accepted for the buyer: a contact's or the account's id."""
    note: Text = ""
    """What was said."""


class DiscrepancyRefused(_OfPresentation, kind="oem.DiscrepancyRefused", label="Discrepancy refused", zh="拒受不符点"):
    """The applicant does not accept the documents: they come back, or are put right and presented again."""

    documents: Literal["held", "returned"] = "held"
    """Whether the bank holds the documents for us, or sends them back (art. 16c)."""
    note: Text = ""
    """What was said."""


class CreditHonoured(_OfPresentation, kind="oem.CreditHonoured", label="Credit honoured", zh="信用证承付"):
    """The bank took the documents up: it pays at sight, or promises to pay on a day. Money is `PaymentReceived`."""

    how: Literal["sight", "acceptance", "deferred"] = "sight"
    """Paid at sight, by accepting a draft, or by promising to pay later (art. 2)."""
    matures_on: Day | None = None
    """The day on which a usance credit pays; None at sight."""

    @model_validator(mode="after")
    def _matures(self) -> Self:
        if (self.how == "sight") != (self.matures_on is None):
            raise ValueError(
                "a usance credit pays on a day: give matures_on with acceptance or deferred, none at sight"
            )
        return self


@attrs.frozen
class Presentation:
    """The documents of one shipment before the bank."""

    shipment: str
    presented: DocumentsPresented
    """As last presented."""
    state: Literal["presented", "discrepant", "waived", "refused", "honoured"]
    points: tuple[str, ...] = ()
    """What the bank objected to."""
    raised_on: date | None = None
    """When the bank objected, on the day of that fact."""
    matures_on: date | None = None

    def precluded(self, calendar: Calendar) -> bool:
        """Whether the bank objected after its fifth banking day, so that it may not object at all (art. 16f)."""
        return self.raised_on is not None and self.raised_on > answer_by(self.presented.on, calendar)


@attrs.frozen
class CreditState:
    """One credit as it stands."""

    credit: LetterOfCredit
    """As opened, with the amendments that we accepted."""
    received: CreditReceived
    amendments: int = 0
    """The number of the last amendment that came."""
    pending: CreditAmended | None = None
    """The last amendment, where we did not accept it."""
    presentations: Mapping[str, Presentation] = FrozenMap()
    """The documents of each shipment, by its number."""

    def open_on(self, day: date) -> bool:
        """Whether documents could still be presented: it is operative and not expired."""
        return self.credit.operative and day <= self.credit.expiry


@attrs.frozen
class Credits:
    """The letters of credit of a deal. They fold from any list of facts, read in order of time."""

    states: Mapping[str, CreditState] = FrozenMap()
    """Each credit, by its number."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Credits":
        """The credits that these facts tell; what speaks of an unknown credit is passed over."""
        found: dict[str, CreditState] = {}
        for fact in by_time(facts):
            if fact.kind == CreditReceived.kind:
                received = CreditReceived.cast(fact)
                found.setdefault(received.credit.number, CreditState(received.credit, received))
            elif fact.kind == CreditAmended.kind:
                amended = CreditAmended.cast(fact)
                state = found.get(amended.credit.number)
                if state is not None:
                    found[amended.credit.number] = _amended(state, amended)
            elif fact.kind in _PRESENTING:
                said = _PRESENTING[fact.kind].cast(fact)
                state = found.get(said.credit)
                if state is not None:
                    found[said.credit] = _presented(state, said)
        return cls(FrozenMap(found))

    def __len__(self) -> int:
        return len(self.states)


def operative_credits(
    facts: Iterable[Fact], contract: Contract, at: datetime | None = None
) -> tuple[LetterOfCredit, ...]:
    """The credits that are operative, not expired and match a contract; with `at`, as of that time and day.

    Without it, as of the last fact.
    """
    then = by_time(fact for fact in facts if at is None or fact.at <= at)
    credits = Credits.of(then)
    if not credits.states:
        return ()
    day, buyer = (at or then[-1].at).date(), buyer_of(then)
    return tuple(
        state.credit
        for state in credits.states.values()
        if state.open_on(day) and not state.credit.discrepancies_with(contract, buyer=buyer)
    )


def credit_covers(facts: Iterable[Fact], contract: Contract, at: datetime) -> bool:
    """Whether at a time there is an operative letter of credit, not expired, that matches the contract.

    It then stands for the money of the payment rows by letter of credit.
    """
    facts = tuple(facts)
    if all(fact.kind != CreditReceived.kind for fact in facts):
        return False
    return bool(operative_credits(facts, contract, at))


def buyer_of(facts: Iterable[Fact]) -> str | None:
    """The account that asked: the one of the lead; None where there is none."""
    found = next(of_kind(facts, LeadFound), None)
    return None if found is None else found.lead.account.id


def answer_by(presented_on: date, calendar: Calendar) -> date:
    """The last day on which the bank may object: the fifth banking day after the day of presentation (art. 14b)."""
    day = presented_on
    for _ in range(_BANKING_DAYS):
        day = calendar.next_working_day(day)
    return day


_PRESENTING: dict[str, type[_OfPresentation]] = {
    cls.kind: cls
    for cls in (DocumentsPresented, DiscrepancyRaised, DiscrepancyWaived, DiscrepancyRefused, CreditHonoured)
}


def _amended(state: CreditState, fact: CreditAmended) -> CreditState:
    if not fact.accepted:
        return attrs.evolve(state, amendments=fact.amendment, pending=fact)
    return attrs.evolve(state, credit=fact.credit, amendments=fact.amendment, pending=None)


def _presented(state: CreditState, fact: _OfPresentation) -> CreditState:
    old = state.presentations.get(fact.shipment)
    if fact.kind == DocumentsPresented.kind:
        new = Presentation(fact.shipment, DocumentsPresented.cast(fact), "presented")
    elif old is None:
        return state
    elif fact.kind == DiscrepancyRaised.kind:
        raised = DiscrepancyRaised.cast(fact)
        new = attrs.evolve(old, state="discrepant", points=raised.points, raised_on=fact.at.date())
    elif fact.kind == DiscrepancyWaived.kind:
        new = attrs.evolve(old, state="waived")
    elif fact.kind == DiscrepancyRefused.kind:
        new = attrs.evolve(old, state="refused")
    else:
        new = attrs.evolve(old, state="honoured", matures_on=CreditHonoured.cast(fact).matures_on)
    return attrs.evolve(state, presentations=FrozenMap({**state.presentations, fact.shipment: new}))
