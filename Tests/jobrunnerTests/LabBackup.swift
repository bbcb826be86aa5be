import Billing
import Foundation
import Postgres
import TestLab

/// A backup of a test's database, as `pg_dump` makes it.
struct LabBackup {
  private let file: String
  private let url: String
  private let programs: String

  init(of lab: ProgramLab) throws {
    guard let binaries = PostgresBinaries.find() else {
      throw TestLabError("there is no pg_dump")
    }
    programs = binaries.folder
    url = lab.database.url
    file = lab.folder + "/backup"
    try Self.run([programs + "/pg_dump", "-Fc", "-f", file, url])
  }

  /// Puts the database back to what it was.
  func restore() throws {
    try Self.run([
      programs + "/pg_restore", "--clean", "--if-exists", "--single-transaction", "-d", url, file,
    ])
  }

  private static func run(_ command: [String]) throws {
    let outcome = try ChildProcess(command: command).wait(within: .seconds(60))
    guard outcome.exitCode == 0 else {
      throw TestLabError("\(command[0]) failed: \(outcome.standardError)")
    }
  }
}
