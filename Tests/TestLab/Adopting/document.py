"""docs/adopting.md, read as what it is: an order of steps, and blocks to be used as they are printed.

Usage: document.py FOLDER           tells the app there of Alembic what the document tells its team
       document.py FOLDER generate  generates its models, as the document says
"""

import re
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).parents[3] / "docs" / "adopting.md"


@dataclass
class Block:
    """A fenced block of the document."""

    language: str
    text: str
    # The file that the sentence before it names, where it names one.
    file: str | None


@dataclass
class Step:
    """A row of the order of steps."""

    number: int
    who: str
    text: str
    commands: list[str]
    # The sections that it links to.
    sections: list[str]


class Document:
    def __init__(self) -> None:
        self.text = PATH.read_text()

    def section(self, heading: str) -> str:
        """The text below a heading, which is named as in a link: beside-alembic."""
        for part in re.split(r"^## ", self.text, flags=re.MULTILINE)[1:]:
            title, _, body = part.partition("\n")
            if title.strip().lower().replace(" ", "-") == heading:
                return body
        raise SystemExit(f"{PATH.name} has no section #{heading}")

    def steps(self) -> list[Step]:
        """The rows of the table in their order."""
        rows = re.findall(
            r"^\| (\d+) \| (\w+) \| (.*) \|$", self.section("the-order-of-steps"), re.MULTILINE
        )
        return [
            Step(
                int(number),
                who,
                text,
                re.findall(r"`(jobrunner [^`]+)`", text),
                re.findall(r"\]\(#([a-z-]+)\)", text),
            )
            for number, who, text in rows
        ]

    def blocks(self, heading: str) -> list[Block]:
        """The fenced blocks of a section in their order."""
        # Every second part is a block, the first line of which says its language.
        parts = re.split(r"^```", self.section(heading), flags=re.MULTILINE)
        blocks = []
        for before, block in zip(parts[::2], parts[1::2]):
            language, _, text = block.partition("\n")
            files = re.findall(r"`([\w.]+\.py)`", before)
            blocks.append(Block(language, text, files[-1] if files else None))
        return blocks

    def undo_scripts(self) -> list[Path]:
        """The scripts of going back, the newest phase first."""
        names = re.findall(r"\[undo/\w+\.sql\]\((undo/\w+\.sql)\)", self.section("going-back"))
        return [PATH.parent / name for name in names]

    def tell_alembic(self, app: Path) -> None:
        """Does for an app what the section on Alembic says, with its blocks as they are printed."""
        blocks = {one.file: one for one in self.blocks("beside-alembic")}
        names, call = blocks["jobrunner_names.py"], blocks["env.py"]
        (app / names.file).write_text(names.text)
        imports, configure = call.text.split("\n\n", 1)
        environment = app / "migrations" / call.file
        before = "context.configure(connection=connection, target_metadata=target_metadata)\n"
        text = environment.read_text()
        assert text.count(before) == 1, f"{environment} has no call of configure to replace"
        environment.write_text(
            text.replace("from alembic import context\n", f"from alembic import context\n{imports}\n")
            .replace("    " + before, textwrap.indent(configure, "    "))
        )

    def generation(self) -> str:
        """The commands of shell that generate models."""
        (text,) = [one.text for one in self.blocks("beside-alembic") if "sqlacodegen" in one.text]
        return text


if __name__ == "__main__":
    app = Path(sys.argv[1])
    if "generate" in sys.argv:
        shell = ["bash", "-euo", "pipefail", "-c", Document().generation()]
        subprocess.run(shell, cwd=app, check=True)
    else:
        Document().tell_alembic(app)
