"""What holds for every document and fact: it names itself, says what its fields are, and survives JSON."""

import copy
import inspect
import json
import pickle
from decimal import Decimal

import pytest
from examples_credit import CREDIT
from examples_factory import FACTORY
from examples_money import MONEY
from examples_orders import ORDERS
from examples_quotes import QUOTES
from examples_samples import SAMPLES
from examples_service import SERVICE
from pydantic import BaseModel, ValidationError
from straight_way import complete_deal, day

import b2bdeal.life
from b2bdeal.life import (
    DealLost,
    Document,
    Fact,
    HoldLifted,
    HoldPlaced,
    Person,
    QuoteWithdrawn,
    Segment,
    TargetMarket,
    UnreadFact,
    WaiverAsked,
    WaiverGranted,
)

PUBLIC = [getattr(b2bdeal.life, name) for name in b2bdeal.life.__all__]
DOCUMENTS = [
    one for one in PUBLIC if inspect.isclass(one) and issubclass(one, Document) and one not in (Document, Fact)
]
FACTS = [one for one in DOCUMENTS if issubclass(one, Fact) and one is not UnreadFact]
OTHERS = [
    QuoteWithdrawn(at=day(19), number="Q-1", version=1, reason="raw material went up"),
    DealLost(at=day(20), reason="other", note="the founder sold the brand"),
    HoldPlaced(at=day(20), hold="H-1", blocks=("ship", "produce"), source="credit check", reason="payer is a stranger"),
    HoldLifted(at=day(21), hold="H-1", reason="group company, letter on file"),
    WaiverAsked(at=day(20), condition="minimum_cycle", reason="stock formula", asked_by="P-ours"),
    WaiverGranted(at=day(21), condition="minimum_cycle", reason="so it is", granted_by="P-head", role="sales head"),
    *FACTORY,
    *MONEY,
    *QUOTES,
    *SAMPLES,
    *ORDERS,
    *SERVICE,
    *CREDIT,
]


@pytest.mark.parametrize("cls", DOCUMENTS, ids=lambda cls: cls.__name__)
def test_a_class_has_a_docstring_and_a_name_in_english_and_chinese(cls: type[Document]) -> None:
    assert cls.__doc__
    assert cls.__doc__ != BaseModel.__doc__
    if cls is not UnreadFact:
        assert vars(cls)["label"]
        assert any("\u4e00" <= sign <= "\u9fff" for sign in vars(cls)["zh"])


@pytest.mark.parametrize("mode", ["validation", "serialization"])
@pytest.mark.parametrize("cls", DOCUMENTS, ids=lambda cls: cls.__name__)
def test_a_class_has_a_json_schema_that_says_what_each_field_is(cls: type[Document], mode: str) -> None:
    schema = cls.model_json_schema(mode="validation" if mode == "validation" else "serialization")
    assert set(schema["properties"]) == set(cls.model_fields)
    assert all(one.get("description") for one in schema["properties"].values())


def test_no_two_classes_share_a_kind_or_a_name() -> None:
    assert len({cls.kind for cls in FACTS}) == len(FACTS)
    assert len({vars(cls)["label"] for cls in DOCUMENTS}) == len(DOCUMENTS)
    assert len({vars(cls)["zh"] for cls in DOCUMENTS if cls is not UnreadFact}) == len(DOCUMENTS) - 1


def test_no_fact_can_hold_a_person_a_mail_address_or_a_phone_number() -> None:
    for cls in FACTS:
        schema = cls.model_json_schema()
        assert Person.__name__ not in schema.get("$defs", {})
        fields = {name for one in (schema, *schema.get("$defs", {}).values()) for name in one.get("properties", {})}
        assert not fields & {"email", "phone", "mail", "wechat"}


def test_the_public_names_are_sorted_and_each_once() -> None:
    assert b2bdeal.life.__all__ == sorted(set(b2bdeal.life.__all__), key=lambda name: (not name.isupper(), name))


def test_the_examples_below_cover_every_fact() -> None:
    assert {fact.kind for fact in (*complete_deal(), *OTHERS)} == {cls.kind for cls in FACTS}


@pytest.mark.parametrize("fact", [*complete_deal(), *OTHERS], ids=lambda fact: fact.kind)
def test_a_fact_comes_back_from_json_equal_and_with_every_decimal_as_text(fact: Fact) -> None:
    text = fact.model_dump_json()
    assert type(fact).model_validate_json(text) == fact
    json.loads(text, parse_float=lambda number: pytest.fail(f"{number} is a JSON number with a point"))


@pytest.mark.parametrize("fact", [*complete_deal(), *OTHERS], ids=lambda fact: fact.kind)
def test_a_fact_can_be_copied_pickled_hashed_and_not_changed(fact: Fact) -> None:
    assert copy.deepcopy(fact) == fact
    assert pickle.loads(pickle.dumps(fact)) == fact
    assert hash(copy.deepcopy(fact)) == hash(fact)
    with pytest.raises(ValidationError, match="frozen"):
        fact.at = day(0)
    with pytest.raises(ValidationError, match="Extra inputs"):
        type(fact).model_validate({**fact.model_dump(), "colour": "red"})


def test_what_a_fact_is_about_names_the_document() -> None:
    about = {fact.kind: fact.about() for fact in (*complete_deal(), *OTHERS)}
    assert about["oem.QuoteSent"] == about["oem.TermsAgreed"] == about["oem.QuoteWithdrawn"] == "quote:Q-1"
    assert about["oem.HoldPlaced"] == about["oem.HoldLifted"] == "hold:H-1"
    assert about["oem.Settled"] is None


def test_a_target_market_comes_back_from_json() -> None:
    segment = Segment(id="S", name="New brands", growth=Decimal("0.08"), source="own count", certificates=("GMPC",))
    target = TargetMarket(id="T", name="2026", segments=(segment,))
    assert TargetMarket.model_validate_json(target.model_dump_json()) == target
