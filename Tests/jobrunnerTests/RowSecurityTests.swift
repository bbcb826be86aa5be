import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// What a policy hides is no error to the server: the rows are just not there.
@Suite("Row-level security")
struct RowSecurityTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    try lab.book(1, on: "2025-01-10")
    try lab.book(2, on: "2025-01-11", status: "cancelled")
  }

  private func secure(_ tables: String..., policy: String? = nil) throws {
    for table in tables {
      try lab.connection.run(script: "alter table \(table) enable row level security")
      if let policy {
        try lab.connection.run(script: "create policy apps on \(table) \(policy)")
      }
    }
  }

  private static let commands = [
    ["nightly"], ["nightly", "--dry-run"], ["status"], ["runs"], ["findings", "list"],
    ["explain", "1"], ["export", "2025-01"], ["rerun", "2025-01", "--dry-run"],
    ["close", "2025-01", "--dry-run"], ["adjust", "2025-01", "--dry-run"],
  ]

  private func run(_ arguments: [String], as login: LabLogin) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(
      arguments + ["--business-date", "2025-03-05"],
      environment: lab.environment.merging(login.environment) { $1 }.merging(
        ["JOBRUNNER_AS": ProgramLab.adminEmail]) { $1 },
      folder: lab.folder)
  }

  private func expectRefused(
    _ arguments: [String], as login: LabLogin, naming texts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try run(arguments, as: login)
    #expect(run.exitCode == 77, "\(arguments): \(run)", sourceLocation: sourceLocation)
    for text in texts + ["migrate roles", "bypassrls", "the tables' owner", login.name] {
      #expect(
        run.standardError.contains(text), "\(text): \(run.standardError)",
        sourceLocation: sourceLocation)
    }
    #expect(
      try lab.one("select count(*)::text from billing_runs") == "0", sourceLocation: sourceLocation)
  }

  /// - Parameter doctorSays: its exit code; 1 where a night has failed before.
  private func expectBilled(
    as login: LabLogin, doctorSays code: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let doctor = try run(["doctor"], as: login)
    #expect(doctor.exitCode == code, "\(doctor)", sourceLocation: sourceLocation)
    for command in [["nightly", "--dry-run"], ["nightly"], ["close", "2025-01"]] {
      let run = try run(command, as: login)
      #expect(run.exitCode == 0, "\(command): \(run)", sourceLocation: sourceLocation)
    }
    #expect(
      try lab.one("select sum(final_amount)::text from billing_records") == "500.00",
      sourceLocation: sourceLocation)
    try lab.expectOrder(sourceLocation: sourceLocation)
  }

  @Test("a policy of the app's that hides a table from the biller: no command reads by it")
  func hidden() throws {
    let login = try LabLogin.biller(lab)
    try secure("bookings", "offers")
    for command in Self.commands {
      try expectRefused(command, as: login, naming: "bookings", "offers")
    }
    let doctor = try run(["doctor"], as: login)
    #expect(doctor.exitCode == 77)
    #expect(doctor.standardOutput.contains("FAIL  row security: "), "\(doctor.standardOutput)")
  }

  @Test("a table of which the biller has only columns is asked about too")
  func columns() throws {
    let login = try LabLogin.biller(lab)
    try secure("users", policy: "for select using (id = 1)")
    try expectRefused(["nightly"], as: login, naming: "users")
  }

  @Test("a ledger of migrations that is hidden is no empty schema")
  func hiddenLedger() throws {
    let login = try LabLogin.biller(lab)
    try secure("schema_migrations")
    try expectRefused(["migrate", "status"], as: login, naming: "schema_migrations")
    try expectRefused(["status"], as: login, naming: "schema_migrations")
    try login.giveRights()
    #expect(try run(["migrate", "status"], as: login).exitCode == 0)
  }

  @Test("migrate roles writes the policy, prints it, and writes it once")
  func ownPolicy() throws {
    let login = try LabLogin.biller(lab)
    try secure("bookings", "users", "billing_records", "billing_payments", "schema_migrations")
    try expectRefused(["nightly"], as: login, naming: "bookings")
    let roles = LabRoles(prefix: lab.database.name)
    let printed = try lab.run("migrate", "roles", "--prefix", lab.database.name, "--print")
    #expect(
      printed.standardOutput.contains(
        "create policy \(roles.biller)_select on bookings for select to \(roles.biller) using (true);"
      ), "\(printed)")
    try login.giveRights()
    try login.giveRights()
    #expect(try !roles.statements(lab.connection).contains { $0.contains("policy") })
    try expectBilled(as: login)
  }

  @Test("a policy of ours that somebody narrowed is written anew")
  func narrowedPolicy() throws {
    let login = try LabLogin.biller(lab)
    try secure("bookings")
    try login.giveRights()
    let policy = "\(lab.database.name)_biller_select"
    try lab.connection.run(script: "alter policy \(policy) on bookings using (id = 2)")
    try expectRefused(["nightly"], as: login, naming: "bookings")
    try login.giveRights()
    try expectBilled(as: login)
  }

  @Test("policies for another role, for another command, or of less than all rows are none")
  func otherPolicies() throws {
    let login = try LabLogin.biller(lab)
    let other = "\(lab.database.name)_other"
    try lab.connection.run(script: "create role \(other)")
    defer {
      try? lab.connection.run(script: "drop owned by \(other); drop role \(other)")
    }
    for policy in [
      "for select to \(other) using (true)", "for insert with check (true)",
      "for select using (user_id = 1)", "as restrictive for select using (true)",
    ] {
      try secure("bookings", policy: policy)
      try expectRefused(["nightly"], as: login, naming: "bookings")
      try lab.connection.run(script: "drop policy apps on bookings")
    }
  }

  @Test(
    "a policy of the app's that shows all rows to everybody, or to a role the user is in, is one")
  func openPolicies() throws {
    let login = try LabLogin.biller(lab)
    try secure("bookings", policy: "using (true)")
    try secure("booking_items", policy: "for select to \(lab.database.name)_biller using (true)")
    try secure("tests", policy: "as permissive for select to \(login.name) using (true)")
    try lab.connection.run(
      script: "create policy tenants on tests for select using (category_id = 9)")
    try expectBilled(as: login)
  }

  @Test("a restrictive policy is named, unless it is another role's")
  func restrictive() throws {
    let login = try LabLogin.biller(lab)
    try secure("bookings")
    try login.giveRights()
    try lab.connection.run(
      script: "create policy one_user on bookings as restrictive using (user_id = 2)")
    try expectRefused(["nightly"], as: login, naming: "bookings (restrictive policy one_user)")
    try lab.connection.run(script: "alter policy one_user on bookings to pg_monitor")
    try expectBilled(as: login)
  }

  @Test("the tables' owner is not subject to their policies, unless they are forced on it")
  func owner() throws {
    let login = try LabLogin.owner(lab)
    try secure("bookings", "billing_records")
    try expectBilled(as: login)
    try lab.connection.run(script: "alter table bookings force row level security")
    let run = try run(["nightly"], as: login)
    #expect(run.exitCode == 77, "\(run)")
    #expect(run.standardError.contains("no force row level security"), "\(run)")
    for command in ["plan", "apply", "backfill"] {
      let migration = try self.run(["migrate", command], as: login)
      #expect(migration.exitCode == 77, "\(command): \(migration)")
    }
  }

  @Test("BYPASSRLS on the login role is enough; on a group role it is not")
  func bypass() throws {
    let login = try LabLogin.biller(lab)
    try secure("bookings", "billing_records")
    try lab.connection.run(script: "alter role \(lab.database.name)_biller bypassrls")
    try expectRefused(["nightly"], as: login, naming: "bookings")
    try lab.connection.run(script: "alter role \(login.name) bypassrls")
    try expectBilled(as: login)
  }

  @Test("reading is enough for who reads; who writes needs a policy for that too")
  func writing() throws {
    let login = try LabLogin.biller(lab)
    try secure("billing_records", policy: "for select using (true)")
    #expect(try run(["nightly", "--dry-run"], as: login).exitCode == 0)
    #expect(try run(["status"], as: login).exitCode == 0)
    try expectRefused(["nightly"], as: login, naming: "billing_records")
  }

  @Test("where a function's owner would not see every row, that is said")
  func functionOwner() throws {
    let owner = try LabLogin.owner(lab, suffix: "fn")
    try secure("billing_records", policy: "using (status = 'paid')")
    try lab.connection.run(script: "alter table billing_records force row level security")
    let run = try lab.run("nightly", "--business-date", "2025-03-05")
    #expect(run.exitCode == 77, "\(run)")
    #expect(run.standardError.contains(owner.name), "\(run)")
  }

  @Test("a policy that is added while a run is at work is an error of the server, not fewer rows")
  func addedMeanwhile() throws {
    let login = try LabLogin.biller(lab)
    let connection = try Connection(ConnectionOptions(url: login.url, searchPath: "public"))
    let security = try RowSecurity(connection, scope: .jobs, writes: true)
    #expect(security.hiding.isEmpty)
    #expect(!security.appliesToUser)
    try connection.refuseHiddenRows()
    try secure("bookings")
    let error = #expect(throws: PostgresError.self) {
      try connection.query("select id from bookings") { try $0.int(0) }
    }
    #expect(error?.sqlState == ServerError.insufficientPrivilege)
  }

  @Test("migrate plan says that tables have row-level security, before anything is applied")
  func plan() throws {
    try secure("bookings")
    let plan = try lab.run("migrate", "plan")
    #expect(plan.exitCode == 0)
    #expect(plan.standardOutput.contains("row-level security"), "\(plan)")
    #expect(plan.standardOutput.contains("bookings"), "\(plan)")
    let json = try lab.run("migrate", "plan", "--json")
    #expect(try lab.json(json)["secured_tables"] as? [String] == ["bookings"])
  }

  @Test(
    "a policy that is changed while a night is at work ends it before it bills by what is left",
    arguments: ["drop policy", "restrict"])
  func changedMeanwhile(change: String) throws {
    let login = try LabLogin.biller(lab)
    try secure("bookings")
    try login.giveRights()
    let policy = try lab.one("select quote_ident(polname) from pg_policy limit 1")
    let app = try lab.database.connect()
    try app.run(script: "begin; lock table bookings in access exclusive mode")
    let night = try JobrunnerProgram.start(
      ["nightly", "--business-date", "2025-03-05"],
      environment: lab.environment.merging(login.environment) { $1 }, folder: lab.folder)
    try lab.awaitWaiting()
    try app.run(
      script: change == "restrict"
        ? "create policy tenant on bookings as restrictive using (id > 1)"
        : "drop policy \(policy) on bookings")
    try app.run(script: "commit")
    let outcome = night.wait(within: .seconds(120))
    #expect(outcome.exitCode == 77, "\(outcome)")
    #expect(outcome.standardError.contains("row-level security keeps rows of bookings"))
    #expect(try lab.one("select count(*)::text from billing_records") == "0")
    try lab.connection.run(
      script: change == "restrict" ? "drop policy tenant on bookings" : "select")
    try login.giveRights()
    try expectBilled(as: login, doctorSays: 1)
  }
}
