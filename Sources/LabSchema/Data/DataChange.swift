package import Billing
package import Postgres

/// A change of one row of the lab's data, as the history keeps it.
package struct DataChange: Equatable, Sendable {
  /// What became of the row.
  package enum Kind: String, StoredEnumeration {
    case created, updated, deleted
  }

  /// What a column held and holds since; a secret is `***`.
  package struct Value: Equatable, Sendable {
    package let column: String
    package let before: String?
    package let after: String?
  }

  package let id: Int64
  package let changedAt: Instant
  /// The same moment by the lab's own clock, with its offset: `2025-03-03 14:05:12.5+05:30`.
  package let localTime: String
  /// The same day, in the lab's own zone: `2025-03-03`.
  package let changedOn: String
  package let table: String
  /// Nil where the app's own ids are no numbers.
  package let rowID: Int64?
  package let kind: Kind
  /// In the table's order; of an update those that changed, else those that hold something.
  package fileprivate(set) var values: [Value]
  /// Who asked for it by a command; nil where the app, or somebody in SQL, made it.
  package let person: String?
  package let reason: String?
  package let databaseUser: String
}

extension DataChange {
  /// The change as far as it is one of these columns; nil where it is none of them.
  package func of(_ columns: [String]) -> DataChange? {
    var change = self
    change.values.removeAll { !columns.contains($0.column) }
    return change.values.isEmpty ? nil : change
  }

  /// Which changes are asked for.
  package struct Selection: Sendable {
    package let table: Table
    /// The rows' ids; nil is every row of the table.
    package var rows: [Int64]?
    /// A moment or a date: none before it.
    package var since: ColumnValue?
    /// How many at most, the newest.
    package var limit: Int

    package init(_ table: Table, rows: [Int64]? = nil, since: ColumnValue? = nil, limit: Int) {
      self.table = table
      self.rows = rows
      self.since = since
      self.limit = limit
    }
  }
}

extension Connection {
  /// The changes that are asked for, the newest first.
  ///
  /// - Parameter timeZone: by whose clock moments are told and `since` is meant.
  package func dataChanges(
    _ selection: DataChange.Selection, timeZone: String
  ) throws -> [DataChange] {
    var conditions: [Statement] = ["table_name = \(selection.table.name)"]
    if let rows = selection.rows { conditions.append("row_id = any (\(rows)::bigint[])") }
    if let since = selection.since?.text {
      conditions.append("changed_at >= \(MomentSQL.moment(since, zone: timeZone))")
    }
    let names = selection.table.columns.map(\.name)
    var changes: [DataChange] = []
    try forEach(
      """
      select c.change_id, c.changed_at, \(MomentSQL.text("c.changed_at", zone: timeZone)),
        (c.changed_at at time zone \(timeZone))::date, c.table_name, c.row_id, c.action, c.person,
        c.reason, c.database_user, v.key, c.before ->> v.key, c.after ->> v.key
      from (
        select change_id, changed_at, table_name, row_id, action, before, after, person, reason,
          database_user
        from billing_data_changes
        where \(conditions.joined(separator: " and "))
        order by change_id desc
        limit \(selection.limit)
      ) c
      left join lateral jsonb_each(coalesce(c.before, c.after)) v
        on c.action = 'updated' or v.value <> 'null'
      order by c.change_id desc, array_position(\(names)::text[], v.key), v.key
      """
    ) { row in
      let id = try row.int64(0)
      if changes.last?.id != id {
        changes.append(
          DataChange(
            id: id, changedAt: try row.decode(1), localTime: try row.string(2),
            changedOn: try row.string(3), table: try row.string(4),
            rowID: try row.decodeOptional(5), kind: try row.decode(6), values: [],
            person: try row.optionalString(7), reason: try row.optionalString(8),
            databaseUser: try row.string(9)))
      }
      guard let column = try row.optionalString(10) else { return }
      changes[changes.count - 1].values.append(
        DataChange.Value(
          column: column, before: try row.optionalString(11), after: try row.optionalString(12)))
    }
    return changes
  }

  /// The row that a history is asked of: one that is there, or one that was called so before it was
  /// changed or deleted.
  ///
  /// - Parameter key: its id, or what people call it by.
  /// - Throws: ``DataError`` where there is none, or there are several.
  package func rowWithHistory(called key: String, in table: Table) throws -> Int64 {
    let found = try FoundTable(table, in: self).ids(called: key, over: self)
    if let id = try only(found, called: key, in: table) { return id }
    let name = table.naturalKey.count == 1 ? table.naturalKey[0] : "id"
    let gone = try query(
      """
      select distinct row_id
      from billing_data_changes
      where table_name = \(table.name)
        and row_id is not null
        and (
          row_id::text = \(key) or before ->> \(name) = \(key) or after ->> \(name) = \(key)
        )
      order by row_id
      """
    ) { row in try row.int64(0) }
    guard let id = try only(gone, called: key, in: table) else {
      throw DataError.noRow(of: table.name, key: key.quoted)
    }
    return id
  }

  /// The one id of these; nil where there is none.
  private func only(_ ids: [Int64], called key: String, in table: Table) throws -> Int64? {
    guard ids.count <= 1 else {
      throw DataError.severalRows(of: table.name, key: key.quoted, ids: ids.map(String.init))
    }
    return ids.first
  }
}
