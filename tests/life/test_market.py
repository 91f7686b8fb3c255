"""Whom we serve: a buyer is judged, and every reason against it is named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from straight_way import pieces

from b2bdeal.calendar import days
from b2bdeal.life import BuyerProfile, Exclusion, FactoryProfile, Misfit, Segment, TargetMarket
from b2bdeal.units import Quantity

BRANDS = Segment(
    id="SEG-1",
    name="Young brands",
    kinds=("brand_owner",),
    trades=("Skin care",),
    min_order=pieces(1000),
    max_order=pieces(50_000),
    price_tiers=("mid", "premium"),
    certificates=("ISO 22716",),
)
TRADERS = Segment(id="SEG-2", name="Traders", kinds=("trader",), countries=("DE", "FR"), min_order=pieces(10_000))
DROP_SHIPPING = Exclusion(name="drop-shipping", reason="one piece at a time", order_size_below=pieces(10))
PLANT = FactoryProfile(
    id="F-1",
    name="Plant 1",
    processes=("filling",),
    monthly_capacity={"filling": pieces(100_000)},
    moq=pieces(1000),
    price_tiers=("mid", "premium"),
    lead_time=days(30),
    certificates=("iso  22716",),
)
TARGET = TargetMarket(id="T-1", name="2026", segments=(BRANDS, TRADERS), exclusions=(DROP_SHIPPING,), factory=PLANT)
GOOD = BuyerProfile(
    kind="brand_owner",
    trade="skin  CARE",
    country="CN",
    order_size=pieces(3000),
    annual_volume=pieces(100_000),
    price_tier="mid",
    certificates_required=("ISO 22716",),
)


def but(**changes: Any) -> BuyerProfile:
    return GOOD.model_copy(update=changes)


def said(misfits: tuple[Misfit, ...]) -> list[str]:
    return [str(one) for one in misfits]


def test_a_buyer_that_meets_a_segment_is_in() -> None:
    judgement = TARGET.judge(GOOD)
    assert judgement.ok
    assert judgement.segment == BRANDS
    assert str(judgement) == "in the target market: Young brands"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "agent"}, "kind of buyer agent is not brand owner"),
        ({"kind": None}, "kind of buyer is not known"),
        ({"trade": "shoes"}, "trade shoes is not Skin care"),
        ({"order_size": None}, "order size is not known"),
        ({"order_size": pieces(999)}, "order size 999 pieces is below the segment's 1,000 pieces"),
        ({"order_size": pieces(50_001)}, "order size 50,001 pieces is above the segment's 50,000 pieces"),
        ({"order_size": Quantity.of(5, "kg")}, "order size 5 kg does not convert to piece"),
        ({"price_tier": None}, "price tier is not known"),
        ({"certificates_required": ("FDA",)}, "asks for FDA, the segment for ISO 22716"),
    ],
)
def test_a_segment_names_what_does_not_fit(changes: dict[str, Any], sentence: str) -> None:
    assert said(BRANDS.misfits(but(**changes))) == [sentence]


def test_a_dozen_is_twelve_pieces_to_a_segment() -> None:
    assert not BRANDS.misfits(but(order_size=Quantity.of(100, "dozen")))
    assert BRANDS.misfits(but(order_size=Quantity.of(83, "dozen")))


def test_a_segment_without_conditions_takes_everybody() -> None:
    assert not Segment(id="S", name="All").misfits(BuyerProfile())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"order_size": pieces(1)}, "order size 1 piece is below the MOQ of 1,000 pieces"),
        ({"order_size": Quantity.of(5, "kg")}, "order size 5 kg does not convert to piece"),
        ({"certificates_required": ("Halal",)}, "needs Halal, the factory has iso  22716"),
        ({"price_tier": "luxury"}, "price tier luxury is not mid, premium"),
        (
            {"annual_volume": pieces(1_200_001)},
            "annual volume 1,200,001 pieces is above a year of filling, 1,200,000 pieces",
        ),
    ],
)
def test_a_factory_names_what_it_cannot_do(changes: dict[str, Any], sentence: str) -> None:
    assert said(PLANT.misfits(but(**changes))) == [sentence]


def test_a_factory_without_certificates_says_none() -> None:
    bare = PLANT.model_copy(update={"certificates": ()})
    assert said(bare.misfits(GOOD)) == ["needs ISO 22716, the factory has none"]


def test_what_a_factory_does_not_know_of_a_buyer_speaks_not_against_it() -> None:
    assert not PLANT.misfits(BuyerProfile())


def test_an_excluded_buyer_is_out_although_a_segment_fits() -> None:
    all_comers = Segment(id="S", name="All")
    target = TargetMarket(id="T", name="T", segments=(all_comers,), exclusions=(DROP_SHIPPING,))
    judgement = target.judge(but(order_size=pieces(1)))
    assert not judgement.ok
    assert judgement.segment == all_comers
    assert str(judgement) == "outside the target market: drop-shipping is excluded: one piece at a time"
    assert target.judge(but(order_size=pieces(10))).ok


def test_an_exclusion_needs_all_its_conditions_to_be_known() -> None:
    both = Exclusion(name="small traders", reason="no margin", order_size_below=pieces(5000), kinds=("trader",))
    assert both.applies(but(kind="trader"))
    assert not both.applies(GOOD)
    assert not both.applies(but(kind="trader", order_size=None))
    assert not both.applies(but(kind="trader", order_size=Quantity.of(1, "kg")))
    assert not Exclusion(name="far", reason="freight", countries=("AU",), trades=("soap",)).applies(but(country="AU"))


def test_outside_every_segment_the_nearest_one_is_named_with_its_reasons() -> None:
    judgement = TARGET.judge(but(kind="agent"))
    assert judgement.segment is None
    assert judgement.nearest == BRANDS
    assert said(judgement.misfits) == ["kind of buyer agent is not brand owner"]


def test_figures_of_a_misfit_stay_data() -> None:
    (misfit,) = BRANDS.misfits(but(order_size=pieces(999)))
    assert misfit.figures == {"size": pieces(999), "least": pieces(1000)}
    assert len({misfit, *BRANDS.misfits(but(order_size=pieces(999)))}) == 1


BUYERS = st.builds(
    BuyerProfile,
    kind=st.sampled_from([None, "brand_owner", "trader", "agent"]),
    trade=st.sampled_from([None, "Skin care", "{trade}", "hair"]),
    country=st.sampled_from([None, "CN", "DE"]),
    order_size=st.none() | st.builds(Quantity.of, st.integers(1, 10**6), st.sampled_from(["piece", "kg", "dozen"])),
    annual_volume=st.none() | st.builds(Quantity.of, st.integers(1, 10**12), st.sampled_from(["piece", "t"])),
    price_tier=st.sampled_from([None, "entry", "mid"]),
    certificates_required=st.lists(st.sampled_from(["ISO 22716", "FDA", "{0}"]), max_size=3).map(tuple),
)


@given(BUYERS)
def test_every_buyer_gets_an_answer_and_every_no_has_a_sentence(buyer: BuyerProfile) -> None:
    judgement = TARGET.judge(buyer)
    assert judgement.ok == (not judgement.misfits)
    assert all(said(judgement.misfits))
    fits = any(not one.misfits(buyer) for one in TARGET.segments)
    assert judgement.ok == (fits and not DROP_SHIPPING.applies(buyer) and not PLANT.misfits(buyer))
    assert BuyerProfile.model_validate_json(buyer.model_dump_json()) == buyer
