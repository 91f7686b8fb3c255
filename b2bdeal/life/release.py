"""What quality must have seen before a lot leaves: bulk release, tests of the finished lot, certificate, release."""

from collections.abc import Iterable, Mapping
from typing import Self

import attrs
from pydantic import model_validator

from b2bdeal.life.checks import FrozenMap
from b2bdeal.life.fact import Fact
from b2bdeal.life.lab import LabResult, Microbiology, NetContent, check_results
from b2bdeal.life.order import ReworkFinished
from b2bdeal.life.production import ProductionFinished
from b2bdeal.life.reading import by_time
from b2bdeal.units import Id, Name, Text

__all__ = ["BulkReleased", "CertificateIssued", "LotRelease", "LotTested", "QualityReleased", "Releases"]


class BulkReleased(Fact, kind="oem.BulkReleased", label="Bulk released", zh="料体已放行"):
    """A batch of bulk passed its tests and may be filled and packed."""

    batch: Id
    """The batch of bulk."""
    tests: tuple[LabResult, ...]
    """What was tested, at least one property, each passed."""
    released_by: Id
    """Who released it: the person's id."""
    report: Id | None = None
    """The report's number."""

    @model_validator(mode="after")
    def _passed(self) -> Self:
        check_results(self.tests)
        failed = [test.what for test in self.tests if not test.passed]
        if failed:
            raise ValueError(f"failed: {', '.join(failed)}; a batch that failed a test is not released")
        return self

    def about(self) -> str:
        """The batch."""
        return f"batch:{self.batch}"


class LotTested(Fact, kind="oem.LotTested", label="Lot tested", zh="成品已检测"):
    """A finished lot was tested: its microbiology, its net content, or both."""

    lot: Id
    """The lot."""
    microbiology: Microbiology | None = None
    """What the laboratory found; None if this test was not of it."""
    net_content: NetContent | None = None
    """What the scales said; None if this test was not of it."""
    tested_by: Id
    """Who tested: a person's or a laboratory's id."""
    report: Id | None = None
    """The report's number."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.microbiology is None and self.net_content is None:
            raise ValueError("give microbiology, net_content or both: this says nothing of the lot")
        return self

    def about(self) -> str:
        """The lot."""
        return f"lot:{self.lot}"


class CertificateIssued(Fact, kind="oem.CertificateIssued", label="Certificate issued", zh="检验证书已出具"):
    """A certificate of analysis was issued for a lot."""

    lot: Id
    """The lot."""
    number: Id
    """The certificate's number."""
    results: tuple[LabResult, ...]
    """What it certifies, at least one property, each once."""
    issued_by: Id
    """Who issued it: a person's or a laboratory's id."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        check_results(self.results)
        return self

    def about(self) -> str:
        """The lot."""
        return f"lot:{self.lot}"

    @property
    def failed(self) -> tuple[str, ...]:
        """The properties that are not within their limits."""
        return tuple(one.what for one in self.results if not one.passed)


class QualityReleased(
    Fact,
    kind="oem.QualityReleased",
    label="Released by quality",
    zh="质量放行",
    actor="released_by",
    in_role="role",
):
    """The person who answers for quality released a lot for shipment, under their own name."""

    lot: Id
    """The lot."""
    released_by: Id
    """Who released it: the person's id, the same as records it."""
    role: Name
    """The role in which they do; which roles may is the flow's policy."""
    remarks: Text = ""
    """What they remarked."""

    def about(self) -> str:
        """The lot."""
        return f"lot:{self.lot}"


@attrs.frozen
class LotRelease:
    """What quality knows of one lot since the last of it was made or reworked."""

    lot: str
    microbiology: Microbiology | None = None
    net_content: NetContent | None = None
    certificate: CertificateIssued | None = None
    released: QualityReleased | None = None


@attrs.frozen
class Releases:
    """What quality released. It folds from any list of facts, read in order of time.

    Output and rework put a lot's tests, certificate and release aside: they say nothing of what came after them.
    """

    bulk: Mapping[str, BulkReleased] = FrozenMap()
    """The releases of bulk, by batch."""
    lots: Mapping[str, LotRelease] = FrozenMap()
    """What is known of each lot."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Releases":
        """The releases that these facts tell; facts of other kinds are passed over."""
        bulk: dict[str, BulkReleased] = {}
        lots: dict[str, LotRelease] = {}
        for fact in by_time(facts):
            if fact.kind == BulkReleased.kind:
                one = BulkReleased.cast(fact)
                bulk[one.batch] = one
            elif fact.kind == ProductionFinished.kind:
                lots.pop(ProductionFinished.cast(fact).lot, None)
            elif fact.kind == ReworkFinished.kind:
                lots.pop(ReworkFinished.cast(fact).lot, None)
            elif fact.kind == LotTested.kind:
                test = LotTested.cast(fact)
                old = lots.get(test.lot) or LotRelease(test.lot)
                lots[test.lot] = attrs.evolve(
                    old,
                    microbiology=test.microbiology or old.microbiology,
                    net_content=test.net_content or old.net_content,
                )
            elif fact.kind == CertificateIssued.kind:
                paper = CertificateIssued.cast(fact)
                lots[paper.lot] = attrs.evolve(lots.get(paper.lot) or LotRelease(paper.lot), certificate=paper)
            elif fact.kind == QualityReleased.kind:
                said = QualityReleased.cast(fact)
                lots[said.lot] = attrs.evolve(lots.get(said.lot) or LotRelease(said.lot), released=said)
        return cls(FrozenMap(bulk), FrozenMap(lots))

    def lot(self, number: str) -> LotRelease:
        """What is known of a lot; nothing of one that is not known."""
        return self.lots.get(number) or LotRelease(number)
