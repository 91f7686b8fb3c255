"""The negotiation, worked out from a deal's facts: rounds, quotes, samples, the gap, what was agreed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import attrs

from b2bdeal.labels import Lines, t
from b2bdeal.life.checks import FrozenMap
from b2bdeal.life.counter import CounterOffered
from b2bdeal.life.fact import Fact
from b2bdeal.life.quote import Quote, QuoteSent, QuoteWithdrawn
from b2bdeal.life.reading import by_time
from b2bdeal.life.repeat import CarriedOver
from b2bdeal.life.sample import SampleApproved, SampleEvaluated, SampleRevisionAsked, SampleSent
from b2bdeal.life.terms import AgreedTerms, TermsAgreed
from b2bdeal.show import Shown
from b2bdeal.units import Money, Quantity

if TYPE_CHECKING:
    from b2bdeal.show import Card

__all__ = ["Gap", "Negotiation", "Round", "SampleProgress", "Version"]

Version = tuple[str, str, str | None]
"""An approved version: item, formula, packaging."""


@attrs.frozen
class Round:
    """One offer or counter-offer."""

    number: int
    """Counted from 1."""
    at: datetime
    side: Literal["ours", "theirs"]
    what: Fact
    """The `QuoteSent` or `CounterOffered`."""


@attrs.frozen
class SampleProgress:
    """How far one sample is."""

    number: str
    round: int
    """The latest round heard of."""
    state: Literal["sent", "evaluated", "revision_asked", "approved"]
    item: str | None = None
    formula: str | None = None
    packaging: str | None = None
    scores: Mapping[str, int] = FrozenMap()
    """The marks of the latest round that was evaluated, by criterion."""


@attrs.frozen
class Gap:
    """How far apart the last prices of one item are."""

    item: str
    ours: Money | None
    """Our price per unit: at the quantity they last named, else at the first break."""
    theirs: Money | None
    """The price per unit that they last named; None if they named none."""
    quantity: Quantity | None = None
    """The quantity they last named."""

    @property
    def difference(self) -> Money | None:
        """Ours less theirs; None if either is unknown or the currencies differ."""
        if self.ours is None or self.theirs is None or self.ours.currency != self.theirs.currency:
            return None
        return self.ours - self.theirs


@attrs.frozen(repr=False)
class Negotiation(Shown):
    """What was offered, countered, sampled and agreed. It folds from any list of facts, read in order of time."""

    rounds: tuple[Round, ...] = ()
    """Offers and counter-offers, in order of time."""
    samples: Mapping[str, SampleProgress] = FrozenMap()
    """How far each sample is, by its number."""
    approved: frozenset[Version] = frozenset()
    """The approved versions: item, formula, packaging. A revision asked of the same round takes its approval back."""
    agreed: AgreedTerms | None = None
    """The terms agreed last."""
    agreed_at: datetime | None = None
    sent: tuple[QuoteSent, ...] = ()
    """Our offers, in order of time."""
    withdrawals: tuple[QuoteWithdrawn, ...] = ()
    """The offers taken back."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Negotiation":
        """The negotiation that these facts tell; facts of other kinds are passed over."""
        rounds: list[Round] = []
        sent: list[QuoteSent] = []
        withdrawn: list[QuoteWithdrawn] = []
        bench = _Bench()
        agreed: TermsAgreed | None = None
        for fact in by_time(facts):
            if fact.kind == QuoteSent.kind:
                quote = QuoteSent.cast(fact)
                sent.append(quote)
                rounds.append(Round(len(rounds) + 1, fact.at, "ours", quote))
            elif fact.kind == CounterOffered.kind:
                rounds.append(Round(len(rounds) + 1, fact.at, "theirs", CounterOffered.cast(fact)))
            elif fact.kind == QuoteWithdrawn.kind:
                withdrawn.append(QuoteWithdrawn.cast(fact))
            elif fact.kind == TermsAgreed.kind:
                agreed = TermsAgreed.cast(fact)
            else:
                bench.take(fact)
        return cls(
            rounds=tuple(rounds),
            samples=FrozenMap(bench.samples),
            approved=frozenset(bench.approved.values()),
            agreed=None if agreed is None else agreed.terms,
            agreed_at=None if agreed is None else agreed.at,
            sent=tuple(sent),
            withdrawals=tuple(withdrawn),
        )

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every version of every quote, in the order they were sent."""
        return tuple(fact.quote for fact in self.sent)

    def quote(self, number: str, version: int) -> Quote | None:
        """The quote of a number and version, if it was sent."""
        return next((one for one in self.quotes if (one.number, one.version) == (number, version)), None)

    def latest_quote(self, at: datetime) -> Quote | None:
        """The latest version, sent by then, of the number that was sent last; it may be withdrawn or expired."""
        sent = [fact.quote for fact in self.sent if fact.at <= at]
        if not sent:
            return None
        return max((one for one in sent if one.number == sent[-1].number), key=lambda one: one.version)

    def quote_in_force(self, at: datetime) -> Quote | None:
        """The quote that can be accepted at a moment: the latest version, neither withdrawn nor expired by then.

        A version that was superseded does not come back when its successor is withdrawn or expires.
        """
        quote = self.latest_quote(at)
        if quote is None or quote.valid_until < at or self.withdrawn(quote, at):
            return None
        return quote

    def withdrawn(self, quote: Quote, at: datetime) -> bool:
        """Whether a quote was taken back by then."""
        return any(
            (one.number, one.version) == (quote.number, quote.version) and one.at <= at for one in self.withdrawals
        )

    @property
    def gap(self) -> tuple[Gap, ...]:
        """For each item of our last quote, how far its price is from the last that the buyer named since the first."""
        if not self.sent:
            return ()
        prices: dict[str, Money] = {}
        quantities: dict[str, Quantity] = {}
        for one in self.rounds:
            if isinstance(one.what, CounterOffered):
                for asked in one.what.lines:
                    if asked.unit_price is not None:
                        prices[asked.item] = asked.unit_price
                    if asked.quantity is not None:
                        quantities[asked.item] = asked.quantity
        gaps = []
        for line in self.sent[-1].quote.lines:
            quantity = quantities.get(line.item)
            reached = line.breaks[0] if quantity is None else line.price_for(quantity)
            ours = None if reached is None else reached.unit_price
            gaps.append(Gap(line.item, ours, prices.get(line.item), quantity))
        return tuple(gaps)

    def card(self) -> "Card":
        """Rounds, samples, how far apart the last prices are, and what was agreed."""
        from b2bdeal.show import Badge, Card, Field, Section, Table

        sides = {"ours": t("ours"), "theirs": t("theirs")}
        rounds = [(r.number, r.at, sides[r.side], _offer(r.what)) for r in self.rounds]
        samples = [
            (number, s.round, t(s.state.replace("_", " ")), s.item, s.formula, s.packaging)
            for number, s in self.samples.items()
        ]
        gaps = [(g.item, g.quantity, g.ours, g.theirs, g.difference) for g in self.gap]
        sections = [
            Section("Rounds", table=Table("", ("round", "at", "side", "offer"), rounds)),
            Section("Samples", table=Table("", ("sample", "round", "state", "item", "formula", "packaging"), samples)),
            Section("Last prices", table=Table("", ("item", "quantity", "ours", "theirs", "difference"), gaps)),
        ]
        agreed = self.agreed
        return Card(
            t("Negotiation"),
            badges=() if agreed is None else (Badge("agreed", "good"),),
            fields=() if agreed is None else (Field("Agreed", agreed.total, t("on {at}", at=self.agreed_at)),),
            sections=[section for section in sections if section.table is not None and len(section.table)],
        )

    def __repr__(self) -> str:
        state = "agreed" if self.agreed is not None else "open"
        return f"<Negotiation: {len(self.rounds)} rounds, {len(self.samples)} samples, {state}>"


def _offer(what: Fact) -> Lines:
    """An offer or a counter-offer in a few lines."""
    if isinstance(what, QuoteSent):
        quote = what.quote
        lines: list[object] = [t("{quote}, version {version}", quote=quote.number, version=quote.version)]
        for line in quote.lines:
            for one in line.breaks:
                figures = {"item": line.item, "quantity": one.from_quantity, "price": one.unit_price}
                lines.append(t("{item} from {quantity}: {price}", **figures))
        return Lines(lines)
    asked = CounterOffered.cast(what)
    wishes: list[object] = [
        t("{item}: {wish}", item=line.item, wish=[w for w in (line.quantity, line.unit_price, line.wanted_date) if w])
        for line in asked.lines
    ]
    return Lines([*wishes, asked.note] if asked.note else wishes)


class _Bench:
    """The samples while they are being folded."""

    def __init__(self) -> None:
        self.samples: dict[str, SampleProgress] = {}
        self.approved: dict[tuple[str, int], Version] = {}

    def take(self, fact: Fact) -> None:
        if fact.kind == SampleSent.kind:
            one = SampleSent.cast(fact).sample
            self.samples[one.number] = SampleProgress(
                one.number, one.round, "sent", one.item, one.formula, one.packaging, self._old(one.number, 0).scores
            )
        elif fact.kind == SampleEvaluated.kind:
            seen = SampleEvaluated.cast(fact)
            old = self._old(seen.number, seen.round)
            state: Literal["evaluated", "approved"] = "approved" if old.state == "approved" else "evaluated"
            self.samples[seen.number] = attrs.evolve(old, round=seen.round, state=state, scores=seen.scores)
        elif fact.kind == SampleRevisionAsked.kind:
            asked = SampleRevisionAsked.cast(fact)
            old = self._old(asked.number, asked.round)
            self.samples[asked.number] = attrs.evolve(old, round=asked.round, state="revision_asked")
            self.approved.pop((asked.number, asked.round), None)
        elif fact.kind == SampleApproved.kind:
            yes = SampleApproved.cast(fact)
            self.approved[(yes.number, yes.round)] = (yes.item, yes.formula, yes.packaging)
            self.samples[yes.number] = SampleProgress(
                yes.number,
                yes.round,
                "approved",
                yes.item,
                yes.formula,
                yes.packaging,
                self._old(yes.number, yes.round).scores,
            )
        elif fact.kind == CarriedOver.kind:
            carried = CarriedOver.cast(fact)
            for n, version in enumerate(sorted(carried.versions, key=str)):
                self.approved[(f"{carried.from_deal} ", n)] = version  # no sample's number ends with a blank

    def _old(self, number: str, round_: int) -> SampleProgress:
        return self.samples.get(number) or SampleProgress(number, round_, "sent")
