"""The first billing of a lab that was never billed, beside the rules as one statement, and the floor."""

import comparison

OURS = "first billing, tied out"
TWO = "first billing, two workers"
STATEMENT = "the rules as one statement"
FLOOR = "insert … select of the finished rows"
# Without these the planner takes the condition on the status for one that hardly any booking meets, and
# the statement never ends.
STATISTICS = "create statistics completed on (lower(btrim(status, e' \\t\\n\\r\\f\\v'))) from bookings"


def measure(bench):
    with bench.raw.copied("ours") as lab, bench.raw.copied("beside") as beside:
        used = bench.program.night(lab)
        run = beside.new_run()
        beside.run(STATISTICS, "analyze bookings")
        statement = beside.timed_script("statement", run_id=run)
        lab.run("create table floor (like billing_records including all)")
        floor = lab.timed("insert into floor select * from billing_records order by booking_id")
        ours = used.without_exports
        bench.table.add("statement", OURS, ours, STATEMENT, statement)
        bench.table.add("floor", OURS, ours, FLOOR, floor)
        bench.table.add("first_night", "first night, with its exports", used.seconds)
        bench.note(f"steps of the first night: {used.steps}")
        mine = comparison.records(lab, bench.work / "ours.records")
        theirs = comparison.records(beside, bench.work / "statement.records")
        bench.note(f"{comparison.compare(mine, theirs)} records are those of the statement")
    if bench.program.takes("nightly", "--workers"):
        measure_two_workers(bench, theirs, statement, floor)


def measure_two_workers(bench, theirs, statement, floor):
    with bench.raw.copied("ours") as lab:
        ours = bench.program.night(lab, "--workers", "2").without_exports
        bench.table.add("statement_two_workers", TWO, ours, STATEMENT, statement)
        bench.table.add("floor_two_workers", TWO, ours, FLOOR, floor)
        comparison.compare(comparison.records(lab, bench.work / "ours.records"), theirs)
