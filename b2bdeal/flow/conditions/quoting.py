"""Conditions on how far a price may go down, who approves it, and whether its materials cost what it counts on."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life import PriceApproved, PriceBreak, Quote, QuoteSent, SettlementCosted, TermsAgreed
from b2bdeal.units import percent_text

__all__ = [
    "approval_is_of_four_eyes",
    "approval_is_within_role",
    "materials_steady",
    "settled_item_is_agreed",
    "within_price_authority",
]

_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_HUNDREDTH = Decimal("0.0001")  # of a share: a hundredth of a percent, to be read


@rule(
    "within_price_authority",
    "Nobody gives a larger discount than their role may, or another person who may has approved it.",
    met_by=(PriceApproved,),
    waived_by=("director",),
)
def within_price_authority(deal: Deal, fact: QuoteSent) -> Verdict:
    """The largest discount against the list prices is within the policy's `discount_authority` of the sender's role.

    It is asked of every break of every line. A price without a list price has a discount that nobody knows: only a role
    without a limit (1, 100 %) may give it alone. A quote sent in no role has no authority. An approval counts for its
    number and version alone, as far as its role and what it says reach; one whose discount nobody knows may be approved
    by any role with an authority. A policy without authorities asks nothing.
    """
    authority = deal.flow.policy.discount_authority
    if not authority:
        return True
    limit = authority.get(fact.role or "", Decimal(0))
    if _within(fact.quote, limit):
        return True
    whose = t("{role} may give {limit}", role=fact.role, limit=percent_text(limit))
    if fact.role is None:
        whose = t("it is sent in no role, and so with no discount")
    for one in deal.as_of(fact.at).all(PriceApproved):
        if (one.quote, one.version) != (fact.quote.number, fact.quote.version) or one.role not in authority:
            continue
        reach = authority[one.role] if one.discount is None else min(one.discount, authority[one.role])
        if _within(fact.quote, reach, listed=False):
            return True
        if reach > limit:
            limit, whose = reach, t("{limit} is approved", limit=percent_text(reach))
    found = list(_beyond(fact.quote, limit))
    known = [price.discount for _, price in _prices(fact.quote) if price.discount is not None]
    deepest = max(known, default=Decimal(0))
    able = sorted(
        (role for role, most in authority.items() if most >= deepest), key=lambda role: (authority[role], role)
    )
    if able:
        return no("{found}; {whose}. It takes the approval of {roles}", found=found, whose=whose, roles=able)
    return no("{found}; {whose}, and no role may give so much", found=found, whose=whose)


@rule("approval_is_of_four_eyes", "Nobody approves a price that they asked for.")
def approval_is_of_four_eyes(deal: Deal, fact: PriceApproved) -> Verdict:
    """The one who approves is not the one who asked."""
    if fact.approved_by != fact.asked_by:
        return True
    return no("{person} asked for it and can't approve it", person=fact.approved_by)


@rule("approval_is_within_role", "A role approves no larger discount than it may give.")
def approval_is_within_role(deal: Deal, fact: PriceApproved) -> Verdict:
    """The policy gives the role an authority, and what is approved is within it. Without any it asks nothing."""
    authority = deal.flow.policy.discount_authority
    if not authority:
        return True
    if fact.role not in authority:
        return no("{role} may approve no price; {roles} may", role=fact.role, roles=sorted(authority))
    if fact.discount is None or fact.discount <= authority[fact.role]:
        return True
    return no(
        "{discount} is approved, and {role} may give {limit}",
        discount=percent_text(fact.discount),
        role=fact.role,
        limit=percent_text(authority[fact.role]),
    )


@rule(
    "materials_steady",
    "The materials that the quote counts on cost about what they did.",
    met_by=(QuoteSent,),
    waived_by=("director",),
)
def materials_steady(deal: Deal, fact: TermsAgreed) -> Verdict:
    """No material of the quote's clause has moved by the clause's share or more, by the latest price heard of by then.

    A price that is older than the one in the clause says nothing. A quote without a clause asks nothing.
    """
    talks = deal.negotiation
    quote = talks.quote(fact.terms.quote, fact.terms.version)
    if quote is None or quote.material_clause is None:
        return True
    ended = talks.ended_by_material(quote, fact.at)
    if not ended:
        return True
    return no(
        "{quote} held while its materials move by less than {share}: {materials}",
        quote=quote.number,
        share=percent_text(quote.material_clause.moves_by),
        materials=ended,
    )


@rule("settled_item_is_agreed", "What is costed at settlement was agreed.")
def settled_item_is_agreed(deal: Deal, fact: SettlementCosted) -> Verdict:
    """The sheet is of the quote and version that was accepted, and of one of its items."""
    agreed = deal.agreed
    if agreed is None:
        return no("no terms were agreed")
    sheet = fact.sheet
    if (sheet.quote, sheet.version) != (agreed.quote, agreed.version):
        return no(
            "it is of version {version} of {quote}, and version {accepted} of {number} was accepted",
            version=sheet.version,
            quote=sheet.quote,
            accepted=agreed.version,
            number=agreed.quote,
        )
    items = [line.item for line in agreed.lines]
    contract = deal.contract  # an amendment may have brought further items
    items += [] if contract is None else [line.item for line in contract.lines if line.item not in items]
    return True if sheet.item in items else no("{item} is none of {items}", item=sheet.item, items=items)


def _prices(quote: Quote) -> Iterator[tuple[str, PriceBreak]]:
    return ((line.item, price) for line in quote.lines for price in line.breaks)


def _within(quote: Quote, most: Decimal, *, listed: bool = True) -> bool:
    """Whether no price is further below its list; `listed`: one without a list price may be all of it below."""
    return all(
        (not listed or most >= 1) if price.list_price is None else price.within_discount(most)
        for _, price in _prices(quote)
    )


def _beyond(quote: Quote, most: Decimal) -> Iterator[Message]:
    """Each item whose deepest price is beyond a discount, or that has a price without a list price."""
    for line in quote.lines:
        known = [price for price in line.breaks if price.discount is not None]
        deepest = max(known, key=lambda price: price.discount or 0, default=None)
        if deepest is not None and not deepest.within_discount(most):
            share = (deepest.discount or Decimal(0)).quantize(_HUNDREDTH, context=_WIDE).normalize(_WIDE)
            yield t(
                "{item} at {price} is {discount} below its list price of {list}",
                item=line.item,
                price=deepest.unit_price,
                discount=percent_text(share),
                list=deepest.list_price,
            )
        if len(known) < len(line.breaks):
            yield t("{item} has a price without a list price, so its discount is not known", item=line.item)
