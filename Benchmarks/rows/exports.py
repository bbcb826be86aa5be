"""The packages of the month: made new, made new but for its days, and with nothing to do.

Beside them stands what a C program needs for the workbook's largest sheet alone, with libxlsxwriter, and beside
the CSV files the same files as Postgres itself writes them.
"""

import filecmp
import shutil
import subprocess

from lab import Failed
from program import PERIOD

BESIDE = "libxlsxwriter in C, the register's 14 columns"
# In the order in which the program writes them, one after the other.
CSV_FILES = ["reconciliation", "invoices"]


def measure(bench):
    with bench.numbered.copied("ours") as lab:
        month = lab.exports / PERIOD
        shutil.rmtree(lab.exports)
        streamed = bench.timed_register(lab)
        fresh = bench.program.export(lab)
        bench.table.add(
            "export_days", "export fresh, the month with its days", fresh.seconds, BESIDE, streamed)
        bench.table.add(
            "csv", "CSV files of the month and its days", written(month),
            "copy … to of the month's, in CSV", copied(bench, lab, month))
        for path in month.iterdir():
            if path.is_file():
                path.unlink()
        streamed = bench.timed_register(lab)
        whole = bench.program.export(lab)
        bench.table.add(
            "export_month", "export fresh, its days are there", whole.seconds, BESIDE, streamed)
        same = bench.program.export(lab)
        bench.table.add("export_unchanged", "export, nothing changed", same.seconds)


def written(month):
    """Seconds from when the program made the first of the CSV files until it had written the last."""
    first, last = (times(month / f"{name}-{PERIOD}.csv") for name in CSV_FILES)
    return last[1] - first[0]


def times(path):
    """When a file was made, and when it was last written."""
    made, changed = subprocess.run(
        ["stat", "--format=%.9W %.9Y", path], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    if float(made) == 0:
        raise Failed(f"the file system does not say when {path} was made")
    return float(made), float(changed)


def copied(bench, lab, month):
    """Seconds that Postgres takes for the same files; it is an error where they are not the same."""
    seconds = 0
    for name in CSV_FILES:
        path = bench.work / f"{name}.csv"
        with open(path, "w") as file:
            seconds += lab.timed_script(name, output=file)
        if not filecmp.cmp(path, month / f"{name}-{PERIOD}.csv", shallow=False):
            raise Failed(f"the program's {name} is not what the database has: compare {path}")
    return seconds
