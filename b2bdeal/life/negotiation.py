"""The negotiation, worked out from a deal's facts: rounds, quotes, samples, the gap, what was agreed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

import attrs

from b2bdeal.labels import Lines, Message, t
from b2bdeal.life.checks import FrozenMap
from b2bdeal.life.comparison import Comparison, compare
from b2bdeal.life.counter import CounterLine, CounterOffered
from b2bdeal.life.fact import Fact
from b2bdeal.life.material import MaterialPriceMoved, material_prices
from b2bdeal.life.price_terms import PriceTerms, not_comparable
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

_NAMED = ("quantity", "unit_price", "wanted_date")


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
    substitute: str | None = None
    """The item that they last wanted in its place; what they name is then of that one."""
    wanted_date: date | None = None
    """The day for which they last wanted the goods."""
    quote: str | None = None
    """The number of our quote that the price is of."""
    incomparable: tuple[Message, ...] = ()
    """Why their price is not set against ours: they named it on another Incoterm, place or tax basis."""

    @property
    def difference(self) -> Money | None:
        """Ours less theirs; None if either is unknown, or theirs is in another currency, on another basis, or for
        another item."""
        if self.ours is None or self.theirs is None or self.substitute is not None or self.incomparable:
            return None
        return None if self.ours.currency != self.theirs.currency else self.ours - self.theirs


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
    """The terms agreed last; None where talks began again by a new offer or counter-offer."""
    agreed_at: datetime | None = None
    sent: tuple[QuoteSent, ...] = ()
    """Our offers, in order of time."""
    withdrawals: tuple[QuoteWithdrawn, ...] = ()
    """The offers taken back."""
    moves: tuple[MaterialPriceMoved, ...] = ()
    """The prices of raw materials that were heard of, in order of time."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Negotiation":
        """The negotiation that these facts tell; facts of other kinds are passed over."""
        rounds: list[Round] = []
        sent: list[QuoteSent] = []
        withdrawn: list[QuoteWithdrawn] = []
        moves: list[MaterialPriceMoved] = []
        bench = _Bench()
        agreed: TermsAgreed | None = None
        for fact in by_time(facts):
            if fact.kind == QuoteSent.kind:
                quote, agreed = QuoteSent.cast(fact), None  # where terms were agreed, talks began again
                sent.append(quote)
                rounds.append(Round(len(rounds) + 1, fact.at, "ours", quote))
            elif fact.kind == CounterOffered.kind:
                agreed = None
                rounds.append(Round(len(rounds) + 1, fact.at, "theirs", CounterOffered.cast(fact)))
            elif fact.kind == QuoteWithdrawn.kind:
                withdrawn.append(QuoteWithdrawn.cast(fact))
            elif fact.kind == MaterialPriceMoved.kind:
                moves.append(MaterialPriceMoved.cast(fact))
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
            moves=tuple(moves),
        )

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every version of every quote, in the order they were sent."""
        return tuple(fact.quote for fact in self.sent)

    def quote(self, number: str, version: int) -> Quote | None:
        """The quote of a number and version, if it was sent."""
        return next((one for one in self.quotes if (one.number, one.version) == (number, version)), None)

    def numbers_open(self, at: datetime) -> tuple[str, ...]:
        """The numbers of the quotes that were on the table by then, the one sent last at the end.

        A new number supersedes all before it but those that it is an `alternative_to`; a new version of a number on
        the table leaves the others there. Versions on the table may be withdrawn or expired: see `quotes_in_force`.
        """
        numbers: list[str] = []
        for fact in self.sent:
            if fact.at > at:
                break
            if fact.quote.number in numbers:
                numbers.remove(fact.quote.number)
            else:
                numbers = [one for one in numbers if one in fact.quote.alternative_to]
            numbers.append(fact.quote.number)
        return tuple(numbers)

    def latest_version(self, number: str, at: datetime) -> Quote | None:
        """The highest version of a number that was sent by then; it may be withdrawn or expired."""
        sent = [fact.quote for fact in self.sent if fact.at <= at and fact.quote.number == number]
        return max(sent, key=lambda one: one.version, default=None)

    def latest_quote(self, at: datetime) -> Quote | None:
        """The latest version, sent by then, of the number that was sent last; it may be withdrawn or expired."""
        numbers = self.numbers_open(at)
        return self.latest_version(numbers[-1], at) if numbers else None

    def quotes_in_force(self, at: datetime) -> tuple[Quote, ...]:
        """The quotes that can be accepted at a moment, alternatives beside each other, the one sent last at the end.

        Of each number on the table the latest version, neither withdrawn nor expired, and not ended by a material
        whose price moved. A version that was superseded does not come back when its successor is withdrawn or expires.
        """
        latest = [self.latest_version(number, at) for number in self.numbers_open(at)]
        return tuple(
            quote
            for quote in latest
            if quote is not None
            and at <= quote.valid_until
            and not self.withdrawn(quote, at)
            and not self.ended_by_material(quote, at)
        )

    def quote_in_force(self, at: datetime) -> Quote | None:
        """The quote that can be accepted at a moment; of several alternatives the one sent last."""
        found = self.quotes_in_force(at)
        return found[-1] if found else None

    def ended_by_material(self, quote: Quote, at: datetime) -> tuple[Message, ...]:
        """Which materials of the quote's clause had moved too far by then; empty without a clause."""
        if quote.material_clause is None:
            return ()
        known = {one.material: one.on for one in quote.material_clause.materials}
        prices = {
            material: move.price
            for material, move in material_prices(self.moves, at).items()
            if material in known and known[material] <= move.on
        }
        return quote.material_clause.ended_by(prices)

    def withdrawn(self, quote: Quote, at: datetime) -> bool:
        """Whether a quote was taken back by then."""
        return any(
            (one.number, one.version) == (quote.number, quote.version) and one.at <= at for one in self.withdrawals
        )

    @property
    def gap(self) -> tuple[Gap, ...]:
        """For each item of our last quotes on the table, how far its price is from the last that the buyer named."""
        if not self.sent:
            return ()
        wishes, bases = self._wishes(), self._bases()
        latest = {fact.quote.number: fact.quote for fact in self.sent}
        gaps = []
        for number in self.numbers_open(self.sent[-1].at):
            for line in latest[number].lines:
                wish = wishes.get(line.item, CounterLine(item=line.item))
                reached = line.breaks[0] if wish.quantity is None else line.price_for(wish.quantity)
                ours = None if reached is None else reached.unit_price
                basis = bases.get(line.item)
                why = () if basis is None else not_comparable(latest[number].price_terms, basis)
                gaps.append(
                    Gap(line.item, ours, wish.unit_price, wish.quantity, wish.substitute, wish.wanted_date, number, why)
                )
        return tuple(gaps)

    def _wishes(self) -> dict[str, CounterLine]:
        """By item what the buyer last named of it: what a later counter-offer leaves open stays as it was."""
        wishes: dict[str, CounterLine] = {}
        for one in self.rounds:
            if not isinstance(one.what, CounterOffered):
                continue
            for asked in one.what.lines:
                old = wishes.get(asked.item)
                if old is None or old.substitute != asked.substitute:
                    wishes[asked.item] = asked  # a price named for one thing says nothing of another
                else:
                    said = {name: value for name in _NAMED if (value := getattr(asked, name)) is not None}
                    wishes[asked.item] = old.model_copy(update=said)
        return wishes

    def _bases(self) -> dict[str, PriceTerms]:
        """By item on what basis the buyer last named a price: the counter-offer's own, else our offer's before it."""
        ours: dict[str, PriceTerms] = {}
        bases: dict[str, PriceTerms] = {}
        for one in self.rounds:
            if isinstance(one.what, QuoteSent):
                ours |= dict.fromkeys((line.item for line in one.what.quote.lines), one.what.quote.price_terms)
            elif isinstance(one.what, CounterOffered):
                for asked in one.what.lines:
                    basis = one.what.price_terms or ours.get(asked.item)
                    if asked.unit_price is not None and basis is not None:
                        bases[asked.item] = basis
        return bases

    def comparison(self, quantities: Mapping[str, Quantity] | None = None) -> Comparison:
        """Every version of every quote side by side, at these quantities by item.

        An item without one is compared at the quantity that the buyer last named, else at the MOQ.
        """
        named = {item: wish.quantity for item, wish in self._wishes().items() if wish.quantity is not None}
        return compare(*self.quotes, quantities={**named, **(quantities or {})})

    def card(self) -> "Card":
        """Rounds, samples, how far apart the last prices are, and what was agreed."""
        from b2bdeal.show import Badge, Card, Field, Section, Table

        sides = {"ours": t("ours"), "theirs": t("theirs")}
        rounds = [(r.number, r.at, sides[r.side], _offer(r.what)) for r in self.rounds]
        samples = [
            (number, s.round, t(s.state.replace("_", " ")), s.item, s.formula, s.packaging)
            for number, s in self.samples.items()
        ]
        gaps = [
            (g.item, g.quantity, g.ours, g.theirs, g.difference, g.substitute, g.wanted_date, g.quote) for g in self.gap
        ]
        apart = list(dict.fromkeys(why for g in self.gap for why in g.incomparable))
        note = t("these prices do not compare: {why}", why=apart) if apart else None
        columns = ("item", "quantity", "ours", "theirs", "difference", "substitute", "wanted_for", "quote")
        # What nobody asked for needs no column.
        shown = [n for n in range(len(columns)) if n < 5 or len({gap[n] for gap in gaps} - {None}) > (n == 7)]
        sections = [
            Section("Rounds", table=Table("", ("round", "at", "side", "offer"), rounds)),
            Section("Samples", table=Table("", ("sample", "round", "state", "item", "formula", "packaging"), samples)),
            Section(
                "Last prices",
                table=Table("", [columns[n] for n in shown], [[gap[n] for n in shown] for gap in gaps], note=note),
            ),
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
        t(
            "{item}: {wish}",
            item=line.item,
            wish=[w for w in (line.substitute, line.quantity, line.unit_price, line.wanted_date) if w],
        )
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
