"""Links the released program once more, with one more migration than it has: a next version, for trying
an upgrade without building everything twice.

Usage: newer_program.py OUTPUT
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEM = "8999_jobs_expand_next_version"
SQL = "comment on table billing_runs is 'The ledger of the runs, as the next version has it.';\n"


def link_command():
    """What linked the program, as the build wrote it down."""
    manifest = (ROOT / ".build/release.yaml").read_text(encoding="utf-8")
    match = re.search(r'^  "C\.jobrunner-[^"]*\.exe":\n(?:    .*\n)*?    args: (.*)$', manifest, re.M)
    return json.loads(match.group(1))


def with_migration(source):
    """LabSQL.c with the migration in its place, before the contract."""
    lines = source.split("\n")
    array = next(i for i, line in enumerate(lines) if " migration_9000_" in line)
    lines[array:array] = [
        f"static const unsigned char migration_{STEM}[] = {{",
        f'#embed "migrations/{STEM}.sql"',
        "};",
    ]
    entry = next(i for i, line in enumerate(lines) if "SQL_FILE(migration, 9000_" in line)
    lines.insert(entry, f"    SQL_FILE(migration, {STEM}),")
    return "\n".join(lines)


def main():
    command = link_command()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        sources = folder / "LabSQL"
        shutil.copytree(ROOT / "Sources/LabSQL", sources)
        (sources / f"migrations/{STEM}.sql").write_text(SQL, encoding="utf-8")
        file = sources / "LabSQL.c"
        file.write_text(with_migration(file.read_text(encoding="utf-8")), encoding="utf-8")
        compiler = Path(command[0]).resolve().parent / "clang"
        subprocess.run(
            [compiler, "-O2", "-c", file, f"-I{sources}/include", "-o", folder / "LabSQL.o"],
            check=True,
        )
        objects = next(word for word in command if word.startswith("@"))
        listed = Path(objects[1:]).read_text(encoding="utf-8")
        changed = re.sub(r"^.*/LabSQL\.c\.o$", str(folder / "LabSQL.o"), listed, flags=re.M)
        if changed == listed:
            sys.exit(f"newer_program: {objects[1:]} has no LabSQL.c.o")
        (folder / "objects").write_text(changed, encoding="utf-8")
        command[command.index(objects)] = f"@{folder / 'objects'}"
        command[command.index("-o") + 1] = sys.argv[1]
        subprocess.run(command, check=True)


main()
