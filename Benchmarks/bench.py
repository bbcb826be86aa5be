"""Measures jobrunner beside Postgres itself; scripts/bench says how it is called, and makes the server."""

import argparse
import functools
import importlib
import json
import os
import pathlib
import subprocess
import sys
import time

from lab import FOLDER, Failed, Server
from program import Program
from table import Table

ROWS = ["first", "second", "numbering", "exports", "verify", "dry_run", "cost", "memory"]
CHECKED_BOOKINGS = 100_000
SMALLEST = 500


class Bench:
    """What every row works with: the program, the labs in their states, and the table."""

    def __init__(self, bookings):
        self.bookings = bookings
        self.small_bookings = max(bookings // 10, 50)
        self.work = pathlib.Path(os.environ["BENCH_WORK"])
        self.server = Server(self.work)
        self.program = Program(os.environ["JOBRUNNER"], self.work)
        self.table = Table()

    def note(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def expect(self, lab, query, wanted):
        found = lab.number(query)
        if found != wanted:
            raise Failed(f"{found} in place of {wanted}: {query}")

    @functools.cached_property
    def raw(self):
        """The lab that was never billed."""
        return self.filled("raw", self.bookings)

    @functools.cached_property
    def small(self):
        """One of a tenth of the bookings, never billed."""
        return self.filled("small", self.small_bookings)

    @functools.cached_property
    def billed(self):
        """The lab after its first night: drafts, and their packages."""
        lab = self.raw.copy("billed")
        self.note("billing the lab that second nights begin with")
        self.program.night(lab)
        lab.run("vacuum analyze")
        return lab

    @functools.cached_property
    def numbered(self):
        """The lab after a night that finalized and numbered all of it."""
        lab = self.billed.copy("numbered")
        self.note("numbering the lab that exports begin with")
        self.program.night(lab, grace=0)
        lab.run("vacuum analyze")
        return lab

    def filled(self, name, bookings):
        self.note(f"making a lab of {bookings} bookings")
        lab = self.server.make(name)
        lab.script("lab", bookings=bookings)
        lab.run("vacuum analyze")
        return lab

    def timed_register(self, lab):
        """Seconds that a C program needs for the register of the month alone."""
        began = time.monotonic()
        subprocess.run(
            [self.register, lab.url, self.register_query, self.work / "register.xlsx"], check=True)
        return time.monotonic() - began

    @functools.cached_property
    def register(self):
        """That program."""
        binary = self.work / "register"
        include = subprocess.run(
            ["pg_config", "--includedir"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        subprocess.run(
            ["cc", "-O2", "-Wall", "-Werror", f"-I{include}", "-o", binary, FOLDER / "register.c",
             "-lxlsxwriter", "-lpq"],
            check=True)
        return binary

    @functools.cached_property
    def register_query(self):
        return (FOLDER / "sql" / "register.sql").read_text()

    def peers_python(self):
        """A Python that has what the peers are made of."""
        packages = (FOLDER / "peers" / "requirements.txt").read_text().split()
        return subprocess.run(
            [FOLDER.parent / "scripts" / "python-tool", "python", *packages], check=True,
            stdout=subprocess.PIPE, text=True).stdout.strip()


def main():
    options = arguments()
    if "BENCH_WORK" not in os.environ:
        return 0
    bench = Bench(options.bookings)
    try:
        for number in range(options.rounds):
            if os.getloadavg()[0] > os.cpu_count():
                bench.note(f"the machine is busy: {os.getloadavg()[0]:.0f} processes want to run")
            for name in options.only:
                bench.note(f"round {number + 1} of {options.rounds}: {name}")
                importlib.import_module(f"rows.{name}").measure(bench)
    except Failed as failure:
        bench.note(failure)
        return 1
    print(bench.table.markdown())
    if options.json:
        document = {
            "bookings": bench.bookings, "rounds": options.rounds,
            "rows": [row.json() for row in bench.table.rows.values()]}
        options.json.write_text(json.dumps(document, indent=2) + "\n")
    if options.check and bench.table.failing:
        names = ", ".join(row.key for row in bench.table.failing)
        bench.note(f"more than a tenth over what is to be reached: {names}")
        return 1
    return 0


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/bench", allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter,
        description=(
            "Measures the program beside Postgres itself, on a private server, and prints one table: what\n"
            "each work takes, what is measured beside it, their ratio, and what is to be reached. Each round\n"
            "is on a fresh copy of the same databases, the two sides of a ratio next to each other in time."),
        epilog=(
            "rows: " + ", ".join(ROWS) + "\n\n"
            "The table goes to standard output, progress to standard error. Exit code 1 where the program's\n"
            "records are not those of the one statement, to the last part of each explanation, and with\n"
            "--check where something is more than a tenth over what is to be reached\n"
            "(Benchmarks/targets.json). A million bookings need some 30 GB of disk in $TMPDIR. JOBRUNNER=PATH\n"
            "measures that program in place of a release build of this tree. docs/performance.md says how\n"
            "the table is read."))
    parser.add_argument(
        "--bookings", type=count(SMALLEST), metavar="N",
        help=f"how many bookings the month has; 1000000 by default, {CHECKED_BOOKINGS} with --check")
    parser.add_argument("--rounds", type=count(1), default=3, metavar="N", help="3 by default")
    parser.add_argument(
        "--only", type=chosen, default=ROWS, metavar="ROW,…", help="some of the rows, by their names below")
    parser.add_argument("--peers", action="store_true", help="other programs for the same, too (from PyPI)")
    parser.add_argument("--check", action="store_true", help="end with 1 where a target is missed")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="leave all rounds there as JSON")
    options = parser.parse_args()
    options.bookings = options.bookings or (CHECKED_BOOKINGS if options.check else 1_000_000)
    if options.peers:
        options.only = [*options.only, "peers"]
    if options.json:
        options.json = options.json.resolve()
    return options


def count(least):
    def parse(text):
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text} is no number from {least} on")
        return int(text)

    return parse


def chosen(text):
    names = text.split(",")
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]}; the rows are {', '.join(ROWS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
