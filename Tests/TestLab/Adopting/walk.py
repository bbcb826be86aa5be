"""Walks docs/adopting.md from its first step to its last, with the lab's app: each command of the order
of steps as it is written, each block as it is printed. Between the steps the app books, and nights are
billed. The first thing that is not as the document says ends the walk.

Usage: walk.py DATABASE_URL TRIAL_URL  (two empty databases of one server), jobrunner on the PATH
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from document import Block, Document


class Walk:
    def __init__(self, url: str, trial_url: str, folder: Path) -> None:
        self.document = Document()
        self.url = url
        self.app = folder / "app"
        shutil.copytree(Path(__file__).parent / "app", self.app)
        tools = str(Path(sys.executable).parent)
        self.environment = os.environ | {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "DATABASE_URL": url,
            "TRIAL_URL": trial_url,
            "BILLING_START_DATE": "2025-01-01",
            "EXPORTS_FOLDER": str(folder / "exports"),
            # Bytecode of the app's two versions would be told apart by the second.
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    # What is done

    def run(self, command: list[str], *expecting: int, **more: str) -> subprocess.CompletedProcess:
        print("$", " ".join(command), flush=True)
        done = subprocess.run(
            command, cwd=self.app, env=self.environment | more, text=True,
            capture_output=True, check=False,
        )
        if done.returncode not in (expecting or (0,)):
            sys.exit(f"it ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def shell(self, command: str, **more: str) -> subprocess.CompletedProcess:
        return self.run(["bash", "-euo", "pipefail", "-c", command], **more)

    def psql(self, *arguments: str) -> str:
        return self.run(
            ["psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", *arguments, self.url]
        ).stdout

    def use(self, block: Block) -> None:
        """A block of shell or SQL, as it is printed. Python went to its file before."""
        if block.language == "sh":
            self.shell(block.text)
        elif block.language == "sql":
            self.psql("-c", block.text)

    # What the app and the lab do besides

    def url_of(self, user: str) -> str:
        return re.sub(r"\buser=\w+", f"user={user}", self.url)

    def makes_site(self) -> None:
        """The app connects as a user that owns nothing."""
        self.psql(
            "-c", "create role site login",
            "-c", "grant select, insert, update, delete on all tables in schema public to site",
            "-c", "grant usage on all sequences in schema public to site",
        )

    def books(self, how: str, *expecting: int) -> None:
        self.run([sys.executable, "app.py", how], *expecting, DATABASE_URL=self.url_of("site"))

    def names_site(self, is_named: bool) -> None:
        """Whether the app's user lacks rights, as the plan says."""
        plan = self.run(["jobrunner", "migrate", "plan", "--steps"]).stdout
        if ("migrate roles --app site" in plan) != is_named:
            sys.exit(plan)

    def bills(self, user: str | None = None) -> None:
        """A night of which each booking comes to what the app itself reckons."""
        url = self.url_of(user) if user else self.url
        due = json.loads(self.run([sys.executable, "app.py", "expect"]).stdout)
        # With 1 there is something to look at: bookings without an item, prices nobody noted.
        self.run(["jobrunner", "nightly", "--business-date", "2025-01-20"], 0, 1, DATABASE_URL=url)
        query = "select json_object_agg(booking_id, final_amount::text) from billing_records"
        billed = json.loads(self.psql("-c", query))
        if billed != due:
            sys.exit(f"billed {billed}\nbut due {due}")

    def refuses_the_contract(self, command: str) -> None:
        """While the app still books without a pet."""
        refused = self.run(command.split(), 78)
        if "the app still writes bookings without a pet" not in refused.stderr:
            sys.exit(refused.stderr)

    # The way

    def walk(self) -> None:
        self.run([sys.executable, "app.py", "create", "fill"])
        self.run(["alembic", "stamp", "head"])
        self.makes_site()
        steps = {step.number: step for step in self.document.steps()}
        assert sorted(steps) == list(range(1, 9)), f"steps {sorted(steps)}"

        for block in self.document.blocks(steps[1].sections[0]):
            self.use(block)
        first, last = map(int, re.search(r"steps (\d) to (\d)", steps[1].text).groups())
        for number in range(first, last + 1):
            for command in steps[number].commands:
                self.run(command.split(), DATABASE_URL=self.environment["TRIAL_URL"])

        for number in range(2, 6):
            for command in steps[number].commands:
                self.run(command.split())
            self.books("book")
        self.bills()
        self.names_site(True)
        for block in self.document.blocks(steps[5].sections[0]):
            self.use(block)
        self.names_site(False)
        self.books("book")
        self.bills(user="nightly")

        assert steps[6].who == "app"
        self.document.tell_alembic(self.app)
        for block in self.document.blocks("beside-alembic"):
            self.use(block)
        self.books("book")
        (contract,) = steps[8].commands
        self.refuses_the_contract(contract)
        (backfill,) = steps[7].commands
        self.run(backfill.split())

        # The version that writes the new way, a day later.
        self.environment |= {"LAB_MODELS": "generated", "MIGRATIONS_CONTRACT_QUIET_HOURS": "0"}
        self.books("book-new")
        self.run(["alembic", "check"])
        self.run(contract.split())
        self.run(["jobrunner", "migrate", "verify"])
        # The models know nothing of it yet, and would take it back.
        self.run(["alembic", "check"], 255)
        self.shell(self.document.generation())
        self.run(["alembic", "check"])
        self.books("book", 1)
        self.books("book-new")
        self.bills()

        for script in self.document.undo_scripts():
            self.psql("-f", str(script))
        self.run(["jobrunner", "migrate", "plan"])
        self.run(["jobrunner", "migrate", "apply"])
        self.run(["jobrunner", "migrate", "verify"])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        Walk(sys.argv[1], sys.argv[2], Path(folder)).walk()
    print("docs/adopting.md holds from its first step to its last")
