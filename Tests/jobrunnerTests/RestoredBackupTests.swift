import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Numbers that left the lab in a package and are not in the database any more.
@Suite("A database that was put back from a backup")
struct RestoredBackupTests {
  private let lab: ProgramLab

  /// Bookings 1 to 3 of January have numbers when the backup is made, 4 and 5 of February get theirs
  /// after it.
  init() throws {
    lab = try ProgramLab()
    for id in 1...3 { try lab.book(id, on: "2025-01-1\(id)") }
    for id in 4...5 { try lab.book(id, on: "2025-02-0\(id)") }
    try lab.admin(["nightly"], on: "2025-02-06")
  }

  private static let numbers = """
    select concat_ws(' ', booking_id, invoice_number, invoice_date) from billing_records
    where invoice_number is not null order by booking_id
    """

  private func numbers() throws -> [String] { try lab.strings("\(unescaped: Self.numbers)") }

  private var february: String { lab.folder + "/exports/2025-02" }

  private func manifest(_ month: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: lab.folder + "/exports/\(month)/manifest.json"))
  }

  /// Numbers 4 and 5 are given and exported, and the database forgets them.
  private func numberAndRestore() throws -> [String] {
    let backup = try LabBackup(of: lab)
    try lab.admin(["nightly"], on: "2025-02-20")
    let given = try numbers()
    #expect(given.count == 5)
    try backup.restore()
    #expect(try numbers().count == 3)
    return given
  }

  @Test(
    "nothing is numbered where the database is behind its exports",
    arguments: [
      ["nightly"], ["nightly", "--dry-run"], ["rerun", "2025-02", "--yes"], ["close", "2025-01"],
      ["adjust", "2025-01", "--yes"], ["export", "2025-02"],
    ])
  func behind(command: [String]) throws {
    _ = try numberAndRestore()
    let before = try manifest("2025-02")
    let runs = try lab.one("select count(*) from billing_runs where state <> 'failed'")
    let refused = try lab.admin(command, on: "2025-02-21", exits: [78])
    #expect(
      refused.standardError.contains(
        "the database is behind what was exported: \(february) has PL/24-25/0000004 to "
          + "PL/24-25/0000005 (bookings 4, 5), which it has not given: was it put back from a backup?"
      ),
      "\(refused.standardError)")
    #expect(
      refused.standardError.contains(
        "give them back with: jobrunner series adopt \(february) --reason TEXT"))
    #expect(try lab.one("select count(*) from billing_runs where state <> 'failed'") == runs)
    #expect(try numbers().count == 3)
    #expect(try manifest("2025-02") == before)
  }

  @Test("the records of a package get back the numbers and dates that they were exported with")
  func adopt() throws {
    let given = try numberAndRestore()
    let dry = try lab.admin(
      ["series", "adopt", february, "--reason", "restored", "--dry-run", "--json"],
      on: "2025-02-21")
    let plan = try lab.json(dry)
    #expect((plan["given"] as? [Any])?.count == 2)
    #expect(plan["written"] as? Bool == false)
    #expect(try numbers().count == 3)
    let adopted = try lab.admin(
      ["series", "adopt", february, "--reason", "restored"], on: "2025-02-21")
    #expect(
      adopted.standardOutput
        == "\(february): 2 got their number back, 0 had it, 0 cannot have it\n")
    #expect(try numbers() == given)
    #expect(
      try lab.one("select job || ' ' || person from billing_runs order by run_id desc limit 1")
        == "series adopt Meera Rao (staff 1)")
    // Once more changes nothing.
    let again = try lab.admin(
      ["series", "adopt", february, "--reason", "restored"], on: "2025-02-21")
    #expect(again.standardOutput.contains("0 got their number back, 2 had it"))
    try lab.book(6, on: "2025-02-10")
    try lab.admin(["nightly"], on: "2025-02-21")
    #expect(try lab.invoice(6) == "PL/24-25/0000006")
    try lab.expectOrder()
  }

  @Test("what is billed otherwise today is listed, and blocks until it is passed over")
  func disagreement() throws {
    _ = try numberAndRestore()
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 4")
    try lab.connection.execute("delete from bookings where id = 5")
    let adopted = try lab.admin(
      ["series", "adopt", february, "--reason", "restored"], on: "2025-02-21", exits: [1])
    #expect(adopted.standardOutput.contains("0 got their number back, 0 had it, 2 cannot have it"))
    #expect(
      adopted.standardOutput.contains(
        "PL/24-25/0000004 (booking 4, 500.00): base amount exported 500.00, today 450.00"))
    #expect(
      adopted.standardOutput.contains(
        "PL/24-25/0000005 (booking 5, 500.00): booking 5 is not in the database"))
    let refused = try lab.admin(["nightly"], on: "2025-02-21", exits: [78])
    #expect(
      refused.standardError.contains("no document has 2 of the numbers from PL/24-25/0000004 on"))
    let dry = try lab.admin(
      ["series", "advance", "--kind", "invoice", "--to", "5", "--reason", "lost", "--dry-run"],
      on: "2025-02-21")
    #expect(
      dry.standardOutput
        == "would pass over 2 numbers, PL/24-25/0000004 to PL/24-25/0000005\n")
    try lab.admin(
      ["series", "advance", "--kind", "invoice", "--to", "5", "--reason", "lost"],
      on: "2025-02-21")
    try lab.admin(["nightly"], on: "2025-02-21")
    #expect(try lab.invoice(4) == "PL/24-25/0000006")
    try lab.expectOrder()
    let months = try lab.run("verify", lab.folder + "/exports")
    #expect(months.exitCode == 0, "\(months.standardOutput)")
    let manifest = try String(decoding: self.manifest("2025-02"), as: UTF8.self)
    #expect(manifest.contains("Invoices 24-25: issued + passed over = last − first + 1"))
  }

  @Test("numbers that no package knows are passed over, for ever and by name")
  func advance() throws {
    let advance = ["series", "advance", "--kind", "invoice", "--to", "10", "--reason", "on paper"]
    #expect(
      try lab.run("series", "advance", "--kind", "bill", "--to", "1", "--reason", "x").exitCode
        == 64)
    let passed = try lab.admin(advance + ["--json"], on: "2025-02-06")
    let report = try lab.json(passed)
    #expect(report["count"] as? Int == 7)
    let again = try lab.admin(advance, on: "2025-02-06")
    #expect(again.standardOutput.contains("nothing to pass over"))
    try lab.admin(["nightly"], on: "2025-02-20")
    #expect(try lab.invoice(4) == "PL/24-25/0000011")
    try lab.expectOrder()
    #expect(throws: (any Error).self) {
      try lab.connection.execute("delete from billing_series_advances")
    }
  }

  @Test("a series that somebody raised by hand has a way back")
  func raisedByHand() throws {
    try lab.connection.execute("alter table billing_number_series disable trigger user")
    try lab.connection.execute("update billing_number_series set last_sequence = 13")
    try lab.connection.execute("alter table billing_number_series enable trigger user")
    let refused = try lab.admin(["nightly"], on: "2025-02-20", exits: [78])
    #expect(refused.standardError.contains("--kind invoice --to 13"))
    try lab.admin(
      ["series", "advance", "--kind", "invoice", "--to", "13", "--reason", "by hand"],
      on: "2025-02-20")
    try lab.admin(["nightly"], on: "2025-02-20")
    #expect(try lab.invoice(4) == "PL/24-25/0000014")
    try lab.expectOrder()
  }

  @Test("a month sealed after the backup is not written over, and is taken over on purpose")
  func sealed() throws {
    let backup = try LabBackup(of: lab)
    try lab.admin(["close", "2025-01"], on: "2025-02-06")
    let sealed = try manifest("2025-01")
    try backup.restore()
    for command in [
      ["nightly"], ["nightly", "--dry-run"], ["close", "2025-01"], ["export", "2025-01"],
      ["rerun", "2025-01", "--yes"],
    ] {
      let refused = try lab.admin(command, on: "2025-02-07", exits: [73])
      #expect(
        refused.standardError.contains(
          "\(lab.folder)/exports/2025-01 holds a sealed package, which is not written over, and the "
            + "database has not sealed it"), "\(refused.standardError)")
      #expect(try manifest("2025-01") == sealed)
    }
    let dry = try lab.admin(
      ["exports", "adopt", "--reason", "the month is to be closed again", "--dry-run"],
      on: "2025-02-07")
    #expect(dry.standardOutput == "would take over \(lab.folder)/exports/2025-01\n")
    try lab.admin(
      ["exports", "adopt", "2025-01", "--reason", "the month is to be closed again"],
      on: "2025-02-07")
    #expect(
      try lab.one("select concat_ws(' ', period, was_sealed, reason) from billing_export_adoptions")
        == "2025-01 t the month is to be closed again")
    try lab.admin(["nightly"], on: "2025-02-07")
    try lab.admin(["close", "2025-01"], on: "2025-02-07")
    let verified = try lab.run("verify", lab.folder + "/exports")
    #expect(verified.exitCode == 0, "\(verified.standardOutput)")
  }

  /// The database as it was after January's package was put in place, or before the run noted what it
  /// was about to seal.
  private func putBack(beforeNoting: Bool = false) throws {
    try lab.connection.forge(
      "delete from billing_period_seals"
        + (beforeNoting ? "; update billing_runs set package_digest = null" : ""))
  }

  @Test("a closing that died between its package and its seal is finished by the next")
  func unsealed() throws {
    try lab.admin(["close", "2025-01"], on: "2025-02-06")
    let sealed = try manifest("2025-01")
    try putBack()
    try lab.admin(["nightly"], on: "2025-02-07")
    let refused = try lab.admin(["export", "2025-01"], on: "2025-02-07", exits: [73])
    #expect(
      refused.standardError.contains("finish closing it: jobrunner close 2025-01"),
      "\(refused.standardError)")
    #expect(try manifest("2025-01") == sealed)
    // Whatever the app has changed since.
    try lab.connection.execute("update booking_items set unit_price = 1 where booking_id = 1")
    try lab.admin(["close", "2025-01", "--dry-run"], on: "2025-02-07")
    try lab.admin(["close", "2025-01"], on: "2025-02-07")
    #expect(try manifest("2025-01") == sealed)
    #expect(try lab.one("select count(*) from billing_period_seals") == "1")
  }

  @Test("a month that died unsealed and was opened again is exported and closed like any other")
  func unsealedAndReopened() throws {
    try lab.admin(["close", "2025-01"], on: "2025-02-06")
    let sealed = try manifest("2025-01")
    try putBack()
    try lab.admin(["reopen", "2025-01", "--reason", "one is missing"], on: "2025-02-06")
    try lab.book(9, on: "2025-01-09")
    try lab.admin(["nightly"], on: "2025-02-07")
    #expect(try manifest("2025-01") != sealed)
    try lab.admin(["close", "2025-01"], on: "2025-02-07")
    #expect(try lab.run("verify", lab.folder + "/exports").exitCode == 0)
  }

  @Test(
    "a sealed package that the closed month's database has forgotten is not written over either")
  func forgotten() throws {
    try lab.admin(["close", "2025-01"], on: "2025-02-06")
    let sealed = try manifest("2025-01")
    try putBack(beforeNoting: true)
    for command in ["close", "export"] {
      let refused = try lab.admin([command, "2025-01"], on: "2025-02-07", exits: [73])
      #expect(refused.standardError.contains("holds a sealed package"), "\(refused.standardError)")
      #expect(try manifest("2025-01") == sealed)
    }
    try lab.admin(
      ["exports", "adopt", "2025-01", "--reason", "to be closed again"], on: "2025-02-07")
    try lab.admin(["close", "2025-01"], on: "2025-02-07")
    #expect(try lab.run("verify", lab.folder + "/exports").exitCode == 0)
  }
}
