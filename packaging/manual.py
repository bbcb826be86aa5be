"""Makes the manual pages from the program's description of itself.

Usage: jobrunner --experimental-dump-help | manual.py FOLDER VERSION DATE

Writes jobrunner.1 and a page a command, such as jobrunner-findings-list.1, into FOLDER.
"""

import json
import re
import sys
from pathlib import Path

PROGRAM = "jobrunner"


def escaped(text):
    """Text as roff takes it, with nothing in it that roff reads as more than text."""
    text = text.replace("\\", "\\e").replace("`", "\\(ga")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def literal(text):
    """What is typed: its hyphens, apostrophes, carets and tildes are to be copied as they are."""
    text = escaped(text).replace("-", "\\-").replace("'", "\\(aq")
    return text.replace("^", "\\(ha").replace("~", "\\(ti").replace("\n\\(aq", "\n\\&\\(aq")


def bold(text):
    return f"\\fB{literal(text)}\\fR"


def italic(text):
    return f"\\fI{literal(text)}\\fR"


# What is typed within a sentence: in backquotes, an option, a path, a variable.
TYPED = re.compile(r"`([^`]+)`|(?<![\w/-])(--?[a-z][a-z-]*|/[\w./-]*\w|\$[A-Z_]+)")


def prose(text):
    """A sentence, with what is typed in it set apart."""
    parts, end = [], 0
    for match in TYPED.finditer(text):
        parts += [escaped(text[end : match.start()]), bold(match.group(1) or match.group(2))]
        end = match.end()
    return re.sub(r"^([.'])", r"\\&\1", "".join(parts) + escaped(text[end:]))


def paragraphs(text):
    """Paragraphs of prose; lines that are indented are shown as they are written."""
    lines = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        rows = block.split("\n")
        lines.append(".PP")
        while rows:
            shown = rows[0].startswith("  ")
            count = next(
                (i for i, row in enumerate(rows) if row.startswith("  ") != shown), len(rows)
            )
            taken, rows = rows[:count], rows[count:]
            if shown:
                indent = min(len(row) - len(row.lstrip()) for row in taken)
                lines += [".RS 4", ".EX", *(literal(row[indent:]) for row in taken), ".EE", ".RE"]
            else:
                lines.append(prose(" ".join(row.strip() for row in taken)))
    return lines


def names(argument):
    """How an option is written, each of its names."""
    return ", ".join(
        bold(("-" if name["kind"] == "short" else "--") + name["name"])
        for name in argument.get("names", [])
    )


def value(argument):
    return italic(argument.get("valueName", "value")) + (
        " ..." if argument.get("isRepeating") else ""
    )


def described(argument):
    """An option or argument, and what it means."""
    head = value(argument) if argument["kind"] == "positional" else names(argument)
    if argument["kind"] == "option":
        head += " " + value(argument)
    texts = [argument.get("abstract"), argument.get("discussion")]
    if argument.get("allValues"):
        texts.append("One of: " + ", ".join(argument["allValues"]) + ".")
    if argument.get("defaultValue"):
        texts.append(f"Default: {argument['defaultValue']}.")
    return [".TP", head, prose(" ".join(" ".join(text.split()) for text in texts if text))]


def use(argument):
    """An option or argument as the synopsis has it."""
    text = value(argument)
    if argument["kind"] != "positional":
        text = bold("--" + argument["preferredName"]["name"])
        if argument["kind"] == "option":
            text += "\\~" + value(argument)
    return text if not argument["isOptional"] else f"[{text}]"


class Command:
    """A command of the program, with those below it."""

    def __init__(self, dump, above=()):
        self.words = (*above, dump["commandName"])
        self.abstract = dump.get("abstract", "")
        self.discussion = dump.get("discussion", "")
        self.arguments = [a for a in dump.get("arguments", []) if a.get("shouldDisplay")]
        self.below = [
            Command(each, self.words)
            for each in dump.get("subcommands", [])
            if each["commandName"] != "help" and each.get("shouldDisplay")
        ]

    @property
    def page(self):
        return "-".join(self.words)

    def all(self):
        yield self
        for each in self.below:
            yield from each.all()


def reference(command):
    return f".BR {literal(command.page)} (1)"


def listed(commands):
    lines = []
    for command in commands:
        lines += [".TP", f"\\fB{literal(' '.join(command.words))}\\fR"]
        lines.append(prose(command.abstract))
    return lines


def common_options(leaves):
    """The options that more than half of the commands take."""
    counts = {}
    for leaf in leaves:
        for argument in leaf.arguments:
            if argument["kind"] != "positional":
                name = argument["preferredName"]["name"]
                counts[name] = counts.get(name, 0) + 1
    return {name for name, count in counts.items() if count > len(leaves) / 2}


def is_common(argument, common):
    return argument["kind"] != "positional" and argument["preferredName"]["name"] in common


EXIT_CODES = "Exit codes: "

FILES = """.SH FILES
.TP
.I /etc/jobrunner/jobrunner.yaml
The configuration, with every key explained. It is read where neither
.B \\-\\-config
nor
.B $JOBRUNNER_CONFIG
names another, and there is no jobrunner.yaml in the working folder.
.TP
.I /etc/cron.d/jobrunner
The night by cron. Its line is a comment until
.B jobrunner schedule enable \\-\\-by cron
takes the mark away.
.TP
.IR /lib/systemd/system/jobrunner.service ", " jobrunner.timer
The night by systemd, off until
.BR "jobrunner schedule enable \\-\\-by systemd" .
.TP
.I /var/lib/jobrunner/exports
The packages of months and days: tax records. Removing or purging the program leaves them.
.TP
.I /usr/share/doc/jobrunner
README.md and docs: operating.md is for whoever runs it, admin.md for the lab's admin.
.SH ENVIRONMENT
.TP
.B JOBRUNNER_CONFIG
The configuration file.
.TP
.B JOBRUNNER_AS
Who asks for a change, as
.BR \\-\\-as .
.TP
.BR DATABASE_URL ", " BILLING_START_DATE " ..."
Each key of the configuration, its name in capitals.
.TP
.BR PGHOST ", " PGDATABASE " ..."
What libpq reads, where no database is named.""".split("\n")


def page(command, root, common, version, date):
    whole = " ".join(command.words)
    abstract = command.abstract.rstrip(".")
    lines = [
        '.\\" Made from the program by packaging/manual.py.',
        f'.TH {literal(command.page).upper()} 1 "{date}" "{PROGRAM} {version}" "User Commands"',
        # Names that are copied are not to be broken, nor lines filled up with blanks.
        ".nh",
        ".ad l",
        ".SH NAME",
        f"{literal(command.page)} \\- {escaped(abstract[:1].lower() + abstract[1:])}",
        ".SH SYNOPSIS",
    ]
    own = [a for a in command.arguments if not is_common(a, common)]
    shared = [a for a in command.arguments if is_common(a, common)]
    if command.below:
        lines.append(f"{bold(whole)} {italic('command')} [{italic('option')} ...]")
    else:
        own_in_order = sorted(own, key=lambda argument: argument["kind"] != "positional")
        parts = [use(argument) for argument in own_in_order]
        lines.append(" ".join([bold(whole), *parts, f"[{italic('common option')} ...]"]))
    lines += [".SH DESCRIPTION", prose(command.abstract)]
    discussion, codes = [], []
    for block in re.split(r"\n\s*\n", command.discussion):
        if command is root and block.startswith(EXIT_CODES):
            codes = block[len(EXIT_CODES) :].rstrip(".").split("; ")
        elif block.strip():
            discussion.append(block)
    if discussion:
        lines += paragraphs("\n\n".join(discussion))
    if command.below:
        lines += [".SH COMMANDS", *listed(command.below)]
    positional = [a for a in own if a["kind"] == "positional"]
    options = [a for a in own if a["kind"] != "positional"]
    for title, arguments in [
        ("ARGUMENTS", positional), ("OPTIONS", options), ("COMMON OPTIONS", shared),
    ]:
        if arguments and not command.below:
            lines += [f".SH {title}", *(line for a in arguments for line in described(a))]
    if codes:
        lines.append(".SH EXIT STATUS")
        for code in codes:
            number, meaning = code.split(" ", 1)
            lines += [".TP", f".B {number}", prose(meaning[:1].upper() + meaning[1:] + ".")]
    if command is root:
        lines += FILES
    lines.append(".SH SEE ALSO")
    above = [c for c in root.all() if c.below and command.words[:-1] == c.words]
    beside = [c for each in above for c in each.below if c is not command and each is not root]
    seen = [] if command is root else list(dict.fromkeys([root, *above, *beside]))
    seen += command.below
    lines += [reference(c) + ("," if c is not seen[-1] else "") for c in seen]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def main():
    folder, version, date = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    root = Command(json.load(sys.stdin)["command"])
    commands = list(root.all())
    common = common_options([c for c in commands if not c.below])
    folder.mkdir(parents=True, exist_ok=True)
    for command in commands:
        text = page(command, root, common, version, date)
        (folder / f"{command.page}.1").write_text(text, encoding="utf-8")


main()
