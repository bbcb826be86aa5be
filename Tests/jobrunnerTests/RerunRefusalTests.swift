import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// When a re-run asks, and when it refuses.
@Suite("What a re-run refuses")
struct RerunRefusalTests {
  private func lab() throws -> ProgramLab {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18")
    return lab
  }

  private func rerun(_ lab: ProgramLab, _ arguments: String...) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(
      ["rerun"] + arguments + ["--business-date", "2025-01-20"], environment: lab.environment)
  }

  private func isUntouched(_ lab: ProgramLab) throws -> Bool {
    try lab.strings("select id from billing_records").isEmpty
      && lab.strings("select run_id from billing_runs").isEmpty
  }

  @Test("without a terminal it needs --yes: 64, saying so")
  func needsConsent() throws {
    let lab = try lab()
    let run = try rerun(lab, "2025-01", "--as", ProgramLab.admin)
    #expect(run.exitCode == 64)
    #expect(run.standardError.contains("add --yes"))
    #expect(try isUntouched(lab))
  }

  @Test("it needs an admin: 64 without anybody, 77 for an analyst")
  func needsAdmin() throws {
    let lab = try lab()
    #expect(try rerun(lab, "2025-01", "--yes").exitCode == 64)
    #expect(try rerun(lab, "2025-01", "--yes", "--as", "anil@lab.example").exitCode == 77)
    #expect(try isUntouched(lab))
  }

  @Test("a closed month: 65, and how to open it again")
  func closed() throws {
    let lab = try lab()
    try lab.connection.forge(
      "insert into billing_periods (period, state, closed_at) values ('2025-01', 'closed', now())")
    for arguments in [
      ["2025-01", "--dry-run"], ["2025-01-18", "--yes", "--as", ProgramLab.admin],
    ] {
      let run = try JobrunnerProgram.run(
        ["rerun"] + arguments + ["--business-date", "2025-01-20"], environment: lab.environment)
      #expect(run.exitCode == 65)
      #expect(run.standardError.contains("jobrunner reopen 2025-01"), "\(run.standardError)")
    }
    #expect(try isUntouched(lab))
  }

  @Test("a month ahead, one before the start date, and what is no month: 65, 65, 64")
  func outside() throws {
    let lab = try lab()
    #expect(try rerun(lab, "2025-02", "--dry-run").exitCode == 65)
    #expect(try rerun(lab, "2025-01-20", "--dry-run").exitCode == 65)
    let before = try rerun(lab, "2024-12", "--dry-run")
    #expect(before.exitCode == 65)
    #expect(before.standardError.contains("billing.start_date"))
    #expect(try rerun(lab, "January", "--dry-run").exitCode == 64)
    #expect(try rerun(lab, "2025-01", "--dry-run", "--expect-plan", "abc").exitCode == 64)
  }

  @Test("while another run has the lab: 75, naming it, and nothing is written")
  func busy() throws {
    let lab = try lab()
    #expect(try LabLock(lab.connection).take())
    let run = try rerun(lab, "2025-01", "--yes", "--as", ProgramLab.admin)
    #expect(run.exitCode == 75)
    #expect(run.standardError.contains("server process \(lab.connection.serverProcess)"))
    #expect(try isUntouched(lab))
  }

  @Test("a booking that changes between the plan and its writing: nothing is written")
  func changedMeanwhile() throws {
    let lab = try lab()
    // The first draft that is staged finds the price changed by the app, as it may be at any time.
    try lab.connection.run(
      script: """
        create function app_changes_price() returns trigger language plpgsql as $$
        begin
          update booking_items set unit_price = 700;
          return new;
        end $$;
        create trigger app_changes_price after insert on billing_runs
          for each row execute function app_changes_price();
        """)
    let run = try rerun(lab, "2025-01", "--yes", "--as", ProgramLab.admin)
    #expect(run.exitCode == 75)
    #expect(run.standardError.contains("nothing was written"), "\(run.standardError)")
    #expect(try lab.strings("select id from billing_records") == [])
    #expect(try lab.strings("select job || ' ' || state from billing_runs") == ["rerun failed"])
  }

  @Test(
    "on a terminal it asks: yes carries it out, anything else changes nothing",
    arguments: [("y\n", 1), ("yes\n", 1), ("n\n", 0), ("\n", 0), ("\u{4}", 0)])
  func asks(answer: String, records: Int) throws {
    let lab = try lab()
    let output = try onTerminal(lab, answer: answer)
    #expect(output.contains("carry it out as Meera Rao? [y/N]"), "\(output)")
    #expect(output.contains("nothing was changed") == (records == 0))
    #expect(output.hasSuffix("exit 0\n"), "\(output)")
    #expect(try lab.strings("select id from billing_records").count == records)
  }

  @Test("an interrupt at the question ends it: 130, and nothing is changed")
  func interruptedQuestion() throws {
    let lab = try lab()
    let output = try onTerminal(lab, answer: "\u{3}")
    #expect(output.hasSuffix("exit 130\n"), "\(output)")
    #expect(try isUntouched(lab))
  }

  /// Runs the program on a pseudo-terminal, answers its question, and returns what was shown with
  /// the exit code at the end.
  private func onTerminal(_ lab: ProgramLab, answer: String) throws -> String {
    var arguments = [try JobrunnerProgram.path, answer]
    for (name, value) in lab.environment { arguments.append("\(name)=\(value)") }
    return try PythonScript.run(
      """
      import os, pty, sys
      program, answer, settings = sys.argv[1], sys.argv[2].encode(), sys.argv[3:]
      pid, terminal = pty.fork()
      if pid == 0:
        os.environ.update(s.split("=", 1) for s in settings)
        os.execv(program, [program, "rerun", "2025-01", "--business-date", "2025-01-20",
                           "--as", "meera@lab.example"])
      shown, answered = b"", False
      while True:
        try:
          piece = os.read(terminal, 4096)
        except OSError:
          break
        if not piece:
          break
        shown += piece
        if b"[y/N]" in shown and not answered:
          os.write(terminal, answer)
          answered = True
      _, status = os.waitpid(pid, 0)
      print(shown.decode().replace("\\r", ""))
      print("exit", os.waitstatus_to_exitcode(status))
      """, arguments: arguments)
  }
}
