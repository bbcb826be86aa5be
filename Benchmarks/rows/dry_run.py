"""A dry run, which reads, prices and compares everything and writes nothing, beside reading everything."""

# What a night reads of a lab that is billed already.
INPUTS = [
    "select id, user_id, status, booking_date, estimated_distance_km from bookings",
    "select id, booking_id, test_id, quantity, unit_price from booking_items",
    "select * from coupon_redemptions",
    "select * from tests",
    "select * from coupons",
    "select * from offers",
    "select * from distance_pricing_configs",
    "select booking_id, status, billing_date, final_amount, fingerprint from billing_records",
    "select * from billing_findings",
]


def measure(bench):
    with bench.billed.copied("ours") as lab:
        copied = lab.timed_copy(*INPUTS)
        used = bench.program.dry_run(lab)
        bench.table.add("dry_run", "dry run", used.seconds, "copy … to of all inputs", copied)
