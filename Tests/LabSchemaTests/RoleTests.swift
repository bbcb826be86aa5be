import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// Each right is tried by a user who has the role and no other.
@Suite("The rights of the group roles")
struct RoleTests {
  private let (lab, roles, user): (SampleLab, LabRoles, String)

  init() throws {
    (lab, roles, user) = try SampleLab.withUser()
  }

  /// Runs `body` in a session of a user who has one of the roles.
  private func asMember(of role: String, _ body: (Connection) throws -> Void) throws {
    try lab.connection.run(script: "grant \(role) to \(user)")
    defer { try? lab.connection.run(script: "revoke \(role) from \(user)") }
    try lab.connection.run(script: "set session authorization \(user)")
    defer { try? lab.connection.run(script: "reset session authorization") }
    try body(lab.connection)
  }

  private func tidyUp() {
    #expect(throws: Never.self) { try roles.drop(with: [user], lab.connection) }
  }

  private func expectNotPermitted(
    _ statements: [String], _ connection: Connection,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for statement in statements {
      let error = #expect(throws: PostgresError.self, sourceLocation: sourceLocation) {
        try connection.run(script: statement)
      }
      #expect(
        error?.sqlState == ServerError.insufficientPrivilege, "\(statement)",
        sourceLocation: sourceLocation)
    }
  }

  private static let schemaChanges = [
    "create table extra (id integer)", "alter table bookings add column extra integer",
    "drop table clinic_info", "create index extra on bookings (address)",
    "alter table billing_records disable trigger all",
    "drop trigger billing_records_refuse_change on billing_records",
    "truncate billing_records",
  ]

  private static let secrets = [
    "select hashed_password from users", "select hashed_password from staff",
    "select medical_history from pets", "select * from token_blacklist",
  ]

  @Test("the owner changes the schema")
  func owner() throws {
    defer { tidyUp() }
    try asMember(of: roles.owner) { connection in
      try connection.run(
        script: """
          create table extra (id integer);
          drop table extra;
          alter table bookings add column extra integer;
          alter table bookings drop column extra;
          alter table billing_records add column extra integer;
          alter table billing_records drop column extra;
          """)
    }
  }

  @Test("the biller writes drafts, finalizes and numbers them, and refreshes the summaries")
  func biller() throws {
    defer { tidyUp() }
    try asMember(of: roles.biller) { connection in
      try connection.run(
        script: """
          update billing_records
          set base_amount = base_amount + 1, final_amount = final_amount + 1;
          """)
      try lab.advanceRecord(to: "invoiced")
      try connection.refreshSummaries()
      try connection.execute("create temporary table staging (id integer)")
      #expect(
        try connection.first("select count(*) from users u where u.phone <> ''") {
          try $0.int(0)
        } == 1)
    }
  }

  @Test("the biller changes no invoiced amount, no price, no schema, and reads no secret")
  func billerRefused() throws {
    defer { tidyUp() }
    try lab.advanceRecord(to: "invoiced")
    try asMember(of: roles.biller) { connection in
      for change in [
        "update billing_records set base_amount = 1, discount_amount = 0, final_amount = 1",
        "delete from billing_records",
      ] {
        let error = #expect(throws: PostgresError.self) { try connection.run(script: change) }
        #expect(error?.sqlState == ServerError.restrictViolation, "\(change)")
      }
      expectNotPermitted(
        Self.schemaChanges + Self.secrets + [
          "update tests set price = 1", "update bookings set status = 'completed'",
          "delete from billing_runs", "delete from schema_migrations",
          "update schema_migrations set sha256 = repeat('0', 64)",
        ], connection)
    }
  }

  @Test("the accountant reads the summaries and registers, and posts a payment")
  func accountant() throws {
    defer { tidyUp() }
    try lab.advanceRecord(to: "invoiced")
    try lab.connection.refreshSummaries()
    try asMember(of: roles.accountant) { connection in
      #expect(
        try connection.query(
          """
          select r.final_amount from billing_records r join users u on u.id = r.user_id
          """
        ) { try $0.string(0) }.count == 1)
      #expect(
        try connection.query("select records from billing_month_summary") { try $0.int(0) } == [1])
      try connection.run(
        script: """
          insert into billing_runs (job, business_date, state)
          values ('payments', '2025-01-26', 'running');
          insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
          values (1, 'pay_1', 10, '2025-01-25', 2);
          """)
      let record = BillingRecordID(1)
      #expect(try connection.settlePaidRecords([record], runID: RunID(1)) == 0)
      try connection.run(
        script: """
          insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
          select 1, 'pay_2', final_amount - 10, '2025-01-26', 2 from billing_records
          """)
      #expect(try connection.settlePaidRecords([record], runID: RunID(1)) == 1)
      #expect(
        try connection.query("select status || ' ' || paid_date from billing_records") {
          try $0.string(0)
        } == ["paid 2025-01-26"])
    }
  }

  @Test("the accountant changes no amount, number or price, bills nothing, and reads no secret")
  func accountantRefused() throws {
    defer { tidyUp() }
    try asMember(of: roles.accountant) { connection in
      expectNotPermitted(
        Self.schemaChanges + Self.secrets + [
          "update billing_records set final_amount = 1", "delete from billing_records",
          "update billing_records set status = 'finalized'",
          "update billing_records set status = 'paid', paid_date = '2025-01-25'",
          "update billing_records set invoice_number = 'X'",
          "insert into billing_records (booking_id) values (1)",
          "update billing_payments set amount = 1", "delete from billing_payments",
          "update tests set price = 1", "update billing_number_series set last_sequence = 0",
        ], connection)
    }
  }

  @Test(
    "the admin reads every column but secrets, writes what people write, and gives a password anew")
  func admin() throws {
    defer { tidyUp() }
    // An app's own ids may be serials, whose sequences take a right of their own.
    try lab.connection.run(
      script: """
        alter table categories alter column id drop identity;
        create sequence category_ids start 100;
        alter sequence category_ids owner to \(roles.owner);
        alter sequence category_ids owned by categories.id;
        alter table categories alter column id set default nextval('category_ids');
        """)
    try roles.create(lab.connection)
    try asMember(of: roles.admin) { connection in
      for table in LabTables.all {
        let seen = table.columns.filter { $0.visibility != .secret }.map(\.name)
        try connection.run(
          script: "select \(seen.joined(separator: ", ")) from \(table.name) limit 0")
      }
      try connection.changing(as: ChangeAuthor(person: "Meera Iyer (staff 3)")) {
        try connection.run(
          script: """
            insert into categories (name) values ('Imaging');
            update users set hashed_password = 'anew', is_locked = false, login_attempts = 0;
            insert into token_blacklist (token, user_id, expires_at) values ('t', 1, now());
            update tests set price = 650;
            delete from offers;
            """)
      }
      #expect(
        try connection.query(
          """
          select table_name || ' ' || action || ' ' || person || ' ' || database_user
          from billing_data_changes
          where person is not null
          order by change_id
          limit 2
          """
        ) { try $0.string(0) } == [
          "categories created Meera Iyer (staff 3) \(user)",
          "users updated Meera Iyer (staff 3) \(user)",
        ])
      for table in LabTables.writable {
        try connection.run(script: "delete from \(table.name) where false")
      }
    }
  }

  @Test("the admin reads no secret, bills nothing, and changes no schema")
  func adminRefused() throws {
    defer { tidyUp() }
    try asMember(of: roles.admin) { connection in
      expectNotPermitted(
        Self.schemaChanges + [
          "select hashed_password from users", "select hashed_password from staff",
          "select token from token_blacklist", "update billing_records set run_id = 1",
          "delete from billing_records", "update billing_findings set released_by = 'me'",
          "insert into billing_runs (job, business_date, state) values ('x', now(), 'running')",
          "alter table coupons disable trigger all",
          "insert into billing_data_changes (table_name, action, after) values ('x', 'created', '{}')",
        ], connection)
    }
  }

  @Test("who bills writes none of the tables that people write")
  func billerWritesNoData() throws {
    defer { tidyUp() }
    for role in [roles.biller, roles.accountant] {
      try asMember(of: role) { connection in
        for table in LabTables.writable {
          let column = table.columns[1].name
          expectNotPermitted(
            [
              "insert into \(table.name) default values",
              "update \(table.name) set \(column) = null", "delete from \(table.name)",
            ], connection)
        }
      }
    }
  }

  @Test("a lab whose roles were made before there was an admin gets one")
  func olderRoles() throws {
    defer { tidyUp() }
    let connection = lab.connection
    try connection.run(script: "drop owned by \(roles.admin); drop role \(roles.admin)")
    #expect(try Migrator(connection).verify().isClean)
    #expect(try roles.statements(connection).contains("create role \(roles.admin) nologin"))
    try roles.create(connection)
    #expect(try Migrator(connection).verify().isClean)
    try asMember(of: roles.admin) { connection in
      try connection.execute("update coupons set is_active = false")
    }
  }

  @Test("creating them again changes nothing")
  func twice() throws {
    defer { tidyUp() }
    let rights: Statement = """
      select relname || coalesce(relacl::text, '') || relowner::regrole::text
      from pg_class
      where relnamespace = 'public'::regnamespace
      order by relname
      """
    let before = try lab.connection.query(rights) { try $0.string(0) }
    try roles.create(lab.connection)
    #expect(try lab.connection.query(rights) { try $0.string(0) } == before)
  }

  @Test("tables of a plain user stay that user's: the owner role is granted membership")
  func plainOwner() throws {
    defer { tidyUp() }
    let app = "\(lab.database.name)_app"
    let connection = lab.connection
    defer { try? connection.run(script: "drop owned by \(app); drop role \(app)") }
    try connection.run(
      script: "create role \(app); alter table bookings owner to \(app)")
    #expect(
      try roles.statements(connection).contains("grant \(app) to \(roles.owner)"))
    try roles.create(connection)
    #expect(
      try connection.first(
        "select relowner::regrole::text from pg_class where relname = 'bookings'"
      ) { try $0.string(0) } == app)
    try asMember(of: roles.owner) { connection in
      try connection.run(script: "alter table bookings add column extra integer")
    }
    try connection.run(script: "alter table bookings owner to \(roles.owner)")
  }
}

@Suite("The names of the group roles")
struct RoleNameTests {
  @Test("a prefix that makes no name is none", arguments: ["", "1lab", "Lab", "a b", "a-b", "a;b"])
  func names(prefix: String) {
    #expect(!LabRoles.isName(prefix))
  }
}

extension LabRoles {
  /// Takes the roles from the server that tests share, with `others` and all that any of them
  /// owns or may do in this database.
  func drop(with others: [String], _ connection: Connection) throws {
    let names = (others + names).joined(separator: ", ")
    try connection.run(
      script: """
        reassign owned by \(names) to current_user;
        drop owned by \(names);
        drop role \(names)
        """)
  }
}
