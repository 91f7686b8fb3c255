"""What the pages take from the library when they are built: flows, the tree of errors, the fields of documents."""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from pydantic import BaseModel
from pydantic.dataclasses import is_pydantic_dataclass
from sphinx.application import Sphinx

import b2bdeal
from b2bdeal import Fact


class Line(NamedTuple):
    """One field as its class's source says it."""

    name: str
    kind: str
    default: str | None
    text: str


class FlowTable(Directive):
    """`flow-table`: a flow's rows, as the library writes them."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The table that `f"{FLOW:md}"` gives."""
        box = nodes.container(classes=["flow-table"])
        self.state.nested_parse(_lines(format(_flow(self.arguments[0]), "md")), self.content_offset, box)
        return [box]


class FlowMermaid(Directive):
    """`flow-mermaid`: a flow's state diagram as text, for a page or editor that draws Mermaid."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The text that `f"{FLOW:mermaid}"` gives."""
        text = format(_flow(self.arguments[0]), "mermaid")
        return [nodes.literal_block(text, text, language="text")]


class FlowStages(Directive):
    """`flow-stages`: a flow's stages with their names, phases and longest stays."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """One row for each stage."""
        rows = ["| stage | stored as | Chinese | phase | longest stay | end |", "|---|---|---|---|---|---|"]
        for s in _flow(self.arguments[0]).stages:
            cells = (s.label, f"`{s.name}`", s.zh, s.phase.name if s.phase else "", s.within or "", s.end or "")
            rows.append("| " + " | ".join(map(str, cells)) + " |")
        box = nodes.container(classes=["flow-table"])
        self.state.nested_parse(_lines("\n".join(rows)), self.content_offset, box)
        return [box]


class FlowDifference(Directive):
    """`flow-difference`: what one flow has otherwise than another."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """The changes, as `print(A - B)` shows them."""
        one, other = map(_flow, self.arguments)
        text = str(one - other)
        return [nodes.literal_block(text, text, language="text")]


class ErrorsTree(Directive):
    """`errors-tree`: the tree in the docstring of `b2bdeal.errors`."""

    def run(self) -> list[nodes.Node]:
        """The tree as it is drawn there."""
        tree = (inspect.getdoc(import_module("b2bdeal.errors")) or "").split("\n\n", 1)[1]
        return [nodes.literal_block(tree, tree, language="text")]


def _flow(name: str) -> b2bdeal.Flow:
    flow: b2bdeal.Flow = getattr(b2bdeal, name)
    return flow


def _lines(text: str) -> StringList:
    return StringList(text.splitlines(), source="b2bdeal")


def _is_written(thing: object) -> bool:
    return isinstance(thing, type) and (issubclass(thing, BaseModel) or is_pydantic_dataclass(thing))


def fields(cls: type) -> Iterator[Line]:
    """The fields of a document or value, those of its bases first, with the words under them."""
    for base in reversed(cls.__mro__):
        if not base.__module__.startswith("b2bdeal") or not _is_written(base):
            continue
        (body,) = ast.parse(textwrap.dedent(inspect.getsource(base))).body
        assert isinstance(body, ast.ClassDef)
        for at, node in enumerate(body.body):
            if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
                continue
            kind, name = re.sub(r"\b_(?=[A-Z])", "", ast.unparse(node.annotation)), node.target.id
            if kind.startswith("ClassVar") or name.startswith("_"):
                continue
            after = body.body[at + 1] if at + 1 < len(body.body) else None
            said = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            yield Line(name, kind, _default(node.value), " ".join(str(said).split()))


def _default(value: ast.expr | None) -> str | None:
    if value is None:
        return None
    text = ast.unparse(value)
    if not text.startswith("Field("):
        return text
    given = {word.arg: word.value for word in value.keywords} if isinstance(value, ast.Call) else {}
    if "default" in given:
        return ast.unparse(given["default"])
    return "worked out" if "default_factory" in given else None


def add_fields(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Puts a table of the fields under a document's docstring, and what a fact is stored as."""
    if what != "class" or not _is_written(obj):
        return
    if issubclass(obj, Fact) and obj.kind:
        said = f"Stored as ``{obj.kind}``; action ``{obj.action}``; in Chinese {obj.zh}."
        lines[:] = [*lines, "", said, ""]
    rows = list(fields(obj))
    if not rows:
        return
    table = ["", ".. list-table::", "   :class: fields", "   :header-rows: 1", "   :widths: auto", ""]
    table += ["   * - field", "     - type", "     - default", "     - what it says"]
    for row in rows:
        default = "needed" if row.default is None else f"``{row.default}``"
        table += [f"   * - ``{row.name}``", f"     - ``{row.kind}``", f"     - {default}", f"     - {row.text}"]
    lines[:] = [*lines, *table, ""]


def skip(app: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any) -> bool | None:
    """Leaves out pydantic's own attributes, and fields, which are in their table."""
    if what != "class" or name.startswith(("model_", "_")):
        return True if name.startswith(("model_", "_")) else None
    place = app.env.current_document
    cls = getattr(sys.modules.get(place.autodoc_module), place.autodoc_class, None)
    return True if _is_written(cls) and name in {line.name for line in fields(cls)} else None


def signature(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, args: str | None, returns: str | None
) -> tuple[str, str | None] | None:
    """A document's fields are in its table, so its signature is left out; attrs' mark of a made default is "…"."""
    if what in ("class", "exception") and _is_written(obj):
        return "", None
    return (args.replace(" = NOTHING", " = ..."), returns) if args and " = NOTHING" in args else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    for name, directive in {
        "flow-table": FlowTable,
        "flow-mermaid": FlowMermaid,
        "flow-stages": FlowStages,
        "flow-difference": FlowDifference,
        "errors-tree": ErrorsTree,
    }.items():
        app.add_directive(name, directive)
    app.connect("autodoc-process-docstring", add_fields)
    app.connect("autodoc-process-signature", signature)
    app.connect("autodoc-skip-member", skip)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
