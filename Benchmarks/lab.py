"""The private server's databases: filled once, copied for whatever is measured, and timed statements."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import time

FOLDER = pathlib.Path(__file__).resolve().parent
SQL = FOLDER / "sql"


class Server:
    """The server that scripts/benchmark-lab has started, and the folder it lies in."""

    def __init__(self, work):
        self.work = pathlib.Path(work)
        self.socket = self.work / "socket"

    def url(self, database):
        return f"postgresql:///{database}?host={self.socket}&user=bench"

    def make(self, name, template="postgres"):
        """A database of that name, the same as the template to the byte; one that was there goes."""
        # Nothing is written while a copy is timed that the copying left over.
        commands = [
            f"drop database if exists {name} with (force)",
            f"create database {name} template {template} strategy file_copy",
            "checkpoint",
        ]
        self.run("template1", *commands)
        return Lab(self, name)

    def drop(self, name):
        self.run("template1", f"drop database if exists {name} with (force)")

    def run(self, database, *commands):
        arguments = [part for command in commands for part in ("--command", command)]
        return psql(self.url(database), *arguments)


class Lab:
    """A database with the exports that belong to it."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.url = server.url(name)
        self.exports = server.work / f"{name}-exports"

    def copy(self, name):
        """Another lab that is the same, exports included; its package files are the same files."""
        lab = self.server.make(name, self.name)
        shutil.rmtree(lab.exports, ignore_errors=True)
        if self.exports.exists():
            subprocess.run(["cp", "--archive", "--link", self.exports, lab.exports], check=True)
        return lab

    @contextlib.contextmanager
    def copied(self, name="copy"):
        lab = self.copy(name)
        try:
            yield lab
        finally:
            lab.drop()

    def drop(self):
        self.server.drop(self.name)
        shutil.rmtree(self.exports, ignore_errors=True)

    def run(self, *commands):
        return self.server.run(self.name, *commands)

    def number(self, query):
        return int(self.run(query))

    def script(self, name, output=subprocess.PIPE, **variables):
        """Runs one of Benchmarks/sql; the variables are those it names with a colon."""
        settings = [f"--set={key}={value}" for key, value in variables.items()]
        return psql(self.url, *settings, "--file", SQL / f"{name}.sql", output=output)

    def timed(self, *commands):
        """Seconds that the commands take, one after the other, in one session."""
        began = time.monotonic()
        self.run(*commands)
        return time.monotonic() - began

    def timed_script(self, name, output=subprocess.PIPE, **variables):
        began = time.monotonic()
        self.script(name, output, **variables)
        return time.monotonic() - began

    def timed_copy(self, *queries):
        """Seconds until a client has all rows of the queries, which it throws away."""
        began = time.monotonic()
        arguments = [part for query in queries for part in ("--command", f"copy ({query}) to stdout")]
        psql(self.url, *arguments, output=subprocess.DEVNULL)
        return time.monotonic() - began

    def new_run(self):
        """A row of the ledger for records that no run of the program writes."""
        return self.number(
            """
            insert into billing_runs (job, business_date, through_date, state)
            values ('nightly', '2025-02-01', '2025-01-31', 'running')
            returning run_id
            """
        )


def psql(url, *arguments, output=subprocess.PIPE):
    command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
    command += ["--set=ON_ERROR_STOP=1", url, *map(str, arguments)]
    environment = dict(os.environ, PGOPTIONS="-c client_min_messages=error -c jit=off")
    done = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, env=environment)
    if done.returncode != 0:
        raise Failed(f"psql ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout.strip() if done.stdout else ""


class Failed(Exception):
    """What was to be measured did not work, or gave something else than it had to."""
