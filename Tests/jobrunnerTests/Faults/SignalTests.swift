import Billing
import Foundation
import Postgres
import TestLab
import Testing

@Suite("Signals that end the program")
struct SignalTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    for id in 1...3 { try lab.book(id, on: "2025-01-0\(id)") }
  }

  private static let signals = [(SIGHUP, 129), (SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)]

  private func start(_ script: String) throws -> ChildProcess {
    let environment = ChildProcess.plainEnvironment.merging(lab.environment) { $1 }
    return try ChildProcess(
      command: ["/bin/bash", "-c", script],
      environment: environment.merging(["JOBRUNNER": JobrunnerProgram.path]) { $1 },
      folder: lab.folder)
  }

  private static let nightly = #"exec "$JOBRUNNER" nightly --business-date 2025-01-20 "#

  /// A session of the app's that keeps every night from a table.
  private func lockedApp() throws -> Connection {
    let app = try lab.database.connect()
    try app.run(script: "begin; lock table bookings in access exclusive mode")
    return app
  }

  @Test(
    "a night that waits for the app ends, says so in a line, and writes nothing", arguments: signals
  )
  func database(signal: Int32, code: Int32) throws {
    let app = try lockedApp()
    let night = try start(Self.nightly)
    try lab.awaitWaiting()
    night.signal(signal)
    let outcome = night.wait(within: .seconds(20))
    try app.run(script: "rollback")
    #expect(outcome.exitCode == code && !outcome.timedOut, "\(outcome)")
    let lines = outcome.standardError.split(separator: "\n").filter { $0.contains("interrupted") }
    #expect(lines.count == 1, "\(outcome.standardError)")
    #expect(try lab.strings("select status from billing_records") == [])
    try lab.admin(["nightly"], on: "2025-01-20")
    try lab.expectOrder()
  }

  @Test("a night that waits for the folder of another process ends likewise", arguments: signals)
  func folder(signal: Int32, code: Int32) throws {
    let staging = lab.folder + "/exports/.staging-2025-01"
    try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
    let other = unsafe open(staging, O_RDONLY | O_CLOEXEC)
    #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
    defer { close(other) }
    let night = try start(Self.nightly + "--verbose 2>log")
    try awaitLine("waiting for it", in: lab.folder + "/log")
    night.signal(signal)
    let outcome = night.wait(within: .seconds(20))
    let log = try String(contentsOfFile: lab.folder + "/log", encoding: .utf8)
    flock(other, LOCK_UN)
    #expect(outcome.exitCode == code && !outcome.timedOut, "\(log)")
    #expect(log.contains("jobrunner: interrupted"), "\(log)")
    try lab.expectOrder()
    try lab.admin(["nightly"], on: "2025-01-20")
  }

  @Test("under nohup a night goes on when its terminal closes")
  func nohup() throws {
    let app = try lockedApp()
    let night = try start("trap '' HUP; " + Self.nightly)
    try lab.awaitWaiting()
    night.signal(SIGHUP)
    try app.run(script: "rollback")
    let outcome = night.wait(within: .seconds(60))
    #expect(outcome.exitCode == 0, "\(outcome)")
    try lab.expectOrder()
  }

  private func awaitLine(_ text: String, in file: String) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if (try? String(contentsOfFile: file, encoding: .utf8))?.contains(text) == true { return }
      usleep(10_000)
    }
    throw TestLabError(
      "no line says \(text): " + ((try? String(contentsOfFile: file, encoding: .utf8)) ?? ""))
  }
}
