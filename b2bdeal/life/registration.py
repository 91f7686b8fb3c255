"""What an article needs to be sold in a market: its filing or registration, its signed label, its trademark licence."""

from datetime import date
from typing import ClassVar, Final, Literal, Self

from pydantic import model_validator

from b2bdeal.life.checks import Day, Some, Words, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.units import CountryCode, Id, Name

__all__ = [
    "Claim",
    "FilingAccepted",
    "FilingKind",
    "FilingWithdrawn",
    "FormulaChanged",
    "LabelChanged",
    "LabelSigned",
    "PrintingReleased",
    "Registration",
    "TrademarkLicensed",
]

FilingKind = Literal["filing", "registration", "eu_cpnp", "us_mocra", "other"]
"""How a market is told of an article: 备案 of an ordinary and 注册 of a special cosmetic in China; the notification to
the portal of the European Union (CPNP, Regulation (EC) No 1223/2009, art. 13); the product listing in the United States
under MoCRA; another market's own way."""

_EEA: Final = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"}
    | {"IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"}
)
"""The European Union and the European Economic Area: one notification holds in all of them."""


class Registration(Document):
    """An article's filing or registration in a market: who answers for it, under which number, for which versions."""

    label: ClassVar[str] = "Registration"
    zh: ClassVar[str] = "备案或注册"

    article: Id
    """The article."""
    market: CountryCode
    """The market, ISO 3166 alpha-2; an EU notification holds in all of the European Economic Area."""
    registrant: Id
    """Who answers for it there: 备案人 or 注册人, EU Responsible Person, MoCRA responsible person; an account's id."""
    kind: FilingKind
    """How the market is told."""
    number: Id
    """Its number."""
    formula: Id
    """The version of the formula that is filed."""
    label_version: Id
    """The version of the label that is filed."""
    valid_until: Day | None = None
    """The last day on which it is valid, on the calendar of the market; None: without end."""

    @model_validator(mode="after")
    def _fits_its_market(self) -> Self:
        if self.market == "CN" and self.kind not in ("filing", "registration"):
            raise ValueError(
                "kind is 'filing' (备案, ordinary) or 'registration' (注册, special) for the Chinese market"
            )
        if self.kind == "eu_cpnp" and self.market not in _EEA:
            raise ValueError(f"kind 'eu_cpnp' is for the European Economic Area; {self.market} is not in it")
        if self.kind == "us_mocra" and self.market != "US":
            raise ValueError(f"kind 'us_mocra' is for the US market, not for {self.market}")
        return self

    def holds_in(self, market: str) -> bool:
        """Whether it holds in a market: its own, or for an EU notification any of the European Economic Area."""
        return market == self.market or (self.kind == "eu_cpnp" and market in _EEA)

    def valid_on(self, day: date) -> bool:
        """Whether it has not run out by a day."""
        return self.valid_until is None or day <= self.valid_until


class FilingAccepted(Fact, kind="oem.FilingAccepted", label="Filing accepted", zh="备案或注册已通过"):
    """A market's authority or portal took an article: its filing, notification or registration has a number."""

    registration: Registration
    """What was taken."""

    def about(self) -> str:
        """The filing."""
        return f"filing:{self.registration.number}"


class FilingWithdrawn(Fact, kind="oem.FilingWithdrawn", label="Filing withdrawn", zh="备案或注册已注销"):
    """A filing or registration holds no more: withdrawn by the registrant or struck by the authority."""

    number: Id
    """Its number."""
    reason: Words
    """Why."""

    def about(self) -> str:
        """The filing."""
        return f"filing:{self.number}"


class Claim(Document):
    """Something that a label says the article does, and what proves it."""

    label: ClassVar[str] = "Claim"
    zh: ClassVar[str] = "功效宣称"

    text: Words
    """What the label says, as "moisturises for 24 hours"."""
    evidence: Id | None = None
    """The report that proves it; None: there is none yet."""


class LabelSigned(Fact, kind="oem.LabelSigned", action="agree", label="Label signed", zh="标签已签样"):
    """The buyer signed a label off: text, list of ingredients, artwork and claims. Nothing is printed before."""

    article: Id
    """The article."""
    market: CountryCode
    """The market whose rules and language it follows."""
    label_version: Id
    """The version of the label."""
    formula: Id
    """The version of the formula whose ingredients it lists."""
    artwork: Id
    """The artwork file's number and version."""
    claims: tuple[Claim, ...] = ()
    """What it claims, each once."""
    trademark: Id | None = None
    """The trademark that it bears and that needs a licence (商标授权); None: none."""
    signed_by: Id
    """The buyer's person who signed: a contact's id."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if twice := repeated(claim.text for claim in self.claims):
            raise ValueError(f"claims say {', '.join(twice)} more than once: give each once")
        return self

    def about(self) -> str:
        """The label of the article in the market."""
        return f"label:{self.article} {self.market}"


class LabelChanged(Fact, kind="oem.LabelChanged", action="change", label="Label changed", zh="标签已变更"):
    """A label is to say something else: the old version holds no more, and filing and sign-off open again."""

    article: Id
    """The article."""
    market: CountryCode
    """The market."""
    old: Id
    """The version that held."""
    new: Id
    """The version that is to hold."""
    reason: Words
    """Why."""

    @model_validator(mode="after")
    def _changes(self) -> Self:
        if self.old == self.new:
            raise ValueError(f"old and new are both {self.old}: a change leads to another version")
        return self

    def about(self) -> str:
        """The label of the article in the market."""
        return f"label:{self.article} {self.market}"


class FormulaChanged(Fact, kind="oem.FormulaChanged", action="change", label="Formula changed", zh="配方已变更"):
    """An article is to be made by another formula: approval, label and every filing open again."""

    article: Id
    """The article."""
    old: Id
    """The version that held."""
    new: Id
    """The version that is to hold."""
    reason: Words
    """Why."""

    @model_validator(mode="after")
    def _changes(self) -> Self:
        if self.old == self.new:
            raise ValueError(f"old and new are both {self.old}: a change leads to another version")
        return self

    def about(self) -> str:
        """The article's formula."""
        return f"formula:{self.article}"


class TrademarkLicensed(
    Fact, kind="oem.TrademarkLicensed", action="agree", label="Trademark licensed", zh="商标已授权"
):
    """The owner of a trademark let us put it on an article (商标授权)."""

    trademark: Id
    """The trademark's registration number."""
    article: Id
    """The article that may bear it."""
    market: CountryCode
    """The market in which."""
    licensor: Id
    """Who licenses it: the account's id."""
    until: Day | None = None
    """The last day of the licence; None: without end."""

    def about(self) -> str:
        """The trademark."""
        return f"trademark:{self.trademark}"


class PrintingReleased(Fact, kind="oem.PrintingReleased", action="produce", label="Printing released", zh="已下达印刷"):
    """Printed packaging was ordered by an artwork: money is bound that a wrong label loses."""

    item: Id
    """The packaging item that is printed."""
    article: Id
    """The article."""
    market: CountryCode
    """The market."""
    artwork: Id
    """The artwork that is printed."""
    quantity: Some
    """How much is printed."""
    printer: Name | None = None
    """Who prints."""

    def about(self) -> str:
        """The packaging item."""
        return f"packaging:{self.item}"
