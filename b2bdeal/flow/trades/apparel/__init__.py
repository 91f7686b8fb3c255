"""Apparel: OEM, but fit, colour, materials and a pre-production sample are approved before anything is cut."""

from typing import Final

from b2bdeal.flow.oem import OEM
from b2bdeal.flow.oem.stages import PRODUCING
from b2bdeal.flow.stage import ANY
from b2bdeal.flow.step import during
from b2bdeal.flow.trades.apparel.bulk_conditions import (
    breakdown_agreed,
    breakdown_fits_line,
    cut_tickets_match,
    made_was_cut,
    pp_in_approved_colour,
    pp_sample_approved,
    pp_was_sent,
    top_sample_approved,
    top_was_sent,
)
from b2bdeal.flow.trades.apparel.bulk_samples import (
    BulkSamples,
    PPSample,
    PPSampleApproved,
    PPSampleRejected,
    PPSampleSent,
    TopSampleApproved,
    TopSampleSent,
)
from b2bdeal.flow.trades.apparel.conditions import (
    ApparelPolicy,
    dip_was_submitted,
    dip_within_delta_e,
    fit_sample_fits_spec,
    fit_was_sent,
    fit_within_tolerance,
    lab_dips_approved,
    material_is_listed,
    materials_approved,
    size_set_approved,
    spec_follows,
)
from b2bdeal.flow.trades.apparel.cutting import (
    Breakdown,
    BreakdownAgreed,
    ColourSize,
    CutTicket,
    CutTicketIssued,
    Cutting,
)
from b2bdeal.flow.trades.apparel.fit import (
    Conceded,
    FitApproved,
    FitRevisionAsked,
    FitSample,
    FitSampleSent,
    Fitting,
    MeasuredSize,
    PointOfMeasure,
    SizeSpec,
    SizeSpecIssued,
)
from b2bdeal.flow.trades.apparel.materials import (
    Colours,
    LabDip,
    LabDipApproved,
    LabDipRejected,
    LabDipSubmitted,
    Material,
    MaterialApproved,
    MaterialRejected,
    Materials,
    MaterialsListed,
    Swatch,
)
from b2bdeal.flow.trades.sharing import approver_is_the_buyers, asking, by_the_buyer
from b2bdeal.life import ProductionFinished, ProductionReleased, Shipped

__all__ = [
    "APPAREL",
    "ApparelPolicy",
    "Breakdown",
    "BreakdownAgreed",
    "BulkSamples",
    "ColourSize",
    "Colours",
    "Conceded",
    "CutTicket",
    "CutTicketIssued",
    "Cutting",
    "FitApproved",
    "FitRevisionAsked",
    "FitSample",
    "FitSampleSent",
    "Fitting",
    "LabDip",
    "LabDipApproved",
    "LabDipRejected",
    "LabDipSubmitted",
    "Material",
    "MaterialApproved",
    "MaterialRejected",
    "Materials",
    "MaterialsListed",
    "MeasuredSize",
    "PPSample",
    "PPSampleApproved",
    "PPSampleRejected",
    "PPSampleSent",
    "PointOfMeasure",
    "SizeSpec",
    "SizeSpecIssued",
    "Swatch",
    "TopSampleApproved",
    "TopSampleSent",
]

APPAREL: Final = OEM.but(
    "apparel",
    version=1,
    label="Apparel",
    zh="服装代工",
    # No minimum cycle: what is published is how long samples and bulk take, not how soon a new customer may agree.
    policy=ApparelPolicy(),
    steps=(
        *asking(
            OEM,
            ProductionReleased,
            breakdown_agreed,
            size_set_approved,
            lab_dips_approved,
            materials_approved,
            pp_sample_approved,
        ),
        *asking(OEM, ProductionFinished, made_was_cut),
        *asking(OEM, Shipped, top_sample_approved),
        # fit, colour and materials are settled beside the bargaining
        during(SizeSpecIssued, ANY, only_if=[spec_follows]),
        during(FitSampleSent, ANY, only_if=[fit_sample_fits_spec]),
        during(FitRevisionAsked, ANY, only_if=[fit_was_sent]),
        during(FitApproved, ANY, only_if=[fit_was_sent, fit_within_tolerance, approver_is_the_buyers]),
        during(LabDipSubmitted, ANY),
        during(LabDipRejected, ANY, only_if=[dip_was_submitted]),
        during(LabDipApproved, ANY, only_if=[dip_was_submitted, dip_within_delta_e, approver_is_the_buyers]),
        during(MaterialsListed, ANY),
        during(MaterialRejected, ANY, only_if=[material_is_listed]),
        during(MaterialApproved, ANY, only_if=[material_is_listed, by_the_buyer(MaterialApproved)]),
        # the bulk
        during(BreakdownAgreed, ANY, only_if=[breakdown_fits_line]),
        during(PPSampleSent, ANY, only_if=[pp_in_approved_colour]),
        during(PPSampleRejected, ANY, only_if=[pp_was_sent]),
        during(PPSampleApproved, ANY, only_if=[pp_was_sent, by_the_buyer(PPSampleApproved)]),
        during(CutTicketIssued, PRODUCING, only_if=[pp_sample_approved, cut_tickets_match]),
        during(TopSampleSent, ANY),
        during(TopSampleApproved, ANY, only_if=[top_was_sent, approver_is_the_buyers]),
    ),
)
"""Garments: a style is fitted, dyed and sampled in the bulk's materials, and then cut by colour and size."""
