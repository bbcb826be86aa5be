import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Housekeeping")
struct MaintenanceTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
  }

  private func maintain(
    _ arguments: String..., on date: String = "2025-01-20", exits code: Int32 = 0,
    environment: [String: String] = [:]
  ) throws -> [Substring] {
    let run = try JobrunnerProgram.run(
      ["maintain"] + arguments + ["--business-date", date],
      environment: lab.environment.merging(environment) { $1 }, folder: lab.folder)
    #expect(run.exitCode == code, "\(run.standardOutput)\(run.standardError)")
    return run.standardOutput.split(separator: "\n")
  }

  private func addTokens() throws {
    try lab.connection.run(
      script: """
        insert into token_blacklist (token, user_id, expires_at)
        select 'old ' || n, 1, clock_timestamp() - interval '2 days' from generate_series(1, 2500) n
        union all
        select 'of today', 1, clock_timestamp() - interval '20 hours'
        union all
        select 'valid', 1, clock_timestamp() + interval '1 hour'
        """)
  }

  private func tokens() throws -> [String] {
    try lab.strings("select token from token_blacklist order by token collate \"C\"")
  }

  @Test("a biller removes the tokens that expired a day ago, in batches, and can remove no other")
  func tokensAsBiller() throws {
    try addTokens()
    let biller = try LabLogin.biller(lab)
    let environment = biller.environment
    #expect(
      try maintain("--dry-run", environment: environment)[0]
        == "expired tokens: 2500 would be removed")
    #expect(try tokens().count == 2502)
    #expect(try maintain(environment: environment)[0] == "expired tokens: 2500 removed")
    #expect(try tokens() == ["of today", "valid"])
    #expect(try maintain(environment: environment)[0] == "expired tokens: none to remove")
    #expect(throws: PostgresError.self) {
      try Connection(ConnectionOptions(url: biller.url))
        .execute("delete from token_blacklist where token = 'valid'")
    }
  }

  @Test("a token that another session holds is left, and nobody is waited for")
  func heldToken() throws {
    try addTokens()
    let other = try lab.database.connect()
    try other.transaction {
      try other.execute("select from token_blacklist where token = 'old 7' for update")
      #expect(try maintain()[0] == "expired tokens: 2499 removed")
    }
    #expect(try tokens() == ["of today", "old 7", "valid"])
  }

  @Test("each night ends with it, and says what it removed only to who asks for more")
  func nightly() throws {
    try addTokens()
    try lab.book(1, on: "2025-01-05")
    let night = try lab.run("nightly", "--business-date", "2025-01-20", "--verbose")
    #expect(night.exitCode == 0)
    #expect(
      night.standardError.contains("removed expired tokens count=2500"), "\(night.standardError)")
    #expect(try tokens() == ["of today", "valid"])
  }

  @Test("what fails of it at the end of a night is a warning, and the night stays done")
  func failsAfterTheNight() throws {
    try lab.book(1, on: "2025-01-05")
    try lab.connection.execute("drop function billing_remove_expired_tokens(integer)")
    let night = try lab.run("nightly", "--business-date", "2025-01-20", "--quiet")
    #expect(night.exitCode == 0)
    #expect(
      night.standardError.contains("the night is done, and its housekeeping is not"),
      "\(night.standardError)")
    #expect(try lab.strings("select state from billing_runs") == ["succeeded"])
  }

  @Test("a coupon that is counted otherwise than redeemed is told, and an admin sets it right")
  func counters() throws {
    try lab.book(1, on: "2025-01-05")
    try lab.connection.run(
      script: """
        insert into coupons (code, start_date, end_date, current_uses)
        values ('RIGHT', '2025-01-01', '2025-03-31', 1), ('WRONG', '2025-01-01', '2025-03-31', 7);
        insert into coupon_redemptions
          (coupon_id, booking_id, user_id, discount_amount, redemption_date)
        select id, 1, 1, 0, '2025-01-05 05:00Z' from coupons;
        """)
    let told = try maintain(exits: 1)
    #expect(
      told.contains(
        "coupons' counters: 1 coupon is counted otherwise than redeemed: jobrunner coupons recount"),
      "\(told)")
    #expect(told.contains { $0.contains("WRONG") } && !told.contains { $0.contains("RIGHT") })
    #expect(
      try lab.run("coupons", "recount", "--yes", "--as", "anil@lab.example").exitCode == 77)
    let recount = try lab.admin(["coupons", "recount", "--yes"], on: "2025-01-20")
    #expect(recount.standardOutput.contains("1 counter set to what was redeemed"))
    #expect(try lab.strings("select current_uses::text from coupons order by code") == ["1", "1"])
    #expect(
      try lab.strings(
        """
        select person || ' ' || (before ->> 'current_uses') || ' ' || (after ->> 'current_uses')
        from billing_data_changes
        where table_name = 'coupons' and before is not null and after is not null
        """) == ["Meera Rao (staff 1) 7 1"])
    #expect(try maintain().contains("coupons' counters: all are right"))
  }

  @Test("old packages of open months are listed, and deleted only when asked; sealed ones never")
  func oldPackages() throws {
    lab.environment["EXPORTS_KEEP_MONTHS"] = "1"
    for (id, day) in [(1, "2025-01-05"), (2, "2025-02-05"), (3, "2025-03-05")] {
      try lab.book(id, on: day)
    }
    _ = try lab.admin(["nightly"], on: "2025-02-10")
    _ = try lab.admin(["close", "2025-01"], on: "2025-02-10")
    _ = try lab.admin(["nightly"], on: "2025-03-20")
    let old = lab.folder + "/exports/2025-02"
    let note = old + "/ours.txt"
    try "kept".write(toFile: note, atomically: true, encoding: .utf8)
    // January is sealed, and March of the month before today's.
    #expect(try maintain(on: "2025-04-20", exits: 1).suffix(1) == ["  \(old)"])
    #expect(FileManager.default.fileExists(atPath: old + "/manifest.json"))
    let names = try FileManager.default.contentsOfDirectory(atPath: lab.folder + "/exports/2025-01")
    #expect(try maintain("--delete", on: "2025-04-20").suffix(1) == ["deleted \(old)"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: old) == ["ours.txt"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: lab.folder + "/exports/2025-01").sorted()
        == names.sorted())
    #expect(
      try maintain(on: "2025-04-20").suffix(1) == ["old packages of open months: none"])
    // March has the highest number: however old it is, it stays.
    #expect(
      try maintain(on: "2026-04-20").suffix(1) == ["old packages of open months: none"])
    let verified = try lab.run("verify", lab.folder + "/exports/2025-01")
    #expect(verified.exitCode == 0, "\(verified.standardOutput)")
  }
}
