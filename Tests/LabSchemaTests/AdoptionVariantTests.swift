import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Adopting an app that keeps things in its own way")
struct AdoptionVariantTests {
  private let connection: Connection

  init() throws {
    connection = try TestDatabase.empty().connect(searchPath: "public")
  }

  private func problems() throws -> [AdoptionProblem] {
    let error = #expect(throws: MigrationError.self) { try Migrator(connection).plan() }
    guard case .notAdoptable(_, let problems) = error else {
      Issue.record("\(String(describing: error))")
      return []
    }
    return problems
  }

  @Test("it is adopted and comes out as planned", arguments: AppVariant.all)
  func adopted(variant: AppVariant) throws {
    try variant.make(connection, bookings: 400)
    let rows = try connection.rowCounts()
    #expect(try Migrator(connection).plan().adopts)
    try Migrator(connection).apply()
    try Migrator(connection).check()
    let comparison = try Migrator(connection).verify()
    #expect(comparison.missing == [])
    #expect(comparison.different == [])
    #expect(try connection.rowCounts() == rows)
    // Every booking of a user that exists has its pet, and every test of it its report.
    let left = try connection.first(
      """
      select
        (select count(*) from bookings b join users u on u.id = b.user_id where pet_id is null)
        + (
          select count(*)
          from booking_items i
          join bookings b on b.id = i.booking_id and b.pet_id is not null
          where not exists (select from test_reports r where r.booking_item_id = i.id)
        )
      """
    ) { try $0.int(0) }
    #expect(left == 0)
    #expect(try Migrator(connection).backfill().map(\.rowsChanged).allSatisfy { $0 == 0 })
    #expect(try connection.missingJobRights() == [])
  }

  @Test("columns that nothing reads are listed as not there, and stay away")
  func unread() throws {
    try AppVariant.onlyWhatIsNeeded.make(connection, bookings: 100)
    let plan = try Migrator(connection).plan()
    #expect(plan.gaps.added == [])
    #expect(
      plan.gaps.unread == [
        "addresses", "bookings.address", "bookings.address_link", "tests.description",
        "tests.is_active", "tests.sample_type", "users.created_at", "users.email",
        "users.hashed_password", "users.is_active", "users.is_superuser", "users.is_verified",
        "users.phone",
      ])
    #expect(
      plan.script.contains("-- not there, and not needed: addresses, bookings.address, bookings."))
    try Migrator(connection).apply()
    #expect(
      try connection.first("select to_regclass('addresses') is null") { try $0.bool(0) } == true)
  }

  @Test("columns that can be empty are added, with nothing made up for the rows that are there")
  func added() throws {
    try AppVariant.onlyWhatIsBilled.make(connection, bookings: 100)
    let plan = try Migrator(connection).plan()
    #expect(
      plan.gaps.added == [
        "bookings.created_at", "bookings.updated_at", "tests.discounted_price",
        "tests.report_time_hours", "users.full_name", "users.role",
      ])
    #expect(plan.script.contains("alter table users add column full_name text;"))
    try Migrator(connection).apply()
    try connection.execute(
      "insert into bookings (user_id, booking_date, status) values (1, now(), 'pending')")
    #expect(
      try connection.first(
        "select count(*) || ' ' || count(created_at) || ' ' || count(updated_at) from bookings"
      ) { try $0.string(0) } == "101 1 0")
  }

  @Test("a column that nothing reads may be of any type, and a table a view")
  func unreadOfAnotherType() throws {
    try ExistingApp().createTables(connection)
    try connection.run(
      script: """
        alter table users alter column is_active type integer using is_active::integer;
        alter table tests alter column sample_type type text[] using array[sample_type];
        drop table addresses;
        create view addresses as select id, referral_source from users;
        """)
    try Migrator(connection).apply()
    try Migrator(connection).check()
    #expect(try Migrator(connection).verify().isClean)
  }

  @Test("ids beyond those of billing are named: the table, how many, the first two")
  func oversizedIDs() throws {
    try AppVariant.bigIDs.make(connection, bookings: 100)
    try connection.run(
      script: """
        insert into users (id, phone, email, hashed_password, is_active, is_superuser, is_verified, role)
        select 2147483647::bigint + n, 'p' || n, 'e' || n, 'x', true, false, false, 'USER'
        from generate_series(0, 3) n;
        insert into bookings (user_id, status) values (2147483648, 'pending');
        """)
    let found = try problems()
    #expect(
      found == [
        .oversizedIDs(
          OversizedIDs(column: "bookings.user_id", rows: 1, examples: [2_147_483_648])),
        .oversizedIDs(
          OversizedIDs(column: "users.id", rows: 3, examples: [2_147_483_648, 2_147_483_649])),
      ])
    #expect(
      found.last?.description
        == "3 rows have a users.id beyond 2147483647 (2147483648, 2147483649), and billing keeps no "
        + "id beyond that: give these rows other ids")
  }

  @Test("a word of the plan is the same in any case, in a column that the app had made, too")
  func words() throws {
    try AppVariant.enumerations.make(connection, bookings: 100)
    try connection.run(
      script: """
        alter table booking_items add column status varchar;
        update booking_items set status = case id % 3 when 0 then 'pending' when 1 then 'COMPLETED' end;
        """)
    // Where the app wrote the column before, its check is made at once as a later migration has it.
    let first = EmbeddedMigrations.all.filter { $0.version < 16 }
    try Migrator(connection, migrations: first).apply()
    #expect(try Migrator(connection, migrations: first).verify().isClean)
    try connection.execute("update booking_items set status = 'Processing' where id = 1")
    #expect(throws: PostgresError.self) {
      try connection.execute("update booking_items set status = 'lost' where id = 1")
    }
    try Migrator(connection).apply()
    #expect(try Migrator(connection).verify().isClean)
    try connection.run(
      script: """
        insert into offers (name, discount_type, discount_value, start_date, end_date)
        values ('a', 'PERCENTAGE', 1, '2025-01-01', '2025-01-01');
        insert into staff (name, phone, hashed_password, role) values ('a', '1', 'x', 'LAB_TECH');
        update booking_items set status = 'COLLECTED' where id = 1;
        update test_reports set status = 'Delivered' where id = 1;
        """)
    #expect(try connection.staff(phoneOrEmail: "1").map(\.role) == [.labTech])
    #expect(DiscountType(word: " Fixed_Amount ") == .fixedAmount)
    #expect(DiscountType(word: "fixed") == nil)
  }

  @Test(
    "the backfills write a word as the app's column takes it, and the plan says so",
    arguments: [AppVariant.planByName, .planByChecks])
  func spelling(variant: AppVariant) throws {
    try variant.make(connection, bookings: 60)
    let script = try Migrator(connection).plan().script
    #expect(script.contains("'Pet_' || o.user_id, 'UNKNOWN'") && !script.contains("'Unknown'"))
    try Migrator(connection).apply()
    #expect(
      try connection.first(
        """
        select string_agg(distinct p.species::text, ',') || ' ' || string_agg(distinct r.status::text, ',')
        from pets p, test_reports r
        """
      ) { try $0.string(0) } == "UNKNOWN PENDING")
    try connection.run(
      script: "insert into booking_items (booking_id, test_id) values (1, 1)")
    #expect(
      try connection.query(
        "select distinct status::text from booking_items where status is not null"
      ) {
        try $0.string(0)
      } == ["PENDING"])
  }

  @Test(
    "a booking whose id comes to be beyond those of billing is told, and not left out of its day")
  func wideBooking() throws {
    try AppVariant.bigIDs.make(connection, bookings: 60)
    try Migrator(connection).apply()
    try connection.execute(
      """
      insert into bookings (id, user_id, booking_date, status)
      values (3000000000, 1, '2025-01-02 10:00', 'completed')
      """)
    let reader = ChunkReader(connection, dates: ServiceDateSQL(billingZone: "Asia/Kolkata"))
    let date = try #require(CalendarDate("2025-01-02"))
    let error = #expect(throws: PostgresError.self) {
      try reader.bookings(.day(date, ids: BookingID(1)...BookingID(.max)))
    }
    guard case .tooWide(column: "id", value: "3000000000") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(throws: MigrationError.self) { try Migrator(connection).backfill() }
  }

  @Test("ids that are UUIDs are refused with the words for it")
  func uuids() throws {
    try ExistingApp().createTables(connection)
    try connection.run(
      script: """
        alter table booking_items alter column id drop default;
        alter table booking_items alter column id type uuid using gen_random_uuid();
        """)
    let found = try problems()
    #expect(found == [.wrongType("booking_items.id", found: "uuid", wanted: "integer")])
    #expect(found[0].description.contains("an app whose ids are UUIDs cannot be adopted"))
  }

  @Test("what is no text, number or instant underneath is named with its domain")
  func wrongDomain() throws {
    try ExistingApp().createTables(connection)
    try connection.run(
      script: """
        create domain role_number as integer;
        alter table users alter column full_name type role_number using 1;
        """)
    #expect(
      try problems() == [
        .wrongType("users.full_name", found: "domain role_number over integer", wanted: "text")
      ])
  }
}

extension Connection {
  /// How many rows each of the app's tables holds.
  fileprivate func rowCounts() throws -> [String] {
    let tables = try query(
      """
      select relname
      from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'
        and relname in ('users', 'addresses', 'categories', 'tests', 'bookings', 'booking_items')
      order by 1
      """
    ) { try $0.string(0) }
    return try tables.map { table in
      try first("select count(*)::text from \(unescaped: table)") {
        "\(table) \(try $0.string(0))"
      }!
    }
  }
}
