"""Samples of the bulk: the pre-production sample before cutting, and the top-of-production sample from the line."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

import attrs

from b2bdeal.flow.trades.sharing import Approval
from b2bdeal.life.checks import FrozenMap, Ordinal, Words
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import by_time
from b2bdeal.units import Id

__all__ = [
    "BulkSamples",
    "PPSample",
    "PPSampleApproved",
    "PPSampleRejected",
    "PPSampleSent",
    "TopSampleApproved",
    "TopSampleSent",
]


class PPSample(Document):
    """One round of a pre-production sample: the style in the fabric, colour and trims of the bulk."""

    label: ClassVar[str] = "Pre-production sample"
    zh: ClassVar[str] = "产前样"

    number: Id
    """Its number; the rounds of one sample keep it."""
    round: Ordinal = 1
    """The round, from 1."""
    item: Id
    """The style."""
    colour: Id
    """The colour that it is made in."""
    size: Id
    """The size that it is made in."""
    spec: Id
    """The number of the size specification that it is made to."""
    spec_version: Ordinal
    """The version of the size specification."""


class PPSampleSent(
    Fact, kind="apparel.PPSampleSent", stands=True, label="Pre-production sample sent", zh="产前样已寄出"
):
    """A pre-production sample left for the buyer."""

    sample: PPSample
    """What was sent."""

    def about(self) -> str:
        """The sample."""
        return f"pp-sample:{self.sample.number}"


class PPSampleApproved(
    Approval, kind="apparel.PPSampleApproved", stands=True, label="Pre-production sample approved", zh="产前样已确认"
):
    """The buyer approved what the bulk is to be like: cutting may begin."""

    number: Id
    """The sample's number."""
    round: Ordinal
    """The round."""

    def about(self) -> str:
        """The sample."""
        return f"pp-sample:{self.number}"


class PPSampleRejected(
    Fact, kind="apparel.PPSampleRejected", stands=True, label="Pre-production sample rejected", zh="产前样未通过"
):
    """The buyer wants another one; an approval of this round is taken back."""

    number: Id
    """The sample's number."""
    round: Ordinal
    """The round."""
    remarks: Words
    """What is wrong with it."""

    def about(self) -> str:
        """The sample."""
        return f"pp-sample:{self.number}"


class TopSampleSent(Fact, kind="apparel.TopSampleSent", label="Top-of-production sample sent", zh="大货样已寄出"):
    """A garment from the beginning of the bulk left for the buyer."""

    number: Id
    """The sample's number."""
    item: Id
    """The style."""
    order: Id
    """The production order that it was taken from."""

    def about(self) -> str:
        """The sample."""
        return f"top-sample:{self.number}"


class TopSampleApproved(
    Approval, kind="apparel.TopSampleApproved", label="Top-of-production sample approved", zh="大货样已确认"
):
    """The buyer found the bulk like the pre-production sample."""

    number: Id
    """The sample's number."""

    def about(self) -> str:
        """The sample."""
        return f"top-sample:{self.number}"


@attrs.frozen
class BulkSamples:
    """Which samples of the bulk are approved. It folds from any list of facts, read in order of time."""

    sent: Mapping[tuple[str, int], PPSample] = FrozenMap()
    """The pre-production samples that were sent, by number and round."""
    approved: Mapping[str, PPSample] = FrozenMap()
    """The pre-production sample approved last, by item."""
    top: Mapping[str, TopSampleSent] = FrozenMap()
    """The top-of-production samples that were sent, by number."""
    top_approved: frozenset[str] = frozenset()
    """The items whose top-of-production sample is approved."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "BulkSamples":
        """The samples that these facts tell; facts of other kinds are passed over."""
        sent: dict[tuple[str, int], PPSample] = {}
        approved: dict[str, PPSample] = {}
        top: dict[str, TopSampleSent] = {}
        tops: set[str] = set()
        for fact in by_time(facts):
            if fact.kind == PPSampleSent.kind:
                new = PPSampleSent.cast(fact).sample
                sent[new.number, new.round] = new
            elif fact.kind == PPSampleApproved.kind:
                yes = PPSampleApproved.cast(fact)
                if (judged := sent.get((yes.number, yes.round))) is not None:
                    approved[judged.item] = judged
            elif fact.kind == PPSampleRejected.kind:
                bad = PPSampleRejected.cast(fact)
                approved = {i: one for i, one in approved.items() if (one.number, one.round) != (bad.number, bad.round)}
            elif fact.kind == TopSampleSent.kind:
                taken = TopSampleSent.cast(fact)
                top[taken.number] = taken
            elif fact.kind == TopSampleApproved.kind:
                found = top.get(TopSampleApproved.cast(fact).number)
                tops |= set() if found is None else {found.item}
        return cls(FrozenMap(sent), FrozenMap(approved), FrozenMap(top), frozenset(tops))
