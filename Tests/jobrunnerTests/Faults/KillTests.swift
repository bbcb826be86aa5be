import Billing
import Crypto
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// The built program killed at each of its statements at which that leaves something else behind. After each
/// kill the same command, run again, has to arrive at the state that an untouched run arrives at.
@Suite("Killed at any statement")
struct KillTests {
  /// A command, and the lab it is run on.
  struct Command: CustomTestStringConvertible, Sendable {
    var name: String
    var arguments: [String]
    var date: String
    var environment: [String: String] = [:]
    var prepare: @Sendable (ProgramLab) throws -> Void
    /// What an untouched run exits with, and so has to the run after a kill.
    var exits: Set<Int32> = [0]

    var testDescription: String { name }
  }

  @Test("the same command, run again, arrives at the same state", arguments: Self.commands)
  func killed(command: Command) throws {
    let source = try prepared(command)
    let proxy = try KillProxy()
    try proxy.awaitListening()
    let (expected, moments) = try walked(command, source, proxy)
    for moment in moments {
      let database = try TestDatabase.copy(of: source.database)
      let folder = try Scratch()
      let run = try outcome(
        command, source, url: proxy.url(database, at: moment.statement), folder: folder)
      guard run.exitCode == 128 + SIGKILL else {
        // It came to its end in fewer statements than the one that was walked through.
        #expect(command.exits.contains(run.exitCode), "\(run.standardError)")
        break
      }
      let connection = try database.connect()
      try again(source, command, database, folder: folder)
      let state = try BillingState(connection)
      try expectSealed(connection, folder: folder)
      #expect(
        state == expected,
        "killed at statement \(moment.statement): \(state.difference(from: expected).prefix(5))")
    }
  }

  /// A statement, and what a run that is killed at it leaves behind.
  private struct Moment {
    var statement: Int
    var state: CrashState
  }

  /// An untouched run, looked at before each of its statements: the state that it arrives at, and the
  /// moments at which it would leave something else behind than before. Most statements only read, or
  /// write what is committed later; killed at those, it leaves what it left before.
  private func walked(
    _ command: Command, _ source: Source, _ proxy: borrowing KillProxy
  ) throws -> (end: BillingState, moments: [Moment]) {
    let database = try TestDatabase.copy(of: source.database)
    let folder = try Scratch()
    let watch = try database.connect()
    let run = try start(
      command, source, url: proxy.url(database, .step, at: 0), folder: folder)
    var moments: [Moment] = []
    var count = 0
    try proxy.walk { statement in
      let state = try CrashState(watch, folder: folder.path)
      if state != moments.last?.state {
        moments.append(Moment(statement: statement, state: state))
      }
      count = statement
    }
    let outcome = run.wait(within: .seconds(60))
    #expect(
      command.exits.contains(outcome.exitCode),
      "\(outcome.standardOutput)\(outcome.standardError)")
    #expect(count > 10 && moments.count > 2, "only \(count) statements, \(moments.count) states")
    return (try BillingState(watch), moments)
  }

  private static let lost: [(String, KillProxy.Fault)] = [
    ("nightly", .cut), ("nightly", .answer), ("close", .cut), ("close", .answer),
    ("rerun", .answer),
  ]

  @Test(
    "a run whose connection is lost at any statement goes on with a new one",
    arguments: Self.lost)
  func connectionLost(name: String, fault: KillProxy.Fault) throws {
    let command = try #require(Self.commands.first { $0.name == name })
    let source = try prepared(command)
    let proxy = try KillProxy()
    try proxy.awaitListening()
    let expected = try untouched(command, source, proxy)
    // Some of the statements, of every step, and others of each command and fault: a run has some 130.
    let first = 3 + 3 * Self.lost.firstIndex { $0 == (name, fault) }!
    for statement in stride(from: first, to: 140, by: 15) {
      let database = try TestDatabase.copy(of: source.database)
      let folder = try Scratch()
      let run = try outcome(
        command, source, url: proxy.url(database, fault, at: statement), folder: folder)
      let connection = try database.connect()
      let runs = try connection.query(
        "select state from billing_runs where job = \(command.arguments[0]) and chunks_done > 0"
      ) { try $0.string(0) }
      if run.exitCode == 69 {
        #expect(
          !runs.contains { $0 != "succeeded" },
          "lost at statement \(statement) in the middle of a run: \(run.standardError)")
        try again(source, command, database, folder: folder)
      } else {
        #expect(
          command.exits.contains(run.exitCode),
          "lost at statement \(statement): \(run.exitCode) \(run.standardError)")
      }
      let state = try BillingState(connection)
      #expect(
        state == expected,
        "lost at statement \(statement): \(state.difference(from: expected).prefix(5))")
      try expectSealed(connection, folder: folder)
    }
  }

  @Test("a network that lets nothing through any more does not keep the program from ending")
  func muteNetwork() throws {
    let command = try #require(Self.commands.first { $0.name == "nightly" })
    let source = try prepared(command)
    let proxy = try KillProxy()
    try proxy.awaitListening()
    let folder = try Scratch()
    let run = try JobrunnerProgram.start(
      source.arguments + ["--business-date", command.date],
      environment: command.environment.merging([
        "DATABASE_URL": proxy.url(source.database, .mute, at: 25),
        "EXPORTS_FOLDER": folder.path + "/exports",
      ]) { $1 })
    let watch = try source.database.connect()
    let begun = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < begun,
      try watch.query(
        "select count(*) from billing_runs where state = 'running'", { try $0.int(0) })
        == [0]
    { usleep(20_000) }
    run.signal(SIGTERM)
    let outcome = run.wait(within: .seconds(60))
    #expect(outcome.exitCode == 143)
    #expect(!outcome.timedOut)
    #expect(outcome.standardError.contains("interrupted"))
  }

  /// A lab in the state before the command, without a session in it.
  private struct Source {
    let database: TestDatabase
    let files: [String: Data]
    /// The command's, with the findings it names.
    let arguments: [String]
  }

  private func prepared(_ command: Command) throws -> Source {
    let lab = try ProgramLab()
    try command.prepare(lab)
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: lab.folder)
    where name.hasSuffix(".csv") {
      files[name] = FileManager.default.contents(atPath: lab.folder + "/" + name)
    }
    let arguments = try command.arguments.map { argument in
      guard argument.hasPrefix("finding ") else { return argument }
      let kind = String(argument.dropFirst("finding ".count))
      return try lab.one("select finding_id from billing_findings where kind = \(kind)")
    }
    return Source(database: lab.database, files: files, arguments: arguments)
  }

  private func untouched(
    _ command: Command, _ source: Source, _ proxy: borrowing KillProxy
  ) throws -> BillingState {
    let database = try TestDatabase.copy(of: source.database)
    let run = try outcome(
      command, source, url: proxy.url(database, at: 0), folder: try Scratch())
    #expect(command.exits.contains(run.exitCode), "\(run.standardOutput)\(run.standardError)")
    return try BillingState(database.connect())
  }

  private func outcome(
    _ command: Command, _ source: Source, url: String, folder: Scratch
  ) throws -> ChildProcess.Outcome {
    try start(command, source, url: url, folder: folder).wait(within: .seconds(120))
  }

  private func start(
    _ command: Command, _ source: Source, url: String, folder: Scratch
  ) throws -> ChildProcess {
    for (name, data) in source.files {
      _ = FileManager.default.createFile(atPath: folder.path + "/" + name, contents: data)
    }
    var environment = [
      "DATABASE_URL": url, "BILLING_START_DATE": "2025-01-01",
      "EXPORTS_FOLDER": folder.path + "/exports", "JOBRUNNER_AS": ProgramLab.adminEmail,
    ]
    environment.merge(command.environment) { $1 }
    return try JobrunnerProgram.start(
      source.arguments + ["--business-date", command.date], environment: environment,
      folder: folder.path)
  }

  /// The server may need a moment to notice that the client is gone and to free the lab.
  private func again(
    _ source: Source, _ command: Command, _ database: TestDatabase, folder: Scratch
  ) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      let run = try outcome(command, source, url: database.url, folder: folder)
      if run.exitCode == 75, ContinuousClock.now < deadline { continue }
      #expect(
        command.exits.contains(run.exitCode), "again: \(run.exitCode) \(run.standardError)")
      return
    }
  }

  /// The package that a seal stands for is in its place, to the letter.
  private func expectSealed(_ connection: Connection, folder: Scratch) throws {
    let seals = try connection.query(
      "select period, seal from billing_period_seals where reopened_at is null"
    ) { (try $0.string(0), try $0.string(1)) }
    for (period, seal) in seals {
      let manifest = FileManager.default.contents(
        atPath: "\(folder.path)/exports/\(period)/manifest.json")
      let digest = SHA256.hash(data: manifest ?? Data()).map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
      #expect(digest == seal)
    }
  }
}

extension KillTests {
  /// Bookings of one day: three as they should be, one held, one quarantined, one cancelled.
  @Sendable private static func bookings(_ lab: ProgramLab, on date: String) throws {
    for id in 1...3 { try lab.book(id, on: date, km: "4.5") }
    try lab.book(4, on: date, items: [(1, "0.00")])
    try lab.book(5, on: date, items: [])
    try lab.book(6, on: date, status: "cancelled")
  }

  /// The same, invoiced, and then changed: one dearer, one cancelled.
  @Sendable private static func drifted(_ lab: ProgramLab) throws {
    try bookings(lab, on: "2025-01-30")
    try lab.admin(["nightly"], on: "2025-02-04", exits: [1])
    try lab.connection.run(
      script: """
        update booking_items set unit_price = 550 where booking_id = 1;
        update bookings set status = 'cancelled' where id = 2;
        """)
  }

  /// January without anything in the way, a booking of it a draft still.
  @Sendable private static func closable(_ lab: ProgramLab) throws {
    for id in 1...2 { try lab.book(id, on: "2025-01-30", km: "4.5") }
    try lab.book(3, on: "2025-01-31")
    try lab.admin(["nightly"], on: "2025-02-03")
  }

  static let commands: [Command] = [
    Command(
      name: "nightly", arguments: ["nightly"], date: "2025-01-04",
      environment: ["BILLING_START_DATE": "2025-01-03", "INVOICING_GRACE_DAYS": "0"],
      prepare: { try bookings($0, on: "2025-01-03") }, exits: [0, 1]),
    Command(
      name: "payments import",
      arguments: ["payments", "import", "settlement.csv", "--partial"], date: "2025-02-05",
      prepare: { lab in
        try drifted(lab)
        _ = try lab.write(
          """
          invoice_number,amount,paid_at,reference,fee
          \(try lab.invoice(1)),512.50,2025-02-04,p1,5
          \(try lab.invoice(2)),100.00,2025-02-04,p2,1
          \(try lab.invoice(3)),999.00,2025-02-04,p3,1
          nonsense,1,2025-02-04,p4,

          """, to: "settlement.csv")
      }, exits: [1]),
    Command(
      name: "adjust", arguments: ["adjust", "2025-01", "--yes"], date: "2025-02-05",
      prepare: { try drifted($0) }),
    Command(
      name: "close", arguments: ["close", "2025-01"], date: "2025-02-03",
      prepare: { try closable($0) }),
    Command(
      name: "nightly that closes", arguments: ["nightly"], date: "2025-02-03",
      environment: ["BILLING_START_DATE": "2025-01-30", "CLOSING_AUTO_AFTER_DAY": "1"],
      prepare: { try closable($0) }),
    Command(
      name: "rerun", arguments: ["rerun", "2025-01", "--yes"], date: "2025-02-04",
      environment: ["BILLING_START_DATE": "2025-01-30"],
      prepare: { lab in
        try closable(lab)
        try lab.connection.run(
          script: """
            update booking_items set unit_price = 550 where booking_id = 3;
            update bookings set status = 'cancelled' where id = 1;
            """)
      }, exits: [0, 1]),
    Command(
      name: "findings release",
      arguments: ["findings", "release", "finding zero_amount", "--reason", "a gift"],
      date: "2025-02-05", prepare: { try drifted($0) }),
    Command(
      name: "findings accept",
      arguments: ["findings", "accept", "finding no_items", "--reason", "never done"],
      date: "2025-02-05", prepare: { try drifted($0) }),
    Command(
      name: "reopen", arguments: ["reopen", "2025-01", "--reason", "a late booking"],
      date: "2025-02-04",
      prepare: { lab in
        try closable(lab)
        try lab.admin(["close", "2025-01"], on: "2025-02-03")
      }, exits: [0, 65]),
  ]
}
