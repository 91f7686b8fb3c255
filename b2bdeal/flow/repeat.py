"""Repeat orders: what a won deal hands on to the next one, and whether what is carried over is what it really has."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from b2bdeal.errors import ValueProblem
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life import ApprovedVersion, BriefAgreed, CarriedOver, Fact, PassedStability, StabilityPassed
from b2bdeal.life.cases import open_discounts
from b2bdeal.life.contract import Contract
from b2bdeal.life.lock import formulas_in_force
from b2bdeal.life.nda import NdaSigned
from b2bdeal.life.packaging import CompatibilityFailed, CompatibilityPassed
from b2bdeal.life.registration import FilingAccepted, FilingWithdrawn, LabelChanged, LabelSigned, TrademarkLicensed
from b2bdeal.life.standard import StandardSealed

__all__ = ["carries", "carry_over", "standing_papers"]

_TOOLS: Final = frozenset({"tooling", "mould", "artwork", "plates"})
_PAPERS: Final = (NdaSigned, StandardSealed, CompatibilityPassed, LabelSigned, FilingAccepted)
_TAKES_BACK: Final = (CompatibilityFailed, FilingWithdrawn, LabelChanged)


def carry_over(deal: Deal, at: datetime) -> CarriedOver:
    """What the next order of a won deal's customer need not prove again, as a fact to be recorded on the new deal.

    The articles of the contract in the versions that were approved, their stability tests, filings that stand, tools
    that are there, sealed standards, terms, and open discounts. `at` is when it is recorded, with time zone. Raises
    ValueProblem for a deal that was not won, or that approved no article of its contract.
    """
    contract = deal.contract
    if deal.outcome != "won" or contract is None:
        raise ValueProblem(
            f"{deal.id} is at {deal.stage.label}, so nothing carries over from it.",
            hint="only a won deal has a repeat; take another deal of the account, or go the whole way",
        )
    versions = _approved(deal, contract)
    if not versions:
        raise ValueProblem(
            f"No article of contract {contract.number} was approved in the version that it names.",
            hint="send samples in the new deal",
        )
    facts = deal.facts
    made = {(one.item, one.formula) for one in versions}
    day = at.astimezone(deal.flow.policy.calendar.zone).date()
    before = deal.all(CarriedOver)
    return CarriedOver(
        at=at,
        from_deal=deal.id,
        approved=versions,
        markets=_markets(deal),
        stability=tuple(one for one in _stability(deal) if (one.item, one.formula) in made),
        registrations=_once((number for one in before for number in one.registrations), _registrations(facts, made)),
        tooling=_once(
            (number for one in before for number in one.tooling), (c.id for c in contract.charges if c.kind in _TOOLS)
        ),
        price_terms=contract.price_terms,
        payment_terms=contract.payment_terms,
        discounts=open_discounts(facts, day),
        standards=_once(
            (number for one in before for number in one.standards), (one.seal for one in deal.all(StandardSealed))
        ),
    )


def carries(first: Deal, fact: CarriedOver) -> tuple[Message, ...]:
    """What a fact says of a first deal that the deal does not have; empty where it all holds. It may carry less."""
    if first.id != fact.from_deal:
        return (t("it carries over from {deal}, not from {first}", deal=fact.from_deal, first=first.id),)
    try:
        had = carry_over(first, fact.at)
    except ValueProblem as problem:
        return (t("nothing carries over from {deal}: {problem}", deal=first.id, problem=problem.message),)
    return tuple(_wrong(had, fact))


def standing_papers(deal: Deal, at: datetime) -> tuple[Fact, ...]:
    """The facts about papers of a deal that go on to stand, dated anew, to be recorded on its repeat.

    NDA, sealed standards, compatibility tests, signed labels, trademark licences and filings: of each document the
    last, unless it was taken back. Of a trade's own facts every one whose class says that it `stands`, in their order,
    as builds, tools and fits. A flow whose gates ask for them finds them on the new deal. `at` is with time zone.
    """
    last: dict[object, Fact] = {}
    for number, fact in enumerate(sorted(deal.facts, key=lambda one: one.at)):
        if fact.stands:
            last[number] = fact
        elif fact.kind == TrademarkLicensed.kind:
            licence = TrademarkLicensed.cast(fact)  # of one trademark there is one for each article and market
            last[licence.trademark, licence.article, licence.market] = fact
        elif any(fact.kind == cls.kind for cls in _PAPERS):
            last[fact.about()] = fact
        elif any(fact.kind == cls.kind for cls in _TAKES_BACK):
            last.pop(fact.about(), None)
    return tuple(fact.model_copy(update={"at": at}) for fact in last.values())


def _approved(deal: Deal, contract: Contract) -> tuple[ApprovedVersion, ...]:
    found: list[ApprovedVersion] = []
    force = formulas_in_force(deal.facts, contract)
    for line in contract.lines:
        named = line.formula or force.get(line.item)
        for item, formula, packaging in sorted(deal.negotiation.approved, key=str):
            fits = named in (None, formula) and line.packaging in (None, packaging)
            one = ApprovedVersion(item=item, formula=formula, packaging=packaging)
            if item == line.item and fits and one not in found:
                found.append(one)
    return tuple(found)


def _markets(deal: Deal) -> tuple[str, ...]:
    """Those of the last brief, or of what was carried over to here without one, and those of every signed label."""
    brief, before = deal.last(BriefAgreed), deal.last(CarriedOver)
    named = brief.brief.markets if brief is not None else ()
    labels = [one.market for one in deal.all(LabelSigned)]
    return _once(named or (() if before is None else before.markets), labels)


def _stability(deal: Deal) -> Iterator[PassedStability]:
    """The longest test of each formula, passed here or carried over to here."""
    weeks: dict[tuple[str, str], int] = {}
    tests = [(one.item, one.formula, one.weeks) for fact in deal.all(CarriedOver) for one in fact.stability]
    tests += [(one.item, one.formula, one.weeks) for one in deal.all(StabilityPassed)]
    for item, formula, count in tests:
        weeks[item, formula] = max(count, weeks.get((item, formula), 0))
    for (item, formula), count in weeks.items():
        yield PassedStability(item=item, formula=formula, weeks=count)


def _registrations(facts: Iterable[Fact], made: set[tuple[str, str]]) -> Iterator[str]:
    """The filings that were not withdrawn, for the articles in their versions."""
    standing: dict[str, bool] = {}
    for fact in sorted(facts, key=lambda one: one.at):
        if fact.kind == FilingAccepted.kind:
            filed = FilingAccepted.cast(fact).registration
            standing[filed.number] = (filed.article, filed.formula) in made
        elif fact.kind == FilingWithdrawn.kind:
            standing.pop(FilingWithdrawn.cast(fact).number, None)
    return (number for number, stands in standing.items() if stands)


def _once(before: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *more)))


def _wrong(had: CarriedOver, fact: CarriedOver) -> Iterator[Message]:
    first = had.from_deal
    for one in fact.approved:
        if one not in had.approved:
            versions = [f"{v.formula} {v.packaging or ''}".strip() for v in had.approved if v.item == one.item]
            yield t(
                "{item} in {version} is not what {deal} approved: {approved}",
                item=one.item,
                version=f"{one.formula} {one.packaging or ''}".strip(),
                deal=first,
                approved=versions or None,
            )
    if had.markets and not fact.markets:
        yield t("it names no market, and {deal} was made for {markets}", deal=first, markets=had.markets)
    passed = {(one.item, one.formula): one.weeks for one in had.stability}
    for test in fact.stability:
        weeks = passed.get((test.item, test.formula), 0)
        if test.weeks > weeks:
            figures = {"item": test.item, "formula": test.formula, "said": test.weeks, "weeks": weeks, "deal": first}
            yield t("{item} {formula} stood {weeks} weeks in {deal}, not {said}", **figures)
    for said, has, what in (
        (fact.markets, had.markets, t("market")),
        (fact.registrations, had.registrations, t("registration")),
        (fact.tooling, had.tooling, t("tool")),
        (fact.standards, had.standards, t("sealed standard")),
    ):
        for number in said:
            if number not in has:
                yield t("{deal} has no {what} {number}", deal=first, what=what, number=number)
    for discount in fact.discounts:
        if discount not in had.discounts:
            yield t("{deal} has no such discount open from case {case}", deal=first, case=discount.case)
    if fact.price_terms is not None and fact.price_terms != had.price_terms:
        yield t("the price terms are not those of {deal}", deal=first)
    if fact.payment_terms is not None and fact.payment_terms != had.payment_terms:
        yield t("the payment terms are not those of {deal}", deal=first)
