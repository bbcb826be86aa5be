"""Verifying a month with its days, beside reading the same files: sha256sum, and inflating the workbooks."""

import subprocess
import sys
import time

INFLATE = """
import sys, zipfile
for path in sys.argv[1:]:
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            with book.open(name) as part:
                while part.read(1 << 20):
                    pass
"""


def measure(bench):
    with bench.numbered.copied("ours") as lab:
        files = sorted(path for path in (lab.exports / "2025-01").rglob("*") if path.is_file())
        workbooks = [path for path in files if path.suffix == ".xlsx"]
        began = time.monotonic()
        subprocess.run(["sha256sum", *files], stdout=subprocess.DEVNULL, check=True)
        subprocess.run([sys.executable, "-c", INFLATE, *workbooks], check=True)
        read = time.monotonic() - began
        used = bench.program.verify(lab)
        bench.table.add(
            "verify", "verify, the month with its days", used.seconds,
            "sha256sum and inflating the same files", read)
