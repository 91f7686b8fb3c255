"""Draws the cosmetics flow as docs/_static/cosmetics.svg, from the flow itself: `python docs/picture.py`."""

from html import escape
from pathlib import Path
from typing import Any

from b2bdeal import COSMETICS, Flow, Phase, Stage
from b2bdeal.flow import Step

PICTURE = Path(__file__).resolve().parent / "_static" / "cosmetics.svg"
WIDE, GAP, BOX, LINE, TOP = 246, 14, 34, 16, 84
TINTS = ("#eef3fb", "#fbf3e6", "#f4eefa", "#ebf6ef")
EDGES = ("#3f6fb5", "#a66a12", "#7a4fa3", "#2f7d4f")


def onward(flow: Flow) -> list[tuple[Stage, Step[Any] | None]]:
    """The stages of the good way in their order, each with the step that leads on."""
    way: list[tuple[Stage, Step[Any] | None]] = []
    for stage in flow.stages:
        if stage.end != "lost":
            steps = [s for s in flow.steps if s.target and stage in s.starts(flow.stages) and s.target != stage]
            way.append((stage, next((s for s in steps if s.target and s.target.end != "lost"), None)))
    return way


def drawn(flow: Flow) -> str:
    """The picture: a column for each phase; between two stages the fact that moves the deal, and what is asked."""
    way = onward(flow)
    phases: dict[Phase | None, list[tuple[Stage, Step[Any] | None]]] = {}
    for stage, step in way:
        phases.setdefault(stage.phase, []).append((stage, step))
    parts: list[str] = []
    low = 0
    for number, (phase, stages) in enumerate(phases.items()):
        x, y, edge = 20 + number * (WIDE + GAP), TOP, EDGES[number % 4]
        column: list[str] = []
        for stage, step in stages:
            column.append(_box(x + 14, y, stage, edge))
            y += BOX
            if step is not None:
                asked = [c.id.replace("_", " ") for c in step.conditions]
                high = 24 + LINE * len(asked) + 8
                last = stage is stages[-1][0]
                column.append(_arrow(x + 34, y, high, step.fact.label, asked, edge, last))
                y += high + 4
        low = max(low, y)
        title = escape(phase.name.capitalize() if phase else "")
        column.append(f'<text x="{x + 14}" y="{TOP - 16}" class="phase" style="fill:{edge}">{title}</text>')
        parts.append(f'<rect x="{x}" y="{TOP - 38}" width="{WIDE}" height="@" rx="8" fill="{TINTS[number % 4]}"/>')
        parts += column
    wide, deep = 40 + len(phases) * (WIDE + GAP) - GAP, low + 34
    body = "\n".join(parts).replace('height="@"', f'height="{low - TOP + 52}"')
    title = f"{flow.label}: which fact moves a deal, and what is asked of it"
    note = "Every open deal before signing may also be lost. Facts that move nothing are left out."
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {deep + 6}" width="{wide}" height="{deep + 6}" role="img" aria-label="{escape(title)}">
<style>
text {{ font-family: "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; font-size: 12px; fill: #2b2b2b }}
.phase {{ font-size: 15px; font-weight: 600 }} .stage {{ font-size: 14px; font-weight: 600 }} .fact {{ font-weight: 600 }}
.asked {{ font-size: 11.5px; fill: #555 }} .title {{ font-size: 16px; font-weight: 600 }} .zh {{ font-size: 12px; fill: #555; font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif }}
</style>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="20" y="28" class="title">{escape(title)}</text>
{body}
<text x="20" y="{deep - 4}" class="asked">{escape(note)}</text>
</svg>
"""  # noqa: E501 - the head of the SVG is easier to read on one line


def _box(x: int, y: int, stage: Stage, edge: str) -> str:
    fill = edge if stage.end else "#ffffff"
    ink = ' style="fill:#ffffff"' if stage.end else ""
    return (
        f'<rect x="{x}" y="{y}" width="{WIDE - 28}" height="{BOX - 4}" rx="6" fill="{fill}" stroke="{edge}"/>'
        f'<text x="{x + 12}" y="{y + 20}" class="stage"{ink}>{escape(stage.label)}</text>'
        f'<text x="{x + WIDE - 40}" y="{y + 20}" class="zh" text-anchor="end"{ink}>{escape(stage.zh)}</text>'
    )


def _arrow(x: int, y: int, high: int, fact: str, asked: list[str], edge: str, last: bool) -> str:
    # What leads to the next column ends in a small arrow to the right.
    end = f"M{x} {y} v{high - 5} h8" if last else f"M{x} {y} v{high - 1}"
    tip = f"M{x + 5} {y + high - 9} l5 4 l-5 4" if last else f"M{x - 4} {y + high - 6} l4 5 l4 -5"
    lines = "".join(
        f'<text x="{x + 14}" y="{y + 32 + LINE * n}" class="asked">✓ {escape(text)}</text>'
        for n, text in enumerate(asked)
    )
    return (
        f'<path d="{end}" stroke="{edge}" stroke-width="1.5" fill="none"/>'
        f'<path d="{tip}" stroke="{edge}" stroke-width="1.5" fill="none"/>'
        f'<text x="{x + 14}" y="{y + 15}" class="fact">{escape(fact)}</text>{lines}'
    )


if __name__ == "__main__":
    PICTURE.write_text(drawn(COSMETICS), encoding="utf-8")
