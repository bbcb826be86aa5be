import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@testable import jobrunner

/// The file that Prometheus reads: what a night leaves in it, and what a failed one leaves as it was.
@Suite("The metrics of a night")
struct MetricsTests {
  private let lab: ProgramLab
  private let file: String

  init() throws {
    lab = try ProgramLab()
    file = lab.folder + "/jobrunner.prom"
    lab.environment["NOTIFY_METRICS_FILE"] = file
    lab.environment["CHECKS_MAX_GAP_DAYS"] = "0"
    try lab.book(1, on: "2025-01-10")
    try lab.book(2, on: "2025-01-11", km: "150")
    try lab.book(3, on: "2025-01-12", items: [(1, "-1.00")])
    try lab.book(4, on: "2025-01-13", status: "cancelled")
  }

  private func text() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

  /// The values by name and labels, `lab` left out: `jobrunner_records{change="new"}`.
  private func values() throws -> [String: String] {
    var values: [String: String] = [:]
    for line in try text().split(separator: "\n") where !line.hasPrefix("#") {
      let end = try #require(line.lastIndex(of: " "))
      let name = line[..<end].replacing("lab=\"public\",", with: "").replacing(
        "{lab=\"public\"}", with: "")
      values[String(name)] = String(line[line.index(after: end)...])
    }
    return values
  }

  private func seconds(_ name: String) throws -> Double {
    let value = try values()[name] ?? ""
    return try #require(Double(value), "\(name)")
  }

  @Test(
    "it says what the night did and what the lab has come to, and Prometheus's own tools read it")
  func night() throws {
    let before = Date().timeIntervalSince1970 - 1
    // What one left that was killed is removed, and nothing else.
    let left = file + "." + String(repeating: "0a", count: 16) + ".unfinished"
    for path in [left, file + ".mine.unfinished"] {
      try "".write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: before - 7200)], ofItemAtPath: path)
    }
    // What it holds is for a collector that is another user, whatever the umask of cron's.
    let run = try lab.shell("umask 077; \"$JOBRUNNER\" nightly --business-date 2025-01-20")
    #expect(run.exitCode == 1, "\(run)")
    let values = try values()
    for (name, value) in [
      ("last_run_exit_code", "1"), ("runs_failed_since_success", "0"),
      ("bookings{outcome=\"billed\"}", "2"), ("bookings{outcome=\"excluded\"}", "1"),
      ("bookings{outcome=\"waiting\"}", "0"), ("bookings{outcome=\"quarantined\"}", "1"),
      ("records{change=\"new\"}", "2"), ("records{change=\"unchanged\"}", "0"),
      ("amount{change=\"new\",currency=\"INR\"}", "1790.00"), ("records_held", "1"),
      ("records_finalized", "1"), ("records_numbered", "1"), ("records_unnumbered", "0"),
      ("findings{kind=\"bad_price\"}", "1"), ("findings{kind=\"distance_outlier\"}", "1"),
      ("findings{kind=\"drift\"}", "0"), ("findings_needing_person", "2"),
      ("numbers_issued{kind=\"invoice\",fiscal_year=\"24-25\"}", "1"),
      ("numbers_left{kind=\"invoice\",fiscal_year=\"24-25\"}", "9999998"),
      ("build_info{version=\"\(programVersion)\"}", "1"),
    ] { #expect(values["jobrunner_\(name)"] == value, "\(name): \(values)") }
    for name in ["last_run", "last_success", "oldest_hold"] {
      #expect(try seconds("jobrunner_\(name)_timestamp_seconds") > before, "\(name)")
    }
    #expect(try seconds("jobrunner_last_run_step_duration_seconds{step=\"pricing\"}") > 0)
    #expect(try seconds("jobrunner_last_run_duration_seconds") > 0)
    #expect(try seconds("jobrunner_schema_version") > 90)
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect(attributes[.posixPermissions] as? Int == 0o644)
    let names = try FileManager.default.contentsOfDirectory(atPath: lab.folder)
    #expect(
      names.filter { $0.contains("jobrunner.prom") }.sorted()
        == ["jobrunner.prom", "jobrunner.prom.mine.unfinished"])
    for secret in ["Anita", "555", "home.example"] { #expect(try !text().contains(secret)) }
    try expectReadable(values)
  }

  /// By promtool, which lints, and by the parser of Prometheus's client library.
  private func expectReadable(_ values: [String: String]) throws {
    let script = Repository.folder + "/scripts/promtool"
    let check = try ChildProcess(
      command: ["/bin/bash", "-c", "exec \"$0\" check metrics < \"$1\"", script, file]
    ).wait(within: .seconds(120))
    #expect(check.exitCode == 0, "\(check)")
    #expect(check.standardError.isEmpty, "\(check)")
    let reader = """
      import sys
      from prometheus_client.parser import text_string_to_metric_families
      for family in text_string_to_metric_families(open(sys.argv[1]).read()):
          assert family.documentation.endswith("."), family.name
          for sample in family.samples:
              assert sample.labels["lab"] == "public", sample
              print(family.type, sample.name, float(sample.value))
      """
    let read = try ChildProcess(command: ["/usr/bin/python3", "-c", reader, file])
      .wait(within: .seconds(60))
    #expect(read.exitCode == 0, "\(read)")
    let lines = read.standardOutput.split(separator: "\n")
    #expect(lines.count == values.count)
    #expect(lines.allSatisfy { $0.hasPrefix("gauge jobrunner_") })
  }

  @Test("a night that fails is seen, and what was known of the lab stays, without a database too")
  func failed() throws {
    try lab.admin(["nightly"], on: "2025-01-20", exits: [1])
    let good = try values()
    var fallen = lab.environment
    fallen["DATABASE_URL"] = "postgresql:///lab?host=/nowhere"
    let misread = lab.environment.merging(["BILLING_CURRENCY": "rupees"]) { $1 }
    for (environment, code) in [(fallen, "69"), (misread, "78")] {
      let run = try JobrunnerProgram.run(
        ["nightly", "--business-date", "2025-01-21"], environment: environment,
        folder: lab.folder)
      #expect("\(run.exitCode)" == code, "\(run)")
      let values = try values()
      #expect(values["jobrunner_last_run_exit_code"] == code)
      let ended = "jobrunner_last_run_timestamp_seconds"
      let before = try #require(Double(good[ended] ?? ""))
      #expect(try seconds(ended) > before)
      for (name, value) in good where !name.hasPrefix("jobrunner_last_run") {
        #expect(values[name] == value, "\(name)")
      }
    }
    // One that fails with its database there says what that says: a run that failed, and no hold.
    try lab.connection.execute("update bookings set estimated_distance_km = 5 where id = 2")
    try lab.book(5, on: "2025-01-20")
    lab.environment["EXPORTS_FOLDER"] = "/proc/exports"
    try lab.admin(["nightly"], on: "2025-01-21", exits: [73])
    let last = try values()
    #expect(last["jobrunner_last_run_exit_code"] == "73")
    #expect(last["jobrunner_runs_failed_since_success"] == "1")
    #expect(last["jobrunner_oldest_hold_timestamp_seconds"] == nil)
    let success = "jobrunner_last_success_timestamp_seconds"
    #expect(last[success] == good[success])
  }

  @Test("a file that cannot be written is a warning, and the night is what it was")
  func unwritable() throws {
    let folder = lab.folder + "/a.prom"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for path in ["/nowhere/jobrunner.prom", "/dev/null", folder] {
      let run = try lab.run(
        "nightly", "--business-date", "2025-01-20", "--metrics-file", path)
      #expect([0, 1].contains(run.exitCode), "\(run)")
      #expect(run.standardError.contains("warning: the metrics file was not written: "), "\(run)")
    }
    #expect(!FileManager.default.fileExists(atPath: file), "the option wins over the key")
    // A night that does nothing leaves nothing.
    #expect(try lab.run("nightly", "--dry-run", "--business-date", "2025-01-20").exitCode == 0)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("a lab that does not answer at the end of a night is a warning, and the night a good one")
  func unanswered() throws {
    try lab.admin(["nightly"], on: "2025-01-20", exits: [1])
    let before = try values()
    let app = try lab.database.connect()
    try app.run(script: "begin; lock table billing_findings in access exclusive mode")
    #expect(throws: PostgresError.self) {
      try lab.connection.labFigures(
        of: [], terms: ProgramLab.terms, zone: "Asia/Kolkata",
        within: .milliseconds(50))
    }
    try app.run(script: "rollback")
    // What the metrics ask for is gone when the night is over.
    try lab.connection.run(
      script: """
        create function take_away() returns trigger language plpgsql as $$
        begin
          alter table billing_findings rename column kind to sort;
          return null;
        end $$;
        create trigger take_away after update of result_written_at on billing_runs
          for each row execute function take_away();
        """)
    try lab.book(5, on: "2025-01-20", items: [(1, "-1.00")])
    let run = try lab.admin(["nightly"], on: "2025-01-21", exits: [1])
    #expect(
      run.standardError.contains("warning: the metrics say nothing new of the lab: "), "\(run)")
    let after = try values()
    #expect(after["jobrunner_last_run_exit_code"] == "1")
    let success = "jobrunner_last_success_timestamp_seconds"
    #expect(try seconds(success) > #require(Double(before[success] ?? "")))
    #expect(
      after["jobrunner_findings{kind=\"bad_price\"}"]
        == before["jobrunner_findings{kind=\"bad_price\"}"])
  }

  @Test("what somebody else put into the file is not taken over, and labels hold any name")
  func hostileFile() {
    let before = MetricsText(
      reading: """
        # HELP jobrunner_records Of somebody else's.
        jobrunner_records{lab="a",change="new"} 3
        jobrunner_records{lab="a",change="new"} three
        jobrunner_findings_needing_person 3
        other_metric{lab="a"} 1
        jobrunner_schema_version{lab="a"} 94
        """)
    #expect(before.lab == "a")
    let lines = before.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(
      lines == [
        "jobrunner_records{lab=\"a\",change=\"new\"} 3", "jobrunner_schema_version{lab=\"a\"} 94",
      ])
    let odd = MetricsText([MetricSample(.schemaVersion, is: 1)], lab: "a\"b\\c\nd")
    #expect(odd.text.hasSuffix("jobrunner_schema_version{lab=\"a\\\"b\\\\c\\nd\"} 1\n"))
  }

  @Test("docs/monitoring.md has a line for each metric: its name, its labels and what it is")
  func documented() throws {
    let lines = try String(
      contentsOfFile: Repository.folder + "/docs/monitoring.md", encoding: .utf8
    ).split(separator: "\n")
    let table = lines.filter { $0.hasPrefix("| `jobrunner_") }
    let expected = Metric.allCases.map { metric in
      let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
      return "| `\(metric.rawValue)` | \(labels.isEmpty ? "–" : labels) | \(metric.help) |"
    }
    #expect(table.map(String.init) == expected)
  }

  @Test("the example alerts are rules that Prometheus takes, and fire when they should")
  func alerts() throws {
    let folder = Repository.folder + "/docs/alerts"
    for arguments in [
      ["check", "rules", "jobrunner.rules.yaml"],
      ["test", "rules", "jobrunner.rules.test.yaml"],
    ] {
      let run = try ChildProcess(
        command: ["/bin/bash", "-c", "cd \"$0\" && exec ../../scripts/promtool \"$@\"", folder]
          + arguments
      ).wait(within: .seconds(120))
      #expect(run.exitCode == 0, "\(run)")
    }
    let rules = try String(contentsOfFile: folder + "/jobrunner.rules.yaml", encoding: .utf8)
    let named = rules.matches(of: /jobrunner_[a-z_]+/).map { String($0.output) }
    for name in Set(named) { #expect(Metric(rawValue: name) != nil, "\(name)") }
  }
}
