"""The version lock: per article and market, whether formula, filing, label, claims and trademark name one version."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs

from b2bdeal.labels import Lines, Message, t
from b2bdeal.life.brief import BriefAgreed
from b2bdeal.life.checks import FrozenMap
from b2bdeal.life.contract import Contract
from b2bdeal.life.fact import Fact
from b2bdeal.life.reading import by_time
from b2bdeal.life.registration import (
    Claim,
    FilingAccepted,
    FilingWithdrawn,
    FormulaChanged,
    LabelChanged,
    LabelSigned,
    Registration,
    TrademarkLicensed,
)
from b2bdeal.life.repeat import CarriedOver
from b2bdeal.life.sample import SampleApproved, SampleRevisionAsked
from b2bdeal.show import Shown

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["ArticleLock", "VersionLock", "formulas_in_force", "open_approvals"]


@attrs.frozen
class ArticleLock:
    """One article in one market: the versions in force, and what still names another one."""

    article: str
    market: str
    formula: str | None
    """The version of the formula in force: changed to last, else by contract, else approved last."""
    label_version: str | None
    """The version of the label in force: signed or changed to last."""
    filing: Registration | None = None
    """The filing that holds in the market, accepted last; it may name older versions."""
    filed: tuple[str, ...] = ()
    """The versions of the formula that a filing names which holds in the market and has not run out."""
    label: LabelSigned | None = None
    """The label that was signed last."""
    licence: TrademarkLicensed | None = None
    """The licence for the label's trademark that was given last."""
    unfiled: tuple[Message, ...] = ()
    """What is wrong with the filing."""
    unsigned: tuple[Message, ...] = ()
    """What is wrong with the label's sign-off."""
    unapproved: tuple[Message, ...] = ()
    """What in approval or contract names another formula."""
    unlicensed: tuple[Message, ...] = ()
    """What is wrong with the trademark's licence."""

    @property
    def unproven(self) -> tuple[Claim, ...]:
        """The claims of the label without evidence."""
        return () if self.label is None else tuple(claim for claim in self.label.claims if claim.evidence is None)

    @property
    def points(self) -> tuple[Message, ...]:
        """Everything that is open."""
        claims = tuple(
            t("{article} in {market}: nothing proves “{claim}”", article=self.article, market=self.market, claim=c.text)
            for c in self.unproven
        )
        return (*self.unapproved, *self.unfiled, *self.unsigned, *claims, *self.unlicensed)

    @property
    def closed(self) -> bool:
        """Whether filing, label and approval name the versions in force, and nothing else is open."""
        return not self.points


@attrs.frozen(repr=False)
class VersionLock(Shown):
    """The locks of a deal, one per article and market. It folds from any list of facts, read in order of time."""

    locks: Mapping[tuple[str, str], ArticleLock] = FrozenMap()
    """By article and market: those of the brief's markets, or those carried over, and every market of a label."""

    @classmethod
    def of(cls, facts: Iterable[Fact], contract: Contract | None = None, *, on: date | None = None) -> "VersionLock":
        """The locks that these facts tell for the contract's articles, or the brief's where there is no contract.

        A filing or licence that ran out before the day `on` is open; without a day, none has run out.
        """
        papers = _Papers.of(facts)
        articles = papers.wanted(contract)
        pairs = dict.fromkeys((article, market) for article in articles for market in papers.markets)
        pairs |= dict.fromkeys(pair for pair in papers.labels if pair[0] in articles)
        return cls(FrozenMap({pair: papers.lock(*pair, contract, on) for pair in pairs}))

    @property
    def closed(self) -> bool:
        """Whether nothing is open; true where no market is named."""
        return all(lock.closed for lock in self.locks.values())

    @property
    def points(self) -> tuple[Message, ...]:
        """Everything that is open, each point once."""
        return _once(point for lock in self.locks.values() for point in lock.points)

    @property
    def unfiled(self) -> tuple[Message, ...]:
        """What is wrong with the filings."""
        return _once(point for lock in self.locks.values() for point in lock.unfiled)

    @property
    def unsigned(self) -> tuple[Message, ...]:
        """What is wrong with the labels' sign-off."""
        return _once(point for lock in self.locks.values() for point in lock.unsigned)

    @property
    def unapproved(self) -> tuple[Message, ...]:
        """What in approvals and contract names another formula than the one in force."""
        return _once(point for lock in self.locks.values() for point in lock.unapproved)

    @property
    def unlicensed(self) -> tuple[Message, ...]:
        """What is wrong with the licences of trademarks."""
        return _once(point for lock in self.locks.values() for point in lock.unlicensed)

    def card(self) -> "Table":
        """Each article and market: the versions, the filing's number, and what is open."""
        from b2bdeal.show import Table

        columns = ("article", "market", "formula", "label", "filing", "registrant", "open points")
        rows = [
            (
                lock.article,
                lock.market,
                lock.formula,
                lock.label_version,
                None if lock.filing is None else lock.filing.number,
                None if lock.filing is None else lock.filing.registrant,
                Lines(lock.points) if lock.points else t("none"),
            )
            for lock in self.locks.values()
        ]
        return Table(t("Version lock"), columns, rows)

    def __repr__(self) -> str:
        return f"<VersionLock: {len(self.locks)} articles and markets, {len(self.points)} open points>"


def formulas_in_force(facts: Iterable[Fact], contract: Contract | None = None) -> Mapping[str, str | None]:
    """The version of the formula in force of each article of the contract, or of the brief where there is none.

    It is the one that was changed to last, else the contract's, else the one approved last; None: none of them is said.
    """
    papers = _Papers.of(facts)
    return FrozenMap({article: papers.formula(article, contract) for article in papers.wanted(contract)})


def open_approvals(facts: Iterable[Fact], contract: Contract | None = None) -> Mapping[str, tuple[Message, ...]]:
    """What in approval and contract names another formula than the one in force, per article; nothing: left out."""
    papers = _Papers.of(facts)
    said = {article: papers.unapproved(article, contract) for article in papers.wanted(contract)}
    return FrozenMap({article: points for article, points in said.items() if points})


class _Papers:
    """The papers of articles and markets while they are being folded."""

    def __init__(self) -> None:
        self.articles: dict[str, None] = {}
        self.markets: dict[str, None] = {}
        self.changed: dict[str, str] = {}
        self.approved: dict[str, dict[tuple[str, int], str]] = {}
        self.filings: dict[str, Registration] = {}
        self.labels: dict[tuple[str, str], LabelSigned] = {}
        self.versions: dict[tuple[str, str], str] = {}
        self.licences: dict[tuple[str, str, str], TrademarkLicensed] = {}

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "_Papers":
        papers = cls()
        for fact in by_time(facts):
            papers.take(fact)
        return papers

    def take(self, fact: Fact) -> None:
        if fact.kind == BriefAgreed.kind:
            brief = BriefAgreed.cast(fact).brief
            self.articles = {line.item: None for line in brief.lines}
            self.markets = dict.fromkeys(brief.markets)
        elif fact.kind == CarriedOver.kind:
            carried = CarriedOver.cast(fact)
            self.articles = self.articles or {one.item: None for one in carried.approved}
            self.markets = self.markets or dict.fromkeys(carried.markets)
            for number, one in enumerate(carried.approved):
                self.approved.setdefault(one.item, {})[(carried.about(), number)] = one.formula
        elif fact.kind == SampleApproved.kind:
            yes = SampleApproved.cast(fact)
            of_item = self.approved.setdefault(yes.item, {})
            of_item.pop((yes.number, yes.round), None)
            of_item[(yes.number, yes.round)] = yes.formula
        elif fact.kind == SampleRevisionAsked.kind:
            asked = SampleRevisionAsked.cast(fact)
            for versions in self.approved.values():
                versions.pop((asked.number, asked.round), None)
        elif fact.kind == FormulaChanged.kind:
            change = FormulaChanged.cast(fact)
            self.changed[change.article] = change.new
        elif fact.kind == FilingAccepted.kind:
            filed = FilingAccepted.cast(fact).registration
            self.filings.pop(filed.number, None)
            self.filings[filed.number] = filed
        elif fact.kind == FilingWithdrawn.kind:
            self.filings.pop(FilingWithdrawn.cast(fact).number, None)
        elif fact.kind == LabelSigned.kind:
            signed = LabelSigned.cast(fact)
            pair = (signed.article, signed.market)
            self.labels[pair], self.versions[pair] = signed, signed.label_version
        elif fact.kind == LabelChanged.kind:
            other = LabelChanged.cast(fact)
            self.versions[(other.article, other.market)] = other.new
        elif fact.kind == TrademarkLicensed.kind:
            licence = TrademarkLicensed.cast(fact)
            self.licences[(licence.trademark, licence.article, licence.market)] = licence

    def wanted(self, contract: Contract | None) -> dict[str, None]:
        return self.articles if contract is None else {line.item: None for line in contract.lines}

    def formula(self, article: str, contract: Contract | None) -> str | None:
        approved, named = list(self.approved.get(article, {}).values()), _named(article, contract)
        return self.changed.get(article) or (named[-1] if named else approved[-1] if approved else None)

    def unapproved(self, article: str, contract: Contract | None) -> tuple[Message, ...]:
        approved, formula = self.approved.get(article, {}).values(), self.formula(article, contract)
        said = []
        if formula is None or formula not in approved:
            said.append(t("{article}: formula {formula} is not approved", article=article, formula=formula))
        words = "{article}: the contract says formula {named}, in force is {formula}"
        said += [
            t(words, article=article, named=other, formula=formula)
            for other in _named(article, contract)
            if other != formula
        ]
        return tuple(said)

    def lock(self, article: str, market: str, contract: Contract | None, on: date | None) -> ArticleLock:
        formula = self.formula(article, contract)
        version = self.versions.get((article, market))
        label = self.labels.get((article, market))
        held = [one for one in reversed(self.filings.values()) if one.article == article and one.holds_in(market)]
        # The filing of the versions in force says more than one that came later.
        filing = max(held, key=lambda one: (one.formula == formula, one.label_version == version), default=None)
        mark = None if label is None else label.trademark
        licence = None if mark is None else self.licences.get((mark, article, market))
        say = _Saying(article, market, formula, version)
        return ArticleLock(
            article,
            market,
            formula,
            version,
            filing,
            tuple(dict.fromkeys(one.formula for one in held if on is None or one.valid_on(on))),
            label,
            licence,
            unfiled=say.filing(filing, on),
            unsigned=say.label(label),
            unapproved=self.unapproved(article, contract),
            unlicensed=say.licence(mark, licence, on),
        )


@attrs.frozen
class _Saying:
    """What is open, in words."""

    article: str
    market: str
    formula: str | None
    version: str | None

    def filing(self, filing: Registration | None, on: date | None) -> tuple[Message, ...]:
        if filing is None:
            if self.market == "CN":
                return (self._told("{article} in {market}: neither 备案 nor 注册"),)
            return (self._told("{article} in {market}: no filing"),)
        said = []
        if filing.formula != self.formula:
            said.append(
                self._told(
                    "{article} in {market}: filing {number} names formula {named}, in force is {formula}",
                    number=filing.number,
                    named=filing.formula,
                )
            )
        if self.version is not None and filing.label_version != self.version:
            said.append(
                self._told(
                    "{article} in {market}: filing {number} names label {named}, in force is {version}",
                    number=filing.number,
                    named=filing.label_version,
                )
            )
        if on is not None and not filing.valid_on(on):
            said.append(
                self._told(
                    "{article} in {market}: filing {number} ran out on {until}",
                    number=filing.number,
                    until=filing.valid_until,
                )
            )
        return tuple(said)

    def label(self, label: LabelSigned | None) -> tuple[Message, ...]:
        if label is None:
            return (self._told("{article} in {market}: no label is signed"),)
        said = []
        if label.label_version != self.version:
            said.append(
                self._told(
                    "{article} in {market}: label {named} is signed, in force is {version}", named=label.label_version
                )
            )
        if label.formula != self.formula:
            said.append(
                self._told(
                    "{article} in {market}: label {label} lists formula {named}, in force is {formula}",
                    label=label.label_version,
                    named=label.formula,
                )
            )
        return tuple(said)

    def licence(self, mark: str | None, licence: TrademarkLicensed | None, on: date | None) -> tuple[Message, ...]:
        if mark is None:
            return ()
        if licence is None:
            return (self._told("{article} in {market}: no licence for the trademark {mark}", mark=mark),)
        if on is not None and licence.until is not None and licence.until < on:
            return (
                self._told(
                    "{article} in {market}: the licence for the trademark {mark} ended on {until}",
                    mark=mark,
                    until=licence.until,
                ),
            )
        return ()

    def _told(self, words: str, /, **figures: object) -> Message:
        known = {"article": self.article, "market": self.market, "formula": self.formula, "version": self.version}
        return t(words, **{name: value for name, value in {**known, **figures}.items() if f"{{{name}}}" in words})


def _named(article: str, contract: Contract | None) -> list[str]:
    lines = () if contract is None else contract.lines
    return sorted({line.formula for line in lines if line.item == article and line.formula is not None})


def _once(points: Iterable[Message]) -> tuple[Message, ...]:
    found: list[Message] = []
    for point in points:
        if point not in found:
            found.append(point)
    return tuple(found)
