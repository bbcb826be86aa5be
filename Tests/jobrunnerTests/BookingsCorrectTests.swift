import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// A booking is mended from the command line, and what its record becomes by it is said first.
@Suite("Correcting a booking with the built program")
struct BookingsCorrectTests {
  private let lab: ProgramLab
  private let day = "2025-01-20"

  /// Booking 1 is a draft of 500.00, booking 2 is invoiced, booking 3 has a line without a quantity.
  init() throws {
    lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18")
    try lab.book(2, on: "2025-01-05")
    try lab.book(3, on: "2025-01-18")
    try lab.connection.execute("update booking_items set quantity = 0 where booking_id = 3")
    try lab.admin(["nightly"], on: day, exits: [1])
  }

  private func item(_ booking: Int) throws -> String {
    try lab.one("select id from booking_items where booking_id = \(booking)")
  }

  private func quantities() throws -> [String] {
    try lab.strings("select quantity from booking_items order by booking_id, id")
  }

  private func correct(
    _ booking: String, _ arguments: String..., exits: Set<Int32> = [0]
  ) throws -> ChildProcess.Outcome {
    try lab.admin(["bookings", "correct", booking] + arguments, on: day, exits: exits)
  }

  @Test("without values it shows what is wrong, what to do, and the columns with the items' IDs")
  func sheet() throws {
    let run = try lab.run("bookings", "correct", "3", "--business-date", day)
    #expect(run.exitCode == 0, "\(run.standardError)")
    for words in [
      "booking 3, no record", "estimated_distance_km", "2025-01-18 10:00:00+05:30",
      "quarantine bad_quantity", FindingKind.badQuantity.remedy, "today: it is not billed",
    ] { #expect(run.standardOutput.contains(words), "\(run.standardOutput)") }
    #expect(run.standardError.contains("item.\(try item(3)).quantity=2"), "\(run.standardError)")
    let json = try lab.json(try correct("3", "--json"))
    let items = try #require(json["items"] as? [[String: Any]])
    #expect(items.map { $0["quantity"] as? String } == ["0"])
    #expect((json["findings"] as? [Any])?.count == 1)
    let byInvoice = try correct(try lab.invoice(2))
    #expect(byInvoice.standardOutput.hasPrefix("booking 2, invoiced, 500.00 on 2025-01-05"))
  }

  @Test(
    "what it would become is shown; nothing is written without --yes; then the next run bills it")
  func mended() throws {
    let item = try item(3)
    let value = "item.\(item).quantity=2"
    let dry = try lab.run("bookings", "correct", "3", value, "--dry-run", "--business-date", day)
    #expect(dry.exitCode == 0, "\(dry.standardError)")
    #expect(dry.standardOutput.contains("quantity 0 → 2"), "\(dry.standardOutput)")
    #expect(dry.standardOutput.contains("its record: it is billed 1,000.00 by the next run"))
    #expect(!dry.standardOutput.contains("still found"))
    #expect(try correct("3", value, exits: [64]).standardError.contains("add --yes"))
    #expect(try quantities() == ["1", "1", "0"])
    #expect(
      try lab.one("select count(*) from billing_data_changes where table_name = 'booking_items'")
        == "0")

    let json = try lab.json(
      try correct("3", value, "--yes", "--json", "--reason", "asked the collector"))
    let today = try #require(json["today"] as? [String: Any])
    #expect((today["planned"] as? [String: Any])?["final"] as? String == "1000.00")
    #expect(try quantities() == ["1", "1", "2"])
    #expect(
      try lab.strings(
        """
        select concat_ws('|', table_name, row_id, before ->> 'quantity', after ->> 'quantity', person, reason)
        from billing_data_changes
        where table_name = 'booking_items'
        """) == ["booking_items|\(item)|0|2|Meera Rao (staff 1)|asked the collector"])
    try lab.admin(["nightly"], on: "2025-01-21")
    #expect(
      try lab.one("select final_amount from billing_records where booking_id = 3") == "1000.00")
    let again = try correct("3", value, "--dry-run")
    #expect(again.standardOutput.contains("has these values already"))
  }

  @Test("a draft is shown before and after; several rows are written at once, or none")
  func severalRows() throws {
    let item = try item(1)
    let done = try correct(
      "1", "estimated_distance_km=12", "item.\(item).unit_price=450", "item.\(item).quantity=2",
      "--yes")
    #expect(
      done.standardOutput.contains("its record: 500.00 → 1,000.00: "), "\(done.standardOutput)")
    #expect(done.standardOutput.contains("jobrunner rerun 2025-01"))
    let refused = try correct(
      "1", "estimated_distance_km=-1", "stauts=completed", "item.\(item).quantity=none",
      "item.\(try self.item(2)).quantity=5", "--yes", exits: [65])
    for words in [
      "4 values for bookings cannot be taken", "estimated_distance_km \"-1\" is not 0 or more",
      "did you mean status?", "quantity \"none\" is no whole number", "booking 1 has no item",
    ] { #expect(refused.standardError.contains(words), "\(refused.standardError)") }
    #expect(
      try lab.strings("select estimated_distance_km from bookings order by id") == [
        "12", "null", "null",
      ])
    #expect(try quantities() == ["2", "1", "0"])
  }

  @Test("a finalized record stays: the change is told to be drift, and settled by adjust")
  func finalized() throws {
    let done = try correct("2", "item.\(try item(2)).unit_price=450", "--yes")
    #expect(done.standardOutput.contains("500.00 → 450.00"), "\(done.standardOutput)")
    #expect(done.standardOutput.contains("jobrunner adjust 2"))
    try lab.admin(["adjust", "2", "--yes"], on: day)
    #expect(try lab.strings("select amount from billing_adjustments") == ["50.00"])
    try lab.expectOrder()
  }

  @Test("bookings without a pet are listed with the pets they may be for, and get theirs")
  func pets() throws {
    try lab.connection.execute(
      "insert into pets (id, user_id, name, species) values (5, 1, 'Bruno', 'Dog')")
    let listed = try lab.run("bookings", "list", "--without-pet", "--limit", "2")
    #expect(listed.standardOutput.contains("5 Bruno (Dog)"), "\(listed.standardOutput)")
    #expect(listed.standardError.contains("there may be more"), "\(listed.standardError)")
    for booking in 1...3 { _ = try correct("\(booking)", "pet_id=5", "--yes") }
    #expect(
      try lab.run("bookings", "list", "--without-pet").standardOutput
        == "every booking names its pet\n")
    let refused = try correct("1", "pet_id=6", "--yes", exits: [65])
    #expect(refused.standardError.contains("pet_id names pets 6, which is not there"))
    #expect(try lab.run("bookings", "list", "--limit", "0").exitCode == 64)
  }

  @Test("a redemption is mended as an item is; what is none of a booking's is refused")
  func otherParts() throws {
    try lab.connection.run(
      script: """
        insert into coupons (id, code, start_date, end_date, is_active)
        values (1, 'ONCE', '2025-01-01', '2025-12-31', true);
        insert into coupon_redemptions
          (id, coupon_id, booking_id, user_id, discount_amount, redemption_date)
        values (7, 1, 1, 1, 50, '2025-01-18');
        """)
    let done = try correct("1", "redemption.7.discount_amount=60", "--yes")
    #expect(done.standardOutput.contains("discount_amount 50.00 → 60.00"), "\(done.standardOutput)")
    for (value, code, words) in [
      ("redemption.8.discount_amount=60", 65, "booking 1 has no redemption 8"),
      ("report.8.status=pending", 64, "a part of it is named as in item.45.quantity=2"),
      ("item.x.quantity=1", 64, "a part of it is named as in"),
      ("status", 64, "is no column=value"),
    ] as [(String, Int32, String)] {
      let run = try correct("1", value, "--yes", exits: [code])
      #expect(run.standardError.contains(words), "\(run.standardError)")
    }
    let unknown = try correct("4711", "status=completed", "--yes", exits: [65])
    #expect(unknown.standardError.contains("there is no booking, invoice or note 4711"))
    let analyst = try lab.run(
      "bookings", "correct", "1", "status=cancelled", "--yes", "--as", "anil@lab.example")
    #expect(analyst.exitCode == 77)
    #expect(analyst.standardError.contains("needs admin"), "\(analyst.standardError)")
  }
}
