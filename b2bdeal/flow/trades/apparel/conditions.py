"""Conditions on fit, colour and materials: what is judged was sent, keeps its figures, and is approved in all."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.policy import Policy
from b2bdeal.flow.trades.apparel.cutting import Cutting
from b2bdeal.flow.trades.apparel.fit import FitApproved, FitRevisionAsked, FitSampleSent, Fitting, SizeSpecIssued
from b2bdeal.flow.trades.apparel.materials import (
    Colours,
    LabDipApproved,
    LabDipRejected,
    LabDipSubmitted,
    MaterialApproved,
    MaterialRejected,
    Materials,
    MaterialsListed,
)
from b2bdeal.flow.trades.sharing import items_of
from b2bdeal.labels import Message, t
from b2bdeal.life.checks import Flag
from b2bdeal.units.amount import Exact

__all__ = [
    "ApparelPolicy",
    "dip_was_submitted",
    "dip_within_delta_e",
    "fit_sample_fits_spec",
    "fit_was_sent",
    "fit_within_tolerance",
    "lab_dips_approved",
    "material_is_listed",
    "materials_approved",
    "size_set_approved",
    "spec_follows",
]


_DeltaE = Annotated[Decimal, Exact("delta_e", "give a ΔE from 0 as a Decimal or text such as '0.8', not a float", ge=0)]


class ApparelPolicy(Policy):
    """The figures of a garment house."""

    delta_e: _DeltaE = Decimal("1.0")
    """The most ΔE CMC(2:1) (ISO 105-J03) of a lab dip under any lamp. 1.0 is what buyers mostly ask, 0.8 the strict."""
    top_sample: Flag = False
    """Whether a top-of-production sample of every style is approved before goods leave."""

    @classmethod
    def of(cls, deal: Deal) -> "ApparelPolicy":
        """The policy of a deal's flow; that of the trade where the flow has none of its own."""
        policy = deal.flow.policy
        return policy if isinstance(policy, ApparelPolicy) else cls()


# ── fit ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("spec_follows", "A size specification is never changed: a new version has a new number.")
def spec_follows(deal: Deal, fact: SizeSpecIssued) -> Verdict:
    """The version follows every version issued before for the style."""
    old = [one.spec.version for one in deal.all(SizeSpecIssued) if one.spec.item == fact.spec.item]
    if all(version < fact.spec.version for version in old):
        return True
    figures = {"item": fact.spec.item, "last": max(old), "next": max(old) + 1}
    return no("the size specification of {item} has version {last} already; issue version {next}", **figures)


@rule("fit_sample_fits_spec", "A fit sample is made to the size specification in force.", met_by=(SizeSpecIssued,))
def fit_sample_fits_spec(deal: Deal, fact: FitSampleSent) -> Verdict:
    """Its specification and version are the last issued for the style, and have the sizes that were sent."""
    sample = fact.sample
    spec = Fitting.of(deal.as_of(fact.at).facts).specs.get(sample.item)
    if spec is None:
        return no("there is no size specification of {item}", item=sample.item)
    if (spec.number, spec.version) != (sample.spec, sample.spec_version):
        figures = {"spec": sample.spec, "version": sample.spec_version, "number": spec.number, "latest": spec.version}
        return no("it is made to {spec} version {version}; {number} version {latest} is in force", **figures)
    strange = [size for size in sample.sizes if size not in spec.sizes]
    return True if not strange else no("{spec} has no size {sizes}", spec=spec.number, sizes=strange)


@rule("fit_was_sent", "What the buyer judges for fit was sent to them.", met_by=(FitSampleSent,))
def fit_was_sent(deal: Deal, fact: FitApproved | FitRevisionAsked) -> Verdict:
    """The sample's number and round were sent, in the sizes that are approved."""
    sample = Fitting.of(deal.as_of(fact.at).facts).samples.get((fact.number, fact.round))
    if sample is None:
        return no("fit sample {sample}, round {round}, was never sent", sample=fact.number, round=fact.round)
    missing = (
        [s for s in FitApproved.cast(fact).sizes if s not in sample.sizes] if fact.kind == FitApproved.kind else []
    )
    if not missing:
        return True
    return no("{sample} was sent in {sent}, not in {sizes}", sample=fact.number, sent=sample.sizes, sizes=missing)


@rule("fit_within_tolerance", "Every measure of an approved size keeps its tolerance, or is conceded by name.")
def fit_within_tolerance(deal: Deal, fact: FitApproved) -> Verdict:
    """What the factory measured, against the size specification in force, in cm."""
    fitting = Fitting.of(deal.as_of(fact.at).facts)
    sample = fitting.samples.get((fact.number, fact.round))
    spec = None if sample is None else fitting.specs.get(sample.item)
    if sample is None or spec is None:
        return True  # fit_was_sent says so
    off = spec.misfits(sample, [size for size in fact.sizes if size in sample.sizes], fact.conceded)
    return True if not off else no("out of tolerance: {points}", points=off)


@gate("size_set_approved", "The fit is approved in every size of the order.", met_by=(FitApproved,))
def size_set_approved(deal: Deal, at: datetime) -> Verdict:
    """By the size specification in force; of a line without a breakdown, in every size of the specification."""
    fitting, open_ = Fitting.of(deal.facts), list[Message]()
    for item, sizes in _ordered(deal, "size").items():
        spec = fitting.specs.get(item)
        if spec is None:
            open_.append(t("{item} has no size specification", item=item))
        elif missing := fitting.open_sizes(item, sizes or spec.sizes):
            open_.append(t("{item} in {sizes}", item=item, sizes=missing))
    return True if not open_ else no("not approved for fit: {sizes}", sizes=open_)


# ── colour and materials ─────────────────────────────────────────────────────────────────────────────────────────────


@rule("dip_was_submitted", "What the buyer judges for colour was sent to them.", met_by=(LabDipSubmitted,))
def dip_was_submitted(deal: Deal, fact: LabDipApproved | LabDipRejected) -> Verdict:
    """The lab dip's number and round were submitted, with the option that is chosen."""
    dip = Colours.of(deal.as_of(fact.at).facts).dips.get((fact.number, fact.round))
    if dip is None:
        return no("lab dip {dip}, round {round}, was never submitted", dip=fact.number, round=fact.round)
    option = LabDipApproved.cast(fact).option if fact.kind == LabDipApproved.kind else None
    if option is None or dip.swatch(option) is not None:
        return True
    sent = [one.option for one in dip.swatches]
    return no("{dip} was submitted in options {sent}, not in {option}", dip=fact.number, sent=sent, option=option)


@rule("dip_within_delta_e", "The chosen option is close enough to its standard.", waived_by=("quality",))
def dip_within_delta_e(deal: Deal, fact: LabDipApproved) -> Verdict:
    """Its ΔE CMC(2:1) under the worst lamp is at most the policy's."""
    dip = Colours.of(deal.as_of(fact.at).facts).dips.get((fact.number, fact.round))
    swatch = None if dip is None else dip.swatch(fact.option)
    if dip is None or swatch is None:
        return True  # dip_was_submitted says so
    (lamp, got), most = swatch.worst, ApparelPolicy.of(deal).delta_e
    if got <= most:
        return True
    figures = {"colour": dip.colour, "option": fact.option, "got": got, "lamp": lamp, "most": most}
    return no("{colour} option {option} is ΔE {got} off under {lamp}, {most} is the most", **figures)


@gate("lab_dips_approved", "A lab dip is approved of every colour of the order.", met_by=(LabDipApproved,))
def lab_dips_approved(deal: Deal, at: datetime) -> Verdict:
    """Every colour of each line's breakdown."""
    approved = Colours.of(deal.facts).approved
    ordered = _ordered(deal, "colour").items()
    open_ = [
        t("{item} in {colour}", item=i, colour=c) for i, colours in ordered for c in colours if (i, c) not in approved
    ]
    return True if not open_ else no("no lab dip is approved of {colours}", colours=open_)


@rule("material_is_listed", "What the buyer judges is on the style's list.", met_by=(MaterialsListed,))
def material_is_listed(deal: Deal, fact: MaterialApproved | MaterialRejected) -> Verdict:
    """The last list of fabric and trims has it."""
    listed = Materials.of(deal.as_of(fact.at).facts).listed.get(fact.item, ())
    if any(one.material == fact.material for one in listed):
        return True
    return no("the list of {item} has no {material}", item=fact.item, material=fact.material)


@gate("materials_approved", "All fabric and trims are approved.", met_by=(MaterialApproved,))
def materials_approved(deal: Deal, at: datetime) -> Verdict:
    """Everything on the last list of each style; a style without a list has nothing to approve."""
    materials = Materials.of(deal.facts)
    waiting = [t("{material} of {item}", material=m, item=i) for i in items_of(deal) for m in materials.waiting(i)]
    return True if not waiting else no("not approved: {materials}", materials=waiting)


def _ordered(deal: Deal, what: str) -> dict[str, list[str]]:
    """The colours or sizes of each item of the contract, as far as its lines are divided."""
    contract = deal.contract
    found: dict[str, list[str]] = {item: [] for item in items_of(deal)}
    breakdowns = Cutting.of(deal.facts).breakdowns
    for line in () if contract is None else contract.lines:
        breakdown = None if contract is None else breakdowns.get((contract.number, line.line))
        parts = () if breakdown is None else breakdown.parts
        found[line.item] += [part.colour if what == "colour" else part.size for part in parts]
    return {item: list(dict.fromkeys(words)) for item, words in found.items()}
