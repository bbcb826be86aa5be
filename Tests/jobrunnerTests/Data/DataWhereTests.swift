import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// Which rows `data TABLE update` and `delete` write: `--where` and `--expect`, with the built program.
@Suite("Rows that are written by conditions")
struct DataWhereTests {
  let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    lab.environment["JOBRUNNER_AS"] = ProgramLab.adminEmail
    try lab.connection.run(
      script: """
        insert into offers (name, discount_type, discount_value, start_date, end_date)
        values ('Spring check', 'percentage', 10, '2025-03-01', '2025-03-31'),
          ('Winter', 'percentage', 5, '2025-12-01', '2025-12-31');
        insert into coupons (code, offer_id, start_date, end_date, max_uses)
        select 'NEW' || n, 1 + n % 2, '2025-03-01 00:00+05:30', '2025-03-31 23:59:59+05:30',
          nullif(n, 4)
        from generate_series(1, 6) n
        """)
  }

  private func data(_ words: String...) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(["data"] + words, environment: lab.environment, folder: lab.folder)
  }

  private func codes(_ condition: String) throws -> [String] {
    try lab.strings(Statement(text: "select code from coupons where \(condition) order by id"))
  }

  @Test("an update writes the rows for which all conditions hold, and no other")
  func updates() throws {
    let run = try data(
      "coupons", "update", "--where", "offer.name=Spring*", "--where", "max_uses<=4",
      "is_active=no", "--yes")
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(run.standardOutput.hasSuffix("1 row of coupons updated\n"), "\(run.standardOutput)")
    #expect(try codes("not is_active") == ["NEW2"])
    let none = try data("coupons", "update", "--where", "code=OLD*", "is_active=no", "--yes")
    #expect(none.exitCode == 0)
    #expect(try codes("not is_active") == ["NEW2"])
  }

  @Test("a deletion shows how many rows its conditions mean before it is carried out")
  func deletes() throws {
    let dry = try data("coupons", "delete", "--where", "max_uses is null", "--dry-run")
    #expect(dry.standardOutput == "4 (NEW4)\n1 row of coupons would be deleted\n")
    #expect(try codes("true").count == 6)
    let run = try data("coupons", "delete", "--where", "code in (NEW1, 'NEW2')", "--yes")
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(try codes("true") == ["NEW3", "NEW4", "NEW5", "NEW6"])
  }

  @Test("rows that are not as expected are refused, and nothing of the whole is written")
  func expects() throws {
    let other = try data(
      "coupons", "update", "--where", "code=NEW*", "is_active=no", "--expect", "max_uses<5", "--yes"
    )
    #expect(other.exitCode == 65)
    #expect(
      other.standardError.contains("3 of the rows are not as expected (max_uses<5): coupons 4, "),
      "\(other.standardError)")
    #expect(try codes("not is_active") == [])
    let same = try data(
      "coupons", "update", "NEW3", "max_uses=9", "--expect", "max_uses=3", "--expect",
      "is_active=true", "--yes")
    #expect(same.exitCode == 0, "\(same.standardError)")
    let again = try data("coupons", "delete", "NEW3", "--expect", "max_uses=3", "--yes")
    #expect(again.exitCode == 65)
    #expect(try codes("max_uses = 9") == ["NEW3"])
  }

  @Test("a condition that cannot be is refused with 64, and nothing is written")
  func refused() throws {
    for condition in ["cod=NEW1", "max_uses=many", "code", "offer.nam=x", "code=NEW1 or"] {
      let isTaken = condition == "code=NEW1 or"
      for words in [["--where", condition], ["NEW1", "--expect", condition]] {
        let run = try JobrunnerProgram.run(
          ["data", "coupons", "update"] + words + ["is_active=no", "--yes"],
          environment: lab.environment)
        #expect(
          run.exitCode == (isTaken ? words.count == 2 ? 0 : 65 : 64),
          "\(words): \(run.standardError)")
      }
    }
    let secret = try data(
      "users", "update", "--where", "hashed_password=x", "is_active=no", "--yes")
    #expect(secret.exitCode == 64)
    #expect(try codes("not is_active") == [])
    #expect(try lab.strings("select count(*) from users where not is_active") == ["0"])
  }

  @Test("a row that is changed while it is looked at is judged as it is then")
  func concurrent() throws {
    let other = try lab.database.connect()
    try other.run(script: "begin; update coupons set max_uses = 7 where code = 'NEW1'")
    let program = try JobrunnerProgram.start(
      ["data", "coupons", "update", "NEW1", "is_active=no", "--expect", "max_uses=1", "--yes"],
      environment: lab.environment)
    try lab.waitForLock()
    try other.run(script: "commit")
    #expect(program.wait(within: .seconds(60)).exitCode == 65)
    #expect(try codes("not is_active") == [])
  }
}

extension ProgramLab {
  /// Waits until another session of this database waits for a lock.
  fileprivate func waitForLock() throws {
    for _ in 1...600 {
      let waiting = try strings(
        """
        select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
        """)
      if waiting != ["0"] { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw TestLabError("nobody waits for a lock")
  }
}
