"""The people of a deal: who they are (kept apart), what part they have in the decision, when we met them."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from b2bdeal.life.checks import Flag
from b2bdeal.life.fact import Document, Fact
from b2bdeal.units import Id, Name, Text

__all__ = ["Contact", "ContactMet", "Person", "Role", "Stance"]

Role = Literal["owner", "purchasing", "r_and_d", "quality", "finance", "other"]
"""The part somebody has in the buying committee."""

Stance = Literal["for", "neutral", "against", "unknown"]
"""How somebody stands to buying from us."""


class Person(Document):
    """The only personal record. It is kept in a table of its own, never in a fact, so erasing a person is one row."""

    label: ClassVar[str] = "Person"
    zh: ClassVar[str] = "人员"

    id: Id
    """The id by which facts name the person; not a name, phone or mail address."""
    name: Name
    """The person's name."""
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    """Mail address."""
    phone: Annotated[str, Field(max_length=40, pattern=r"^\+?[0-9][0-9 ()./-]+$")] | None = None
    """Phone number, with country code."""
    side: Literal["ours", "theirs"]
    """Whether the person is one of ours or of the other company."""
    note: Text = ""
    """Anything else; it is erased with the person."""


class Contact(Document):
    """The part that a person has in the buyer's decision. The person is named by id only."""

    label: ClassVar[str] = "Contact"
    zh: ClassVar[str] = "联系人"

    person: Id
    """The person's id."""
    role: Role
    """The part in the buying committee."""
    stance: Stance = "unknown"
    """How the person stands to buying from us."""
    decides: Flag = False
    """Whether the person decides."""
    signs: Flag = False
    """Whether the person may sign for the buyer, by office or by a power of attorney that we have seen."""


class ContactMet(Fact, kind="oem.ContactMet", label="Contact met", zh="已接触联系人"):
    """We met or spoke with somebody of the buyer; role and stance are as seen then."""

    contact: Contact
    """Whom we met, and how the person stands."""
    note: Text = ""
    """What was said, without personal details."""

    def about(self) -> str:
        """The contact."""
        return f"contact:{self.contact.person}"
