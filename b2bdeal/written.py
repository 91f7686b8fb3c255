"""What is written down: frozen, checked when made; its JSON Schema says what is written under each field."""

import ast
import inspect
import textwrap
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema

__all__ = ["Written"]


class Written(BaseModel):
    """The base of documents, facts and configuration. A class is compiled by pydantic when it is first used."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=20_000, allow_inf_nan=False, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        said = handler(schema)
        whole = handler.resolve_ref_schema(said)
        for name, text in _descriptions(cls).items():
            if name in whole.get("properties", {}):
                whole["properties"][name].setdefault("description", text)
        return said


@cache
def _descriptions(document: type) -> dict[str, str]:
    """Field name to the text under it, in the class and its bases; empty where the source can't be read.

    pydantic can do this when a class is made; for all documents together that takes longer than the rest of the import.
    """
    found: dict[str, str] = {}
    for cls in reversed(document.__mro__):
        if "__annotations__" in vars(cls) and cls.__module__.partition(".")[0] not in ("pydantic", "builtins"):
            found |= _under_fields(cls)
    return found


def _under_fields(cls: type) -> dict[str, str]:
    try:
        (body,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return {}
    if not isinstance(body, ast.ClassDef):
        return {}
    found = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                found[name] = inspect.cleandoc(said)
    return found
