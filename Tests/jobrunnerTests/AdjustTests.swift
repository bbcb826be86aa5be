import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Adjusting with the built program")
struct AdjustTests {
  private let lab: ProgramLab

  /// Bookings 1 to 4 of early January are invoiced with 500.00 each.
  init() throws {
    lab = try ProgramLab()
    for id in 1...4 { try lab.book(id, on: "2025-01-0\(id)") }
    try lab.admin(["nightly"], on: "2025-01-20")
  }

  private func notes() throws -> [String] {
    try lab.strings(
      """
      select concat_ws(' ', r.booking_id, a.adjustment_number, a.amount, a.billing_period)
      from billing_adjustments a join billing_records r on r.id = a.record_id
      order by a.adjustment_id
      """)
  }

  private func openDrift() throws -> String {
    try lab.one(
      "select count(*) from billing_findings where kind = 'drift' and closed_run_id is null")
  }

  private func price(_ booking: Int, _ price: String) throws {
    try lab.connection.execute(
      "update booking_items set unit_price = \(price)::numeric where booking_id = \(booking)")
  }

  @Test("one note for each drifted record, in two series, posted into the open period")
  func notesForDrift() throws {
    try price(1, "450.00")
    try price(2, "650.00")
    try lab.connection.execute("update bookings set status = 'cancelled' where id = 3")
    try lab.admin(["nightly"], on: "2025-02-10", exits: [1])
    #expect(try openDrift() == "3")
    let posted = try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10")
    #expect(posted.standardOutput.contains("posted 3 notes into 2025-02"))
    #expect(
      try notes() == [
        "1 CN/24-25/00001 50.00 2025-02", "3 CN/24-25/00002 500.00 2025-02",
        "2 DN/24-25/00001 150.00 2025-02",
      ])
    #expect(try openDrift() == "0")
    try lab.expectOrder()
    let booking = try lab.run("explain", "DN/24-25/00001", "--business-date", "2025-02-10")
    #expect(booking.standardOutput.hasPrefix("booking 2, "), "\(booking.standardError)")
    let again = try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-11")
    #expect(again.standardOutput.contains("nothing to adjust"))
    try lab.admin(["nightly"], on: "2025-02-11")
    #expect(try openDrift() == "0")
    #expect(try notes().count == 3)
  }

  @Test("one booking or document is adjusted by itself, by its ID, its invoice or its note")
  func oneRecord() throws {
    try price(1, "450.00")
    try price(2, "650.00")
    try price(3, "600.00")
    try lab.admin(["nightly"], on: "2025-02-10", exits: [1])
    let invoice = try lab.invoice(2)
    let dry = try lab.run("adjust", "1", "--dry-run", "--business-date", "2025-02-10")
    #expect(dry.exitCode == 0, "\(dry.standardError)")
    #expect(try notes().isEmpty)
    let posted = try lab.json(
      try lab.admin(["adjust", invoice, "--yes", "--json"], on: "2025-02-10"))
    #expect(posted["booking_id"] as? Int == 2)
    #expect(posted["period"] == nil)
    #expect(try notes() == ["2 DN/24-25/00001 150.00 2025-02"])
    #expect(try openDrift() == "2")
    try lab.admin(["adjust", "1", "--yes"], on: "2025-02-10")
    try price(2, "660.00")
    try lab.admin(["adjust", "DN/24-25/00001", "--yes"], on: "2025-02-11")
    #expect(
      try notes() == [
        "2 DN/24-25/00001 150.00 2025-02", "1 CN/24-25/00001 50.00 2025-02",
        "2 DN/24-25/00002 10.00 2025-02",
      ])
    #expect(try openDrift() == "1")
    let again = try lab.admin(["adjust", "2", "--yes"], on: "2025-02-11")
    #expect(again.standardOutput == "booking 2: nothing to adjust\n")
    try lab.expectOrder()
  }

  @Test("what has nothing finalized is no matter for a note: 65, with what to do instead")
  func notFinalized() throws {
    try lab.book(8, on: "2025-02-09")
    try lab.book(9, on: "2025-02-09", status: "cancelled")
    try lab.admin(["nightly"], on: "2025-02-10", exits: [0, 1])
    for (subject, words) in [
      (
        "8",
        "is a draft, and needs no note\n  the next night bills it anew, or at once: jobrunner rerun"
      ),
      (
        "9",
        "booking 9 has no record, so there is nothing to adjust\n  see why with: jobrunner explain 9"
      ),
      ("4711", "there is no booking, invoice or note 4711\n  name a month"),
      ("2025-13", "there is no booking, invoice or note 2025-13"), ("PL/24-25/9", "PL/24-25/9"),
    ] {
      let run = try lab.admin(["adjust", subject, "--yes"], on: "2025-02-10", exits: [65])
      #expect(run.standardError.contains(words), "\(run.standardError)")
    }
    #expect(try notes().isEmpty)
  }

  @Test("a note of a booking that would be held as a draft says so, and exits with 1")
  func holds() throws {
    try price(1, "0.00")
    try price(2, "650.00")
    let run = try lab.run("adjust", "2025-01", "--dry-run", "--business-date", "2025-02-10")
    #expect(run.exitCode == 1)
    #expect(
      run.standardOutput.contains("booking 1 would be held if it were a draft (zero_amount: "))
    #expect(!run.standardOutput.contains("booking 2 would be held"))
    let json = try lab.run(
      "adjust", "2025-01", "--dry-run", "--json", "--business-date", "2025-02-10")
    #expect(json.exitCode == 1)
    #expect(json.standardOutput.contains(#""zero_amount: "#))
    #expect(try notes().isEmpty)
  }

  @Test("each note keeps the explanation before and after, and they follow each other")
  func explanations() throws {
    try price(1, "450.00")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10")
    try lab.connection.execute("update bookings set status = 'cancelled' where id = 1")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-11")
    #expect(
      try lab.strings(
        """
        select concat_ws(' ', pricing_before ->> 'final', pricing_after ->> 'final', amount)
        from billing_adjustments order by adjustment_id
        """) == ["500.00 450.00 50.00", "450.00 0.00 450.00"])
    #expect(
      try lab.one(
        """
        select bool_and(a.pricing_before = coalesce(b.pricing_after, r.pricing))::text
        from billing_adjustments a
        join billing_records r on r.id = a.record_id
        left join billing_adjustments b on b.adjustment_id = a.adjustment_id - 1
        """) == "true")
    try lab.expectOrder()
  }

  @Test("what comes back after a whole credit is debited again, over the difference to it")
  func comesBack() throws {
    try lab.connection.execute("update bookings set status = 'cancelled' where id = 1")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10")
    try lab.connection.execute("update bookings set status = 'completed' where id = 1")
    try price(1, "480.00")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-11")
    #expect(try notes().last == "1 DN/24-25/00001 480.00 2025-02")
    try lab.expectOrder()
  }

  @Test("tests exchanged at the same price are settled by a note of nothing")
  func exchangedTests() throws {
    try lab.connection.execute("update booking_items set test_id = 2 where booking_id = 1")
    try lab.admin(["nightly"], on: "2025-02-10", exits: [1])
    #expect(try openDrift() == "1")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10")
    #expect(try notes() == ["1 CN/24-25/00001 0.00 2025-02"])
    #expect(try openDrift() == "0")
    let again = try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10")
    #expect(again.standardOutput.contains("nothing to adjust"))
  }

  @Test("a note that leaves money to give back says how much, and the exit code is 1")
  func givesBack() throws {
    let file = try lab.write(
      """
      invoice_number,amount,paid_at,reference
      \(try lab.invoice(1)),500.00,2025-01-21,p1
      \(try lab.invoice(2)),400.00,2025-01-21,p2

      """, to: "s.csv")
    try lab.admin(["payments", "import", file], on: "2025-01-22")
    try price(1, "450.00")
    try price(2, "450.00")
    let words = "50.00 is to be given back: it was paid of invoice \(try lab.invoice(1))"
    let planned = try lab.admin(["adjust", "2025-01", "--dry-run"], on: "2025-02-10", exits: [1])
    #expect(planned.standardOutput.contains("50.00 would have to be given back"))
    let posted = try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10", exits: [1])
    #expect(posted.standardOutput.contains(words), "\(posted.standardOutput)")
    #expect(posted.standardOutput.components(separatedBy: "given back").count == 2)
    let again = try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10")
    #expect(again.standardOutput.contains("nothing to adjust"))
  }

  @Test("a record that is finalized and not invoiced yet is adjusted the same way")
  func notInvoiced() throws {
    try lab.connection.run(
      script: """
        insert into bookings (id, user_id, booking_date, status)
        values (9, 1, '2025-01-05 10:00+05:30', 'completed');
        insert into booking_items (booking_id, test_id, quantity, unit_price)
        values (9, 1, 1, 500);
        insert into billing_records (
          booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge,
          final_amount, billing_date, billing_period, pricing, fingerprint, run_id
        )
        select 9, 1, '[1]', 400, 0, 0, 400, '2025-01-05', '2025-01', pricing, 'other', run_id
        from billing_records where booking_id = 1;
        update billing_records set status = 'finalized' where booking_id = 9;
        """)
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10")
    #expect(try notes() == ["9 DN/24-25/00001 100.00 2025-02"])
    try lab.admin(["nightly"], on: "2025-02-11")
    #expect(
      try lab.one("select status || ' ' || final_amount from billing_records where booking_id = 9")
        == "invoiced 400.00")
    try lab.expectOrder()
  }

  @Test("paid and outstanding stay right: a credit can settle an invoice, a debit reopens nothing")
  func paidStates() throws {
    let file = try lab.write(
      """
      invoice_number,amount,paid_at,reference
      \(try lab.invoice(1)),450,2025-01-18,p1
      \(try lab.invoice(2)),500,2025-01-18,p2

      """, to: "settlement.csv")
    try lab.admin(["payments", "import", file], on: "2025-01-20")
    try price(1, "450.00")
    try price(2, "600.00")
    try lab.connection.execute("update bookings set status = 'cancelled' where id = 3")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10")
    #expect(
      try lab.strings(
        "select concat_ws(' ', status, paid_date) from billing_records order by booking_id")
        == ["paid 2025-02-10", "paid 2025-01-18", "paid 2025-02-10", "invoiced"])
    let rest = try lab.write(
      "invoice_number,amount,paid_at,reference\n\(try lab.invoice(2)),100,2025-02-11,p3\n",
      to: "rest.csv")
    let paid = try lab.admin(["payments", "import", rest], on: "2025-02-12")
    #expect(paid.standardOutput.contains("Paid in full"))
    try lab.expectOrder()
  }

  @Test("a booking that cannot be priced is no matter for a note; it is listed, exit code 1")
  func unpriceable() throws {
    try lab.connection.execute("delete from booking_items where booking_id = 1")
    try price(2, "450.00")
    let run = try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10", exits: [1])
    #expect(run.standardOutput.contains("booking 1 cannot be priced"))
    #expect(try notes() == ["2 CN/24-25/00001 50.00 2025-02"])
  }

  @Test("without a terminal and without --yes nothing is posted")
  func asks() throws {
    try price(1, "450.00")
    let run = try lab.admin(["adjust", "2025-01"], on: "2025-02-10", exits: [64])
    #expect(run.standardError.contains("add --yes"))
    #expect(try notes().isEmpty)
    let dry = try lab.run("adjust", "2025-01", "--dry-run", "--business-date", "2025-02-10")
    #expect(dry.exitCode == 0)
    #expect(try notes().isEmpty)
    let analyst = try lab.run(
      "adjust", "2025-01", "--yes", "--business-date", "2025-02-10", "--as", "anil@lab.example")
    #expect(analyst.exitCode == 77)
  }

  @Test("formats of the configuration: checked, and no two series write the same numbers")
  func formats() throws {
    try price(1, "450.00")
    lab.environment["INVOICING_CREDIT_NOTE_FORMAT"] = "C{seq:04}-{fy}"
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10")
    #expect(try notes() == ["1 C0001-24-25 50.00 2025-02"])
    for (key, format, message) in [
      ("INVOICING_DEBIT_NOTE_FORMAT", "DEBIT-NOTE/{fy}/{seq:07}", "invoicing.debit_note_format"),
      ("INVOICING_DEBIT_NOTE_FORMAT", "C{seq:04}-{fy}", "can write the same numbers"),
    ] {
      lab.environment[key] = format
      let run = try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10", exits: [78])
      #expect(run.standardError.contains(message), "\(run.standardError)")
    }
  }

  @Test("a note is dated neither ahead of today nor before the last invoice")
  func dates() throws {
    try price(1, "450.00")
    try lab.admin(["nightly"], on: "2025-02-10", exits: [1])
    let ahead = try lab.admin(["adjust", "2025-01", "--yes"], on: "2099-01-01", exits: [64])
    #expect(ahead.standardError.contains("the business date 2099-01-01 lies ahead"))
    let behind = try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-01-19", exits: [78])
    #expect(behind.standardError.contains("2025-01-20"))
    #expect(try notes() == [])
  }
}
