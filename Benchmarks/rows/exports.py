"""The packages of the month: made new, made new but for its days, and with nothing to do.

Beside them stands what a C program needs for the workbook's largest sheet alone, with libxlsxwriter.
"""

import shutil

BESIDE = "libxlsxwriter in C, the register's 14 columns"


def measure(bench):
    with bench.numbered.copied("ours") as lab:
        shutil.rmtree(lab.exports)
        streamed = bench.timed_register(lab)
        fresh = bench.program.export(lab)
        bench.table.add(
            "export_days", "export fresh, the month with its days", fresh.seconds, BESIDE, streamed)
        for path in (lab.exports / "2025-01").iterdir():
            if path.is_file():
                path.unlink()
        streamed = bench.timed_register(lab)
        month = bench.program.export(lab)
        bench.table.add(
            "export_month", "export fresh, its days are there", month.seconds, BESIDE, streamed)
        same = bench.program.export(lab)
        bench.table.add("export_unchanged", "export, nothing changed", same.seconds)

