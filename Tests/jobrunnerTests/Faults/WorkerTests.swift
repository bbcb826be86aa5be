import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Nights of several workers. A worker that is to be somewhere at a certain moment is held there, by a trigger
/// that waits for a lock of the test's: nothing here depends on who is faster.
@Suite("A night of several workers")
struct WorkerTests {
  private static let date = "2025-01-20"
  /// A day each, and the booking without a date.
  private static let chunks = 13

  /// Twelve days with what makes trouble on them: holds, bookings without items, user or date, a bad
  /// quantity, coupons and offers, cancelled and waiting ones.
  private func makeLab() throws -> ProgramLab {
    let lab = try ProgramLab()
    for id in 1...48 {
      let day = "2025-01-\((id % 12 + 3 < 10 ? "0" : "") + "\(id % 12 + 3)")"
      let items = [(1, "500.00"), (2, id % 7 == 0 ? "0.00" : "812.35"), (3, "299.99")]
      try lab.book(
        id, on: day, km: id % 3 == 0 ? "4.5" : id % 11 == 0 ? "140" : nil,
        user: id % 13 == 0 ? nil : id % 2 + 1,
        status: id % 10 == 0 ? "cancelled" : id % 17 == 0 ? "pending" : "completed",
        items: id % 9 == 0 ? [] : id % 7 == 0 ? [(1, "0.00")] : Array(items.prefix(id % 3 + 1)))
    }
    try lab.connection.run(
      script: """
        update booking_items set quantity = null where booking_id = 5;
        update bookings set booking_date = null where id = 22;
        insert into offers (id, name, discount_type, discount_value, start_date, end_date)
        values (1, 'New year', 'percentage', 12.5, '2025-01-01', '2025-12-31'),
          (2, 'Broken', 'percentage', 120, '2025-01-01', '2025-12-31');
        insert into coupons (id, code, start_date, end_date, max_uses)
        values (1, 'HUNDRED', '2025-01-01', '2025-12-31', 1);
        insert into coupon_redemptions
          (coupon_id, booking_id, user_id, discount_amount, redemption_date)
        values (1, 1, 2, 100, '2025-01-01 10:00+05:30'), (1, 25, 2, 100, '2025-01-02 10:00+05:30');
        """)
    return lab
  }

  /// A lab without a session in it, to be copied.
  private func source() throws -> TestDatabase { try makeLab().database }

  /// What one worker that nobody disturbs arrives at.
  private func undisturbed(_ source: TestDatabase) throws -> (BillingState, [String: Data]) {
    let night = try Night(copyOf: source)
    let run = try night.start(workers: 1).wait(within: .seconds(120))
    #expect(run.exitCode == 1, "\(run.standardError)")
    return (try BillingState(night.connection), try night.files())
  }

  @Test("bills the same, with the same numbers and the same files to the byte", arguments: [2, 4])
  func same(workers: Int) throws {
    let source = try source()
    let (state, files) = try undisturbed(source)
    #expect(state.tables["records"]?.count ?? 0 > 20)
    let night = try Night(copyOf: source)
    // The first worker ends its first chunk when the others have done all the rest.
    try night.hold("new.worker = 1")
    let run = try night.start(workers: workers)
    try night.awaitWaiting(1)
    try night.awaitDone(Self.chunks - 1)
    try night.letGo()
    let end = run.wait(within: .seconds(120))
    #expect(end.exitCode == 1, "\(end.standardError)")
    let found = try BillingState(night.connection)
    #expect(found == state, "\(found.difference(from: state).prefix(5))")
    let made = try night.files()
    #expect(made.keys.sorted() == files.keys.sorted())
    for (name, data) in files { #expect(made[name] == data, "\(name) differs") }
    #expect(
      try night.ledger() == ["nightly succeeded \(Self.chunks) of \(Self.chunks), 0 chunks kept"])
  }

  @Test("of one worker has two sessions: one reads its chunk while the other writes")
  func readsAhead() throws {
    let source = try source()
    let (state, _) = try undisturbed(source)
    let night = try Night(copyOf: source)
    try night.hold("true")
    let run = try night.start(workers: 1)
    try night.awaitWaiting(1)
    try night.awaitReading()
    #expect(try night.writing() == 1)
    try night.letGo()
    let end = run.wait(within: .seconds(120))
    #expect(end.exitCode == 1, "\(end.standardError)")
    let found = try BillingState(night.connection)
    #expect(found == state, "\(found.difference(from: state).prefix(5))")
    // Written in the order of the chunks, which are days.
    let outOfOrder = try night.one(
      """
      select count(*)
      from (
        select id, lag(id) over (order by billing_date, booking_id) as before from billing_records
      ) numbered
      where id < before
      """)
    #expect(outOfOrder == "0")
  }

  @Test("reads nothing ahead where there is no other connection, and says nothing of it")
  func alone() throws {
    let lab = try makeLab()
    let login = try LabLogin.biller(lab)
    try lab.connection.run(script: "alter role \(login.name) connection limit 1")
    let run = try lab.run(
      "nightly", "--business-date", Self.date, environment: ["DATABASE_URL": login.url])
    #expect(run.exitCode == 1, "\(run.standardError)")
    #expect(!run.standardError.contains("worker"), "\(run.standardError)")
    let (state, _) = try undisturbed(source())
    let found = try BillingState(lab.connection)
    #expect(found == state, "\(found.difference(from: state).prefix(5))")
  }

  @Test(
    "goes on where the connection of a worker is lost at a chunk, of the first as of another",
    arguments: [1, 2])
  func lostConnection(worker: Int) throws {
    let source = try source()
    let (state, files) = try undisturbed(source)
    let night = try Night(copyOf: source)
    try night.hold("new.worker = \(worker)")
    let run = try night.start(workers: 3)
    try night.awaitWaiting(1)
    try night.endSession(of: worker)
    try night.letGo()
    let end = run.wait(within: .seconds(120))
    #expect(end.exitCode == 1, "\(end.standardError)")
    let found = try BillingState(night.connection)
    #expect(found == state, "\(found.difference(from: state).prefix(5))")
    #expect(try night.files() == files)
    #expect(
      try night.ledger() == ["nightly succeeded \(Self.chunks) of \(Self.chunks), 0 chunks kept"])
  }

  @Test("killed with three workers at their chunks, is gone on with by the next night")
  func killed() throws {
    let source = try source()
    let (state, _) = try undisturbed(source)
    let night = try Night(copyOf: source)
    try night.hold("new.place > 4")
    let run = try night.start(workers: 3)
    try night.awaitWaiting(3)
    run.signal(SIGKILL)
    _ = run.wait(within: .seconds(60))
    // The sessions of the dead have not noticed yet.
    let busy = try night.start(workers: 2).wait(within: .seconds(60))
    #expect(busy.exitCode == 75, "\(busy.standardError)")
    try night.letGo()
    let deadline = ContinuousClock.now + .seconds(60)
    var next = try night.start(workers: 2).wait(within: .seconds(120))
    while next.exitCode == 75, ContinuousClock.now < deadline {
      next = try night.start(workers: 2).wait(within: .seconds(120))
    }
    #expect([0, 1].contains(next.exitCode), "\(next.standardError)")
    #expect(
      next.standardError.contains("died after 4 of \(Self.chunks) chunks"), "\(next.standardError)")
    let found = try BillingState(night.connection)
    #expect(found == state, "\(found.difference(from: state).prefix(5))")
    #expect(
      try night.ledger() == [
        "nightly crashed 4 of \(Self.chunks), 0 chunks kept",
        "nightly succeeded \(Self.chunks) of \(Self.chunks), 0 chunks kept",
      ])
  }

  @Test("ends with the error of one worker; the others end their chunk, and what is done stays")
  func failed() throws {
    let source = try source()
    let (state, _) = try undisturbed(source)
    let night = try Night(copyOf: source)
    try night.connection.run(
      script: """
        create function refuse() returns trigger language plpgsql as $$
        begin raise exception 'not this one'; end $$;
        create trigger refuse before update on billing_run_chunks
          for each row when (new.place = 6) execute function refuse();
        """)
    let run = try night.start(workers: 3).wait(within: .seconds(120))
    #expect(run.exitCode == 70, "\(run.standardError)")
    #expect(run.standardError.contains("not this one"))
    let done = try night.one("select chunks_done from billing_runs")
    let billed = try night.one(
      "select count(distinct b.booking_date) from billing_records join bookings b on b.id = booking_id"
    )
    #expect(try night.one("select state from billing_runs") == "failed")
    #expect(try night.one("select count(*) from billing_run_chunks") == "0")
    #expect(try #require(Int(done)) < Self.chunks && #require(Int(billed)) <= #require(Int(done)))
    try night.connection.run(script: "drop trigger refuse on billing_run_chunks")
    let next = try night.start(workers: 3).wait(within: .seconds(120))
    #expect([0, 1].contains(next.exitCode), "\(next.standardError)")
    let found = try BillingState(night.connection)
    #expect(found == state, "\(found.difference(from: state).prefix(5))")
  }

  @Test("stops all of its workers at a signal")
  func interrupted() throws {
    let night = try Night(copyOf: source())
    try night.hold("true")
    let run = try night.start(workers: 3)
    try night.awaitWaiting(3)
    run.signal(SIGTERM)
    let end = run.wait(within: .seconds(60))
    #expect(end.exitCode == 143, "\(end.standardError)")
    #expect(try night.ledger() == ["nightly interrupted 0 of \(Self.chunks), 0 chunks kept"])
    #expect(try night.one("select count(*) from billing_records") == "0")
  }

  @Test("leaves out a booking that the app holds, whichever worker meets it")
  func held() throws {
    let night = try Night(copyOf: source())
    let app = try night.database.connect()
    try app.run(script: "begin; select from bookings where id in (2, 3) for update")
    let run = try night.start(workers: 2).wait(within: .seconds(120))
    #expect(run.exitCode == 1, "\(run.standardError)")
    #expect(
      run.standardOutput.contains("2 bookings wait for the next night"), "\(run.standardOutput)")
    try app.run(script: "commit")
    #expect(
      try night.one("select count(*) from billing_records where booking_id in (2, 3)") == "0")
    let next = try night.start(workers: 2).wait(within: .seconds(120))
    #expect([0, 1].contains(next.exitCode), "\(next.standardError)")
    #expect(
      try night.one("select count(*) from billing_records where booking_id in (2, 3)") == "2")
  }

  @Test("has fewer of them, and says so, where the server takes no more connections")
  func fewer() throws {
    let lab = try makeLab()
    let login = try LabLogin.biller(lab)
    try lab.connection.run(script: "alter role \(login.name) connection limit 1")
    let run = try lab.run(
      "nightly", "--workers", "3", "--business-date", Self.date,
      environment: ["DATABASE_URL": login.url])
    #expect(run.exitCode == 1, "\(run.standardError)")
    #expect(run.standardError.contains("1 worker of 3 at work"), "\(run.standardError)")
    #expect(try lab.one("select chunks_done from billing_runs") == "\(Self.chunks)")
    let doctor = try lab.run(
      "doctor", environment: ["DATABASE_URL": login.url, "BILLING_WORKERS": "3"])
    #expect(
      doctor.standardOutput.contains("would take 0 from this user"), "\(doctor.standardOutput)")
  }

  @Test("a biller has the rights that it needs")
  func asBiller() throws {
    let lab = try makeLab()
    let login = try LabLogin.biller(lab)
    let run = try lab.run(
      "nightly", "--business-date", Self.date,
      environment: ["DATABASE_URL": login.url, "BILLING_WORKERS": "2"])
    #expect(run.exitCode == 1, "\(run.standardError)")
    #expect(!run.standardError.contains("at work"))
    #expect(try lab.one("select chunks_done from billing_runs") == "\(Self.chunks)")
  }

  @Test("is refused a number of workers that makes no sense", arguments: ["0", "65", "many"])
  func senseless(workers: String) throws {
    #expect(try JobrunnerProgram.run(["nightly", "--workers", workers]).exitCode == 64)
  }
}

/// A lab in which workers can be held at their chunks.
private final class Night {
  let database: TestDatabase
  let connection: Connection
  private let folder: Scratch
  private let holding: Connection

  init(copyOf source: TestDatabase) throws {
    database = try TestDatabase.copy(of: source)
    connection = try database.connect()
    holding = try database.connect()
    folder = try Scratch()
  }

  func start(workers: Int) throws -> ChildProcess {
    try JobrunnerProgram.start(
      ["nightly", "--workers", "\(workers)", "--business-date", "2025-01-20"],
      environment: [
        "DATABASE_URL": database.url, "BILLING_START_DATE": "2025-01-01",
        "EXPORTS_FOLDER": folder.path + "/exports",
      ], folder: folder.path)
  }

  func one(_ statement: Statement) throws -> String {
    try connection.query(statement) { try $0.optionalString(0) ?? "null" }.first ?? "none"
  }

  /// The runs that had something to do.
  func ledger() throws -> [String] {
    try connection.query(
      """
      select concat_ws(' ', job, state, chunks_done, 'of', chunks_planned || ',', (
        select count(*) from billing_run_chunks), 'chunks kept')
      from billing_runs
      where chunks_planned > 0
      order by run_id
      """
    ) { try $0.string(0) }
  }

  /// The package's files by their paths.
  func files() throws -> [String: Data] {
    let root = folder.path + "/exports"
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      var isFolder: ObjCBool = false
      _ = unsafe FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
      if !isFolder.boolValue {
        files[path] = FileManager.default.contents(atPath: root + "/" + path)
      }
    }
    return files
  }

  /// Holds workers that are about to mark such a chunk done, each until it is let go. Worker 2 has lock 78002
  /// while it waits, and asks for 77002.
  func hold(_ condition: String) throws {
    try holding.run(
      script: "select pg_advisory_lock(77000 + worker) from generate_series(1, 4) worker")
    try connection.run(
      script: """
        create function hold() returns trigger language plpgsql as $$
        begin
          perform pg_advisory_xact_lock(78000 + new.worker);
          while not pg_try_advisory_xact_lock_shared(77000 + new.worker) loop
            perform pg_sleep(0.01);
          end loop;
          return new;
        end $$;
        create trigger hold before update on billing_run_chunks
          for each row when (\(condition)) execute function hold();
        """)
  }

  func letGo() throws {
    try holding.run(script: "select pg_advisory_unlock_all()")
  }

  private static let waiting: Statement = """
    pg_locks where locktype = 'advisory' and objid between 78001 and 78004
      and database = (select oid from pg_database where datname = current_database())
    """

  func awaitWaiting(_ count: Int) throws {
    try awaitThat("\(count) workers at their chunks") {
      try one("select count(*) from \(Self.waiting)") == "\(count)"
    }
  }

  func awaitDone(_ count: Int) throws {
    try awaitThat("\(count) chunks done") {
      try one("select count(*) from billing_run_chunks where worker > 1") == "\(count)"
    }
  }

  /// Waits until a session has taken a chunk, and read it, and waits for its turn to write.
  func awaitReading() throws {
    try awaitThat("a session that has read ahead") {
      try one(
        """
        select count(*)
        from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'
          and query like '%billing_findings%'
        """) == "1"
    }
  }

  /// How many transactions have written.
  func writing() throws -> Int? {
    Int(
      try one(
        """
        select count(distinct pid)
        from pg_locks
        where relation = 'billing_run_chunks'::regclass and mode = 'RowExclusiveLock'
        """))
  }

  /// Ends the session of a worker that waits.
  func endSession(of worker: Int) throws {
    let ended = try one(
      "select pg_terminate_backend(pid) from \(Self.waiting) and objid = \(78000 + worker)")
    #expect(ended == "t")
  }

  private func awaitThat(_ what: String, _ isSo: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while try !isSo() {
      try #require(ContinuousClock.now < deadline, "never: \(what)")
      usleep(20_000)
    }
  }
}
