"""Runs of the program that is measured: seconds, memory, and how long each step of a night took."""

import json
import os
import subprocess
import time

from lab import Failed

# The first night after the month; every booking of it is billed, and of the next month nothing yet.
BUSINESS_DATE = "2025-02-01"
PERIOD = "2025-01"


class Used:
    """What one run of the program used."""

    def __init__(self, seconds, kilobytes, steps):
        self.seconds, self.kilobytes, self.steps = seconds, kilobytes, steps

    @property
    def without_exports(self):
        """Seconds of a night but those in which packages were written."""
        return self.seconds - self.steps.get("exports", 0)


class Program:
    """The release build, in the world of one lab after the other."""

    def __init__(self, path, work):
        self.path, self.work = path, work
        self.peak_kilobytes = 0

    def takes(self, command, option):
        """Whether the command has the option."""
        text = subprocess.run([self.path, command, "--help"], stdout=subprocess.PIPE, text=True).stdout
        return option in text

    def night(self, lab, *arguments, grace=90):
        """A night with its exports. With the longest grace every record stays a draft; with none each is
        finalized and numbered, unless something holds it."""
        summary = self.work / "night.json"
        summary.unlink(missing_ok=True)
        hook = f"cat > '{summary}'"
        used = self.run(
            lab, "nightly", "--business-date", BUSINESS_DATE, *arguments, accepted=(0, 1),
            INVOICING_GRACE_DAYS=str(grace), HOOKS_ON_SUCCESS=hook, HOOKS_ON_ATTENTION=hook)
        steps = json.loads(summary.read_text())["steps"]
        used.steps = {step["step"]: step["duration_milliseconds"] / 1000 for step in steps}
        return used

    def dry_run(self, lab):
        return self.run(
            lab, "nightly", "--dry-run", "--business-date", BUSINESS_DATE, accepted=(0, 1),
            INVOICING_GRACE_DAYS="90")

    def export(self, lab):
        return self.run(lab, "export", PERIOD, "--business-date", BUSINESS_DATE)

    def verify(self, lab):
        return self.run(lab, "verify", lab.exports / PERIOD)

    def run(self, lab, *arguments, accepted=(0,), **settings):
        said, note = self.work / "said", self.work / "used"
        environment = dict(
            os.environ, DATABASE_URL=lab.url, EXPORTS_FOLDER=str(lab.exports),
            BILLING_START_DATE="2025-01-01", **settings)
        command = ["/usr/bin/time", "--quiet", "--format=%M", f"--output={note}", self.path]
        with open(said, "w") as file:
            began = time.monotonic()
            code = subprocess.run(
                [*command, *map(str, arguments), "--quiet"], stdout=file, stderr=file, env=environment,
                cwd=self.work).returncode
            seconds = time.monotonic() - began
        if code not in accepted:
            raise Failed(f"jobrunner {arguments[0]} ended with {code}:\n{said.read_text()[-2000:]}")
        used = Used(seconds, int(note.read_text()), {})
        self.peak_kilobytes = max(self.peak_kilobytes, used.kilobytes)
        return used
