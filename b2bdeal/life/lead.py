"""The beginning of a deal: a company asks, and somebody of ours takes it on."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from b2bdeal.life.checks import Day, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.market import BuyerKind, BuyerProfile
from b2bdeal.life.people import Contact
from b2bdeal.life.source import Source
from b2bdeal.units import CountryCode, Id, Money, Name, Text

__all__ = ["Account", "Lead", "LeadFound", "LeadQualified"]


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
