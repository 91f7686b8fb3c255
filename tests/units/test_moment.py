"""Times have a zone, and texts hide nothing."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from b2bdeal.units import CountryCode, Id, Moment, Name, Text

MOMENT = TypeAdapter[datetime](Moment)
ID, NAME, TEXT, COUNTRY = (TypeAdapter[str](kind) for kind in (Id, Name, Text, CountryCode))
SHANGHAI = ZoneInfo("Asia/Shanghai")
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=offsets))  # noqa: DTZ001  # bounds are naive
def test_a_time_with_a_zone_comes_back_from_json_as_the_same_moment(moment: datetime) -> None:
    assert MOMENT.validate_python(moment) is moment
    back = MOMENT.validate_json(MOMENT.dump_json(moment))
    assert back == moment
    assert back.utcoffset() == moment.utcoffset()


def test_as_json_it_is_rfc_3339_with_the_offset_of_its_zone() -> None:
    assert MOMENT.dump_json(datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)) == b'"2026-03-02T09:30:00+08:00"'
    assert MOMENT.json_schema() == {"type": "string", "format": "date-time"}


@pytest.mark.parametrize("text", ["2026-03-02T09:30:00+08:00", "2026-03-02T01:30Z", "2026-03-02 09:30:00.000+08:00"])
def test_iso_text_with_a_zone_is_taken(text: str) -> None:
    assert MOMENT.validate_python(text) == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "bad",
    [
        datetime(2026, 3, 2, 9, 30),  # noqa: DTZ001  # the mistake that is tested
        "2026-03-02T09:30:00",
        "2026-03-02",
        date(2026, 3, 2),
        1_772_000_000,
        1_772_000_000.5,
        "1772000000",
        True,
        "soon",
        None,
    ],
    ids=str,
)
def test_a_time_without_a_zone_and_a_number_are_refused_with_an_example(bad: Any) -> None:
    with pytest.raises(ValidationError, match=r"with its time zone, .*ZoneInfo\('Asia/Shanghai'\)"):
        MOMENT.validate_python(bad)


@pytest.mark.parametrize("bad", ["1772000000", '"1772000000"', '"2026-03-02T09:30:00"', "null"])
def test_the_same_holds_for_json(bad: str) -> None:
    with pytest.raises(ValidationError, match="time zone"):
        MOMENT.validate_json(bad)


@pytest.mark.parametrize("good", ["D-1", "a", "采购 7", "x" * 100, "é"])
def test_an_id_is_up_to_100_characters(good: str) -> None:
    assert ID.validate_python(good) == good


@pytest.mark.parametrize(
    "bad", ["", " a", "a ", "a\nb", "a\tb", "a\0", "x" * 101, "a\u200bb", "\ufeffa", "\ud800", b"a", 7, None]
)
def test_an_id_has_no_hidden_characters_and_no_blank_ends(bad: Any) -> None:
    with pytest.raises(ValidationError, match="give an id of 1 to 100 characters"):
        ID.validate_python(bad)


@pytest.mark.parametrize(
    "good", ["Acme Cosmetics (Ningbo) Co., Ltd.", "宁波化妆品有限公司", "می\u200cخواهم", "x" * 200]
)
def test_a_name_is_one_line(good: str) -> None:
    assert NAME.validate_python(good) == good


@pytest.mark.parametrize("bad", ["", " ", "\u3000", "a\nb", "a\u2028b", "\u202eevil", "x" * 201, b"a", 7])
def test_a_name_is_not_blank_and_does_not_turn_the_direction_of_writing(bad: Any) -> None:
    with pytest.raises(ValidationError, match="give a name of 1 to 200 characters"):
        NAME.validate_python(bad)


def test_text_may_be_empty_and_have_lines() -> None:
    for good in ("", "one\r\n\ttwo", "字" * 20_000):
        assert TEXT.validate_python(good) == good


@pytest.mark.parametrize("bad", ["a\0b", "\x1b[31m", "x" * 20_001, None])
def test_text_has_no_control_characters_and_an_end(bad: Any) -> None:
    with pytest.raises(ValidationError, match="at most 20,000 characters"):
        TEXT.validate_python(bad)


@given(st.text(max_size=60))
def test_whatever_is_an_id_is_a_name_and_whatever_is_a_name_is_text(text: str) -> None:
    def fits(kind: TypeAdapter[str]) -> bool:
        try:
            kind.validate_python(text)
        except ValidationError:
            return False
        return True

    assert not fits(ID) or fits(NAME)
    assert not fits(NAME) or fits(TEXT)


@pytest.mark.parametrize("bad", ["cn", "CHN", "China", "C1", "", "ＣＮ"])
def test_a_country_is_two_capital_letters(bad: str) -> None:
    assert COUNTRY.validate_python("CN") == "CN"
    with pytest.raises(ValidationError, match="ISO 3166"):
        COUNTRY.validate_python(bad)
