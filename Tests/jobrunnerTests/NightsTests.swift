import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// What somebody is told of the nights that were, by `status`, `status --max-age` and `doctor`.
@Suite("How the nights went")
struct NightsTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    // Nights of 2025 are long ago by the clock.
    lab.environment["CHECKS_MAX_GAP_DAYS"] = "0"
    try lab.book(1, on: "2025-01-10")
  }

  private func status(
    _ arguments: String..., exits: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let run = try JobrunnerProgram.run(
      ["status"] + arguments, environment: lab.environment, folder: lab.folder)
    #expect(run.exitCode == exits, "\(run)", sourceLocation: sourceLocation)
    return run.standardOutput
  }

  /// What `doctor` says of the nights, with what stands below it.
  private func doctor(exits: Int32) throws -> String {
    let run = try lab.run("doctor")
    #expect(run.exitCode == exits, "\(run)")
    let lines = run.standardOutput.split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.dropFirst(6).hasPrefix("nights") }, "\(run)")
    return
      ([lines[start]] + lines[(start + 1)...].prefix { $0.hasPrefix("      ") })
      .joined(separator: "\n")
  }

  /// A night of 2025-01-21 that says it is running.
  private func insertRunning(over connection: Connection? = nil) throws {
    try (connection ?? lab.connection).execute(
      """
      insert into billing_runs (job, business_date, state, chunks_planned)
      values ('nightly', '2025-01-21', 'running', 3)
      """)
  }

  /// Says that the nights so far ended so long ago, which only the owner can.
  private func age(hours: Int) throws {
    try lab.connection.run(
      script: """
        alter table billing_runs disable trigger billing_runs_refuse_change;
        update billing_runs set started_at = started_at - make_interval(hours => \(hours)),
          finished_at = finished_at - make_interval(hours => \(hours));
        alter table billing_runs enable always trigger billing_runs_refuse_change;
        """)
  }

  @Test("a lab that never had a night is told how to begin, and is late for who watches")
  func never() throws {
    let shown = try status()
    #expect(shown.contains("last good night: none has ended well yet\n"))
    #expect(shown.contains("to begin: jobrunner nightly --dry-run says what the first would do"))
    #expect(
      try status("--max-age", "26h", exits: 2)
        == "LATE - last good night: none has ended well yet | needs_person=0;;;0 troubles=0;;;0\n")
    #expect(try doctor(exits: 0).hasPrefix("ok    nights: none has ended well yet: "))
  }

  @Test("a good night counts from its end by the clock, whatever its business date")
  func age() throws {
    try lab.admin(["nightly"], on: "2025-01-20")
    let shown = try status("--max-age", "90m")
    #expect(shown.hasPrefix("OK - last good night: ended 20"), "\(shown)")
    #expect(shown.contains("+05:30, "), "by the lab's clock")
    #expect(shown.contains("(run 1 of 2025-01-20) | age="))
    #expect(shown.contains(";;5400;0 duration="))
    #expect(shown.split(separator: "\n").count == 1)
    #expect(try doctor(exits: 0).hasPrefix("ok    nights: the last good one ended 20"))
    try age(hours: 30)
    #expect(try status("--max-age", "2d").hasPrefix("OK - last good night: ended 20"))
    let late = try status("--max-age", "26h", exits: 2)
    #expect(late.hasPrefix("LATE - last good night: ended 20"))
    #expect(late.contains(", 1 day 6 h ago; took "))
    #expect(late.contains(", and may be 1 day 2 h ago | age="))
    let told = try doctor(exits: 1)
    #expect(told.hasPrefix("WARN  nights: the last good one ended 20"), "\(told)")
    #expect(
      told.contains(
        ", and no night since is in the ledger\n      see that something starts it (jobrunner schedule show)"
      ), "\(told)")
    let document = try lab.json(try lab.run("status", "--max-age", "26h", "--json"))
    #expect(document["late"] as? Bool == true)
    let age = try #require(document["age_seconds"] as? Int)
    #expect((108_000..<111_600).contains(age))
    // One that hangs is late as well.
    try insertRunning()
    let lock = LabLock(lab.connection)
    #expect(try lock.take())
    let hanging = try doctor(exits: 1)
    try lock.release()
    #expect(hanging.hasPrefix("WARN  nights: the last good one ended 20"), "\(hanging)")
    #expect(hanging.contains("; at work now: run 2 (nightly of business date 2025-01-21"))
    #expect(hanging.contains("where it hangs, end it"))
  }

  @Test("a night that found something for a person is a good one, and the line says so")
  func needsPerson() throws {
    try lab.book(2, on: "2025-01-11", items: [(1, "-500.00")])
    try lab.admin(["nightly"], on: "2025-01-20", exits: [1])
    let line = try status("--max-age", "26h")
    #expect(line.hasPrefix("OK - "))
    #expect(line.contains("; 1 finding needs a person: jobrunner findings list | "))
    #expect(line.contains(" needs_person=1;;;0"))
    #expect(try status().contains("\n1 finding needs a person: jobrunner findings list\n"))
  }

  @Test("what failed since is told with its error, until a night ends well")
  func failed() throws {
    try lab.admin(["nightly"], on: "2025-01-20")
    try lab.book(2, on: "2025-01-20")
    let exports = lab.environment["EXPORTS_FOLDER"]
    lab.environment["EXPORTS_FOLDER"] = "/proc/exports"
    try lab.admin(["nightly"], on: "2025-01-21", exits: [73])
    lab.environment["EXPORTS_FOLDER"] = exports
    let told = try doctor(exits: 1)
    #expect(told.hasPrefix("WARN  nights: since the last good one, which ended 20"), "\(told)")
    #expect(told.contains("      - run 2 (nightly of 2025-01-21, began 20"))
    #expect(told.contains("failed after ") && told.contains("/proc/exports"))
    #expect(told.contains("do what its error asks for, and then: jobrunner nightly"))
    #expect(try status().contains("\nsince then: run 2 (nightly of 2025-01-21, began 20"))
    let line = try status("--max-age", "26h")
    #expect(line.contains("; since then run 2 (nightly of 2025-01-21, began 20"), "\(line)")
    #expect(line.contains(" troubles=1;;;0"))
    try lab.admin(["nightly"], on: "2025-01-21")
    #expect(try doctor(exits: 0).hasPrefix("ok    nights: the last good one ended 20"))
    #expect(try !status().contains("since then"))
  }

  @Test("a run that says it is running is at work while somebody has the lab, and else it died")
  func died() throws {
    try lab.admin(["nightly"], on: "2025-01-20")
    try insertRunning()
    let lock = LabLock(lab.connection)
    #expect(try lock.take())
    let working = try status()
    #expect(
      working.contains("\nat work now: run 2 (nightly of business date 2025-01-21)"), "\(working)")
    #expect(!working.contains("since then"))
    #expect(try doctor(exits: 0).contains("; at work now: run 2 (nightly"))
    try lock.release()
    let left = try status()
    #expect(left.contains("\nsince then: run 2 (nightly of 2025-01-21, began 20"), "\(left)")
    #expect(left.contains(" died: what it had committed stays\n"))
    let told = try doctor(exits: 1)
    #expect(told.contains("jobrunner nightly goes on from what was committed"), "\(told)")
    let document = try lab.json(try lab.run("status", "--max-age", "1d", "--json"))
    let troubles = try #require(document["troubles"] as? [[String: Any]])
    #expect(troubles.map { $0["outcome"] as? String } == ["died"])
    try lab.admin(["nightly"], on: "2025-01-21")
    #expect(try doctor(exits: 0).hasPrefix("ok    nights: the last good one"))
  }

  @Test("a run that begins while somebody looks is at work, and did not die")
  func begins() throws {
    try lab.admin(["nightly"], on: "2025-01-20")
    let night = try lab.database.connect()
    try night.run(script: "begin; lock table billing_runs in access exclusive mode")
    let look = try ChildProcess(
      command: [JobrunnerProgram.path, "status", "--max-age", "26h"],
      environment: lab.environment, folder: lab.folder)
    try lab.awaitWaiting()
    let lock = LabLock(night)
    #expect(try lock.take())
    try insertRunning(over: night)
    try night.run(script: "commit")
    let outcome = look.wait(within: .seconds(20))
    try lock.release()
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(outcome.standardOutput.contains("; at work now: run 2 (nightly"), "\(outcome)")
    #expect(outcome.standardOutput.contains(" troubles=0;;;0"), "\(outcome)")
  }

  @Test(
    "of many troubles the newest are told and the rest counted; none is one of before a good night")
  func troubles() throws {
    // When one that crashed ended is not always known.
    try insertRunning()
    try lab.connection.execute("update billing_runs set state = 'crashed'")
    try lab.admin(["nightly"], on: "2025-01-20")
    #expect(try doctor(exits: 0).hasPrefix("ok    nights: the last good one ended 20"))
    let origin = RunOrigin(
      osUser: "cron", host: "lab", processID: 1, programVersion: "1", arguments: [])
    for day in 21...25 {
      try RunLedger(lab.connection).refused(
        job: .nightly, businessDate: CalendarDate("2025-01-\(day)")!, origin: origin, .failed,
        error: "the disk is full")
    }
    let shown = try status()
    #expect(shown.matches(of: #/since then: run [765] /#).count == 3, "\(shown)")
    #expect(shown.contains("\nand 2 more before: jobrunner runs\n"), "\(shown)")
    #expect(try status("--max-age", "26h").contains(": the disk is full (and 4 more) | "))
  }

  @Test(
    "runs says when each began and how long it took, for whom, what it did, and what it wrote where"
  )
  func runs() throws {
    #expect(try lab.run("runs").standardOutput.hasPrefix("nothing ran yet: jobrunner nightly"))
    try lab.admin(["nightly"], on: "2025-02-03")
    try lab.admin(["close", "2025-01"], on: "2025-02-03")
    let exports = try #require(lab.environment["EXPORTS_FOLDER"])
    let table = try lab.run("runs").standardOutput
    for line in [
      #/1 nightly 2025-02-03 20\S+ \S+\+05:30 +\S+ (s|min) +succeeded system +1 read, 1 new, 1 finalized, 1 numbered; packages of 2025-01, 2025-02 in \//#,
      #/2 close +2025-02-03 20\S+ \S+\+05:30 +\S+ (s|min) +succeeded Meera Rao \(staff 1\) .*packages of 2025-01 in \//#,
    ] { #expect(table.contains(line), "\(table)") }
    let json = try lab.run("runs", "--json").standardOutput
    let runs = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    #expect(runs.map { $0["exports_folder"] as? String } == [exports, exports])
    #expect(
      runs.map { $0["exported_periods"] as? [String] } == [["2025-01"], ["2025-01", "2025-02"]])
    #expect(runs.map { $0["died"] as? Bool } == [false, false])
  }

  @Test("a night that was refused before its run began is told like one that failed in it")
  func refused() throws {
    try lab.admin(["nightly"], on: "2025-01-20")
    let lock = LabLock(lab.connection)
    #expect(try lock.take())
    try lab.admin(["nightly"], on: "2025-01-21", exits: [75])
    try lock.release()
    lab.environment["CHECKS_MAX_GAP_DAYS"] = "5"
    try lab.admin(["nightly"], on: "2025-02-20", exits: [78])
    // A dry run, and a day that has not come, are only for who asks.
    try lab.admin(["nightly", "--dry-run"], on: "2025-02-20", exits: [78])
    try lab.admin(["nightly"], on: "2125-02-20", exits: [64, 65, 78])
    #expect(
      try lab.strings("select business_date || ' ' || state from billing_runs order by run_id")
        == ["2025-01-20 succeeded", "2025-01-21 failed", "2025-02-20 failed"])
    lab.environment["CHECKS_MAX_GAP_DAYS"] = "0"
    let shown = try status()
    #expect(shown.contains("\nsince then: run 3 (nightly of 2025-02-20, began 20"), "\(shown)")
    #expect(try doctor(exits: 1).hasPrefix("WARN  nights: since the last good one"))
    try lab.admin(["nightly"], on: "2025-01-21")
    #expect(try doctor(exits: 0).hasPrefix("ok    nights: "))
  }

  @Test("who watches is told on standard output, too, what keeps it from being known")
  func unknown() throws {
    lab.environment["DATABASE_URL"] = "postgresql:///lab?host=/nowhere"
    let shown = try status("--max-age", "26h", exits: 69)
    #expect(shown.hasPrefix("UNKNOWN - the database cannot be reached"), "\(shown)")
    for wrong in ["26", "h", "-3h", "+3h", "0m", "3w", "1.5h", ""] {
      #expect(try status("--max-age=\(wrong)", exits: 64) == "", "\(wrong)")
    }
  }
}
