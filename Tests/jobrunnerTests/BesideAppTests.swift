import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("A run beside an app that is at work")
struct BesideAppTests {
  private let lab: ProgramLab

  /// Ten bookings of 500.00 in January, an offer of 20 % on all of them, and a coupon of 100.00 that
  /// one of them redeemed: 4,000.00 in all, unless one of the tables looks empty.
  init() throws {
    lab = try ProgramLab()
    for id in 1...10 { try lab.book(id, on: "2025-01-0\((id - 1) % 9 + 1)") }
    try lab.connection.run(
      script: """
        insert into offers (id, name, discount_type, discount_value, start_date, end_date)
        values (1, 'New year', 'percentage', 20, '2025-01-01', '2025-12-31');
        insert into coupons (id, code, start_date, end_date)
        values (1, 'HUNDRED', '2025-01-01', '2025-12-31');
        insert into coupon_redemptions
          (coupon_id, booking_id, user_id, discount_amount, redemption_date)
        values (1, 1, 1, 100, '2025-01-01 10:00+05:30');
        """)
  }

  private func total() throws -> String {
    try lab.one("select count(*) || ' ' || sum(final_amount) from billing_records")
  }

  /// Runs a command while another session rewrites a table, and has begun to before the command
  /// comes to it.
  private func run(
    _ arguments: [String], whileRewriting table: String, environment: [String: String] = [:]
  ) throws -> ChildProcess.Outcome {
    let app = try lab.database.connect()
    try app.run(
      script: """
        begin;
        alter table \(table) add column made_by_the_app uuid not null default gen_random_uuid()
        """)
    let program = try JobrunnerProgram.start(
      arguments, environment: lab.environment.merging(environment) { $1 }, folder: lab.folder)
    try lab.awaitWaiting()
    try app.run(script: "commit")
    return program.wait(within: .seconds(120))
  }

  @Test(
    "a table that the app rewrites while a night begins is not empty to it",
    arguments: [
      "offers", "booking_items", "coupon_redemptions", "coupons", "users", "bookings", "tests",
    ])
  func rewritten(table: String) throws {
    let night = try run(["nightly", "--business-date", "2025-01-20"], whileRewriting: table)
    #expect(night.exitCode == 0, "\(night.standardError)")
    #expect(try total() == "10 4000.00")
    #expect(try lab.run("verify", lab.folder + "/exports").exitCode == 0)
  }

  @Test(
    "nor to a re-run, a closing or an export",
    arguments: [
      (["rerun", "2025-01", "--yes"], "booking_items"), (["close", "2025-01"], "offers"),
      (["close", "2025-01"], "users"), (["export", "2025-01"], "tests"),
    ])
  func rewrittenBesideOthers(arguments: [String], table: String) throws {
    try lab.admin(["nightly"], on: "2025-02-05")
    let before = try lab.strings("select fingerprint from billing_records order by booking_id")
    let run = try run(
      arguments + ["--business-date", "2025-02-06"], whileRewriting: table,
      environment: ["JOBRUNNER_AS": ProgramLab.adminEmail])
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(try total() == "10 4000.00")
    #expect(
      try lab.strings("select fingerprint from billing_records order by booking_id") == before)
    #expect(try lab.run("verify", lab.folder + "/exports").exitCode == 0)
  }

  @Test(
    "a login that is only a biller locks the tables of persons too", arguments: ["users", "pets"])
  func asBiller(table: String) throws {
    let (prefix, user) = (lab.database.name, "\(lab.database.name)_cron")
    #expect(try lab.run("migrate", "roles", "--prefix", prefix).exitCode == 0)
    try lab.connection.run(
      script: "create role \(user) login; grant \(prefix)_biller to \(user)")
    defer {
      let names = ([user] + LabRoles(prefix: prefix).names).joined(separator: ", ")
      #expect(throws: Never.self) {
        try lab.connection.run(
          script: """
            reassign owned by \(names) to current_user;
            drop owned by \(names);
            drop role \(names)
            """)
      }
    }
    let night = try run(
      ["nightly", "--business-date", "2025-01-20"], whileRewriting: table,
      environment: [
        "DATABASE_URL": lab.database.url.replacing(/user=[a-z]+/, with: "user=\(user)")
      ])
    #expect(night.exitCode == 0, "\(night.standardError)")
    #expect(try total() == "10 4000.00")
  }

  @Test("a booking that the app holds waits for the next night, and the others are billed")
  func held() throws {
    let app = try lab.database.connect()
    try app.run(script: "begin; select from bookings where id = 5 for update")
    let night = try lab.admin(["nightly"], on: "2025-01-20")
    #expect(night.standardOutput.contains("1 booking waits for the next night"))
    #expect(try total() == "9 3600.00")
    let findings = try lab.strings(
      """
      select booking_id || ' ' || severity || ' ' || detail
      from billing_findings where kind = 'row_locked' and closed_run_id is null
      """)
    #expect(findings.count == 1)
    #expect(findings.first?.hasPrefix("5 warn the app held the booking") == true)
    #expect(findings.first?.contains("test (server process ") == true, "\(findings)")
    let rows = try String(
      contentsOfFile: lab.folder + "/exports/2025-01/reconciliation-2025-01.csv", encoding: .utf8)
    #expect(rows.contains("\n5,2025-01-05,completed,waiting,"))
    #expect(try lab.run("verify", lab.folder + "/exports").exitCode == 0)
    try app.run(script: "rollback")
    try lab.admin(["nightly"], on: "2025-01-21")
    #expect(try total() == "10 4000.00")
    #expect(
      try lab.one(
        "select count(*) from billing_findings where kind = 'row_locked' and closed_run_id is null")
        == "0")
  }

  @Test("bookings that are completed all the time end no run, and what is sealed verifies")
  func busy() throws {
    let database = lab.database
    let stop = Flag()
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let app = try? database.connect()
      while !stop.isSet {
        _ = try? app?.run(
          script: """
            with booking as (
              insert into bookings (user_id, booking_date, status)
              values (1, '2025-01-10 06:00+00', 'completed') returning id
            )
            insert into booking_items (booking_id, test_id, quantity, unit_price)
            select id, 1, 1, 500 from booking
            """)
        usleep(5000)
      }
      done.signal()
    }
    defer {
      stop.set()
      done.wait()
    }
    try lab.admin(["nightly"], on: "2025-02-05")
    try lab.admin(["close", "2025-01"], on: "2025-02-06")
    #expect(
      try lab.one("select state from billing_periods where period = '2025-01'") == "closed")
    let verified = try lab.run("verify", lab.folder + "/exports")
    #expect(verified.exitCode == 0, "\(verified.standardOutput)\(verified.standardError)")
    try lab.admin(["nightly"], on: "2025-02-07", exits: [0, 1])
    #expect(try lab.run("verify", lab.folder + "/exports").exitCode == 0)
  }

  @Test("what a run found is told by the next night where it could not be told")
  func untold() throws {
    try lab.book(20, on: "2025-01-06", items: [])
    let night = try ChildProcess(
      command: [
        "/bin/sh", "-c", "exec \"$0\" nightly --business-date 2025-01-20 > /dev/full",
        try JobrunnerProgram.path,
      ],
      environment: ChildProcess.plainEnvironment.merging(lab.environment) { $1 },
      folder: lab.folder
    ).wait(within: .seconds(120))
    #expect(night.exitCode == 73, "\(night.standardError)")
    let next = try lab.admin(["nightly"], on: "2025-01-21", exits: [1])
    #expect(next.standardError.contains("1 new finding needs a person"))
    try lab.admin(["nightly"], on: "2025-01-22")
  }

  @Test("a run that failed after it found something leaves it to the next night to tell")
  func failedRun() throws {
    try lab.book(20, on: "2025-01-06", items: [])
    try lab.connection.run(
      script: """
        create function refuse() returns trigger language plpgsql as
          $$ begin raise exception 'no numbers today'; end $$;
        create trigger refuse before update on billing_number_series
          for each row execute function refuse();
        """)
    #expect(
      try lab.run("nightly", "--business-date", "2025-01-20").exitCode != 0)
    try lab.connection.run(script: "drop function refuse() cascade")
    let next = try lab.admin(["nightly"], on: "2025-01-21", exits: [1])
    #expect(next.standardError.contains("1 new finding needs a person"))
    try lab.admin(["nightly"], on: "2025-01-22")
  }
}

/// Set once, by one thread, and seen by another.
private final class Flag: @unchecked Sendable {
  private let lock = NSLock()
  private var value = false

  var isSet: Bool { lock.withLock { value } }
  func set() { lock.withLock { value = true } }
}
