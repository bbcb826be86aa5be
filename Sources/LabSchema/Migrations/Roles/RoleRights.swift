internal import Billing
package import Postgres

/// What a group role may do with each table.
struct RoleRights: Sendable {
  /// Tables, or some of their columns, by what may be done with them.
  private var selects: [String]
  private var inserts: [String]
  private var updates: [String]
  private var deletes: [String]
  private var executes: [String]

  /// Each right on each table; `columns` is empty where it is on all of them.
  var rights: [(right: String, table: String, columns: String)] {
    let parts = [
      ("select", selects), ("insert", inserts), ("update", updates), ("delete", deletes),
    ]
    return parts.flatMap { right, tables in
      tables.map { table in
        // `users (id, phone)`: some columns of a table.
        let words = table.split(separator: " ", maxSplits: 1)
        return (
          right: right, table: String(words[0]),
          columns: words.count == 1 ? "" : String(words[1].dropFirst().dropLast())
        )
      }
    }
  }

  /// Functions that it cannot do without.
  var needed: [String] { executes.filter { !Self.housekeeping.contains($0) } }

  /// The statements that give them to a role.
  ///
  /// - Parameter columns: those that the schema has, as `users.phone`: an app may lack some.
  func grants(to role: String, of columns: Set<String>) -> [String] {
    rights.filter { right, table, names in
      // An app may lack a table that nobody reads.
      !BaselineUse.unreadTables.contains(table)
        || columns.contains { $0.hasPrefix("\(table).") }
    }.map { right, table, names in
      let there = names.split(separator: ", ").filter { columns.contains("\(table).\($0)") }
      let list = names.isEmpty ? "" : " (\(there.joined(separator: ", ")))"
      return "grant \(right)\(list) on \(table) to \(role)"
    } + executes.map { "grant execute on function \($0) to \(role)" }
  }

  /// Whether a right that a role holds is one of these.
  func lists(_ held: RightHeld) -> Bool {
    switch held.kind {
    case "function":
      return executes.contains { $0.prefix { $0 != "(" } == held.object.prefix { $0 != "(" } }
    case "table":
      return rights.contains { right, table, columns in
        right == held.right && table == held.object
          && (columns.isEmpty
            ? held.column.isEmpty : columns.split(separator: ", ").contains(held.column[...]))
      }
    default: return false
    }
  }

  /// What the jobs need. Amounts, numbers and status of a finalized record are protected by the
  /// table itself, from whoever may update it.
  static let biller = RoleRights(
    selects: people + locks + catalogue + ["billing_records"] + ledgers + summaries
      + writtenElsewhere,
    inserts: ["billing_records"] + ledgers,
    updates: ["billing_records"] + ledgers,
    // Drafts whose booking is not billable any more, and the chunks of a run that has ended.
    deletes: [Table.billingRecords.name, Table.billingRunChunks.name],
    executes: functions + [
      "billing_locked_bookings(integer[])", "billing_series_pieces(integer)",
    ] + housekeeping)

  /// Functions without which a night bills all the same, and leaves something lying about.
  static let housekeeping = ["billing_remove_expired_tokens(integer)"]

  /// Reads the registers and what they name, and posts payments. It sums up the chunks of a dead run, as
  /// whoever takes the lab does. Of a record nothing can be written
  /// but when it was touched, which is what locking its row asks for: that it is paid is written by a
  /// function, which looks whether it is.
  static let accountant = RoleRights(
    selects: people + locks + catalogue + ["billing_records"] + ledgers + summaries
      + writtenElsewhere,
    inserts: ["billing_payments", "billing_runs"],
    updates: ["billing_records (updated_at)", "billing_runs"],
    deletes: [Table.billingRunChunks.name],
    executes: functions)

  /// Reads all that a person may read, and writes the tables that people write. A secret it may give
  /// anew, and not read.
  static let admin = RoleRights(
    selects: LabTables.all.map { readable($0, [.open, .medical]) } + locks,
    inserts: LabTables.writable.map(\.name),
    updates: LabTables.writable.map(\.name),
    deletes: LabTables.writable.map(\.name),
    executes: [])

  /// What the app does with its tables. Of billing it reads the records, to show a customer what was
  /// billed: they are computed, and nobody else writes them.
  static func app(with tables: [String]) -> RoleRights {
    RoleRights(
      selects: tables + [Table.billingRecords.name], inserts: tables, updates: tables,
      deletes: tables, executes: [])
  }

  /// What the app needs beside the rights on the tables that it had, which are its business.
  static let app = app(with: appTables)

  /// The plan's tables that the app writes.
  static let appTables = LabTables.app.map(\.name).filter {
    !hadByTheApp.contains($0) && $0 != Table.billingRecords.name
  }

  /// What the plan adds to the tables that the app had.
  static let addedColumns: [(table: String, column: String)] = {
    let history = CatalogHistory.embedded
    let phases: [MigrationPhase] = [.p0, .p1, .p2]
    let objects = EmbeddedMigrations.all.filter { phases.contains($0.phase) }
      .flatMap { history.objects(of: $0.name) }
    return
      objects
      .filter { $0.kind == .column && hadByTheApp.contains($0.table) }
      .map { (table: $0.table, column: String($0.name.dropFirst($0.table.count + 1))) }
  }()

  static let hadByTheApp = Set(
    EmbeddedMigrations.all.filter { $0.phase == .baseline }
      .flatMap { CatalogHistory.embedded.objects(of: $0.name) }.map(\.table))

  private static let functions = [
    "refresh_billing_summaries()", "billing_records_settle(integer[], bigint)",
  ]

  /// Never a password hash, and never medical history.
  private static let people = [
    readable(.users, [.open]),
    readable(.staff, [.open]),
    readable(.pets, [.open]),
  ]

  /// What a session locks to lock the tables of persons, of which it may not read all.
  private static let locks = [LabTables.peopleLock]

  private static let catalogue = [
    Table.categories, Table.tests, Table.bookings, Table.bookingItems, Table.offers, Table.coupons,
    Table.couponRedemptions, Table.distancePricingConfigs, Table.clinicInfo,
  ].map(\.name)

  /// The job's own tables that jobs write.
  private static let ledgers = LabTables.jobs.map(\.name).filter { !writtenElsewhere.contains($0) }

  /// The job's own tables that only migrations write, and the history that only triggers write.
  private static let writtenElsewhere = [
    Table.schemaMigrations, Table.schemaBackfills, Table.billingLab, Table.billingDataChanges,
  ].map(\.name)

  private static let summaries = LabTables.summaries.map(\.name)

  /// A table, or the columns of it whose values may be seen.
  private static func readable(_ table: Table, _ seen: Set<Column.Visibility>) -> String {
    let columns = table.columns.filter { seen.contains($0.visibility) }.map(\.name)
    return columns.count == table.columns.count
      ? table.name : "\(table.name) (\(columns.joined(separator: ", ")))"
  }
}

extension Connection {
  /// What the connected user lacks of the rights that the jobs need, as `update on billing_records`;
  /// nothing where all of them are there. The schema has to be current.
  package func missingJobRights() throws -> [String] {
    try missingTableRights() + missingExecutes(RoleRights.biller.needed) + missingTemporary()
  }

  /// What the connected user lacks of the rights that only housekeeping needs.
  package func missingHousekeepingRights() throws -> [String] {
    try missingExecutes(RoleRights.housekeeping)
  }

  private func missingExecutes(_ functions: [String]) throws -> [String] {
    try query(
      """
      select 'execute on ' || name
      from unnest(\(functions)::text[]) name
      where not has_function_privilege(to_regprocedure(name), 'execute')
      order by name
      """
    ) { row in try row.string(0) }
  }

  /// Drafts that change and records that are numbered stand in a table of the session first.
  private func missingTemporary() throws -> [String] {
    try query(
      """
      select 'temporary on database ' || quote_ident(current_database())
      where not has_database_privilege(current_database(), 'temporary')
      """
    ) { row in try row.string(0) }
  }

  private func missingTableRights() throws -> [String] {
    let wanted = RoleRights.biller.rights
    return try query(
      """
      select wanted.right_name || ' on ' || wanted.table_name
      from unnest(
        \(wanted.map(\.right))::text[], \(wanted.map(\.table))::text[],
        \(wanted.map(\.columns))::text[]
      ) as wanted (right_name, table_name, column_names)
      where not case wanted.column_names
        when '' then has_table_privilege(wanted.table_name, wanted.right_name)
        else (
          select bool_and(has_column_privilege(wanted.table_name, a.attnum, wanted.right_name))
          from pg_catalog.pg_attribute a
          where a.attrelid = wanted.table_name::regclass
            and a.attname = any (string_to_array(wanted.column_names, ', '))
            and not a.attisdropped
        )
      end
      order by wanted.table_name, wanted.right_name
      """
    ) { row in try row.string(0) }
  }
}
