"""The beginning of a deal: a company asks, somebody of ours takes it on, and may hand it over to a colleague."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar, Self

import attrs
from pydantic import Field, model_validator

from b2bdeal.life.checks import Day, FrozenMap, Words, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.market import BuyerKind, BuyerProfile
from b2bdeal.life.people import Contact, ContactMet
from b2bdeal.life.reading import by_time
from b2bdeal.life.source import Source
from b2bdeal.units import CountryCode, Id, Money, Name, Text

__all__ = ["Account", "Committee", "HandedOver", "Lead", "LeadFound", "LeadQualified", "specialist"]


class Account(Document):
    """A company we deal with."""

    label: ClassVar[str] = "Account"
    zh: ClassVar[str] = "客户公司"

    id: Id
    """Its id."""
    name: Name
    """The company's registered name."""
    kind: BuyerKind | None = None
    """What sort of company it is."""
    country: CountryCode | None = None
    """Where it is seated, ISO 3166 alpha-2."""
    registration_number: Id | None = None
    """Its number in the company register, as 统一社会信用代码."""
    licence: Name | None = None
    """The licence it trades under."""
    credit_limit: Money | None = None
    """The most it may owe us at a time."""
    next_check: Day | None = None
    """When it is checked again; open account terms need a check in force."""

    @model_validator(mode="after")
    def _limit_is_no_debt(self) -> Self:
        if self.credit_limit is not None and self.credit_limit.amount < 0:
            raise ValueError(f"credit_limit {self.credit_limit} is below 0")
        return self


class Lead(Document):
    """One company asking: who, from where, for what."""

    label: ClassVar[str] = "Lead"
    zh: ClassVar[str] = "销售线索"

    account: Account
    """The company that asks."""
    source: Source
    """Where it came from."""
    buyer: BuyerProfile = Field(default_factory=BuyerProfile)
    """What is known of it for judging whether to serve it."""
    asks_for: Text = ""
    """What it asks for, in its own words."""
    expected_value: Money | None = None
    """What the deal may be worth."""
    contacts: tuple[Contact, ...] = ()
    """The people of its buying committee that are known."""
    repeat_of: Id | None = None
    """The won deal that this buyer comes back from; None for a new customer."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        twice = repeated(contact.person for contact in self.contacts)
        if twice:
            raise ValueError(f"contacts name {', '.join(twice)} more than once: give each person once")
        if self.expected_value is not None and self.expected_value.amount < 0:
            raise ValueError(f"expected_value {self.expected_value} is below 0")
        return self


class LeadFound(Fact, kind="oem.LeadFound", label="Lead found", zh="发现线索"):
    """A company asked for something: a deal begins."""

    lead: Lead
    """Who asked, from where, for what."""

    def about(self) -> str:
        """The account."""
        return f"account:{self.lead.account.id}"


class LeadQualified(Fact, kind="oem.LeadQualified", label="Lead qualified", zh="线索已确认"):
    """Somebody of ours took the lead on, as a buyer worth serving."""

    specialist: Id
    """Who of us serves it: the person's id."""
    segment: Id | None = None
    """The segment of the target market that it belongs to."""
    outside_reason: Name | None = None
    """Why a lead outside the target market is taken on all the same; None for a lead inside."""
    note: Text = ""
    """What was learnt."""


class HandedOver(Fact, kind="oem.HandedOver", label="Handed over", zh="已移交"):
    """Another of ours serves the customer from now on: holiday, illness, another field, somebody leaves."""

    from_specialist: Id
    """Who served it until now: the person's id."""
    to_specialist: Id
    """Who serves it from now on: the person's id."""
    reason: Words
    """Why."""
    notes: Text = ""
    """What the next one needs to know: promises made, what the buyer cares for."""
    introduced: tuple[Id, ...] = ()
    """The contacts to whom the new specialist was introduced: their ids."""

    @model_validator(mode="after")
    def _to_another(self) -> Self:
        if self.from_specialist == self.to_specialist:
            raise ValueError(f"to_specialist is {self.to_specialist} as before: hand it over to somebody else")
        twice = repeated(self.introduced)
        if twice:
            raise ValueError(f"introduced names {', '.join(twice)} more than once: give each contact once")
        return self


@attrs.frozen
class Committee:
    """The buyer's people, as they were seen last. It folds from any list of facts, read in order of time."""

    contacts: Mapping[str, Contact] = FrozenMap()
    """Each contact by the person's id: those of the lead, then as seen when we met them."""
    met: Mapping[str, datetime] = FrozenMap()
    """When we met each contact last; those we never met are not in it."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Committee":
        """The committee that these facts tell; facts of other kinds are passed over."""
        contacts: dict[str, Contact] = {}
        met: dict[str, datetime] = {}
        for fact in by_time(facts):
            if fact.kind == LeadFound.kind:
                for contact in LeadFound.cast(fact).lead.contacts:
                    contacts.setdefault(contact.person, contact)
            elif fact.kind == ContactMet.kind:
                seen = ContactMet.cast(fact).contact
                contacts[seen.person] = seen
                met[seen.person] = fact.at
        return cls(FrozenMap(contacts), FrozenMap(met))

    @property
    def deciders(self) -> tuple[Contact, ...]:
        """Who decides."""
        return tuple(one for one in self.contacts.values() if one.decides)

    @property
    def signers(self) -> tuple[Contact, ...]:
        """Who may sign for the buyer: those of whom we know it, and the owner."""
        return tuple(one for one in self.contacts.values() if one.signs or one.role == "owner")


def specialist(facts: Iterable[Fact]) -> str | None:
    """Who of ours serves the customer, by the last qualification or hand-over in time; None before the first."""
    last: str | None = None
    for fact in by_time(facts):
        if fact.kind == LeadQualified.kind:
            last = LeadQualified.cast(fact).specialist
        elif fact.kind == HandedOver.kind:
            last = HandedOver.cast(fact).to_specialist
    return last
