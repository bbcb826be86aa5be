import Foundation
import Postgres
import TestLab
import Testing

extension JSONDocuments {
  /// Prices that are set with what that changes, offers and their coupons.
  func ofPrices() throws {
    let lab = try ProgramLab()
    let day = "2025-01-20"
    for id in 1...2 { try lab.book(id, on: "2025-01-0\(id)", km: "10") }
    try lab.book(3, on: "2025-01-19", km: "10")
    try lab.connection.run(
      script: """
        select setval(pg_get_serial_sequence('distance_pricing_configs', 'id'), 1);
        -- The visit of the 19th is quarantined until there is a price again.
        update distance_pricing_configs set effective_until = '2025-01-10';
        update tests set discounted_price = 450 where id = 1;
        insert into offers (name, description, discount_type, discount_value, start_date, end_date,
          event_tag, applicable_tests, minimum_order_value)
        values ('Health month', 'For all', 'percentage', 10, '2025-01-01', '2025-03-31', 'Health',
          '[1]', 100);
        insert into coupons (code, offer_id, start_date, end_date, max_uses)
        values ('WELL', 1, '2025-01-01', '2025-03-31', 5);
        insert into coupon_redemptions
          (coupon_id, booking_id, user_id, discount_amount, redemption_date)
        values (1, 3, 1, 50, '2025-01-19 05:00Z');
        """)
    try run("nightly", on: day, in: lab, exits: [0, 1])
    let rates = ["--base", "60", "--per-km", "6.5", "--free", "3"]
    let set = ["--from", "2025-01-01", "--until", "2025-01-31"] + rates
    try run("prices distance set", set + ["--dry-run"], on: day, in: lab)
    try run("prices distance set", set + ["--yes"], on: day, in: lab)
    try run(
      "prices distance set", ["--from", "2025-02-10", "--preview"] + rates + ["--yes"], on: day,
      in: lab)
    try run("prices distance list", on: day, in: lab)
    try run("prices tests list", on: day, in: lab)
    try run(
      "prices tests set", ["1", "--price", "700", "--dry-run", "--preview"], on: day, in: lab)
    let offer = [
      "name=Spring", "discount_type=percentage", "discount_value=10", "start_date=2025-01-01",
      "end_date=2025-03-31",
    ]
    try run("offers create", offer + ["--dry-run", "--preview"], on: day, in: lab)
    try run("offers update", ["1", "event_tag=Spring", "--yes"], on: day, in: lab)
    try run("offers deactivate", ["1", "--dry-run"], on: day, in: lab)
    try run("data delete", ["offers", "1", "--dry-run", "--preview"], on: day, in: lab)
    try run("offers list", on: day, in: lab)
    try run("offers show", ["Health month"], on: day, in: lab)
    let generate = ["--offer", "Health month", "--count", "3"]
    try run("coupons generate", generate + ["--dry-run", "--preview"], on: day, in: lab)
    try run("coupons generate", generate + ["--yes"], on: day, in: lab)
    try run("coupons list", on: day, in: lab)
    try run("coupons uses", ["WELL"], on: day, in: lab)
    try run("maintain", ["--dry-run"], on: day, in: lab, exits: [1])
    try run("coupons recount", ["--dry-run"], on: day, in: lab)
    try run("coupons recount", ["--yes"], on: day, in: lab)
    try run("coupons deactivate", ["WELL", "--yes"], on: day, in: lab)
    lab.environment["EXPORTS_KEEP_MONTHS"] = "1"
    try lab.book(4, on: "2025-03-16")
    try run("nightly", on: "2025-03-20", in: lab, exits: [0, 1])
    try run("maintain", on: "2025-03-20", in: lab, exits: [1])
  }
}
