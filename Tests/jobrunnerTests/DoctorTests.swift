import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("jobrunner doctor")
struct DoctorTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
  }

  private func levels(_ outcome: ChildProcess.Outcome) throws -> [String: String] {
    let checks = try #require(try lab.json(outcome)["checks"] as? [[String: Any]])
    return try Dictionary(
      uniqueKeysWithValues: checks.map {
        (try #require($0["name"] as? String), try #require($0["level"] as? String))
      })
  }

  @Test("without a connection everything is looked at that needs none")
  func offline() throws {
    let environment = [
      "DATABASE_URL": "postgresql:///lab?host=/nowhere", "BILLING_START_DATE": "",
      "EXPORTS_FOLDER": "/proc/exports",
    ]
    let run = try lab.run("doctor", environment: environment)
    #expect(run.exitCode == 78, "the first failure's, not the last's: \(run)")
    for line in [
      "ok    configuration", "FAIL  start date: ", "FAIL  exports folder: ",
      "ok    temporary folder", "FAIL  connection: the database cannot be reached",
      "–     schema: not looked at, as there is no connection",
    ] {
      #expect("\n\(run.standardOutput)".contains("\n\(line)"), "\(line): \(run)")
    }
    let levels = try levels(try lab.run("doctor", "--json", environment: environment))
    #expect(levels["exports folder"] == "fail")
    #expect(levels["schema"] == "not made")
  }

  @Test("a right of a new version that was not given: billing is refused, housekeeping warned of")
  func newRights() throws {
    let login = try LabLogin.biller(lab)
    let biller = LabRoles(prefix: lab.database.name).biller
    func revoke(_ function: String) throws {
      try lab.connection.run(script: "revoke execute on function \(function) from \(biller)")
    }
    try revoke("billing_remove_expired_tokens(integer)")
    let warned = try lab.run("doctor", environment: login.environment)
    #expect(
      warned.standardOutput.contains(
        "WARN  rights: this user lacks execute on billing_remove_expired_tokens(integer), which the"
      ),
      "\(warned)")
    #expect(warned.standardOutput.contains("let the owner run jobrunner migrate roles"))
    try revoke("billing_series_pieces(integer)")
    let night = try lab.run(
      "nightly", "--business-date", "2025-01-20", environment: login.environment)
    #expect(night.exitCode == 77, "\(night)")
    #expect(night.standardError.contains("lacks execute on billing_series_pieces(integer)"))
  }

  @Test("a database whose users may have no temporary tables: billing is refused before it begins")
  func noTemporaryTables() throws {
    let login = try LabLogin.biller(lab)
    let biller = LabRoles(prefix: lab.database.name).biller
    try lab.connection.run(
      script: "revoke temporary on database \(lab.database.name) from public, \(biller)")
    let night = try lab.run(
      "nightly", "--business-date", "2025-01-20", environment: login.environment)
    #expect(night.exitCode == 77, "\(night)")
    #expect(
      night.standardError.contains("lacks temporary on database \(lab.database.name)"), "\(night)")
    #expect(night.standardError.contains("migrate roles"), "\(night)")
  }

  @Test("--json is JSON whatever is wrong, the configuration too")
  func json() throws {
    let healthy = try lab.run("doctor", "--json")
    #expect(healthy.exitCode == 0, "\(healthy)")
    #expect(try Set(levels(healthy).values) == ["ok"])
    #expect(try lab.json(healthy)["exit_code"] as? Int == 0)
    let broken = try lab.run("doctor", "--json", environment: ["INVOICING_GRACE_DAYS": "soon"])
    #expect(broken.exitCode == 78)
    let levels = try levels(broken)
    #expect(levels["configuration"] == "fail")
    #expect(levels["connection"] == "not made")
    let checks = try #require(try lab.json(broken)["checks"] as? [[String: Any]])
    #expect((checks[0]["message"] as? String)?.contains("grace_days") == true)
    #expect((checks[0]["remedy"] as? String)?.contains("grace_days: 3") == true)
    #expect(checks[0]["exit_code"] as? Int == 78)
  }

  @Test(
    "a warning ends it with 1, and stops no night",
    .enabled(if: SmallDisk.isPossible, "mounting a small disk needs root"))
  func warning() throws {
    let disk = try SmallDisk(lab.folder + "/disk", kilobytes: 40_000)
    try lab.book(1, on: "2025-01-10")
    let environment = ["EXPORTS_FOLDER": disk.path + "/exports"]
    let doctor = try lab.run("doctor", environment: environment)
    #expect(doctor.exitCode == 1, "\(doctor)")
    #expect(doctor.standardOutput.contains("WARN  exports folder: \(disk.path)/exports: only "))
    let night = try lab.run(
      "nightly", "--business-date", "2025-01-20", environment: environment)
    #expect(night.exitCode == 0, "\(night)")
  }

  @Test("what is behind is named, and what needs the lab's tables is not looked at")
  func schemaBehind() throws {
    let empty = try TestDatabase.empty()
    let run = try lab.run("doctor", environment: ["DATABASE_URL": empty.url])
    #expect(run.exitCode == 78)
    #expect(run.standardOutput.contains("FAIL  schema: "))
    #expect(
      run.standardOutput.contains(
        "–     rights: not looked at, as the schema is not what this version needs"))
  }

  @Test(
    "a collation that the server has another version of is a warning, until the owner did what it says",
    .enabled(
      if: DoctorTests.versionedLocale != nil, "the server has only collations without versions"))
  func staleCollation() throws {
    let options = try #require(Self.versionedLocale)
    let database = try TestDatabase.make(options: options)
    let environment = ["DATABASE_URL": database.url]
    let connection = try database.connect()
    let name = database.name
    #expect(try lab.run("doctor", environment: environment).exitCode == 0)
    try connection.execute(
      "update pg_database set datcollversion = '1.0' where datname = current_database()")
    let doctor = try lab.run("doctor", environment: environment)
    #expect(doctor.exitCode == 1, "\(doctor)")
    #expect(
      doctor.standardOutput.contains(
        "WARN  collation: the indexes of \(name) were sorted by version 1.0"))
    for remedy in [
      "reindex (concurrently) database \(name)", "alter database \(name) refresh collation version",
    ] {
      #expect(doctor.standardOutput.contains(remedy), "\(doctor)")
      try connection.run(script: remedy)
    }
    #expect(try lab.run("doctor", environment: environment).exitCode == 0)
  }

  /// Options of a database whose collation comes from a library with versions.
  private static let versionedLocale = ((try? TestDatabase.localeOptions) ?? [])
    .last { !$0.contains("locale 'C") || $0.contains("icu") }
}
