import Foundation
import Postgres
import TestLab
import Testing

/// What has to hold of an app that is adopted.
extension LabApp {
  /// Fills the app and adopts it whole: each of its values is kept, `migrate verify` finds nothing,
  /// Alembic has nothing to do, the app goes on booking, and a night bills it right.
  func adopt() throws {
    try run("create", "fill")
    try adoptAsItStands()
  }

  /// - Parameters:
  ///   - kept: what was there at the beginning; by default, what is there now.
  ///   - isTouched: whether the app's triggers note when a row was changed last.
  func adoptAsItStands(keeping kept: KeptRows? = nil, isTouched: Bool = false) throws {
    let connection = try database.connect()
    let kept = try kept ?? keptRows(connection)
    for command in ["plan", "apply", "verify"] {
      let outcome = try jobrunner("migrate", command)
      #expect(outcome.exitCode == 0, "\(command): \(outcome.standardError)")
    }
    let lost = try kept.lost(connection)
    #expect(lost.filter { !isTouched || !$0.contains(": updated_at = ") } == [])
    #expect(lost.isEmpty != isTouched)
    try tellAlembic()
    try expectNothingToDo()
    // The version that knows nothing of pets goes on.
    try run("book")
    try expectRightBills()
  }

  /// What a backfill may not change: all but what it is there to fill.
  func keptRows(_ connection: Connection) throws -> KeptRows {
    try KeptRows(connection, butFor: ["bookings.pet_id", "tests.tat_hours"])
  }

  func expectNothingToDo() throws {
    let check = try alembic("check")
    #expect(check.exitCode == 0, "\(check.standardOutput)\(check.standardError)")
    #expect(!check.standardError.contains("Warning"), "\(check.standardError)")
  }

  /// A night bills each completed booking with what the app reckons itself.
  func expectRightBills() throws {
    let night = try jobrunner("nightly", "--business-date", "2025-01-20")
    #expect([0, 1].contains(night.exitCode), "\(night.standardError)")
    let billed = try database.connect().first(
      "select json_object_agg(booking_id, final_amount::text)::text from billing_records"
    ) { try $0.string(0) }
    let due = try JSONDecoder().decode([String: String].self, from: Data(try run("expect").utf8))
    #expect(
      try JSONDecoder().decode([String: String].self, from: Data((billed ?? "{}").utf8)) == due)
    #expect(due.count > 10)
  }
}
