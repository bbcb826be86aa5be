import Foundation
import Postgres
import TestLab

/// A database with nothing in it, and the built program on it.
struct EmptyLab {
  let database: TestDatabase
  let connection: Connection
  let environment: [String: String]

  /// - Parameter more: variables besides those that every command needs.
  init(_ more: [String: String] = [:]) throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    environment = [
      "DATABASE_URL": database.url, "BILLING_START_DATE": "2025-01-01",
      "EXPORTS_FOLDER": FileManager.default.temporaryDirectory.path,
    ].merging(more) { _, given in given }
  }
}

/// A suite whose every test begins with one.
protocol BeginsEmpty {
  var lab: EmptyLab { get }
}

extension BeginsEmpty {
  var database: TestDatabase { lab.database }
  var connection: Connection { lab.connection }
  var environment: [String: String] { lab.environment }

  func run(_ arguments: String...) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(arguments, environment: environment)
  }

  func json(_ outcome: ChildProcess.Outcome) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
  }
}
