"""Other programs for the same, for orientation: the first billing with SQLAlchemy's object-relational
mapper, the register with XlsxWriter and openpyxl. Their times stand where the program's stand otherwise.
"""

import os
import subprocess
import time

import comparison
from lab import FOLDER

PEERS = FOLDER / "peers"


def measure(bench):
    python = bench.peers_python()
    with bench.raw.copied("ours") as lab, bench.raw.copied("beside") as beside:
        run = lab.new_run()
        orm = timed(python, PEERS / "orm.py", lab.url.replace(":", "+psycopg2:", 1), run)
        used = bench.program.night(beside)
        bench.table.add(
            "peer_orm", "peer: first billing with SQLAlchemy's ORM", orm,
            "jobrunner, tied out", used.without_exports)
        comparison.compare(
            comparison.records(lab, bench.work / "peer.records"),
            comparison.records(beside, bench.work / "ours.records"))
    for library, name in (("xlsxwriter", "XlsxWriter"), ("openpyxl", "openpyxl")):
        with bench.numbered.copied("ours") as lab:
            seconds = timed(
                python, PEERS / "register.py", library, lab.url, bench.register_query,
                bench.work / "register.xlsx")
            bench.table.add(
                f"peer_{library}", f"peer: the register with {name}", seconds, "libxlsxwriter in C",
                bench.timed_register(lab))


def timed(*command):
    began = time.monotonic()
    subprocess.run([*map(str, command)], check=True, env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"))
    return time.monotonic() - began
