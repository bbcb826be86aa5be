import Billing
import Foundation
import Postgres
import TestLab
import Testing

@testable import jobrunner

@Suite("The log")
struct LogTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    for id in 1...3 { try lab.book(id, on: "2025-01-0\(id)") }
    try lab.book(4, on: "2025-01-04", items: [(1, "0.00")])
    lab.environment["TZ"] = "Asia/Kolkata"
  }

  private static let nightly = #""$JOBRUNNER" nightly --business-date 2025-01-20 "#

  @Test(
    "each line is JSON to another program, has its time with the zone, and tells the run's steps")
  func json() throws {
    let run = try lab.shell(Self.nightly + "--verbose --log-format=json")
    #expect(run.exitCode == 1)
    let path = try lab.write(run.standardError, to: "log.ndjson")
    let told = try PythonScript.run(
      """
      import datetime, json, sys
      for line in open(sys.argv[1], encoding="utf-8"):
          event = json.loads(line)
          time = datetime.datetime.fromisoformat(event["time"])
          assert time.utcoffset() == datetime.timedelta(hours=5, minutes=30), line
          assert abs((datetime.datetime.now(datetime.timezone.utc) - time).total_seconds()) < 3600
          print(event["level"], event["event"], event.get("count", ""))
      """, arguments: [path])
    #expect(
      told.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        == [
          "info planned", "debug chunk_done", "debug chunk_done", "debug chunk_done",
          "debug chunk_done", "info numbered 3", "info tied_out", "info exported",
          "warning findings 1", "notice night_ended 3",
        ])
  }

  @Test("an error is a line of JSON too, also one of the command line, wherever the option stands")
  func errors() throws {
    for (words, code) in [
      ("nightly --frobnicate --log-format json", 64), ("--log-format json nightly", 64),
      ("nightly --log-format=json --config /nowhere", 78), ("explain --log-format json", 64),
      ("nightly --quiet --log-format json --config /nowhere", 78),
      ("nightly --log-format json --business-date 2999-01-01", 64),
    ] as [(String, Int)] {
      let run = try lab.shell(#""$JOBRUNNER" \#(words)"#)
      #expect(run.standardError.split(separator: "\n").count == 1, "\(run)")
      let event =
        try JSONSerialization.jsonObject(with: Data(run.standardError.utf8)) as? [String: Any]
      #expect(
        event?["level"] as? String == "error" && event?["exit_code"] as? Int == code, "\(run)")
      #expect(event?["remedy"] is String, "\(run)")
    }
  }

  @Test("a file that takes one run's output has no more than a terminal")
  func captured() throws {
    let run = try lab.shell(#""$JOBRUNNER" nightly --frobnicate 2>once; cat once"#)
    #expect(run.standardOutput.hasPrefix("jobrunner: unknown option"), "\(run)")
  }

  @Test(
    "under journald each line has its priority and no time; a log that is added to gets the time")
  func readers() throws {
    let script = #"exec 2>log; export JOURNAL_STREAM=$(stat -L -c %d:%i /dev/fd/2); "#
    _ = try lab.shell(script + Self.nightly + "--verbose")
    _ = try lab.shell(script + #""$JOBRUNNER" nightly --frobnicate 2>>log"#)
    let journal = try String(contentsOfFile: lab.folder + "/log", encoding: .utf8)
      .split(separator: "\n").map(String.init)
    #expect(journal.allSatisfy { $0.hasPrefix("<3>") }, "\(journal)")
    #expect(journal[0].hasPrefix("<3>jobrunner: unknown option"))

    _ = try lab.shell(
      #"exec 2>log; export JOURNAL_STREAM=$(stat -L -c %d:%i /dev/fd/2); "$JOBRUNNER" status -x || true; "#
        + Self.nightly + "--verbose")
    let night = try String(contentsOfFile: lab.folder + "/log", encoding: .utf8)
    #expect(night.contains("\n<6>planned chunks="), "\(night)")
    #expect(night.contains("\n<6>tied out scope=2025-01\n"), "\(night)")

    _ = try lab.shell("export JOURNAL_STREAM=1:2; " + Self.nightly + "--verbose 2>>plain")
    let plain = try String(contentsOfFile: lab.folder + "/plain", encoding: .utf8)
    for line in plain.split(separator: "\n") {
      #expect(line.contains(#/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+05:30 \S/#), "\(line)")
    }
  }

  @Test(
    "a machine's log names nobody",
    arguments: [
      ("no user +91 80 5551 0001", "no user ***"), ("+918055510001 is", "*** is"),
      ("call +91 (80) 5551 0001 or", "call *** or"), ("(+91.80.5551.0001)", "(***)"),
      ("+44 (0)20 7946 0018", "***"), ("Key (phone)=(0091 80 5551-0001)", "Key (phone)=(***)"),
      ("phone 9845012345, 98450 12345", "phone ***, ***"),
      ("asked by meera.rao@lab.example now", "asked by *** now"),
      ("at 2025-01-20T02:30:04.125+05:30", "at 2025-01-20T02:30:04.125+05:30"),
      ("postgresql://u:***@h.example/db", "postgresql://u:***@h.example/db"),
      ("PL/24-25/0000001 of 1234567890", "PL/24-25/0000001 of 1234567890"),
      ("CN/24-25/007 2025-04-15 02:30", "CN/24-25/007 2025-04-15 02:30"),
      ("0071, 0072 took 61234 ms, 12345 rows", "0071, 0072 took 61234 ms, 12345 rows"),
    ])
  func people(text: String, kept: String) {
    #expect(Secrets.withoutPeople(text) == kept)
  }

  @Test("a person who asks after somebody is answered by name, and a machine's log is not")
  func asked() throws {
    let question = ["data", "users", "show", "+91 80 9999 0001"]
    let person = try JobrunnerProgram.run(question, environment: lab.environment)
    #expect(person.standardError.contains("+91 80 9999 0001"), "\(person)")
    let machine = try JobrunnerProgram.run(
      question + ["--log-format", "json"], environment: lab.environment)
    #expect(machine.exitCode == 65 && !machine.standardError.contains("9999"), "\(machine)")
  }
}
