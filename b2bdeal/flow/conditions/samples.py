"""Conditions on samples: the NDA before them, their fees, who approves them, what is sealed and retained."""

from datetime import datetime

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life import (
    ContactMet,
    HandedOver,
    LeadQualified,
    Production,
    ProductionFinished,
    SampleApproved,
    SampleSent,
    Shipped,
)
from b2bdeal.life.brief import BriefAgreed
from b2bdeal.life.lock import formulas_in_force
from b2bdeal.life.nda import NdaSigned
from b2bdeal.life.registration import LabelSigned
from b2bdeal.life.sample import SampleArrived, SampleEvaluated, evaluated
from b2bdeal.life.service import ReplacementSent
from b2bdeal.life.standard import RiskLetterSigned, SampleRetained, StandardSealed
from b2bdeal.life.waiver import WaiverGranted

__all__ = [
    "approver_is_known",
    "arrival_was_sent",
    "must_marks_reached",
    "nda_in_force",
    "retained_lot_is_made",
    "risk_letter_signed",
    "round_is_one_version",
    "sample_fee_is_charged",
    "samples_retained",
    "sealed_is_approved",
    "standard_sealed",
]


@rule("nda_in_force", "No formula is disclosed without an NDA in force.", met_by=(NdaSigned,))
def nda_in_force(deal: Deal, fact: BriefAgreed | SampleSent) -> Verdict:
    """Where the brief discloses a formula, an NDA that the buyer is party to is signed and in force on that day.

    The day is that of the fact in the zone of the policy's calendar.
    """
    then = deal.as_of(fact.at)
    briefs = [one.brief for one in then.all(BriefAgreed)]
    if fact.kind == BriefAgreed.kind:
        briefs.append(BriefAgreed.cast(fact).brief)
    if not any(brief.discloses_formula for brief in briefs):
        return True
    signed = [one.nda for one in then.all(NdaSigned)]
    on = fact.at.astimezone(deal.flow.policy.calendar.zone).date()
    if any(nda.binds(deal.account, on) for nda in signed):
        return True
    if not signed:
        return no("brief {brief} discloses a formula, and no NDA is signed", brief=briefs[-1].number)
    return no(
        "brief {brief} discloses a formula, and none of the NDAs {ndas} binds {account} on {on}",
        brief=briefs[-1].number,
        ndas=[nda.number for nda in signed],
        account=deal.account,
        on=on,
    )


@rule("sample_fee_is_charged", "A sample beyond the free rounds is paid for.", waived_by=("sales", "director"))
def sample_fee_is_charged(deal: Deal, fact: SampleSent) -> Verdict:
    """The fee is at least the policy's, from the first round of an item beyond those that are free.

    The rounds of an item are counted under whatever number they were sent; a round sent again, as for a broken parcel,
    counts and is paid once.
    """
    fees = deal.flow.policy.sample_fees
    if fees is None:
        return True
    new = fact.sample
    before = deal.as_of(fact.at).all(SampleSent)
    rounds = {(one.sample.number, one.sample.round) for one in before if one.sample.item == new.item}
    paid = [one.fee for one in before if (one.sample.number, one.sample.round) == (new.number, new.round)]
    if any(fee is not None and fee.currency == fees.fee.currency and fee >= fees.fee for fee in paid):
        return True
    nth = max(new.round, len(rounds | {(new.number, new.round)}))
    if nth <= fees.free_rounds:
        return True
    figures = {"item": new.item, "round": nth, "free": fees.free_rounds, "fee": fees.fee}
    if fact.fee is None:
        return no("round {round} of {item} is beyond the {free} free ones and costs {fee}", **figures)
    if fact.fee.currency != fees.fee.currency or fact.fee < fees.fee:
        return no("round {round} of {item} costs {fee}, and {taken} was taken", **figures, taken=fact.fee)
    return True


@rule("round_is_one_version", "Another version is another round.")
def round_is_one_version(deal: Deal, fact: SampleSent) -> Verdict:
    """What is sent again under a number and round is the item, formula and packaging that was sent before.

    Else marks of one version would speak for another, and a round that is paid for would pass for one that is free.
    """
    new = fact.sample
    now = (new.item, new.formula, new.packaging)
    for one in deal.all(SampleSent):
        old = one.sample
        was = (old.item, old.formula, old.packaging)
        if (old.number, old.round) == (new.number, new.round) and was != now:
            return no(
                "sample {sample}, round {round}, was {was}; send {now} as another round",
                sample=new.number,
                round=new.round,
                was=was,
                now=now,
            )
    return True


@rule("arrival_was_sent", "What arrived was sent.", met_by=(SampleSent,))
def arrival_was_sent(deal: Deal, fact: SampleArrived) -> Verdict:
    """The sample's number and round were sent before."""
    sent = deal.as_of(fact.at).all(SampleSent)
    if any((one.sample.number, one.sample.round) == (fact.number, fact.round) for one in sent):
        return True
    return no("sample {sample}, round {round}, was never sent", sample=fact.number, round=fact.round)


@rule("approver_is_known", "Who signs for the buyer is a person of the buyer whom we know.", met_by=(ContactMet,))
def approver_is_known(deal: Deal, fact: SampleApproved | StandardSealed | LabelSigned | RiskLetterSigned) -> Verdict:
    """The person is one of the lead's contacts, or was met as one before, and never served this customer for us.

    Who seals a standard for us is none of the buyer's contacts.
    """
    then = deal.as_of(fact.at)
    lead = then.lead
    known = dict.fromkeys(one.person for one in (() if lead is None else lead.contacts))
    known |= dict.fromkeys(met.contact.person for met in then.all(ContactMet))
    if fact.kind == SampleApproved.kind:
        person = SampleApproved.cast(fact).approved_by
    elif fact.kind == StandardSealed.kind:
        person = StandardSealed.cast(fact).sealed_by_buyer
    elif fact.kind == LabelSigned.kind:
        person = LabelSigned.cast(fact).signed_by
    else:
        person = RiskLetterSigned.cast(fact).signed_by
    ours = {one.specialist for one in then.all(LeadQualified)} | {one.to_specialist for one in then.all(HandedOver)}
    if person in ours:
        return no("{person} serves this customer for us, and can't sign for the buyer", person=person)
    if fact.kind == StandardSealed.kind and (seller := StandardSealed.cast(fact).sealed_by_seller) in known:
        return no("{person} is a contact of the buyer, and can't seal for us", person=seller)
    if person in known:
        return True
    if not known:
        return no("{person} is not known as a contact of the buyer, and nobody is", person=person)
    return no("{person} is not known as a contact of the buyer; known are {known}", person=person, known=list(known))


@rule(
    "must_marks_reached",
    "A sample is approved when it reaches the marks that the brief asks for.",
    met_by=(SampleEvaluated,),
    waived_by=("director",),
)
def must_marks_reached(deal: Deal, fact: SampleApproved) -> Verdict:
    """The last evaluation of the round reaches the least mark of each criterion of the brief that has one."""
    then = deal.as_of(fact.at)
    brief = then.last(BriefAgreed)
    musts = () if brief is None else [one for one in brief.brief.criteria if one.must is not None]
    if not musts:
        return True
    seen = [one for one in then.all(SampleEvaluated) if (one.number, one.round) == (fact.number, fact.round)]
    missed = evaluated(seen[-1].scores if seen else {}, musts).missed
    if not missed:
        return True
    said: list[Message] = [
        t("{criterion}: no mark, {least} is needed", criterion=one.name, least=one.must)
        if mark is None
        else t("{criterion}: {mark}, {least} is needed", criterion=one.name, mark=mark, least=one.must)
        for one, mark in missed
    ]
    return no("sample {sample}, round {round}: {marks}", sample=fact.number, round=fact.round, marks=said)


@rule("sealed_is_approved", "What is sealed is what the buyer approved.", met_by=(SampleApproved,))
def sealed_is_approved(deal: Deal, fact: StandardSealed) -> Verdict:
    """Item, formula and packaging of the seal are those of an approval."""
    approved = deal.as_of(fact.at).negotiation.approved
    version = (fact.item, fact.formula, fact.packaging)
    if version in approved:
        return True
    return no("{sealed} is sealed, and no sample of it is approved", sealed=version)


@gate(
    "standard_sealed",
    "Both sides sealed a standard of every article.",
    met_by=(StandardSealed,),
    waived_by=("quality",),
)
def standard_sealed(deal: Deal, at: datetime) -> Verdict:
    """A sealed standard of each item of the contract, in its packaging if it names one, by the formula in force."""
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    sealed = [(one.item, one.formula, one.packaging) for one in deal.all(StandardSealed)]
    formulas = formulas_in_force(deal.facts, contract)
    missing = [
        line.item
        for line in contract.lines
        if not any(
            item == line.item and formulas.get(item) in (None, formula) and line.packaging in (None, packaging)
            for item, formula, packaging in sealed
        )
    ]
    return True if not missing else no("no standard is sealed of the version in force of {items}", items=missing)


@rule("retained_lot_is_made", "What is retained was made.", met_by=(ProductionFinished,))
def retained_lot_is_made(deal: Deal, fact: SampleRetained) -> Verdict:
    """The lot is finished, in whole or in part."""
    lot = Production.of(deal.as_of(fact.at).facts).lots.get(fact.lot)
    if lot is not None and lot.made is not None:
        return True
    return no("nothing of the lot {lot} is finished", lot=fact.lot)


@rule(
    "samples_retained",
    "A sample is retained of every lot that leaves.",
    met_by=(SampleRetained,),
    waived_by=("quality",),
)
def samples_retained(deal: Deal, fact: Shipped | ReplacementSent) -> Verdict:
    """Each lot of the shipment that this deal made has a retained sample by then."""
    kept = {one.lot for one in deal.as_of(fact.at).all(SampleRetained)}
    replaced = fact.kind == ReplacementSent.kind
    lots = ReplacementSent.cast(fact).own_lots if replaced else Shipped.cast(fact).shipment.lots
    missing = [lot for lot in lots if lot not in kept]
    return True if not missing else no("no sample is retained of {lots}", lots=missing)


@rule(
    "risk_letter_signed",
    "A test is waived only on the buyer's signed letter of risk.",
    met_by=(RiskLetterSigned,),
)
def risk_letter_signed(deal: Deal, fact: WaiverGranted, *, conditions: tuple[str, ...]) -> Verdict:
    """For these conditions, the waiver names as its document a letter in which the buyer bears the risk of it."""
    if fact.condition not in conditions:
        return True
    letters = [one for one in deal.as_of(fact.at).all(RiskLetterSigned) if fact.condition in one.conditions]
    if not letters:
        return no("the buyer has signed no letter of risk for {condition}", condition=fact.condition)
    if fact.document in {one.letter for one in letters}:
        return True
    return no(
        "the waiver of {condition} names {document}; the buyer's letters are {letters}",
        condition=fact.condition,
        document=fact.document,
        letters=[one.letter for one in letters],
    )
