package import Billing
internal import PlainText
package import Postgres

/// Writes rows of a table that people write. It works in the transaction that it is called in; who asks for
/// a change is the transaction's to say (`Connection.changing(as:)`).
package struct RowWriter {
  package let found: FoundTable
  let connection: Connection
  /// The member of the staff who asks; nil in a dry run for nobody.
  private let staffID: StaffID?
  /// Where a moment without an offset is told by the clock: `billing.time_zone`.
  let timeZone: String

  package var table: Table { found.table }

  /// - Throws: ``DataError`` for a table that the jobs write, or that is not there.
  package init(
    _ table: Table, over connection: Connection, asking staffID: StaffID?, timeZone: String
  ) throws {
    guard LabTables.writable.contains(table) else { throw DataError.notWritable(table.name) }
    self.init(
      found: try FoundTable(table, in: connection), over: connection, asking: staffID,
      timeZone: timeZone)
  }

  init(found: FoundTable, over connection: Connection, asking staffID: StaffID?, timeZone: String) {
    self.found = found
    self.connection = connection
    self.staffID = staffID
    self.timeZone = timeZone
  }

  /// Makes a row.
  ///
  /// - Throws: ``DataError``: what is missing and what does not fit, all of it at once, or what the database
  ///   refused.
  package func create(_ values: RowValues) throws -> CreatedRow {
    var faults = values.faults
    if values.names("id") { faults.append("id is the database's to give: leave it out") }
    faults += table.columns.filter { found.requires($0) && !values.names($0.name) }
      .map {
        "\($0.name) is required"
          + ($0.choices.map { ": one of \($0.joined(separator: ", "))" } ?? "")
      }
    faults += table.rules.compactMap { $0.fault(in: table) { values[$0]?.text } }
    faults += try missingReferences(values)
    guard faults.isEmpty else { throw DataError.faults(of: table.name, faults) }
    var given = try values.values.map {
      (column: $0.column, value: try expression($0.value, of: $0.column))
    }
    given += try table.columns.filter { values[$0.name] == nil }
      .compactMap { column in
        try filling(of: column, isNew: true).map { (column: column, value: $0) }
      }
    let shown = table.columns.filter { $0.visibility == .open && $0.name != "id" }
    let statement: Statement = """
      insert into \(unescaped: table.name) (\(unescaped: given.map(\.column.name).joined(separator: ", ")))
      values (\(given.map(\.value).joined()))
      returning id, \(shown.map { text(of: $0, in: table.name) }.joined())
      """
    return try refusing {
      try connection.query(statement) { row in
        CreatedRow(
          table: table, id: try row.int64(0),
          columns: try shown.enumerated().map { place, column in
            .init(column: column, before: nil, after: try row.optionalString(place + 1))
          })
      }
    }[0]
  }

  /// Gives columns of rows other values. Rows that have them already are left as they are.
  ///
  /// - Throws: ``DataError``.
  package func update(_ ids: [Int64], _ values: RowValues) throws -> RowChanges {
    var faults = try values.faults + missingReferences(values)
    if values.columns.contains("id") {
      faults.append("id cannot be changed: it is what the row is")
    }
    if values.values.isEmpty, faults.isEmpty { faults.append("no column=value is given") }
    guard faults.isEmpty else { throw DataError.faults(of: table.name, faults) }
    let written = Set(values.columns)
    let rules = table.rules.filter { !written.isDisjoint(with: $0.columns) }
    var changes = RowChanges(table: table, action: .update, meant: ids.count)
    var changed: [Int64] = []
    // The rules are held against the row as it will be, and its columns that are no secret are shown.
    let after = try values.values.map {
      (column: $0.column, value: try expression($0.value, of: $0.column))
    }
    let newValues = after.map { column, value -> Statement in
      "cast(\(value) as \(unescaped: found.type(of: column)))"
    }.joined()
    let columns = table.columns.filter { $0.visibility == .open }
    let read = columns.map { text(of: $0) }.joined()
    // Whether a secret is another one is not looked at: who may write it may not read it.
    let differs = values.values.map { pair in
      pair.column.visibility == .secret
        ? "true" : "old.\(pair.column.name) is distinct from given.\(pair.column.name)"
    }.joined(separator: " or ")
    let sampled = values.values.map { pair -> Statement in
      pair.column.visibility == .open ? text(of: pair.column, in: "given") : "null"
    }.joined()
    let statement: Statement = """
      with given (\(unescaped: values.columns.joined(separator: ", "))) as (select \(newValues))
      select old.id, \(read), \(sampled)
      from \(unescaped: table.name) old
      cross join given
      where old.id = any (\(ids)::bigint[]) and (\(unescaped: differs))
      order by old.id
      for update of old
      """
    try refusing {
      try connection.forEach(statement) { row in
        let id = try row.int64(0)
        changed.append(id)
        var old: [String: String] = [:]
        for (place, column) in columns.enumerated() {
          old[column.name] = try row.optionalString(place + 1)
        }
        var new = old
        for (place, pair) in values.values.enumerated() {
          new[pair.column.name] = try row.optionalString(columns.count + 1 + place)
        }
        for rule in rules {
          if let fault = rule.fault(in: table, { new[$0] }) {
            faults.append("\(table.name) \(id): \(fault)")
          }
        }
        changes.add(
          RowChange(
            id: id, called: name(of: old),
            columns: values.values.map { pair in
              RowChange.Value(
                column: pair.column, before: old[pair.column.name], after: new[pair.column.name])
            }))
      }
    }
    guard faults.isEmpty else { throw DataError.faults(of: table.name, Array(faults.prefix(20))) }
    guard !changed.isEmpty else { return changes }
    let filled = try table.columns.filter { !written.contains($0.name) }
      .compactMap { column in
        try filling(of: column, isNew: false).map { (column: column, value: $0) }
      }
    let set = (after + filled).map { column, value -> Statement in
      "\(unescaped: column.name) = \(value)"
    }.joined()
    let rows = try refusing {
      try connection.execute(
        "update \(unescaped: table.name) set \(set) where id = any (\(changed)::bigint[])")
    }
    try require(rows, of: changes)
    return changes
  }

  /// Deletes rows, and whatever the database deletes with them.
  ///
  /// - Throws: ``DataError`` where something has to stay, such as finalized billing.
  package func delete(_ ids: [Int64]) throws -> RowChanges {
    var changes = RowChanges(table: table, action: .delete, meant: ids.count)
    let columns = table.columns.filter { $0.visibility == .open }
    let read = columns.map { text(of: $0) }.joined()
    try connection.forEach(
      """
      select old.id, \(read)
      from \(unescaped: table.name) old
      where old.id = any (\(ids)::bigint[])
      order by old.id
      for update of old
      """
    ) { row in
      var old: [String: String] = [:]
      for (place, column) in columns.enumerated() {
        old[column.name] = try row.optionalString(place + 1)
      }
      changes.add(
        RowChange(
          id: try row.int64(0), called: name(of: old),
          columns: columns.map { .init(column: $0, before: old[$0.name], after: nil) }))
    }
    let before = try writtenRows()
    let rows = try refusing {
      try connection.execute(
        "delete from \(unescaped: table.name) where id = any (\(ids)::bigint[])")
    }
    try require(rows, of: changes)
    let after = try writtenRows()
    // The app's other tables too.
    for other in after.keys.sorted() where other != Table.billingDataChanges.name {
      let (was, now) = (before[other] ?? .init(), after[other] ?? .init())
      let deleted = now.deleted - was.deleted - (other == table.name ? changes.count : 0)
      if deleted > 0 {
        changes.follow.append(.init(table: other, deleted: true, rows: deleted))
      }
      if now.updated > was.updated {
        changes.follow.append(.init(table: other, deleted: false, rows: now.updated - was.updated))
      }
    }
    return changes
  }

  /// Refuses what the database did not do, although it said no word: a trigger or a policy of the app's keeps
  /// rows as they are.
  private func require(_ rows: Int, of changes: RowChanges) throws {
    guard rows == changes.count else {
      throw DataError.refused(
        "the database wrote \(rows) of \(counted(changes.count, "row")) of \(table.name): a trigger or a policy of the "
          + "app's keeps the others",
        remedy:
          "see the table's triggers with: jobrunner migrate plan, and policies with: jobrunner doctor"
      )
    }
    try requireAdmin()
  }

  /// Refuses to leave nobody who could ask for anything.
  func requireAdmin() throws {
    guard table == .staff else { return }
    let hasAdmin = try connection.query(
      """
      select exists (
        select from staff where is_active and lower(role::text) = \(StaffRole.admin.rawValue)
      )
      """
    ) { row in try row.bool(0) }[0]
    guard hasAdmin else {
      throw DataError.refused(
        "no active admin would be left, and nobody could ask for a change any more",
        remedy: "let another member of the staff be an admin first")
    }
  }

  private struct WrittenRows {
    var deleted = 0
    var updated = 0
  }

  /// How many rows of each table this session has written, by itself or by cascades, that the server has not
  /// put into its statistics yet: in one transaction the numbers only grow.
  private func writtenRows() throws -> [String: WrittenRows] {
    let rows = try connection.query(
      """
      select relname::text, n_tup_del, n_tup_upd
      from pg_catalog.pg_stat_xact_user_tables
      where relid in (select oid from pg_catalog.pg_class where relnamespace = \(SchemaSQL.id))
      """
    ) { row in
      (try row.string(0), WrittenRows(deleted: try row.int(1), updated: try row.int(2)))
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  /// A column as a person reads it.
  func text(of column: Column, in alias: String = "old") -> Statement {
    MomentSQL.text(of: column, in: alias, zone: timeZone)
  }

  /// What a row is called, for a person; nil where it has only its id.
  private func name(of row: [String: String]) -> String? {
    let key = table.naturalKey.isEmpty ? Array(table.searched.prefix(1)) : table.naturalKey
    let parts = key.compactMap { row[$0] }.filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// A value as a statement gives it to a column.
  private func expression(_ value: ColumnValue, of column: Column) throws -> Statement {
    guard case .text(let text) = value else { return "null" }
    if column.type == .instant { return MomentSQL.moment(text, zone: timeZone) }
    guard column.choices != nil else { return "\(text)" }
    return "\(try spelling(of: text, in: column))"
  }

  /// A word as the app's column takes it: an enumeration of the app's may have it in capitals.
  func spelling(of word: String, in column: Column) throws -> String {
    let objects = try FoundObjects(connection)
    guard let object = objects.column(column.name, of: table.name) else { return word }
    return ColumnWords.spelling(of: word, in: objects.words(of: object)) ?? word
  }

  /// What a column gets where nobody says; nil where the database fills it, or nothing does.
  func filling(of column: Column, isNew: Bool) throws -> Statement? {
    switch column.filling {
    case .changed where !isNew: "now()"
    case .changer where !isNew: "\(staffID)"
    case .creator where isNew, .changer where isNew: "\(staffID)"
    case .created where isNew, .changed where isNew: found.fills(column) ? nil : "now()"
    case .value(let value) where isNew:
      found.fills(column) ? nil : try literal(value, of: column)
    default: nil
    }
  }

  /// What a new row gets in a column whose value is missing, whoever fills it elsewhere; nil where that is
  /// null.
  func standard(of column: Column) throws -> Statement? {
    switch column.filling {
    case .created, .changed: "now()"
    case .value(let value): try literal(value, of: column)
    default: nil
    }
  }

  /// The plan's default as the app's column takes it.
  private func literal(_ value: String, of column: Column) throws -> Statement {
    guard column.choices != nil else { return "\(unescaped: value)" }
    return "\(try spelling(of: value.filter { $0 != "'" }, in: column))"
  }

  /// The references among the values that name no row.
  private func missingReferences(_ values: RowValues) throws -> [String] {
    let lookups = values.values.compactMap { column, value -> Statement? in
      guard let other = column.references, case .text(let id) = value else { return nil }
      return """
        select \(column.name)::text, \(other)::text, \(id)::text
        where not exists (select from \(unescaped: other) where id = \(id)::bigint)
        """
    }
    guard !lookups.isEmpty else { return [] }
    return try connection.query(lookups.joined(separator: " union all ")) { row in
      "\(try row.string(0)) names \(try row.string(1)) \(try row.string(2)), which is not there"
    }
  }

  /// Runs what the database may refuse, and says what it is in the words of the table.
  func refusing<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as PostgresError {
      guard case .server(let refusal) = error, let told = DataError(refusal, writing: table) else {
        throw error
      }
      throw told
    }
  }
}
