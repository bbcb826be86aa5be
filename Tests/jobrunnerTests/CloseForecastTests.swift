import Billing
import Foundation
import Postgres
import TestLab
import Testing

@Suite("close --dry-run with the built program")
struct CloseForecastTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    for id in 1...6 { try lab.book(id, on: "2025-01-0\(id)") }
    try lab.book(7, on: "2025-01-31")
    try lab.admin(["nightly"], on: "2025-02-02")
  }

  /// What stands in the way, as kind, booking and words.
  private func obstacles(_ arguments: [String], exits code: Int32) throws -> [String] {
    let run = try lab.admin(
      ["close", "2025-01", "--json"] + arguments, on: "2025-02-02", exits: [code])
    let found = try #require(try lab.json(run)["obstacles"] as? [[String: Any]])
    return found.map {
      "\($0["kind"] ?? "") \($0["booking_id"] ?? "") \($0["message"] ?? "")"
    }.sorted()
  }

  private func written() throws -> [String] {
    try lab.strings(
      """
      select concat_ws(' ', (select count(*) from billing_runs),
        (select count(*) from billing_findings),
        (select string_agg(fingerprint || status, ',' order by booking_id) from billing_records))
      """)
  }

  @Test("what no run has seen yet is found as close finds it, and nothing is written")
  func asClose() throws {
    // A quarantine, a drift, a hold, a booking that came, and one whose finding is gone again.
    try lab.connection.execute("delete from booking_items where booking_id in (1, 7)")
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 2")
    try lab.connection.execute("update bookings set status = 'cancelled' where id = 3")
    try lab.book(8, on: "2025-01-30", items: [(1, "0.00")])
    try lab.book(9, on: "2025-01-30", items: [])
    let before = try written()
    let forecast = try obstacles(["--dry-run"], exits: 1)
    #expect(try written() == before)
    #expect(forecast.count == 7, "\(forecast)")
    #expect(try obstacles([], exits: 65) == forecast)
    #expect(try obstacles(["--dry-run"], exits: 1) == forecast)
  }

  @Test("the text names each thing, and what to do about it")
  func text() throws {
    try lab.connection.execute("delete from booking_items where booking_id = 7")
    let run = try lab.admin(["close", "2025-01", "--dry-run"], on: "2025-02-02", exits: [1])
    for part in [
      "quarantine no_items", "findings accept FINDING", "jobrunner close 2025-01 does it",
    ] {
      #expect(run.standardOutput.contains(part), "\(run.standardOutput)")
    }
    let early = try lab.admin(["close", "2025-02", "--dry-run"], on: "2025-02-02", exits: [1])
    #expect(early.standardOutput.contains("day_ahead: close it on 2025-03-01 or later"))
    #expect(early.standardOutput.contains("earlier_month_open: jobrunner close 2025-01"))
  }

  @Test("what was decided, put right or deleted since stands in the way no more")
  func decided() throws {
    try lab.connection.execute("delete from booking_items where booking_id = 7")
    try lab.book(8, on: "2025-01-30", items: [(1, "0.00")])
    try lab.book(9, on: "2025-01-30", items: [])
    try lab.book(10, on: "2025-01-30", items: [])
    #expect(try obstacles([], exits: 65).count == 4)
    func finding(of booking: Int) throws -> String {
      try lab.one("select finding_id::text from billing_findings where booking_id = \(booking)")
    }
    for (verb, booking) in [("accept", 7), ("release", 8), ("accept", 9)] {
      try lab.admin(
        ["findings", verb, try finding(of: booking), "--reason", "seen"], on: "2025-02-02")
    }
    try lab.connection.execute("delete from bookings where id = 10")
    #expect(try obstacles(["--dry-run"], exits: 0) == [])
    // The booking that was accepted is another one now, and so is the record that was released.
    try lab.connection.execute("update bookings set status = 'Completed', user_id = 2 where id = 9")
    try lab.connection.execute("update booking_items set quantity = 2 where booking_id = 8")
    let forecast = try obstacles(["--dry-run"], exits: 1)
    #expect(forecast.count == 2, "\(forecast)")
    #expect(try obstacles([], exits: 65) == forecast)
  }

  @Test("a month that would close has nothing in its way, with 0; and it closes")
  func nothing() throws {
    let run = try lab.admin(["close", "2025-01", "--dry-run"], on: "2025-02-02")
    #expect(run.standardOutput == "nothing stands in the way of closing 2025-01\n")
    try lab.admin(["close", "2025-01"], on: "2025-02-02")
  }

  @Test("a refusal is one JSON document: what stands in the way, and the error")
  func refusal() throws {
    try lab.connection.execute("delete from booking_items where booking_id = 7")
    let run = try lab.admin(["close", "2025-01", "--json"], on: "2025-02-02", exits: [65])
    let document = try lab.json(run)
    #expect(document["exit_code"] as? Int == 65)
    #expect((document["error"] as? String)?.hasPrefix("2025-01 cannot be closed") == true)
    #expect((document["remedy"] as? String)?.contains("findings accept") == true)
    #expect((document["obstacles"] as? [Any])?.count == 1)
  }

  private func forecast(on date: String = "2025-02-02") throws -> [[String: Any]] {
    let run = try lab.admin(["close", "2025-01", "--dry-run", "--json"], on: date, exits: [1])
    let found = try #require(try lab.json(run)["obstacles"] as? [[String: Any]])
    #expect(found.allSatisfy { ($0["remedy"] as? String)?.isEmpty == false }, "\(found)")
    return found
  }

  private func kinds(on date: String = "2025-02-02") throws -> [String] {
    try forecast(on: date).compactMap { $0["kind"] as? String }
  }

  @Test("the end of a series is foreseen, with as many records as close leaves without a number")
  func seriesEnd() throws {
    lab.environment["INVOICING_NUMBER_FORMAT"] = "PLABC/{fy}/{seq:01}"
    for id in 8...12 { try lab.book(id, on: "2025-01-30") }
    // The series that goes on has numbers left: the format cannot be changed.
    #expect(try forecast().map { $0["kind"] as? String } == ["numbering"])
    let changed = try lab.admin(["close", "2025-01"], on: "2025-02-02", exits: [78])
    let message = try #require(try forecast().first?["message"] as? String)
    #expect(changed.standardError.contains(message), "\(changed.standardError)")
    lab.environment["INVOICING_NUMBER_FORMAT"] = nil
    try lab.admin(
      [
        "series", "advance", "--kind", "invoice", "--to", "9999998", "--reason",
        "given by another program",
      ], on: "2025-02-02")
    let before = try written()
    let foreseen = try obstacles(["--dry-run"], exits: 1)
    #expect(try written() == before)
    #expect(foreseen.count == 1 && foreseen[0].hasPrefix("unnumbered"), "\(foreseen)")
    #expect(try obstacles([], exits: 65) == foreseen)
    #expect(try obstacles(["--dry-run"], exits: 1) == foreseen)
  }

  @Test("a gap of days, and what does not tie out, stand in the way beside the findings")
  func gapAndTieOut() throws {
    try lab.connection.execute("delete from booking_items where booking_id = 7")
    try lab.connection.forge(
      "update billing_records set status = 'paid', paid_date = invoice_date where booking_id = 1")
    #expect(try kinds() == ["quarantine no_items", "not_tied_out"])
    #expect(try kinds(on: "2025-06-01") == ["long_gap", "quarantine no_items", "not_tied_out"])
    let before = try written()
    let run = try lab.admin(["close", "2025-01", "--dry-run"], on: "2025-02-02", exits: [1])
    #expect(run.standardOutput.contains("Records marked paid that were not: expected 0, found 1"))
    #expect(run.standardOutput.contains("not_tied_out: docs/trust.md"), "\(run.standardOutput)")
    #expect(try written() == before)
    try lab.connection.execute("delete from bookings where id = 7")
    try lab.admin(["close", "2025-01"], on: "2025-02-02", exits: [70])
  }

  @Test(
    "an exports folder that cannot be written stops close before it writes, and --dry-run says so")
  func folder() throws {
    let before = try written()
    lab.environment["EXPORTS_FOLDER"] = "/proc/nowhere"
    #expect(try kinds() == ["exports_folder"])
    let refused = try lab.admin(["close", "2025-01"], on: "2025-02-02", exits: [73])
    #expect(refused.standardError.contains("/proc"), "\(refused.standardError)")
    lab.environment["EXPORTS_FOLDER"] = lab.folder + "/other"
    try FileManager.default.createDirectory(
      atPath: lab.folder + "/other", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: lab.folder + "/other/2025-01", withDestinationPath: "/tmp")
    #expect(try kinds() == ["exports_folder"])
    try lab.admin(["close", "2025-01"], on: "2025-02-02", exits: [73])
    #expect(try written() == before)
    lab.environment["EXPORTS_FOLDER"] = lab.folder + "/new/exports"
    try lab.admin(["close", "2025-01", "--dry-run"], on: "2025-02-02")
    #expect(!FileManager.default.fileExists(atPath: lab.folder + "/new"))
  }

  @Test("another lab's package, and numbers exported that the database has not given, are foreseen")
  func exported() throws {
    let other = try ProgramLab()
    other.environment["EXPORTS_FOLDER"] = lab.folder + "/exports"
    try other.connection.execute("update billing_lab set lab_id = gen_random_uuid()")
    try other.book(1, on: "2025-01-01")
    #expect(
      try other.json(
        other.admin(["close", "2025-01", "--dry-run", "--json"], on: "2025-02-02", exits: [1])
      )
      .description.contains("exports_folder"))
    // This lab's own package, of a database that has given none of its numbers.
    let lost = try ProgramLab()
    lost.environment["EXPORTS_FOLDER"] = lab.folder + "/exports"
    try lost.book(1, on: "2025-01-01")
    let run = try lost.admin(["close", "2025-01", "--dry-run"], on: "2025-02-02", exits: [1])
    #expect(run.standardOutput.contains("the database is behind what was exported"))
    #expect(run.standardOutput.contains("jobrunner series adopt"), "\(run.standardOutput)")
  }

  @Test("a month that is closed and sealed is said to be so, with 0")
  func sealed() throws {
    try lab.admin(["close", "2025-01"], on: "2025-02-02")
    let run = try lab.admin(["close", "2025-01", "--dry-run"], on: "2025-02-02")
    #expect(run.standardOutput.hasPrefix("2025-01 was closed before\nsealed with "))
  }

  @Test("a database that takes no writes stands in the way, and the other dry runs say so")
  func readOnly() throws {
    lab.environment["PGOPTIONS"] = "-c default_transaction_read_only=on"
    #expect(try kinds() == ["database"])
    for command in [["nightly"], ["rerun", "2025-01"], ["adjust", "2025-01"]] {
      let run = try lab.admin(command + ["--dry-run"], on: "2025-02-02")
      #expect(
        run.standardError.contains("without --dry-run it would be refused: the database was made"),
        "\(command): \(run.standardError)")
    }
  }
}
