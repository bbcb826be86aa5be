import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// What is looked at on the demo lab. One after the other: its nights are played once, and who comes
/// meanwhile would keep a thread waiting.
@Suite("On the demo lab", .serialized)
enum DemoLabTests {}

/// The demo lab before its first night.
enum DemoBookings {
  static func database() throws -> TestDatabase {
    let database = try TestDatabase.make()
    let connection = try database.connect()
    for file in EmbeddedSQL.demoLoad {
      try connection.run(script: file.text)
    }
    return database
  }

  static func environment(of database: TestDatabase, exports: String) -> [String: String] {
    [
      "DATABASE_URL": database.url, "BILLING_START_DATE": "2025-02-01", "EXPORTS_FOLDER": exports,
    ]
  }
}

/// The demo lab after three nights, for tests that change nothing of it: neither what the database holds
/// of bookings and bills, nor the packages.
final class BilledDemoLab: Sendable {
  static let nights = ["2025-03-25", "2025-04-02", "2025-04-21"]

  /// Played once in a run of the tests.
  static let shared = Result { try BilledDemoLab() }

  let database: TestDatabase
  /// The folder of its packages, which goes with the process.
  let exports: String
  let environment: [String: String]

  private init() throws {
    database = try DemoBookings.database()
    exports = Self.folder
    environment = DemoBookings.environment(of: database, exports: exports)
    atexit { try? FileManager.default.removeItem(atPath: BilledDemoLab.folder) }
    for night in Self.nights {
      let run = try JobrunnerProgram.run(
        ["nightly", "--business-date", night], environment: environment)
      guard run.exitCode <= 1 else { throw TestLabError("night \(night): \(run.standardError)") }
    }
  }

  private static let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("jobrunner-demo-lab-\(UUID().uuidString)").path

  /// The packages once more, for a test that changes them; the caller removes them.
  func copyOfExports() throws -> String {
    let copy = FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-demo-copy-\(UUID().uuidString)").path
    try FileManager.default.copyItem(atPath: exports, toPath: copy)
    return copy
  }
}
