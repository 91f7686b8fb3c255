"""Conditions on builds and bills: each build in its order and exited, a bill frozen and changed by both sides."""

from datetime import datetime
from fractions import Fraction

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.trades.electronics.bom import BomFrozen, Boms, ChangeApproved
from b2bdeal.flow.trades.electronics.builds import BuildExited, BuildPlanned, BuildReported, Builds, IssueClosed
from b2bdeal.flow.trades.sharing import buyers_contacts, items_of
from b2bdeal.labels import Message, t
from b2bdeal.life import ContactMet, ProductionReleased

__all__ = [
    "bom_frozen",
    "bom_is_not_frozen",
    "build_in_order",
    "build_is_new",
    "build_was_planned",
    "change_follows_revision",
    "change_is_the_buyers",
    "engineer_signs",
    "issues_settled",
    "orders_at_revision",
    "parts_can_be_bought",
    "pvt_builds_frozen_bom",
    "pvt_passed",
    "yield_reached",
]


# ── builds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("build_is_new", "A build has a number of its own.")
def build_is_new(deal: Deal, fact: BuildPlanned) -> Verdict:
    """No build of that number was planned: a build that is repeated is another one."""
    if any(old.plan.number == fact.plan.number for old in deal.all(BuildPlanned)):
        return no("build {build} is planned already", build=fact.plan.number)
    return True


@rule("build_in_order", "The build before is exited.", met_by=(BuildExited,), waived_by=("director",))
def build_in_order(deal: Deal, fact: BuildPlanned) -> Verdict:
    """No DVT before the EVT's exit, no PVT before the DVT's; an engineering change may have taken an exit back."""
    plan = fact.plan
    missing = Builds.of(deal.as_of(fact.at).facts).before(plan.item, plan.build)
    if missing is None:
        return True
    figures = {"build": plan.build.upper(), "item": plan.item, "missing": missing.upper()}
    return no("the {build} of {item} can't begin: its {missing} is not exited", **figures)


@rule("pvt_builds_frozen_bom", "A PVT builds the frozen bill of materials.", met_by=(BomFrozen,))
def pvt_builds_frozen_bom(deal: Deal, fact: BuildPlanned) -> Verdict:
    """Its revision is the one in force; EVT and DVT may build any."""
    plan = fact.plan
    if plan.build != "pvt":
        return True
    bom = Boms.of(deal.as_of(fact.at).facts).current.get(plan.item)
    if bom is None:
        return no("the bill of materials of {item} is not frozen", item=plan.item)
    if bom.revision == plan.revision:
        return True
    figures = {"planned": plan.revision, "item": plan.item, "frozen": bom.revision}
    return no("revision {planned} is planned, {item} is at revision {frozen}", **figures)


@rule("build_was_planned", "The build was planned.", met_by=(BuildPlanned,))
def build_was_planned(deal: Deal, fact: BuildReported | IssueClosed | BuildExited) -> Verdict:
    """By its number; an issue that is closed was found by its report."""
    build = Builds.of(deal.as_of(fact.at).facts).builds.get(fact.number)
    if build is None:
        return no("no build {build} was planned", build=fact.number)
    if fact.kind != IssueClosed.kind:
        return True
    issue = IssueClosed.cast(fact).issue
    if build.report is not None and any(one.issue == issue for one in build.report.issues):
        return True
    return no("the report of {build} has no issue {issue}", build=fact.number, issue=issue)


@rule("yield_reached", "A build that is exited yields what was asked.", met_by=(BuildReported,), waived_by=("quality",))
def yield_reached(deal: Deal, fact: BuildExited) -> Verdict:
    """Units that passed at the first attempt, as a share of those built, by the last report."""
    build = Builds.of(deal.as_of(fact.at).facts).builds.get(fact.number)
    if build is None:
        return True  # build_was_planned says so
    report, asked = build.report, build.plan.yield_asked
    if report is None:
        return no("build {build} has no report", build=fact.number)
    if report.first_pass_yield >= Fraction(asked):
        return True
    figures = {
        "passed": report.passed,
        "built": report.built,
        "got": report.yield_percent,
        "asked": asked.scaleb(2).normalize(),
    }
    return no("{passed} of {built} units passed, a yield of {got} % where {asked} % is asked", **figures)


@rule("issues_settled", "Every issue of an exited build is closed, or let pass by name.", met_by=(IssueClosed,))
def issues_settled(deal: Deal, fact: BuildExited) -> Verdict:
    """By the last report. A critical issue is closed; the buyer's engineer can't let it pass."""
    build = Builds.of(deal.as_of(fact.at).facts).builds.get(fact.number)
    waived = {one.issue for one in fact.waived}
    open_ = () if build is None else build.open_issues
    left = [one for one in open_ if one.issue not in waived or one.severity == "critical"]
    if not left:
        return True
    critical, issues = [one.issue for one in left if one.severity == "critical"], [one.issue for one in left]
    if not critical:
        return no("open: {issues}", issues=issues)
    return no("open: {issues}, of which critical, never let pass: {critical}", issues=issues, critical=critical)


@rule("engineer_signs", "An engineer of the buyer signs a build's exit.", met_by=(ContactMet,))
def engineer_signs(deal: Deal, fact: BuildExited) -> Verdict:
    """A known contact of the buyer whose part is research and development, or quality."""
    contact = buyers_contacts(deal, fact.at).get(fact.approved_by)
    if contact is None or contact.role in ("r_and_d", "quality"):
        return True  # of somebody unknown, approver_is_the_buyers says so
    return no("{person} signs for {role}, not as an engineer", person=contact.person, role=contact.role)


@gate("pvt_passed", "The PVT of every product is exited.", met_by=(BuildExited,))
def pvt_passed(deal: Deal, at: datetime) -> Verdict:
    """And no engineering change has taken the exit back since."""
    builds, open_ = Builds.of(deal.facts), list[Message]()
    for item in items_of(deal):
        if (item, "pvt") in builds.passed:
            continue
        last = [one for one in builds.builds.values() if (one.plan.item, one.plan.build) == (item, "pvt")]
        if not last:
            open_.append(t("{item}: none is planned", item=item))
        elif (report := last[-1].report) is None:
            open_.append(t("{item}: {build} is not reported", item=item, build=last[-1].plan.number))
        else:
            asked = last[-1].plan.yield_asked.scaleb(2).normalize()
            words = {"item": item, "build": report.number, "got": report.yield_percent, "asked": asked}
            open_.append(t("{item}: {build}, with a yield of {got} % of {asked} % asked, is not exited", **words))
    return True if not open_ else no("PVT of {products}", products=open_)


# ── bill of materials ────────────────────────────────────────────────────────────────────────────────────────────────


@rule("bom_is_not_frozen", "A bill of materials is frozen once.", met_by=(ChangeApproved,))
def bom_is_not_frozen(deal: Deal, fact: BomFrozen) -> Verdict:
    """After that, an engineering change changes it."""
    frozen = Boms.of(deal.facts).current.get(fact.bom.item)
    if frozen is None:
        return True
    return no("{item} is frozen at revision {revision}; approve a change", item=frozen.item, revision=frozen.revision)


@rule("parts_can_be_bought", "Every part can still be bought, or has an alternate that can.", waived_by=("director",))
def parts_can_be_bought(deal: Deal, fact: BomFrozen | ChangeApproved) -> Verdict:
    """No position of the frozen or changed bill has only obsolete parts."""
    frozen = fact.kind == BomFrozen.kind
    lines = BomFrozen.cast(fact).bom.lines if frozen else ChangeApproved.cast(fact).change.lines
    gone = [t("{position} {part}", position=x.position, part=x.part) for x in lines if not x.can_be_bought]
    return True if not gone else no("obsolete and without an alternate: {parts}", parts=gone)


@rule("change_follows_revision", "An engineering change changes the revision in force.", met_by=(BomFrozen,))
def change_follows_revision(deal: Deal, fact: ChangeApproved) -> Verdict:
    """By a number of its own, from the revision that is frozen; what it removes is there."""
    change, boms = fact.change, Boms.of(deal.facts)
    bom = boms.current.get(change.item)
    if bom is None:
        return no("the bill of materials of {item} is not frozen", item=change.item)
    if any(old.number == change.number for old in boms.changes):
        return no("the change {change} is approved already", change=change.number)
    if bom.revision != change.from_revision:
        figures = {"change": change.number, "from_": change.from_revision, "item": bom.item, "now": bom.revision}
        return no("{change} changes revision {from_}, {item} is at revision {now}", **figures)
    strange = [position for position in change.removed if all(line.position != position for line in bom.lines)]
    return (
        True if not strange else no("revision {now} has no position {positions}", now=bom.revision, positions=strange)
    )


@rule("change_is_the_buyers", "Who signs a change for the buyer is known as somebody of the buyer.")
def change_is_the_buyers(deal: Deal, fact: ChangeApproved) -> Verdict:
    """A contact of the lead, or met as one."""
    known = buyers_contacts(deal, fact.at)
    strange = [one.person for one in fact.change.signatures if one.side == "buyer" and one.person not in known]
    return True if not strange else no("{person} is not known as a contact of the buyer", person=strange)


@gate("bom_frozen", "The bill of materials of every product is frozen.", met_by=(BomFrozen,))
def bom_frozen(deal: Deal, at: datetime) -> Verdict:
    """Every item of the contract."""
    current = Boms.of(deal.facts).current
    missing = [item for item in items_of(deal) if item not in current]
    return True if not missing else no("not frozen: {items}", items=missing)


@rule("orders_at_revision", "Production orders make the revision in force.", met_by=(ChangeApproved,))
def orders_at_revision(deal: Deal, fact: ProductionReleased) -> Verdict:
    """An order's formula is the revision of its product's bill of materials."""
    current = Boms.of(deal.as_of(fact.at).facts).current
    odd: list[Message] = []
    for order in fact.orders:
        bom = current.get(order.item)
        if bom is not None and order.formula != bom.revision:
            words = {"order": order.number, "made": order.formula, "item": order.item, "now": bom.revision}
            odd.append(t("{order} makes revision {made}, {item} is at {now}", **words))
    return True if not odd else no("another revision is in force: {orders}", orders=odd)
