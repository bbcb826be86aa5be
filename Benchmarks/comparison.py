"""Holds the program's records against those of the one statement: a fast wrong answer is none."""

import itertools
import json

from lab import psql, Failed

AMOUNTS = ["base_amount", "discount_amount", "distance_charge", "final_amount"]
PARTS = ["booking_id", "user_id", "test_ids", *AMOUNTS, "billing_date", "status", "pricing"]
NAMED = 5


def records(lab, file):
    """Writes the lab's records to the file, a line each, and gives it back."""
    query = f"copy (select {', '.join(PARTS)} from billing_records order by booking_id) to stdout"
    with open(file, "w") as output:
        psql(lab.url, "--command", query, output=output)
    return file


def compare(ours, statement):
    """Returns how many records are the same in both files.

    Raises Failed with the first few that are not, and what is not the same of them.
    """
    same, different = 0, []
    with open(ours) as left, open(statement) as right:
        for mine, theirs in pairs(left, right):
            if mine == theirs:
                same += 1
            else:
                different.append(difference(mine, theirs))
    if different:
        lines = [*different[:NAMED], *(["…"] if len(different) > NAMED else [])]
        raise Failed(
            f"{len(different)} records are not those of the statement:\n  " + "\n  ".join(lines))
    if same == 0:
        raise Failed("there are no records to compare")
    return same


def pairs(left, right):
    """Both files' lines by booking; None where one of them has no such booking."""
    mine, theirs = next(left, None), next(right, None)
    while mine is not None or theirs is not None:
        if mine == theirs:
            yield mine, theirs
            mine, theirs = next(left, None), next(right, None)
            continue
        order = booking(mine) - booking(theirs)
        yield (mine if order <= 0 else None), (theirs if order >= 0 else None)
        if order <= 0:
            mine = next(left, None)
        if order >= 0:
            theirs = next(right, None)


def booking(line):
    return float("inf") if line is None else int(line[: line.index("\t")])


def difference(mine, theirs):
    number = booking(mine if mine is not None else theirs)
    if theirs is None:
        return f"booking {number}: the statement has no record of it"
    if mine is None:
        return f"booking {number}: the program has no record of it"
    parts = [
        f"{name} {shown(name, ours, others)}"
        for name, ours, others in zip(PARTS, fields(mine), fields(theirs), strict=True)
        if ours != others
    ]
    return f"booking {number}: " + "; ".join(parts)


def shown(name, ours, others):
    if name != "pricing":
        return f"{ours} in place of {others}"
    left, right = json.loads(ours), json.loads(others)
    members = dict.fromkeys(itertools.chain(left, right))
    return ", ".join(
        f"{member} {json.dumps(left.get(member))} in place of {json.dumps(right.get(member))}"
        for member in members
        if left.get(member) != right.get(member)
    )


def fields(line):
    # COPY writes a backslash twice, and these values hold nothing else that it escapes.
    return [field.replace("\\\\", "\\") for field in line.rstrip("\n").split("\t")]
