import Billing
import Crypto
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// A world that a lab finds itself in, and what the program makes of it.
///
/// To add one: write a `World` in one of the lists of `Worlds`, with a name that says what the world
/// does, what the five commands come to in it, and how it is made of a ``WorldLab`` (a lab with three
/// bookings of January, nothing billed). A world that is refused names the set-up next to it that
/// works: it is made in the same lab, and there everything has to be right.
struct World: CustomTestStringConvertible, Sendable {
  let name: String
  let fate: Fate
  let make: @Sendable (WorldLab) throws -> Void
  var testDescription: String { name }

  enum Fate: Sendable {
    /// Every command does its work, and all that is written is right. It may end with a code that
    /// says that something else could not be done, such as telling the result.
    case works(Codes = .fine)
    /// Commands end with these codes, and nothing of the lab is changed by those that do. Then the
    /// world is mended, and everything works.
    case refused(Codes, mended: @Sendable (WorldLab) throws -> Void)
    /// Commands end with these codes in the midst of their work, and what they had done stands. Then
    /// the world is mended, and everything works.
    case stopped(Codes, mended: @Sendable (WorldLab) throws -> Void)
  }

  /// What the commands end with. An export of a lab that nothing has billed writes a package.
  struct Codes: Sendable {
    var doctor: Int32
    var dryRun: Int32
    var nightly: Int32
    var close: Int32
    var export: Int32

    static let fine = everything(0)

    static func everything(_ code: Int32) -> Codes {
      Codes(doctor: code, dryRun: code, nightly: code, close: code, export: code)
    }

    /// Nothing can be written, and reading goes on.
    static func onlyReading(_ code: Int32) -> Codes {
      Codes(doctor: code, dryRun: 0, nightly: code, close: code, export: 0)
    }
  }

  init(_ name: String, _ fate: Fate, _ make: @escaping @Sendable (WorldLab) throws -> Void) {
    self.name = name
    self.fate = fate
    self.make = make
  }
}

/// A lab in a world: what the program is told, and what has to stay there as long as it runs.
final class WorldLab {
  private(set) var lab: ProgramLab
  /// Taken over those of the lab.
  var environment: [String: String] = [:]
  /// Redirections of the shell that starts the program, such as `2>&-`.
  var redirections = ""
  /// What the shell that starts the program does before, such as `ulimit -n 12`.
  var preparation = ":"
  /// Servers and logins, which end with the last use of them.
  var kept: [AnyObject] = []

  init() throws {
    lab = try ProgramLab()
    try book()
  }

  /// Has the lab in this database instead, which has its schema and nothing in it.
  func begin(in database: TestDatabase) throws {
    lab = try ProgramLab(in: database)
    try book()
  }

  private func book() throws {
    try lab.book(1, on: "2025-01-10")
    try lab.book(2, on: "2025-01-20", km: "4", items: [(1, "500.00"), (2, "800.50")])
    try lab.book(3, on: "2025-01-31", status: "cancelled")
  }

  /// Runs the program as this user from now on.
  func log(in login: LabLogin) {
    kept.append(login)
    environment["DATABASE_URL"] = login.url
  }

  func sql(_ script: String) throws { try lab.connection.run(script: script) }

  func run(_ arguments: [String]) throws -> ChildProcess.Outcome {
    let words = ["$JOBRUNNER"] + (arguments + ["--business-date", "2025-02-05"])
    return try JobrunnerProgram.shell(
      "\(preparation); exec \(words.joined(separator: " ")) \(redirections)",
      environment: lab.environment.merging(["JOBRUNNER_AS": ProgramLab.adminEmail]) { $1 }
        .merging(environment) { $1 },
      folder: lab.folder)
  }
}

extension WorldLab {
  /// Runs the five commands, and expects what they end with, and that none of them takes the world
  /// for a fault of its own.
  ///
  /// - Parameters:
  ///   - changesNothing: whether those that end with neither 0 nor 1 must not have written.
  ///   - mended: whether nights failed before: `doctor` says so until one has ended well.
  func expect(_ codes: World.Codes, changesNothing: Bool, mended: Bool = false) throws {
    let commands: [([String], Int32)] = [
      (["doctor"], codes.doctor), (["nightly", "--dry-run"], codes.dryRun),
      (["nightly"], codes.nightly), (["close", "2025-01"], codes.close),
      (["export", "2025-01"], codes.export),
    ]
    // What the next command begins with, where it was looked at already.
    var known: [String]?
    for (arguments, code) in commands {
      let isRefused = changesNothing && code != 0 && code != 1
      let changesNone = isRefused || arguments == ["doctor"] || arguments.contains("--dry-run")
      let before = changesNone ? try known ?? state() : []
      let outcome = try run(arguments)
      let text = outcome.standardOutput + outcome.standardError
      if mended, arguments == ["doctor"], outcome.exitCode == ExitStatus.needsPerson.rawValue {
        let warnings = text.split(separator: "\n").filter { !$0.hasPrefix("ok ") }
        #expect(warnings.first?.hasPrefix("WARN  nights: ") == true, "\(text)")
        #expect(warnings.dropFirst().allSatisfy { $0.hasPrefix("      ") }, "\(text)")
      } else {
        #expect(outcome.exitCode == code, "\(arguments): \(outcome.exitCode) \(text)")
      }
      #expect(
        !["bug", "Fatal", "Stack dump", "*** "].contains { text.contains($0) },
        "\(arguments): \(text)")
      if isRefused { #expect(!text.isEmpty, "\(arguments) says nothing") }
      known = changesNone ? try state() : nil
      #expect(!changesNone || known == before, "\(arguments) ended with \(code), and wrote")
    }
  }

  /// Every table of the app's and of the job's own, as text, and the exports. A run that failed may say
  /// so in the ledger: that is no work of it.
  private func state() throws -> [String] {
    let tables = (LabTables.app + LabTables.jobs).map(\.name).map { table in
      let those = table == "billing_runs" ? "where state <> 'failed'" : ""
      return """
        select '\(table) ' || coalesce(string_agg(t::text, ';' order by t::text), '')
        from \(table) t \(those)
        """
    }
    return try lab.strings("\(unescaped: tables.joined(separator: " union all ")) order by 1")
      + Self.files(in: lab.folder + "/exports")
  }

  /// The files' names, each with the digest of what is in it.
  private static func files(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.allObjects ?? []).map { name in
      let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
      return "\(name) \(SHA256.hash(data: bytes))"
    }.sorted()
  }

  /// Expects that the month is billed, numbered, closed and exported as it is in any other world.
  func expectAllRight() throws {
    let records = try lab.strings(
      """
      select booking_id || ' ' || final_amount || ' ' || invoice_number
      from billing_records order by booking_id
      """)
    #expect(records == ["1 500.00 PL/24-25/0000001", "2 1360.50 PL/24-25/0000002"])
    try lab.expectOrder()
    #expect(
      try lab.strings("select state from billing_periods where period = '2025-01'")
        == ["closed"])
    let verified = try JobrunnerProgram.run(
      ["verify", lab.folder + "/exports"], environment: [:], folder: lab.folder)
    #expect(verified.exitCode == 0, "\(verified)")
  }
}

@Suite("Hostile worlds")
struct HostileWorldTests {
  @Test(
    "the program is right, or says in a line what is wrong and changes nothing",
    arguments: Worlds.all)
  func world(_ world: World) throws {
    let lab = try WorldLab()
    try world.make(lab)
    switch world.fate {
    case .works(let codes):
      try lab.expect(codes, changesNothing: false)
    case .refused(let codes, let mend):
      try lab.expect(codes, changesNothing: true)
      try mend(lab)
      try lab.expect(.fine, changesNothing: false, mended: true)
    case .stopped(let codes, let mend):
      try lab.expect(codes, changesNothing: false)
      try mend(lab)
      try lab.expect(.fine, changesNothing: false, mended: true)
    }
    try lab.expectAllRight()
  }
}
