"""Small pictures of numbers: an interval with its value and the line to watch. The words beside it say the same."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

WIDE, HIGH = 120, 14


@register.simple_tag
def interval(value: float, low: float | None, high: float | None, line: float | None = None) -> SafeString:
    """From 0 to 1: a hairline, the interval as a bar on it, the value as a dot, the line to watch as a tick.

    What lies below 0 begins at the edge. It is hidden from screen readers, for the text beside it says the numbers.
    """
    at = [
        round(_inside(one) * WIDE, 1) for one in (value, value if low is None else low, value if high is None else high)
    ]
    tick = SafeString("") if line is None else format_html('<path class="line" d="M{} 1V13"/>', round(line * WIDE, 1))
    return format_html(
        '<svg class="interval" viewBox="-4 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">'
        '<path class="axis" d="M0 7H{}"/><path class="span" d="M{} 7H{}"/>{}<circle class="dot" cx="{}" cy="7" r="3.5"/></svg>',
        WIDE + 8, HIGH, WIDE + 8, HIGH, WIDE, at[1], at[2], tick, at[0],
    )  # fmt: skip


def _inside(value: float) -> float:
    return min(1.0, max(0.0, value))
