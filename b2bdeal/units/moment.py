"""Times with a zone, and the few sorts of text that documents are written in; all checked in pydantic's Rust core."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from b2bdeal.errors import ValueProblem

__all__ = ["CountryCode", "Day", "Id", "Moment", "Name", "Text", "Written", "check_id"]

# ISO 8601 with a time of day; the zone is asked for by `tz_constraint`. Digits alone would be read as a timestamp.
_ISO_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}"

# Python has the years 1 to 9999; within a day of their ends, a time can't be told on every clock of the world.
_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)

# Control characters, line separators and the marks that turn the direction of writing have no place in a name:
# they hide text. Zero-width joiners stay, since Persian and Indian names need them; an id has no need of them.
_HIDDEN = r"\p{Cc}\p{Zl}\p{Zp}\u{202A}-\u{202E}\u{2066}-\u{2069}"
_HIDDEN_IN_ID = r"\p{Cc}\p{Cf}\p{Zl}\p{Zp}"


class _AwareTime:
    """Marks a datetime that must have a time zone."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.chain_schema(
            [
                core_schema.str_schema(strict=True, max_length=60, pattern=_ISO_TIME),
                core_schema.datetime_schema(tz_constraint="aware", ge=_FIRST, le=_LAST),
            ]
        )
        made = core_schema.datetime_schema(strict=True, tz_constraint="aware", ge=_FIRST, le=_LAST)
        return core_schema.custom_error_schema(
            core_schema.json_or_python_schema(
                json_schema=written,
                python_schema=core_schema.union_schema([made, written], mode="left_to_right"),
            ),
            custom_error_type="moment",
            custom_error_message="give a time with its time zone, such as datetime(2026, 3, 2, 9, 30, "
            "tzinfo=ZoneInfo('Asia/Shanghai')) or '2026-03-02T09:30:00+08:00'; "
            "a time without a zone and a number are refused, and the first and last day there are",
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


class _DayMark:
    """Tells pydantic to take a date, or text such as 2026-03-01; a datetime or a number is refused."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.chain_schema(
            [core_schema.str_schema(pattern=r"^\d{4}-\d{2}-\d{2}$", strict=True), core_schema.date_schema()]
        )
        either = core_schema.union_schema([core_schema.date_schema(strict=True), text], mode="left_to_right")
        refuse = core_schema.custom_error_schema(
            either, custom_error_type="day", custom_error_message="give a date, or text such as '2026-03-01'"
        )
        return core_schema.json_or_python_schema(json_schema=core_schema.date_schema(strict=True), python_schema=refuse)


class Written:
    """Marks a text of bounded length, with a pattern in Rust's syntax and one message for all that can be wrong."""

    def __init__(self, kind: str, message: str, *, least: int, most: int, pattern: str) -> None:
        self.kind, self.message = kind, message
        self.least, self.most, self.pattern = least, most, pattern

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(
            strict=True, min_length=self.least, max_length=self.most, pattern=self.pattern, regex_engine="rust-regex"
        )
        return core_schema.custom_error_schema(text, custom_error_type=self.kind, custom_error_message=self.message)


Moment = Annotated[datetime, _AwareTime()]
"""A time with its zone. Takes an aware datetime or ISO 8601 text with an offset; as JSON it is RFC 3339 text."""

Day = Annotated[date, _DayMark()]
"""A calendar day without a time; of whose calendar, the field says."""

Id = Annotated[
    str,
    Written(
        "id",
        "give an id of 1 to 100 characters, without blanks at its ends and without control characters",
        least=1,
        most=100,
        pattern=rf"^[^\s{_HIDDEN_IN_ID}](?:[^{_HIDDEN_IN_ID}]*[^\s{_HIDDEN_IN_ID}])?$",
    ),
]
"""The opaque name of a deal, document, company or person: 1 to 100 characters."""

Name = Annotated[
    str,
    Written(
        "name",
        "give a name of 1 to 200 characters on one line, not blank and without control characters",
        least=1,
        most=200,
        pattern=rf"^[^{_HIDDEN}]*[^\s{_HIDDEN}][^{_HIDDEN}]*$",
    ),
]
"""What people call something: one line of 1 to 200 characters."""

Text = Annotated[
    str,
    Written(
        "text",
        "give text of at most 20,000 characters, without control characters other than line ends and tabs",
        least=0,
        most=20_000,
        pattern=r"^[\P{Cc}\n\r\t]*$",
    ),
]
"""Free text of up to 20,000 characters; may be empty and may have several lines."""

CountryCode = Annotated[
    str,
    Written(
        "country",
        "give the two capital letters of ISO 3166, such as 'CN', 'US' or 'DE'",
        least=2,
        most=2,
        pattern="^[A-Z]{2}$",
    ),
]
"""A country by its ISO 3166-1 alpha-2 code. Only the form is checked: 'CN', not 'cn' and not 'China'."""


def check_id(what: str, text: str) -> None:
    """Raises ValueProblem unless the text is an `Id`: for ids that are given beside a fact, not in it."""
    if not (isinstance(text, str) and 0 < len(text) <= 100 and text.isprintable() and text == text.strip()):
        said = repr(text[:40] if isinstance(text, str) else text)
        raise ValueProblem(f"{said} is no id for {what}.", hint="give 1 to 100 visible characters, as 'D-2026-17'")
