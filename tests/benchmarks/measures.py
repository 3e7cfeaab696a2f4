"""What is measured, beside the floor that must hold and the goal that we are after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One figure of the benchmark. Less is better, unless `more_is_better`."""

    name: str
    text: str
    unit: str
    floor: float
    goal: float
    more_is_better: bool = False

    def holds(self, figure: float, bound: float) -> bool:
        """Whether a figure is as good as a bound."""
        return figure >= bound if self.more_is_better else figure <= bound


MEASURES: tuple[Measure, ...] = (
    Measure(
        name="requests_per_paid_invoice",
        text="requests to NetSuite per paid invoice in bulk",
        unit="",
        floor=0.06,
        goal=0.03,
    ),
    Measure(
        name="requests_lone_invoice",
        text="requests to NetSuite for a lone paid invoice",
        unit="",
        floor=4,
        goal=3,
    ),
    Measure(
        name="stripe_requests_per_paid_invoice",
        text="requests to Stripe per paid invoice in bulk",
        unit="",
        floor=0.3,
        goal=0.1,
    ),
    Measure(
        name="share_of_limit",
        text="share of NetSuite's limit in bulk",
        unit="%",
        floor=90,
        goal=95,
        more_is_better=True,
    ),
    Measure(
        name="cpu_ms_per_paid_invoice",
        text="own CPU per paid invoice of 3 lines",
        unit="ms",
        floor=4,
        goal=2,
    ),
    Measure(
        name="mapping_ms_per_record",
        text="own CPU to apply 200 mapping entries, per record",
        unit="ms",
        floor=0.3,
        goal=0.3,
    ),
    Measure(
        name="peak_mb",
        text="peak memory at a million journal rows",
        unit="MB",
        floor=200,
        goal=120,
    ),
    Measure(
        name="idle_requests",
        text="requests to both in a run with nothing to do",
        unit="",
        floor=20,
        goal=10,
    ),
)


Figures = Mapping[str, float]
"""What was measured, by the measure's name."""


def table(figures: Figures) -> str:
    """The measures that were taken beside their floors and goals, as people read them."""
    width = max(len(measure.text) for measure in MEASURES)
    head = f"{'':{width}}  {'measured':>12}  {'floor':>10}  {'goal':>10}"
    return "\n".join([head, *(_row(measure, figures[measure.name], width) for measure in taken(figures))])


def taken(figures: Figures) -> list[Measure]:
    """The measures for which there is a figure, in the order of the table."""
    return [measure for measure in MEASURES if measure.name in figures]


def _row(measure: Measure, figure: float, width: int) -> str:
    shown = [_shown(measure, each) for each in (figure, measure.floor, measure.goal)]
    return f"{measure.text:{width}}  {shown[0]:>12}  {shown[1]:>10}  {shown[2]:>10}  {_verdict(measure, figure)}"


def _verdict(measure: Measure, figure: float) -> str:
    if not measure.holds(figure, measure.floor):
        return "BELOW FLOOR"
    return "ok, goal reached" if measure.holds(figure, measure.goal) else "ok"


def _shown(measure: Measure, figure: float) -> str:
    return f"{figure:.4g} {measure.unit}".rstrip()
