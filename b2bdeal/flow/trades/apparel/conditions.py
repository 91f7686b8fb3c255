"""Conditions of apparel: what must be approved before cutting, and what is cut against what is ordered."""

from datetime import datetime
from decimal import Decimal

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.policy import Policy
from b2bdeal.flow.trades.apparel.bulk_samples import (
    BulkSamples,
    PPSampleApproved,
    PPSampleRejected,
    PPSampleSent,
    TopSampleApproved,
)
from b2bdeal.flow.trades.apparel.cutting import Breakdown, BreakdownAgreed, CutTicketIssued, Cutting
from b2bdeal.flow.trades.apparel.fit import (
    FitApproved,
    FitRevisionAsked,
    FitSampleSent,
    Fitting,
    SizeSpecIssued,
)
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
from b2bdeal.life import ContractLine, ProductionFinished, ProductionReleased
from b2bdeal.life.checks import Flag
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Amount, Quantity

__all__ = [
    "ApparelPolicy",
    "breakdown_agreed",
    "breakdown_fits_line",
    "cut_tickets_match",
    "dip_was_submitted",
    "dip_within_delta_e",
    "fit_sample_fits_spec",
    "fit_was_sent",
    "fit_within_tolerance",
    "lab_dips_approved",
    "made_was_cut",
    "material_is_listed",
    "materials_approved",
    "pp_in_approved_colour",
    "pp_sample_approved",
    "pp_was_sent",
    "size_set_approved",
    "spec_follows",
    "top_sample_approved",
    "top_was_sent",
]


class ApparelPolicy(Policy):
    """The figures of a garment house."""

    delta_e: Amount = Decimal("1.0")
    """The most ΔE CMC(2:1) (ISO 105-J03) of a lab dip under any lamp. 1.0 is what buyers mostly ask, 0.8 the strict."""
    top_sample: Flag = False
    """Whether a top-of-production sample of every style is approved before goods leave."""


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
    off = spec.misfits(sample, fact.sizes, fact.conceded)
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
    (lamp, got), most = swatch.worst, _policy(deal).delta_e
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


# ── samples of the bulk ──────────────────────────────────────────────────────────────────────────────────────────────


@rule("pp_in_approved_colour", "A pre-production sample is made in an approved colour.", met_by=(LabDipApproved,))
def pp_in_approved_colour(deal: Deal, fact: PPSampleSent) -> Verdict:
    """A lab dip of the style in that colour is approved: the sample is to be in the bulk's fabric."""
    sample = fact.sample
    if (sample.item, sample.colour) in Colours.of(deal.as_of(fact.at).facts).approved:
        return True
    return no("no lab dip of {item} in {colour} is approved", item=sample.item, colour=sample.colour)


@rule("pp_was_sent", "The pre-production sample that the buyer judges was sent.", met_by=(PPSampleSent,))
def pp_was_sent(deal: Deal, fact: PPSampleApproved | PPSampleRejected) -> Verdict:
    """Its number and round."""
    if (fact.number, fact.round) in BulkSamples.of(deal.as_of(fact.at).facts).sent:
        return True
    return no("pre-production sample {sample}, round {round}, was never sent", sample=fact.number, round=fact.round)


@gate("pp_sample_approved", "A pre-production sample of every style is approved.", met_by=(PPSampleApproved,))
def pp_sample_approved(deal: Deal, at: datetime) -> Verdict:
    """Made to the size specification in force: a new version of it asks for a new sample."""
    specs, approved = Fitting.of(deal.facts).specs, BulkSamples.of(deal.facts).approved
    open_: list[Message] = []
    for item in items_of(deal):
        sample, spec = approved.get(item), specs.get(item)
        if sample is None:
            open_.append(t("{item}: none is approved", item=item))
        elif spec is not None and (sample.spec, sample.spec_version) != (spec.number, spec.version):
            words = {"item": item, "sample": sample.number, "old": sample.spec_version, "new": spec.version}
            open_.append(t("{item}: {sample} is made to version {old} of the specification, not to {new}", **words))
    return True if not open_ else no("pre-production sample, {styles}", styles=open_)


@rule("top_was_sent", "The top-of-production sample that the buyer judges was sent.")
def top_was_sent(deal: Deal, fact: TopSampleApproved) -> Verdict:
    """By its number."""
    if fact.number in BulkSamples.of(deal.as_of(fact.at).facts).top:
        return True
    return no("top-of-production sample {sample} was never sent", sample=fact.number)


@gate("top_sample_approved", "The top-of-production samples are approved.", met_by=(TopSampleApproved,))
def top_sample_approved(deal: Deal, at: datetime) -> Verdict:
    """Of every style of the contract, where the policy asks for them."""
    if not _policy(deal).top_sample:
        return True
    approved = BulkSamples.of(deal.facts).top_approved
    missing = [item for item in items_of(deal) if item not in approved]
    return True if not missing else no("no top-of-production sample is approved of {items}", items=missing)


# ── cutting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("breakdown_fits_line", "Colours and sizes sum to the contract's line.")
def breakdown_fits_line(deal: Deal, fact: BreakdownAgreed) -> Verdict:
    """Contract, line and item are those signed, the sum keeps the contract's tolerance, the sizes are specified."""
    breakdown, contract = fact.breakdown, deal.contract
    line = None if contract is None else contract.line(breakdown.line)
    if contract is None or line is None or (contract.number, line.item) != (breakdown.contract, breakdown.item):
        figures = {"contract": breakdown.contract, "line": breakdown.line, "item": breakdown.item}
        return no("contract {contract} has no line {line} of {item}", **figures)
    spec = Fitting.of(deal.as_of(fact.at).facts).specs.get(line.item)
    strange = [size for size in breakdown.sizes if spec is not None and size not in spec.sizes]
    if spec is not None and strange:
        return no("{spec} has no size {sizes}", spec=spec.number, sizes=strange)
    if _sums_to(breakdown, line, contract.tolerance):
        return True
    return no(
        "the parts sum to {total}, line {line} is {ordered}",
        total=breakdown.total,
        line=line.line,
        ordered=line.quantity,
    )


@gate("breakdown_agreed", "Every line is divided into colours and sizes.", met_by=(BreakdownAgreed,))
def breakdown_agreed(deal: Deal, at: datetime) -> Verdict:
    """And still sums to the line of the contract in force, within its tolerance."""
    contract = deal.contract
    if contract is None:
        return True
    breakdowns, odd = Cutting.of(deal.facts).breakdowns, list[Message]()
    for line in contract.lines:
        breakdown = breakdowns.get((contract.number, line.line))
        if breakdown is None:
            odd.append(t("line {line} is not divided", line=line.line))
        elif not _sums_to(breakdown, line, contract.tolerance):
            figures = {"total": breakdown.total, "line": line.line, "ordered": line.quantity}
            odd.append(t("the parts sum to {total}, line {line} is {ordered}", **figures))
    return True if not odd else no("colours and sizes: {lines}", lines=odd)


@rule("cut_tickets_match", "Cut tickets cut what is ordered, by colour and size.", met_by=(BreakdownAgreed,))
def cut_tickets_match(deal: Deal, fact: CutTicketIssued) -> Verdict:
    """For a released order of the style, by a new number; all tickets together within the breakdown's tolerance.

    The last ticket of a line must bring every colour and size to its least.
    """
    ticket, cutting = fact.ticket, Cutting.of(deal.facts)
    orders = {one.number: one for released in deal.as_of(fact.at).all(ProductionReleased) for one in released.orders}
    order = orders.get(ticket.order)
    if order is None or order.item != ticket.item:
        return no("no released order {order} makes {item}", order=ticket.order, item=ticket.item)
    if ticket.number in cutting.tickets:
        return no("cut ticket {ticket} is issued already", ticket=ticket.number)
    line = (order.contract, order.line)
    breakdown = cutting.breakdowns.get(line)
    if breakdown is None:
        return no("line {line} is not divided into colours and sizes", line=order.line)
    cut, odd = Cutting.of((*deal.facts, fact)).cut(line), list[Message]()
    asked = {(one.colour, one.size) for one in breakdown.parts}
    for colour, size in dict.fromkeys([*cut, *sorted(asked)]):
        total, (least, most) = cut.get((colour, size), 0), breakdown.bounds(colour, size)
        words = {"colour": colour, "size": size, "total": total, "least": least, "most": most}
        if total > most:
            odd.append(t("{colour} {size} would come to {total}, {most} is the most", **words))
        elif ticket.last and total < least:
            odd.append(t("{colour} {size} would stay at {total}, {least} is the least", **words))
    return True if not odd else no("line {line} by colour and size: {parts}", line=order.line, parts=odd)


@rule("made_was_cut", "What is made was cut.", met_by=(CutTicketIssued,))
def made_was_cut(deal: Deal, fact: ProductionFinished) -> Verdict:
    """Good and scrapped garments of an order together are no more than its tickets cut."""
    cut = Quantity.of(Cutting.of(deal.as_of(fact.at).facts).cut_of_order(fact.order), fact.good.unit)
    made = fact.good * 0
    for out in (*deal.all(ProductionFinished), fact):
        if out.order == fact.order:
            for part in (same_unit(out.good, made.unit), same_unit(out.scrapped, made.unit)):
                made = made if part is None else made + part
    return (
        True
        if made <= cut
        else no("of {order}, {made} would be made and {cut} are cut", order=fact.order, made=made, cut=cut)
    )


def _policy(deal: Deal) -> ApparelPolicy:
    policy = deal.flow.policy
    return policy if isinstance(policy, ApparelPolicy) else ApparelPolicy()


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


def _sums_to(breakdown: Breakdown, line: ContractLine, tolerance: Decimal) -> bool:
    play, total = line.quantity * tolerance, Quantity.of(breakdown.total, line.quantity.unit)
    return line.quantity - play <= total <= line.quantity + play
