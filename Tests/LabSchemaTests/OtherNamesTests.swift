import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// A lab's app may call its tables otherwise than the plan does.
@Suite("An app with other names")
struct OtherNamesTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    try ExistingApp().createTables(connection)
  }

  private func problems() throws -> [AdoptionProblem] {
    let error = #expect(throws: MigrationError.self) { try Migrator(connection).plan() }
    guard case .notAdoptable(_, let problems) = error else {
      Issue.record("\(String(describing: error))")
      return []
    }
    return problems
  }

  private func told() throws -> [String] { try problems().map(\.description) }

  private static let rename = """
    alter table users rename to customers;
    alter table bookings rename to booking;
    alter table booking rename column user_id to customer_id;
    alter table tests rename to lab_tests;
    alter table booking_items rename to "orderItems";
    alter table categories rename to test_groups;
    """

  @Test("tables that look like the missing ones are named, with what they have in common")
  func tables() throws {
    try connection.run(script: Self.rename)
    let expected = [
      "the table booking_items is missing: a lab's app has it; "
        + "orderItems (with booking_id, test_id) looks like it",
      "the table bookings is missing: a lab's app has it; "
        + "booking (with address, address_link, booking_date, status …) looks like it",
      "the table categories is missing: a lab's app has it; test_groups looks like it",
      "the table tests is missing: a lab's app has it; "
        + "lab_tests (with category_id, description, discounted_price, price …) looks like it",
      "the table users is missing: a lab's app has it; "
        + "customers (with email, full_name, hashed_password, is_superuser …) looks like it",
    ]
    #expect(try told() == expected)
    // Nothing is said of the indexes and sequences that keep the plan's names meanwhile.
    try connection.run(script: "drop table addresses")
    #expect(try told() == expected)
  }

  @Test("an app of singular names is named, and no lab is made beside it")
  func singular() throws {
    try connection.run(
      script: """
        drop table addresses;
        alter table users rename to "user";
        alter table bookings rename to booking;
        alter table tests rename to test;
        alter table booking_items rename to booking_item;
        alter table categories rename to category;
        """)
    #expect(
      try told() == [
        "the table booking_items is missing: a lab's app has it; "
          + "booking_item (with booking_id, test_id) looks like it",
        "the table bookings is missing: a lab's app has it; "
          + "booking (with address, address_link, booking_date, status …) looks like it",
        "the table categories is missing: a lab's app has it; category looks like it",
        "the table tests is missing: a lab's app has it; "
          + "test (with category_id, description, discounted_price, price …) looks like it",
        "the table users is missing: a lab's app has it; "
          + "user (with email, full_name, hashed_password, is_superuser …) looks like it",
      ])
    #expect(throws: MigrationError.self) { try Migrator(connection).apply() }
    #expect(
      try connection.query("select to_regclass('schema_migrations') is null") { try $0.bool(0) }
        == [true])
  }

  @Test("a lab of its own is made beside a table or two that look like the plan's, which are named")
  func besideOthers() throws {
    try connection.run(
      script: """
        drop table addresses, booking_items, bookings, tests;
        alter table users rename to customers;
        alter table categories rename to product_groups;
        """)
    try renameIndexes()
    let plan = try Migrator(connection).plan()
    #expect(plan.isFresh)
    let customers =
      "customers (with email, full_name, hashed_password, is_superuser …) looks like the plan's table "
      + "users, and is left alone"
    #expect(plan.observations.last == customers)
    #expect(plan.script.contains("-- \(customers).\n"))
    var noted: [String] = []
    try Migrator(connection).apply { progress in
      if case .noted(let sentence) = progress { noted.append(sentence) }
    }
    #expect(noted == plan.observations.map { "\($0)." })
  }

  /// Indexes and sequences keep their names when a table gets another.
  private func renameIndexes() throws {
    try connection.run(
      script: """
        do $$
        declare
          taken record;
        begin
          for taken in
            select relname from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('S', 'i')
          loop
            execute format('alter index %I rename to %I', taken.relname, 'own_' || taken.relname);
          end loop;
        end
        $$
        """)
  }

  @Test("a table that shares no name is told by its columns and what it refers to")
  func byReferences() throws {
    try connection.run(script: "drop table booking_items")
    try connection.run(
      script: """
        create table payments (
          id serial primary key, booking_id integer references bookings,
          user_id integer references users, status text, paid_on date
        );
        create table user_sessions (
          id serial primary key, user_id integer references users, token text, created_at timestamp
        );
        create table results (id serial primary key, test_id integer references tests, value text);
        """)
    #expect(try problems() == [.missingTable("booking_items")])
    try connection.run(
      script: """
        create table basket (
          id serial primary key, what integer references tests, for_whom integer references bookings
        );
        create table booking_tests (
          id serial primary key, booking_id integer references bookings,
          test_id integer references tests
        );
        """)
    #expect(
      try told() == [
        "the table booking_items is missing: a lab's app has it; "
          + "booking_tests (with booking_id, test_id) and basket (with for_whom, what) look like it"
      ])
  }

  @Test("columns that look like the missing ones are named")
  func columns() throws {
    try connection.run(
      script: """
        alter table tests rename column price to total_price;
        alter table bookings rename column booking_date to scheduled_at;
        alter table bookings rename column user_id to customer_id;
        alter table categories rename column name to title;
        """)
    #expect(
      try told() == [
        "the column bookings.booking_date is missing (it should be timestamp with time zone); "
          + "bookings.scheduled_at looks like it",
        "the column bookings.user_id is missing (it should be integer); "
          + "bookings.customer_id looks like it",
        "the column categories.name is missing (it should be text); categories.title looks like it",
        "the column tests.price is missing (it should be numeric(12,2)); "
          + "tests.total_price looks like it",
      ])
  }

  @Test(
    "a column that looks like one that is added empty is named, since billing would not read it")
  func emptyColumns() throws {
    try connection.run(
      script: """
        alter table tests rename column discounted_price to offer_price;
        alter table users rename column full_name to display_name;
        """)
    let plan = try Migrator(connection).plan()
    #expect(plan.gaps.added == ["tests.discounted_price", "users.full_name"])
    #expect(
      plan.observations == [
        "tests.offer_price looks like tests.discounted_price, which is added empty all the same",
        "users.display_name looks like users.full_name, which is added empty all the same",
      ])
  }

  @Test("renamed by the app as docs/adopting.md prints it, its statements go on as before")
  func renamedWithView() throws {
    let page = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/adopting.md"),
      encoding: .utf8)
    let section = try #require(page.components(separatedBy: "### Other names\n").last)
    let block = try #require(section.components(separatedBy: "```").dropFirst().first)
    try ExistingApp().fill(connection, bookings: 100)
    try connection.run(
      script: """
        alter table users
          alter is_superuser set default false,
          alter is_verified set default true;
        alter table users rename to customers;
        alter table customers rename column full_name to display_name;
        """)
    #expect(try problems().map(\.hasLookAlikes) == [true])
    try connection.run(script: "begin; \(block.trimmingPrefix("sql")) commit")
    try Migrator(connection).apply()
    let old: Statement = """
      insert into customers (
        phone, email, hashed_password, display_name, is_active, role
      ) values ('900', '900@example.org', 'x', 'Anita', true, 'USER')
      on conflict (phone) do update set display_name = excluded.display_name
      returning id
      """
    let id = try connection.query(old) { try $0.int(0) }[0]
    #expect(try connection.query(old) { try $0.int(0) } == [id])
    try connection.execute("update customers set display_name = 'Anita D' where id = \(id)::int")
    try connection.execute("insert into bookings (user_id, status) values (\(id)::int, 'pending')")
    let locked = try connection.query(
      """
      select c.display_name from customers c join bookings b on b.user_id = c.id
      where c.id = \(id)::int for update of c
      """
    ) { try $0.string(0) }
    #expect(locked == ["Anita D"])
    _ = try Migrator(connection).backfill()
    #expect(
      try connection.query(
        "select p.name from bookings b join pets p on p.id = b.pet_id where b.user_id = \(id)::int"
      ) { try $0.string(0) } == ["Pet_\(id)"])
    try connection.run(
      script: "delete from bookings where user_id = \(id); delete from customers where id = \(id)")
    #expect(try Migrator(connection).verify().isClean)
  }
}
