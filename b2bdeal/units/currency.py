"""The currencies of ISO 4217, and to how many digits each is paid."""

from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from b2bdeal.errors import ValueProblem

__all__ = ["Currency", "currency", "minor_digits"]

# Facts of ISO 4217 list one (SIX Financial Information, as published on 2026-01-01): the active codes, by the digits of
# their minor unit. Left out are the codes that have none, since nothing is paid in them: metals (XAU), units of account
# (XDR), tests (XTS). A code that ISO withdraws later stays here, so that what was written in it can still be read.
_CODES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
        CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
        HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
        MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
        SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
        VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = MappingProxyType({code: digits for digits, codes in _CODES.items() for code in codes.split()})

# What people write for a currency, where no spelling comes close to the code.
_SLIPS = {
    "RMB": "CNY",
    "CNH": "CNY",
    "YUAN": "CNY",
    "元": "CNY",
    "人民币": "CNY",
    "¥": "CNY or JPY",
    "￥": "CNY or JPY",
    "$": "USD",
    "US$": "USD",
    "美元": "USD",
    "€": "EUR",
    "EURO": "EUR",
    "欧元": "EUR",
    "£": "GBP",
    "STG": "GBP",
    "NTD": "TWD",
    "YEN": "JPY",
    "日元": "JPY",
    "港币": "HKD",
    "BGN": "EUR",
    "HRK": "EUR",
    "RUR": "RUB",
}


class _Code:
    """Marks a text that must be one of the codes."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.custom_error_schema(
            core_schema.literal_schema(list(_DIGITS)),
            custom_error_type="currency",
            custom_error_message="give a currency by its ISO 4217 code, such as 'CNY' (yuan; not RMB or CNH), "
            "'USD' or 'EUR'",
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code"}


Currency = Annotated[str, _Code()]
"""The alphabetic code of a currency in ISO 4217, in capitals: "CNY"."""


def currency(text: str) -> str:
    """The code itself; a `ValueProblem` with the likely right one where the text is no ISO 4217 currency."""
    if text in _DIGITS:
        return text
    upper = text.strip().upper()
    near = [upper] if upper in _DIGITS else get_close_matches(upper, _DIGITS, n=1, cutoff=0.6)
    meant = _SLIPS.get(upper) or (near[0] if near else "")
    raise ValueProblem(
        f"{text[:20]!r} is no ISO 4217 currency.", hint=f"did you mean {meant}?" if meant else "give a code such as CNY"
    )


def minor_digits(code: str) -> int:
    """To how many digits after the point the currency is paid: JPY 0, USD 2, KWD 3; a `ValueProblem` if unknown.

    Source: the minor units of ISO 4217 list one, as published on 2026-01-01.
    """
    return _DIGITS[currency(code)]
