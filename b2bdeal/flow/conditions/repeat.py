"""Conditions on a repeat order: whom it repeats, and that it makes the same."""

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life import BriefAgreed, CarriedOver, SampleSent
from b2bdeal.life.registration import FormulaChanged

__all__ = ["formula_is_unchanged", "repeat_is_of_won_deal"]


@rule("repeat_is_of_won_deal", "What is carried over comes from the won deal that the lead names.")
def repeat_is_of_won_deal(deal: Deal, fact: CarriedOver) -> Verdict:
    """The lead names this deal as the one that the buyer comes back from; that it was won, the book asked then."""
    lead = deal.lead
    if lead is None or lead.repeat_of is None:
        return no(
            "the lead names no deal that the buyer comes back from, so nothing carries over from {deal}", **_of(fact)
        )
    if lead.repeat_of == fact.from_deal:
        return True
    return no("the buyer comes back from {first}, not from {deal}", first=lead.repeat_of, **_of(fact))


@rule("formula_is_unchanged", "A repeat order makes the same articles in the same versions.")
def formula_is_unchanged(deal: Deal, fact: CarriedOver) -> Verdict:
    """Each item of the brief is carried over; no sample and no change of formula names a version that is not."""
    carried = fact.versions
    items = {item for item, _, _ in carried}
    odd: list[Message] = []
    brief = deal.last(BriefAgreed)
    for line in () if brief is None else brief.brief.lines:
        if line.item not in items:
            odd.append(t("{item} is new", item=line.item))
    for sent in deal.all(SampleSent):
        one = sent.sample
        if one.item not in items:
            odd.append(t("{item} is new", item=one.item))
        elif (one.item, one.formula, one.packaging) not in carried:
            odd.append(
                t(
                    "{item} was sampled in {new}, and {old} is carried over",
                    item=one.item,
                    new=_version(one.formula, one.packaging),
                    old=[
                        _version(formula, packaging)
                        for item, formula, packaging in sorted(carried, key=str)
                        if item == one.item
                    ],
                )
            )
    for change in deal.all(FormulaChanged):
        if change.article in items and not any(
            (item, formula) == (change.article, change.new) for item, formula, _ in carried
        ):
            odd.append(t("{item} changed to {new}", item=change.article, new=change.new))
    odd = list({one.text(): one for one in odd}.values())
    return True if not odd else no("{odd}; what changes is sampled and approved anew", odd=odd)


def _of(fact: CarriedOver) -> dict[str, object]:
    return {"deal": fact.from_deal}


def _version(formula: str, packaging: str | None) -> str:
    return formula if packaging is None else f"{formula} {packaging}"
