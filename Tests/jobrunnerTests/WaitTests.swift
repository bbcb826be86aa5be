import Foundation
import Postgres
import TestLab
import Testing

@Suite("jobrunner wait")
struct WaitTests {
  private let folder: String

  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-wait-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func environment(_ url: String) -> [String: String] {
    [
      "DATABASE_URL": url, "BILLING_START_DATE": "2025-01-01",
      "EXPORTS_FOLDER": folder + "/exports",
    ]
  }

  /// Starts to wait, and returns once it said that it does.
  private func start(_ arguments: String, _ url: String) throws -> ChildProcess {
    let log = folder + "/log-\(UUID().uuidString)"
    let environment = ChildProcess.plainEnvironment.merging(environment(url)) { $1 }
    let process = try ChildProcess(
      command: ["/bin/bash", "-c", #"exec "$JOBRUNNER" wait \#(arguments) 2> >(tee \#(log) >&2)"#],
      environment: environment.merging(["JOBRUNNER": JobrunnerProgram.path]) { $1 }, folder: folder)
    let deadline = ContinuousClock.now + .seconds(60)
    while (try? String(contentsOfFile: log, encoding: .utf8))?.contains("waiting up to") != true {
      guard ContinuousClock.now < deadline else { throw TestLabError("it did not begin to wait") }
      usleep(10_000)
    }
    return process
  }

  private func wait(_ url: String, _ arguments: String...) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(
      ["wait"] + arguments, environment: environment(url), folder: folder, within: .seconds(60))
  }

  @Test(
    "it ends when the server is there, the database is made, and with --for schema is migrated"
  )
  func starting() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let server = try ScratchCluster()
    let url = server.cluster.url(database: "lab")
    let connection = try start("--timeout 1h --json", url)
    let schema = try start("--timeout 1h --for schema", url)
    try server.cluster.start()
    let database = try start("--timeout 1h", url)
    try server.cluster.createDatabase("lab")
    for outcome in [
      connection.wait(within: .seconds(60)), database.wait(within: .seconds(60)),
    ] {
      #expect(outcome.exitCode == 0 && !outcome.timedOut, "\(outcome)")
      #expect(outcome.standardError.split(separator: "\n").count == 1, "\(outcome)")
      #expect(outcome.standardError.hasPrefix("waiting up to 1 h for the database: "))
    }
    let empty = try wait(url, "--for", "schema", "--timeout", "1s")
    #expect(empty.exitCode == 69, "\(empty)")
    #expect(empty.standardError.contains("jobrunner: waited 1 s in vain: the schema"), "\(empty)")
    #expect(empty.standardError.contains("jobrunner migrate apply"), "\(empty)")

    let migrated = try JobrunnerProgram.run(["migrate", "apply"], environment: environment(url))
    #expect(migrated.exitCode == 0, "\(migrated)")
    let outcome = schema.wait(within: .seconds(60))
    #expect(outcome.exitCode == 0 && !outcome.timedOut, "\(outcome)")
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.split(separator: "\n").count == 1, "\(outcome)")
  }

  @Test("69 and what was last wrong when the time is over, and not before")
  func timeOver() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lab = try ProgramLab()
    let crowded = try LabLogin.visitor(lab)
    try lab.connection.run(script: "alter role \(crowded.name) connection limit 0")
    for (url, problem) in [
      ("postgresql://localhost:1/lab", "Connection refused"),
      ("postgresql://no-such-host.invalid/lab", "no-such-host.invalid"),
      (crowded.url, "too many connections for role"),
    ] {
      let begin = ContinuousClock.now
      let outcome = try wait(url, "--timeout", "1s", "--json")
      #expect(ContinuousClock.now - begin >= .seconds(1))
      #expect(outcome.exitCode == 69 && !outcome.timedOut, "\(outcome)")
      let lines = outcome.standardError.split(separator: "\n")
      #expect(lines.count == 3 && lines[0].hasPrefix("waiting up to 1 s"), "\(outcome)")
      let document = try lab.json(outcome)
      #expect(Set(document.keys) == ["error", "remedy", "exit_code"])
      let error = document["error"] as? String ?? ""
      #expect(error.hasPrefix("waited 1 s in vain: the database cannot be reached: "), "\(error)")
      #expect(error.contains(problem), "\(error)")
    }
  }

  @Test("what waiting cannot mend ends it at once, with its own code")
  func hopeless() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lab = try ProgramLab()
    let login = try LabLogin.visitor(lab)
    try PasswordUsers.add(login.name, password: "s3cret")
    for (url, arguments, code) in [
      (login.url + "&password=wr0ng", [], 69), (login.url, [], 69),
      (lab.database.url.replacing(/user=[a-z]+/, with: "user=nobody_at_all"), [], 69),
      (lab.database.url + "&sslmode=nonsense", [], 69), ("postgresql://a@b@c/lab", [], 78),
      (lab.database.url, ["--config", "/nowhere.yaml"], 78),
      (lab.database.url, ["--for", "x"], 64),
      (lab.database.url, ["--timeout", "1"], 64),
    ] as [(String, [String], Int32)] {
      let outcome = try JobrunnerProgram.run(
        ["wait"] + (arguments.contains("--timeout") ? [] : ["--timeout", "1h"]) + arguments,
        environment: environment(url), folder: folder, within: .seconds(60))
      #expect(outcome.exitCode == code && !outcome.timedOut, "\(url) \(arguments): \(outcome)")
      #expect(outcome.standardError.hasPrefix("jobrunner: "), "\(outcome)")
      #expect(!outcome.standardError.contains("in vain"), "\(outcome)")
    }
    let right = try wait(login.url + "&password=s3cret")
    #expect(right.exitCode == 0 && right.standardError.isEmpty, "\(right)")
  }

  @Test("the schema of a newer version is not waited for; one whose rights are missing is")
  func otherSchemas() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lab = try ProgramLab()
    let visitor = try LabLogin.visitor(lab)
    let noRights = try wait(visitor.url, "--for", "schema", "--timeout", "1s")
    #expect(noRights.exitCode == 69 && noRights.standardError.contains("in vain"), "\(noRights)")
    #expect(try wait(visitor.url).exitCode == 0)
    try lab.connection.run(
      script: """
        insert into schema_migrations (version, name, phase, sha256, is_adopted, duration_ms)
        select 8999, 'of a newer version', phase, sha256, false, 0
        from schema_migrations
        order by version
        limit 1
        """)
    let newer = try wait(lab.database.url, "--for", "schema", "--timeout", "1h")
    #expect(newer.exitCode == 78 && !newer.timedOut, "\(newer)")
  }

  @Test("a signal ends it")
  func signal() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let process = try start("--timeout 1h", "postgresql://localhost:1/lab")
    process.signal(SIGTERM)
    let outcome = process.wait(within: .seconds(20))
    #expect(outcome.exitCode == 143 && !outcome.timedOut, "\(outcome)")
    #expect(outcome.standardError.contains("jobrunner: interrupted"), "\(outcome)")
  }
}
