import Billing
import Crypto
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Closing and reopening with the built program")
struct CloseTests {
  private let lab: ProgramLab

  /// Bookings 1 to 3 in January, 4 in February; all January is invoiced but 3, which is in grace.
  init() throws {
    lab = try ProgramLab()
    try lab.book(1, on: "2025-01-05")
    try lab.book(2, on: "2025-01-20")
    try lab.book(3, on: "2025-01-31")
    try lab.book(4, on: "2025-02-01")
    try lab.admin(["nightly"], on: "2025-02-02")
  }

  private func manifest(_ period: String) throws -> Data {
    try Data(
      contentsOf: URL(fileURLWithPath: lab.folder + "/exports/\(period)/manifest.json"))
  }

  private func digest(_ data: Data) -> String {
    SHA256.hash(data: data).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func statuses(_ period: String) throws -> [String] {
    try lab.strings(
      """
      select status from billing_records where billing_period = \(period) order by booking_id
      """)
  }

  @Test("finalizes and numbers the rest, ties out, exports and seals with the manifest's digest")
  func closes() throws {
    #expect(try statuses("2025-01") == ["invoiced", "invoiced", "draft"])
    let run = try lab.admin(["close", "2025-01", "--json"], on: "2025-02-02")
    let report = try lab.json(run)
    let seal = try #require(report["seal"] as? String)
    #expect(try digest(manifest("2025-01")) == seal)
    #expect(try statuses("2025-01") == ["invoiced", "invoiced", "invoiced"])
    #expect(try statuses("2025-02") == ["draft"])
    try lab.expectOrder()
    let again = try lab.json(try lab.admin(["close", "2025-01", "--json"], on: "2025-02-03"))
    #expect(again["seal"] as? String == seal)
    #expect(again["run_id"] == nil)
    let status = try lab.admin(["status"], on: "2025-02-03")
    #expect(status.standardOutput.contains("2025-01 closed"))
    #expect(status.standardOutput.contains(String(seal.prefix(12))))
  }

  @Test("refused while a day lies ahead, and nothing is changed")
  func dayAhead() throws {
    let run = try lab.admin(["close", "2025-02"], on: "2025-02-28", exits: [65])
    #expect(run.standardOutput.contains("its last day 2025-02-28 has not passed"))
    #expect(run.standardOutput.contains("2025-01 before it is still open"))
    #expect(try lab.one("select count(*) from billing_runs where job = 'close'") == "0")
  }

  @Test("refused with the list while holds, quarantines and drift are unsettled; then it closes")
  func obstacles() throws {
    try lab.book(5, on: "2025-01-06", items: [])
    try lab.book(6, on: "2025-01-07", items: [(1, "0.00")])
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 1")
    let refused = try lab.admin(["close", "2025-01"], on: "2025-02-02", exits: [65])
    for part in ["quarantine no_items", "zero_amount", "drift", "jobrunner adjust 2025-01"] {
      #expect(refused.standardOutput.contains(part), "\(refused.standardOutput)")
    }
    #expect(refused.standardError.contains("3 things stand in the way"))
    #expect(try lab.one("select count(*) from billing_periods where state = 'closed'") == "0")
    let listed = try lab.json(
      try lab.admin(["close", "2025-01", "--json", "--dry-run"], on: "2025-02-02", exits: [1]))
    let found = try #require(listed["obstacles"] as? [[String: Any]])
    let ids = Dictionary(
      uniqueKeysWithValues: found.map {
        ($0["kind"] as? String ?? "", $0["finding_id"] as? Int ?? 0)
      })
    #expect(ids.count == 3)

    try lab.admin(
      ["findings", "accept", "\(ids["quarantine no_items"] ?? 0)", "--reason", "never done"],
      on: "2025-02-02")
    try lab.admin(
      ["findings", "release", "\(ids["zero_amount"] ?? 0)", "--reason", "a gift"],
      on: "2025-02-02")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-02")
    try lab.admin(["close", "2025-01"], on: "2025-02-02")
    #expect(try statuses("2025-01") == ["invoiced", "invoiced", "invoiced", "paid"])
    try lab.expectOrder()
  }

  @Test("each seal is chained to the sealed month before, in the manifest and in the table")
  func chain() throws {
    try lab.admin(["close", "2025-01"], on: "2025-02-02")
    try lab.admin(["nightly"], on: "2025-03-01")
    try lab.admin(["close", "2025-02"], on: "2025-03-01")
    let seals = try lab.strings("select seal from billing_period_seals order by period")
    #expect(
      try lab.one(
        """
        select concat_ws(' ', previous_period, previous_seal) from billing_period_seals
        where period = '2025-02'
        """) == "2025-01 \(seals[0])")
    let object = try JSONSerialization.jsonObject(with: manifest("2025-02")) as? [String: Any]
    let previous = try #require(object?["previous"] as? [String: String])
    #expect(previous == ["period": "2025-01", "seal": seals[0]])
  }

  @Test("a month below a later sealed one is not reopened; the last one is, and keeps both seals")
  func reopening() throws {
    try lab.admin(["close", "2025-01"], on: "2025-02-02")
    try lab.admin(["nightly"], on: "2025-03-01")
    try lab.admin(["close", "2025-02"], on: "2025-03-01")
    let refused = try lab.admin(
      ["reopen", "2025-01", "--reason", "late booking"], on: "2025-03-02", exits: [65])
    #expect(refused.standardError.contains("2025-02"))
    try lab.admin(["reopen", "2025-02", "--reason", "late booking"], on: "2025-03-02")
    #expect(try statuses("2025-02") == ["invoiced"])
    let twice = try lab.admin(
      ["reopen", "2025-02", "--reason", "again"], on: "2025-03-02", exits: [65])
    #expect(twice.standardError.contains("is not closed"))
    try lab.book(7, on: "2025-02-10")
    try lab.admin(["nightly"], on: "2025-03-03")
    try lab.admin(["close", "2025-02"], on: "2025-03-03")
    #expect(
      try lab.strings(
        """
        select concat_ws(' ', period, previous_period, reopen_reason, reopened_at is null)
        from billing_period_seals order by seal_id
        """) == ["2025-01 t", "2025-02 2025-01 late booking f", "2025-02 2025-01 t"])
    #expect(try Set(lab.strings("select seal from billing_period_seals")).count == 3)
    #expect(
      try digest(manifest("2025-02"))
        == lab.one("select seal from billing_period_seals order by seal_id desc limit 1"))
    try lab.expectOrder()
  }

  @Test("R7: a booking that comes late is billed in the next open month, and stays there")
  func lateBooking() throws {
    try lab.admin(["close", "2025-01"], on: "2025-02-02")
    let before = try manifest("2025-01")
    try lab.book(8, on: "2025-01-15")
    try lab.admin(["nightly"], on: "2025-02-10")
    let billed: Statement = """
      select concat_ws(' ', billing_date, billing_period, status) from billing_records
      where booking_id = 8
      """
    #expect(try lab.one(billed) == "2025-02-01 2025-02 invoiced")
    #expect(
      try lab.one("select detail from billing_findings where booking_id = 8").contains(
        "2025-01 was closed"))
    #expect(try manifest("2025-01") == before)
    try lab.expectOrder()
    try lab.admin(["reopen", "2025-01", "--reason", "to look"], on: "2025-02-11")
    try lab.admin(["nightly"], on: "2025-02-11")
    #expect(try lab.one(billed) == "2025-02-01 2025-02 invoiced")
    try lab.expectOrder()
  }

  @Test("the package of a sealed month is never written over; --out names another folder")
  func sealedPackage() throws {
    try lab.admin(["close", "2025-01"], on: "2025-02-02")
    let sealed = try manifest("2025-01")
    let same = try lab.run("export", "2025-01")
    #expect(same.exitCode == 0)
    #expect(same.standardError.contains("nothing changed"))
    let file = try lab.write(
      "invoice_number,amount,paid_at,reference\n\(try lab.invoice(1)),500,2025-02-02,p1\n",
      to: "s.csv")
    try lab.admin(["payments", "import", file], on: "2025-02-03")
    try lab.admin(["nightly"], on: "2025-02-03")
    let stays = try lab.run("export", "2025-01")
    #expect(stays.exitCode == 0)
    #expect(stays.standardError.contains("nothing changed"))
    #expect(try manifest("2025-01") == sealed)
    // What was lost of it cannot be made up for with what was paid since.
    try FileManager.default.removeItem(
      atPath: lab.folder + "/exports/2025-01/invoices-2025-01.csv")
    let refused = try lab.run("export", "2025-01")
    #expect(refused.exitCode == 73)
    #expect(refused.standardError.contains("--out"), "\(refused.standardError)")
    #expect(try manifest("2025-01") == sealed)
    let other = try lab.run("export", "2025-01", "--out", lab.folder + "/later")
    #expect(other.exitCode == 0)
    #expect(other.standardError.contains("not the package that 2025-01 was sealed with"))
  }

  @Test(
    "nightly closes by itself after the day that is set, in order, if nothing stands in the way")
  func autoClose() throws {
    lab.environment["CLOSING_AUTO_AFTER_DAY"] = "5"
    try lab.admin(["nightly"], on: "2025-02-05")
    #expect(try lab.one("select count(*) from billing_periods") == "0")
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 1")
    let blocked = try lab.admin(["nightly", "--json"], on: "2025-02-06", exits: [1])
    #expect(blocked.standardError.contains("2025-01 cannot be closed"))
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(blocked.standardOutput.utf8)) as? [String: Any])
    let refused = try #require(report["not_closed"] as? [String: String])
    #expect(refused["period"] == "2025-01")
    #expect(refused["reason"]?.contains("jobrunner adjust 2025-01") == true)
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-06")
    let closing = try lab.admin(["nightly"], on: "2025-02-07")
    #expect(closing.standardOutput.contains("closed 2025-01, sealed with"))
    try lab.admin(["nightly"], on: "2025-03-06")
    #expect(
      try lab.strings("select period from billing_period_seals order by 1")
        == ["2025-01", "2025-02"])
    #expect(
      try lab.strings("select distinct person from billing_runs where job = 'close'")
        == ["system"])
  }

  @Test("an analyst may not close, and a reason is needed to reopen")
  func roles() throws {
    let close = try lab.run(
      "close", "2025-01", "--business-date", "2025-02-02", "--as", "anil@lab.example")
    #expect(close.exitCode == 77)
    #expect(try lab.run("reopen", "2025-01", "--reason", " ").exitCode == 64)
    #expect(try lab.run("close", "January").exitCode == 64)
  }

  @Test("a hold that came after the record was finalized does not stand in the way")
  func holdOfFinalized() throws {
    try lab.connection.execute("update bookings set estimated_distance_km = 150 where id = 1")
    try lab.admin(["nightly"], on: "2025-02-02", exits: [0, 1])
    let adjusted = try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-02", exits: [1])
    #expect(adjusted.standardOutput.contains("would be held if it were a draft (distance_outlier"))
    #expect(
      try lab.one(
        "select count(*) from billing_findings where severity = 'hold' and closed_run_id is null")
        == "1")
    try lab.admin(["close", "2025-01"], on: "2025-02-02")
  }

  @Test("drift of a closed month is found by the night")
  func driftOfClosed() throws {
    try lab.admin(["close", "2025-01"], on: "2025-02-02")
    try lab.connection.execute(
      "update bookings set status = 'cancelled', updated_at = clock_timestamp() where id = 1")
    try lab.admin(["nightly"], on: "2025-02-03", exits: [1])
    #expect(
      try lab.strings(
        "select booking_id::text from billing_findings where kind = 'drift' and closed_run_id is null"
      )
        == ["1"])
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-04")
    try lab.admin(["nightly"], on: "2025-02-05")
    #expect(
      try lab.one(
        "select count(*) from billing_findings where kind = 'drift' and closed_run_id is null")
        == "0")
    try lab.expectOrder()
  }

  @Test(
    "a month whose package could not be written is sealed before the next can be closed",
    .enabled(if: SmallDisk.isPossible))
  func unsealed() throws {
    // It takes a file, and has no room for a package.
    let disk = try SmallDisk(lab.folder + "/disk", kilobytes: 1_000)
    lab.environment["EXPORTS_FOLDER"] = disk.path + "/exports"
    try lab.admin(["close", "2025-01"], on: "2025-02-02", exits: [73])
    lab.environment["EXPORTS_FOLDER"] = lab.folder + "/exports"
    let refused = try lab.admin(["close", "2025-02"], on: "2025-03-05", exits: [65])
    #expect(refused.standardOutput.contains("2025-01 before it is closed and was not sealed"))
    try lab.admin(["close", "2025-01"], on: "2025-03-05")
    try lab.admin(["close", "2025-02"], on: "2025-03-05")
    #expect(
      try lab.strings(
        "select concat_ws(' ', period, previous_period) from billing_period_seals order by period")
        == ["2025-01", "2025-02 2025-01"])
  }

  @Test("a month before the start date is no business of this program's")
  func beforeStart() throws {
    let refused = try lab.admin(["close", "2024-12"], on: "2025-02-02", exits: [65])
    #expect(refused.standardError.contains("nothing is billed before billing.start_date"))
  }
}
