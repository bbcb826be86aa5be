"""The night after, whole as it is: with nothing changed, and with a few bookings changed."""

# All that can have changed: each booking beside its record.
ROWS = "select b.*, r.* from bookings b left join billing_records r on r.booking_id = b.id"
# 0.7 %, all over the month; the price is another one in each.
CHANGE = """
    update booking_items set unit_price = coalesce(unit_price, 100) + 1
    where booking_id % 143 = 0 and unit_price > 0
"""


def measure(bench):
    with bench.billed.copied("ours") as lab:
        copied = lab.timed_copy(ROWS)
        unchanged = bench.program.night(lab)
        bench.expect(lab, "select count(*) from billing_record_events where run_id > 1", 0)
        bench.table.add(
            "unchanged", "second night, nothing changed", unchanged.seconds,
            "copy … to of the records with their bookings", copied)
    with bench.billed.copied("ours") as lab:
        lab.run(CHANGE)
        changed = bench.program.night(lab)
        written = lab.number("select count(*) from billing_record_events where run_id > 1")
        bench.note(f"{written} records changed; steps of that night: {changed.steps}")
        bench.table.add(
            "changed", "second night, 0.7 % changed, without exports", changed.without_exports,
            "second night, nothing changed, without exports", unchanged.without_exports)
        bench.table.add(
            "changed_whole", "second night, 0.7 % changed, with its exports", changed.seconds,
            "second night, nothing changed", unchanged.seconds)
