"""What the first billing costs a booking, in a lab of this size and in one of a tenth."""

MICROSECONDS = 1_000_000


def measure(bench):
    with bench.small.copied("small_ours") as lab:
        small = bench.program.night(lab).without_exports
    with bench.raw.copied("ours") as lab:
        large = bench.program.night(lab).without_exports
    bench.table.add(
        "cost", f"first billing, a booking of {bench.bookings}", large / bench.bookings * MICROSECONDS,
        f"a booking of {bench.small_bookings}", small / bench.small_bookings * MICROSECONDS, unit="µs")
