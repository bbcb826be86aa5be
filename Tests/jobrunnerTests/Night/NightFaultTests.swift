import Billing
import Foundation
import Postgres
import Synchronization
import TestLab
import Testing

@testable import jobrunner

/// Every way in which a night can fail or need a person, once, and whoever is to hear of it: by the mail
/// that cron sends, a ping, a hook, the metrics, `doctor` and `status`.
@Suite("Whoever is to hear of a night hears of it")
struct NightFaultTests {
  @Test("in every channel", arguments: NightFault.all)
  func heard(fault: NightFault) throws {
    let night = try FaultyNight()
    try fault.make(night)
    let run = try night.run()
    #expect(run.exitCode == fault.exitCode, "\(run)")
    // The mail: whatever was printed, what it is about first.
    let mail = run.standardError + run.standardOutput
    let line = String(mail.prefix { $0 != "\n" })
    #expect(line.contains(fault.words), "\(mail)")
    try night.ears.expect(fault.exitCode)
    try night.expectMetrics(fault.exitCode)
    // Another run is over by then.
    night.kept.removeAll { $0 is Connection }
    try night.expect(fault.watchers)
  }

  @Test("an undisturbed night prints nothing, and those who ask hear of it")
  func undisturbed() throws {
    let night = try FaultyNight()
    let run = try night.run()
    #expect(run.exitCode == 0 && run.standardOutput + run.standardError == "", "\(run)")
    let heard = try night.ears.heard()
    #expect(heard.pings.map(\.path) == ["/start/secret", "/success/secret"])
    #expect(heard.summary?["outcome"] as? String == "success")
    try night.expectMetrics(0)
    try night.expect(.done)
  }

  @Test("a dry run tells nobody, nor does help")
  func dryRun() throws {
    let night = try FaultyNight()
    for words in [
      ["--dry-run"], ["--help"], ["--dry-run", "--config", "/nowhere"], ["--dry-run", "--x"],
    ] {
      night.words = words
      _ = try night.run()
    }
    let heard = try night.ears.heard()
    #expect(heard.pings == [] && heard.summary == nil)
  }

  @Test("a configuration that is no UTF-8, no YAML, or has a misspelt key, still names who is told")
  func partlyBad() throws {
    let night = try FaultyNight()
    for bad in [
      "database: {\n", "\tx: 1\n", "notify_url: x\n", "billing:\n  window_months: many\n",
    ] {
      let sections =
        "hooks:\n  on_failure: \"\(try #require(night.ears.environment["HOOKS_ON_FAILURE"]))\"\n"
        + "notify:\n  url_failure: \(night.ears.server.url("failure/secret"))\n"
      let file = try night.lab.write("", to: "partly.yaml")
      // A letter of Latin 1, which is no UTF-8.
      try (Data([0x23, 0xE9, 0x0A]) + Data((bad + sections).utf8))
        .write(to: URL(fileURLWithPath: file))
      let run = try JobrunnerProgram.run(
        ["nightly", "--quiet", "--config", file], folder: night.lab.folder)
      #expect(run.exitCode == 78, "\(run)")
      try night.ears.expect(78)
    }
  }

  @Test("a notice that fails changes nothing of the night, and is a warning")
  func noticesFail() throws {
    let night = try FaultyNight()
    night.environment = [
      "NOTIFY_URL_START": "http://127.0.0.1:1/secret",
      "NOTIFY_URL_SUCCESS": "http://127.0.0.1:1/secret",
      "NOTIFY_TIMEOUT_SECONDS": "1", "HOOKS_ON_SUCCESS": "echo said; exit 9",
      "NOTIFY_METRICS_FILE": "/proc/metrics.prom",
    ]
    let run = try night.run()
    #expect(run.exitCode == 0, "\(run)")
    for words in [
      "notify.url_start was not reached", "notify.url_success was not reached",
      "hooks.on_success ended with 9", "said", "the metrics file was not written",
    ] {
      #expect(run.standardError.contains(words), "\(run)")
    }
    #expect(!run.standardError.contains("secret"))
  }

  @Test(
    "SIGTERM ends a night within two seconds, and whoever hears of failures hears of it",
    arguments: [false, true])
  func interrupted(serverHangs: Bool) throws {
    let night = try FaultyNight()
    if serverHangs {
      night.ears.server.answer("failure/secret", .silence)
      night.environment["HOOKS_ON_FAILURE"] = "sleep 60"
    }
    let app = try night.lab.database.connect()
    try app.run(script: "begin; lock table bookings in access exclusive mode")
    let program = try night.start()
    try night.lab.awaitWaiting()
    try night.ears.awaitPing()
    let start = ContinuousClock.now
    program.signal(SIGTERM)
    let outcome = program.wait(within: .seconds(20))
    #expect(outcome.exitCode == 143 && .now - start < .seconds(2), "\(outcome)")
    try app.run(script: "rollback")
    if serverHangs {
      #expect(night.ears.server.heard().map(\.path) == ["/start/secret", "/failure/secret"])
    } else {
      try night.ears.expect(143)
      try night.expectMetrics(143)
      try night.expect(.failure)
    }
  }

  @Test("a hook ends with the program, also where a second signal ends that at once")
  func interruptedTwice() throws {
    let night = try FaultyNight()
    let file = night.lab.folder + "/hook"
    night.environment["HOOKS_ON_SUCCESS"] = "trap '' TERM; echo $$ > '\(file)'; sleep 300"
    night.environment["HOOKS_TIMEOUT_SECONDS"] = "600"
    let program = try night.start()
    let deadline = ContinuousClock.now + .seconds(60)
    func hook() -> Int32? {
      (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { Int32($0.dropLast()) }
    }
    while hook() == nil, .now < deadline { usleep(10_000) }
    let processID = try #require(hook())
    program.signal(SIGTERM)
    usleep(50_000)
    program.signal(SIGTERM)
    #expect(program.wait(within: .seconds(20)).exitCode == 143)
    // Dead, it may still wait for a parent to look at it.
    func lives() -> Bool {
      (try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8))
        .map { !$0.contains(") Z ") } ?? false
    }
    while lives(), .now < deadline { usleep(10_000) }
    #expect(!lives())
  }

  @Test("that a night begins is told beside it, and given up when a signal ends it")
  func beside() throws {
    let isAnswered = Atomic(false)
    let notice = ToldNotice(key: .notifyURLStart, duration: .zero)
    let start = NoticeBeside {
      while !isAnswered.load(ordering: .relaxed) { usleep(1_000) }
      return notice
    }
    #expect(start.wait(unless: { true }) == nil)
    isAnswered.store(true, ordering: .relaxed)
    #expect(start.wait(unless: { false }) == notice)
  }

  @Test("a night that was killed is heard of by what does not come, and by who looks")
  func killed() throws {
    let night = try FaultyNight()
    let app = try night.lab.database.connect()
    try app.run(script: "begin; lock table bookings in access exclusive mode")
    let program = try night.start()
    try night.lab.awaitWaiting()
    try night.ears.awaitPing()
    program.signal(SIGKILL)
    #expect(program.wait(within: .seconds(20)).exitCode == 137)
    try app.run(script: "rollback")
    let heard = try night.ears.heard()
    #expect(heard.pings.map(\.path) == ["/start/secret"] && heard.summary == nil)
    try night.expect(.failure)
    // The next night is done, and says what became of the one before.
    let next = try night.run()
    #expect(next.exitCode == 0, "\(next)")
    try night.ears.expect(0)
  }
}

/// A lab with a good night thirty hours ago by the clock, whoever hears of the next one, and what that
/// one is made to fail by.
final class FaultyNight {
  var lab: ProgramLab
  let ears: NightEars
  /// Taken over those of the lab.
  var environment: [String: String] = [:]
  /// What follows `nightly --quiet`.
  var words = ["--business-date", "2025-01-21"]
  /// Of the shell that starts it, such as `>/dev/full`.
  var redirections = ""
  /// What lives as long as the night.
  var kept: [AnyObject] = []

  private var metricsFile: String { lab.folder + "/jobrunner.prom" }

  init() throws {
    lab = try ProgramLab()
    ears = try NightEars(in: lab.folder)
    for id in 1...3 { try lab.book(id, on: "2025-01-0\(id)") }
    try lab.admin(["nightly"], on: "2025-01-20")
    try lab.connection.forge(
      """
      update billing_runs set started_at = started_at - interval '30 hours',
        finished_at = finished_at - interval '30 hours'
      """)
    try lab.book(4, on: "2025-01-10")
  }

  private var wholeEnvironment: [String: String] {
    lab.environment.merging(ears.environment) { $1 }
      .merging(["NOTIFY_METRICS_FILE": metricsFile, "CHECKS_MAX_GAP_DAYS": "0"]) { $1 }
      .merging(environment) { $1 }
  }

  func run() throws -> ChildProcess.Outcome {
    try JobrunnerProgram.shell(
      "exec \"$JOBRUNNER\" nightly --quiet \(words.joined(separator: " ")) \(redirections)",
      environment: wholeEnvironment, folder: lab.folder)
  }

  func start() throws -> ChildProcess {
    try JobrunnerProgram.start(
      ["nightly", "--quiet"] + words, environment: wholeEnvironment, folder: lab.folder)
  }

  /// Who looks in the morning is told this.
  func expect(
    _ watchers: NightFault.Watchers, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    func ask(_ words: String...) throws -> ChildProcess.Outcome {
      try JobrunnerProgram.run(words, environment: wholeEnvironment, folder: lab.folder)
    }
    let (doctor, status) = (try ask("doctor"), try ask("status", "--max-age", "26h"))
    let isSeen = (doctor: doctor.exitCode != 0, status: status.exitCode != 0)
    switch watchers {
    case .failure:
      #expect(isSeen == (true, true), "\(doctor)\(status)", sourceLocation: sourceLocation)
    case .finding, .done:
      #expect(isSeen == (false, false), "\(doctor)\(status)", sourceLocation: sourceLocation)
    }
    if watchers == .finding {
      for told in [doctor, status] {
        #expect(
          told.standardOutput.contains("1 finding needs a person"), "\(told)",
          sourceLocation: sourceLocation)
      }
    }
  }

  func expectMetrics(
    _ exitCode: Int32, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = try String(contentsOfFile: metricsFile, encoding: .utf8)
    let line = text.split(separator: "\n").first {
      $0.hasPrefix("jobrunner_last_run_exit_code{")
    }
    #expect(line?.hasSuffix(" \(exitCode)") == true, "\(text)", sourceLocation: sourceLocation)
  }
}
