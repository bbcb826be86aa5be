import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// What the history of the lab's data keeps, of whose changes, and that it stays.
@Suite("The history of the lab's data")
struct DataChangeTests {
  private let lab: SampleLab
  private let meera = ChangeAuthor(person: "Meera Iyer (staff 3)", reason: "asked by phone")

  init() throws {
    lab = try SampleLab()
    // What the sample itself wrote of prices is no concern of these tests.
    try lab.connection.forge("truncate billing_data_changes restart identity")
  }

  /// The tables, each after those that it refers to.
  private static let inOrder: [Table] = {
    var rest = LabTables.writable
    var order: [Table] = []
    while !rest.isEmpty {
      let next = rest.filter { table in
        table.columns.allSatisfy { column in
          column.references.map { name in !rest.contains { $0.name == name } } ?? true
        }
      }
      order += next
      rest.removeAll(where: next.contains)
    }
    return order
  }()

  /// A value that a column of the sample does not have; nil where nobody may write another.
  private func another(_ column: Column, of table: Table) -> String? {
    if table.identity.contains(column.name) || column.isGenerated { return nil }
    if column.references != nil { return column.isNullable ? "null" : nil }
    if let choices = column.choices {
      let words = choices.map { "'\($0)'" }.joined(separator: ", ")
      return """
        (select min(word) from unnest(array[\(words)]) word where word <> \(table.name).\(column.name))
        """
    }
    return switch column.type {
    case .boolean: "not \(column.name)"
    case .integer, .bigint, .number, .numeric: "coalesce(\(column.name), 0) + 0.25 * 4"
    case .text, .varchar:
      column.name == "applicable_tests" ? "'[1]'" : "coalesce(\(column.name), '') || 'x'"
    case .date: "\(column.name) + 1"
    case .time: "\(column.name) + interval '1 minute'"
    case .instant: "coalesce(\(column.name), now()) + interval '1 second'"
    case .textArray, .jsonb, .uuid: nil
    }
  }

  private struct Kept: Equatable {
    var table: String
    var row: Int?
    var action: String
    var before: String?
    var after: String?
    var person: String?
    var reason: String?
  }

  /// What was kept since the last time, in its order.
  private func kept() throws -> [Kept] {
    let rows = try lab.connection.query(
      """
      select table_name, row_id, action, before::text, after::text, person, reason
      from billing_data_changes
      order by change_id
      """
    ) { row in
      Kept(
        table: try row.string(0), row: try row.optionalString(1).flatMap { Int($0) },
        action: try row.string(2), before: try row.optionalString(3),
        after: try row.optionalString(4), person: try row.optionalString(5),
        reason: try row.optionalString(6))
    }
    try lab.connection.forge("truncate billing_data_changes")
    return rows
  }

  private func keys(of document: String?) throws -> Set<String> {
    guard let document else { return [] }
    return Set(
      try lab.connection.query("select jsonb_object_keys(\(document)::jsonb)") {
        try $0.string(0)
      })
  }

  @Test(
    "each column of each table that a command changes is kept as it was and is, with its author")
  func updatesByCommand() throws {
    for table in Self.inOrder {
      for column in table.columns {
        guard let value = another(column, of: table) else { continue }
        try lab.connection.changing(as: meera) {
          try lab.connection.run(script: "update \(table.name) set \(column.name) = \(value)")
        }
        let found = try kept()
        let place = "\(table.name).\(column.name)"
        try #require(found.count == 1, "\(place)")
        #expect(
          found[0]
            == Kept(
              table: table.name, row: 1, action: "updated", before: found[0].before,
              after: found[0].after, person: meera.person, reason: meera.reason), "\(place)")
        #expect(try keys(of: found[0].before).contains(column.name), "\(place)")
        if column.visibility == .open {
          // An address is the database's own to make from a number.
          #expect(try keys(of: found[0].before).isSubset(of: [column.name, "whatsapp_link"]))
          #expect(found[0].before != found[0].after, "\(place)")
        } else {
          #expect(found[0].before == "{\"\(column.name)\": \"***\"}", "\(place)")
          #expect(found[0].after == found[0].before, "\(place)")
        }
      }
    }
  }

  @Test("each row that a command deletes or makes is kept whole, but its secrets")
  func rowsByCommand() throws {
    let connection = lab.connection
    try connection.execute("delete from billing_records")
    for table in Self.inOrder.reversed() {
      try connection.run(script: "create temporary table kept_\(table.name) as table \(table.name)")
      try connection.changing(as: meera) {
        try connection.run(script: "delete from \(table.name)")
      }
      try expectWhole(table, "deleted")
    }
    for table in Self.inOrder {
      let columns = table.columns.filter { !$0.isGenerated }.map(\.name).joined(separator: ", ")
      try connection.changing(as: meera) {
        try connection.run(
          script: "insert into \(table.name) (\(columns)) select \(columns) from kept_\(table.name)"
        )
      }
      try expectWhole(table, "created")
    }
  }

  private func expectWhole(_ table: Table, _ action: String) throws {
    let found = try kept()
    try #require(found.count == 1, "\(table.name) \(action)")
    let document = action == "created" ? found[0].after : found[0].before
    #expect(found[0].action == action, "\(table.name)")
    #expect(found[0].row == 1, "\(table.name)")
    #expect(found[0].person == meera.person, "\(table.name)")
    #expect(try keys(of: document) == Set(table.columns.map(\.name)), "\(table.name)")
    for column in table.columns where column.visibility != .open {
      #expect(document?.contains("\"\(column.name)\": \"***\"") == true, "\(table.name)")
    }
  }

  @Test("of what the app writes, what prices depend on is kept, and nothing else")
  func updatesByApp() throws {
    var found: Set<String> = []
    for table in Self.inOrder {
      for column in table.columns {
        guard let value = another(column, of: table) else { continue }
        try lab.connection.run(script: "update \(table.name) set \(column.name) = \(value)")
        let changes = try kept()
        if changes.isEmpty { continue }
        #expect(changes.count == 1 && changes[0].person == nil && changes[0].reason == nil)
        found.insert("\(table.name).\(column.name)")
      }
    }
    let priced = PricedColumns.all.flatMap { table, columns in
      columns.map { "\(table.name).\($0)" }
    }
    // What a coupon has besides is written once, with its row.
    #expect(found == Set(priced + ["coupons.created_at", "coupons.created_by_admin_id"]))
  }

  @Test("prices that the app makes, deletes and truncates are kept, row by row")
  func rowsByApp() throws {
    try lab.connection.run(
      script: """
        insert into coupons (code, start_date, end_date)
        values ('A', '2025-01-01', '2025-02-01'), ('B', '2025-01-01', '2025-02-01');
        delete from offers;
        """)
    let found = try kept()
    #expect(
      found.map { "\($0.table) \($0.row ?? 0) \($0.action)" } == [
        "coupons 2 created", "coupons 3 created", "coupons 1 deleted", "offers 1 deleted",
      ]
        || found.map { "\($0.table) \($0.row ?? 0) \($0.action)" } == [
          "coupons 2 created", "coupons 3 created", "offers 1 deleted", "coupons 1 deleted",
        ])
    try lab.connection.execute("truncate coupons, distance_pricing_configs cascade")
    #expect(
      Set(try kept().map { "\($0.table) \($0.row ?? 0) \($0.action)" }) == [
        "coupons 2 deleted", "coupons 3 deleted", "distance_pricing_configs 1 deleted",
      ])
  }

  @Test("what goes with a row that a command deletes is kept too")
  func cascade() throws {
    try lab.connection.changing(as: meera) {
      try lab.connection.execute("delete from users")
    }
    #expect(
      Set(try kept().map { "\($0.table) \($0.action)" }) == [
        "users deleted", "addresses deleted", "pets deleted", "bookings deleted",
        "booking_items deleted", "test_batch_groups deleted", "test_reports deleted",
        "token_blacklist deleted", "coupon_redemptions deleted", "prescription_uploads deleted",
      ])
  }

  @Test("a change that changes nothing is none; a dry run leaves nothing, and says what would be")
  func nothing() throws {
    let connection = lab.connection
    try connection.changing(as: meera) {
      try connection.execute("update offers set name = name, discount_value = 100.0")
    }
    #expect(try kept() == [])
    let changed = try connection.changing(as: meera, .rolledBack) {
      try connection.execute("update tests set price = price + 1")
      return try connection.query("select after ->> 'price' from billing_data_changes") {
        try $0.string(0)
      }
    }
    #expect(changed == ["601.00"])
    #expect(try kept() == [])
    #expect(
      try connection.query("select price::text from tests") { try $0.string(0) } == ["600.00"])
  }

  @Test("a dry run meets what the database looks at when a transaction ends")
  func deferred() throws {
    try lab.connection.run(
      script: """
        alter table coupons drop constraint coupons_offer_id_fkey;
        alter table coupons add constraint coupons_offer_id_fkey foreign key (offer_id)
          references offers (id) deferrable initially deferred;
        """)
    let error = #expect(throws: PostgresError.self) {
      try lab.connection.changing(as: meera, .rolledBack) {
        try lab.connection.execute("update coupons set offer_id = 99")
      }
    }
    #expect(error?.sqlState == ServerError.foreignKeyViolation)
  }

  @Test("what says who is the transaction's alone")
  func authorOfOneTransaction() throws {
    try lab.connection.changing(as: meera) {
      try lab.connection.execute("update tests set price = 650")
    }
    try lab.connection.execute("update tests set price = 700")
    #expect(try kept().map(\.person) == [meera.person, nil])
    try lab.connection.changing(as: ChangeAuthor(person: "Ravi (staff 1)")) {
      try lab.connection.execute("update tests set price = 710")
    }
    #expect(try kept().map(\.reason) == [nil])
  }

  @Test("nobody changes, deletes or writes the history by hand, the owner in replica mode included")
  func appendOnly() throws {
    try lab.connection.execute("update tests set price = 650")
    for mode in ["origin", "replica"] {
      try lab.connection.execute("set session_replication_role = \(unescaped: mode)")
      for statement: Statement in [
        "update billing_data_changes set person = 'somebody else'",
        "update billing_data_changes set changed_at = changed_at",
        "delete from billing_data_changes", "truncate billing_data_changes",
        """
        insert into billing_data_changes (table_name, row_id, action, after)
        values ('tests', 1, 'created', '{}')
        """,
      ] {
        lab.expectRefusal(ServerError.restrictViolation, statement)
      }
      try lab.connection.execute("update tests set price = price + 1")
    }
    #expect(try kept().count == 3)
  }

  @Test("a secret column that is added to a description has to be hidden from the history")
  func hidden() throws {
    let found = try lab.connection.query(
      """
      select c.relname::text, g.tgname::text, encode(g.tgargs, 'escape'), g.tgenabled::text
      from pg_trigger g
      join pg_class c on c.oid = g.tgrelid
      join pg_proc p on p.oid = g.tgfoid
      where p.proname = 'billing_data_changes_write'
      order by 1, 2
      """
    ) { row in
      (
        table: try row.string(0), name: try row.string(1),
        hidden: try row.string(2).split(separator: "\\000").map(String.init),
        mode: try row.string(3)
      )
    }
    #expect(Set(found.map(\.table)) == Set(LabTables.writable.map(\.name)))
    for trigger in found {
      let table = try #require(LabTables.named(trigger.table))
      #expect(
        trigger.hidden == table.columns.filter { $0.visibility != .open }.map(\.name),
        "\(trigger.table).\(trigger.name)")
      #expect(trigger.mode == "A", "\(trigger.table).\(trigger.name)")
    }
  }
}
