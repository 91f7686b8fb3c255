"""The figures of a trade that its rules read: data, so that a flow's version fixes them."""

from pydantic import Field

from b2bdeal.calendar import Calendar, Span
from b2bdeal.life import TargetMarket
from b2bdeal.life.checks import Price
from b2bdeal.life.ending import LOSS_REASONS
from b2bdeal.life.sample import SampleFees
from b2bdeal.units import Name, Share
from b2bdeal.written import Written

__all__ = ["Policy"]


class Policy(Written):
    """What a house decides once for a flow. Subclass it for figures of your own."""

    minimum_cycle: Span | None = None
    """The shortest time from the first contact to an agreement with a new customer; None: no minimum."""
    minimum_cycle_repeat: Span | None = None
    """The same for a customer who comes back."""
    target_market: TargetMarket | None = None
    """Whom the house serves; None: nobody is excluded."""
    sample_fees: SampleFees | None = None
    """How many rounds of samples are free, and what the others cost; None: all are free."""
    discount_authority: dict[str, Share] = Field(default_factory=dict)
    """Role to the largest discount against the list price that it may give or approve, as a fraction: 0.05 is 5 %. A
    role that is left out may give none; of an empty one nobody is asked."""
    calendar: Calendar = Field(default_factory=Calendar)
    """The calendar of deadlines and working days, with its time zone."""
    waived_by: dict[str, tuple[Name, ...]] = Field(default_factory=dict)
    """Condition id to the roles that may waive it here, in place of the condition's own; () for nobody."""
    waiver_limits: dict[str, Price] = Field(default_factory=dict)
    """Role to the most that a deal may be worth for the role to waive something on it; no limit for a role left out."""
    flow_changed_by: tuple[Name, ...] = ("director",)
    """The roles that may move a running deal to another flow."""
    loss_reasons: tuple[Name, ...] = LOSS_REASONS
    """Why a deal may be lost or cancelled; a house adds its own: `(*LOSS_REASONS, "sold_the_brand")`."""
    lots_released_by: tuple[Name, ...] = ("quality",)
    """The roles that may release a lot for shipment."""
    payers_cleared_by: tuple[Name, ...] = ("finance", "director")
    """The roles that may clear a payer who is not the buyer."""
    shortfalls_accepted_by: tuple[Name, ...] = ("finance", "director")
    """The roles that may let go of a small sum that is missing."""
    shortfall_limit: Price | None = None
    """The most that may be let go of in one deal; None: no more than is missing."""

    def but(self, changes: "Policy") -> "Policy":
        """This policy with the figures that `changes` sets; its class, where it is a subclass."""
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        said = {name: getattr(changes, name) for name in changes.model_fields_set}
        return (type(changes) if isinstance(changes, type(self)) else type(self))(**{**kept, **said})
