"""What was measured, as one table: medians, ratios, and how they stand to what is to be reached."""

import json
import pathlib
import statistics

TARGETS = json.loads((pathlib.Path(__file__).resolve().parent / "targets.json").read_text())
# A ratio that misses what is to be reached by more than this fails a check.
TOLERANCE = 1.1


class Row:
    """One line of the table: a figure of each round, and what was measured beside it."""

    def __init__(self, key, title, beside=None, unit="s"):
        self.key, self.title, self.beside, self.unit = key, title, beside, unit
        self.ours, self.others = [], []

    def add(self, ours, other=None):
        self.ours.append(ours)
        if other is not None:
            self.others.append(other)

    @property
    def median(self):
        return statistics.median(self.ours)

    @property
    def other(self):
        return statistics.median(self.others) if self.others else None

    @property
    def ratio(self):
        """The median of the rounds' ratios: both sides of each were measured next to each other."""
        if not self.others:
            return None
        return statistics.median(a / b for a, b in zip(self.ours, self.others, strict=True))

    @property
    def target(self):
        return TARGETS.get(self.key)

    @property
    def measure(self):
        """What is held against the target: the ratio or, where nothing is beside it, the figure."""
        return self.median if self.ratio is None else self.ratio

    @property
    def reached(self):
        return None if self.target is None else self.measure <= self.target

    @property
    def fails(self):
        return self.target is not None and self.measure > self.target * TOLERANCE

    def json(self):
        return {
            "row": self.key, "title": self.title, "unit": self.unit, "ours": self.median,
            "beside": self.beside, "other": self.other, "ratio": self.ratio, "target": self.target,
            "reached": self.reached, "rounds": self.ours, "rounds_beside": self.others}


class Table:
    """The rows in the order in which they were first measured."""

    def __init__(self):
        self.rows = {}

    def add(self, key, title, ours, beside=None, other=None, unit="s"):
        row = self.rows.setdefault(key, Row(key, title, beside, unit))
        row.add(ours, other)

    @property
    def failing(self):
        return [row for row in self.rows.values() if row.fails]

    def markdown(self):
        lines = [["row", "work", "ours", "beside it", "", "ratio", "to reach", "reached"]]
        for row in self.rows.values():
            target = "–" if row.target is None else f"≤ {row.target:g}"
            if row.ratio is None and row.target is not None:
                target += f" {row.unit}"
            lines.append([
                row.key, row.title, amount(row.median, row.unit), row.beside or "–",
                amount(row.other, row.unit), "–" if row.ratio is None else f"{row.ratio:.2f}", target,
                {None: "–", True: "yes", False: "no"}[row.reached]])
        widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
        lines.insert(1, ["-" * width for width in widths])
        return "\n".join(
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
            for line in lines)


def amount(value, unit):
    if value is None:
        return "–"
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.2f} {unit}"
