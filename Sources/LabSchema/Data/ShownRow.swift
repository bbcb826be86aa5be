package import Billing
package import Postgres

/// A row with what belongs to it: the rows of other tables that name it.
package struct ShownRow: Sendable {
  package typealias Value = (column: Column, text: String?)

  /// Rows of one table that name the row in one column.
  package struct Belonging: Sendable {
    package let table: Table
    package let column: Column
    /// How many there are.
    package let count: Int
    /// The first of them, by their identity: at most ``ShownRow/mostBelonging``.
    package let rows: [[Value]]
  }

  /// What a customer has not paid of the invoices, notes reckoned in.
  package struct Outstanding: Sendable {
    package let invoices: Int
    package let amount: Money
  }

  package let table: Table
  /// Its identity; of several columns the values with commas between them.
  package let identity: String
  /// The columns that may be seen.
  package let values: [Value]
  package let belonging: [Belonging]
  /// Of a user; nil of any other row.
  package let outstanding: Outstanding?

  /// So many rows of each table are read.
  package static let mostBelonging = 10
}

extension FoundTable {
  /// The row that is called so.
  ///
  /// - Parameters:
  ///   - key: its identity or natural key.
  ///   - timeZone: whose clock tells moments.
  /// - Throws: ``DataError`` where there is none, or there are several.
  package func shownRow(
    called key: String, timeZone: String, over connection: Connection
  ) throws -> ShownRow {
    try connection.transaction(access: .readOnly) {
      let identity = try identity(called: key, over: connection)
      let isMeant = has(try self.identity(identity, in: ""))
      guard
        let values = try rows(where: isMeant, limit: 1, timeZone: timeZone, connection).first
      else { throw DataError.noRow(of: table.name, key: key.quoted) }
      return ShownRow(
        table: table, identity: identity, values: values,
        belonging: try belonging(to: identity, timeZone: timeZone, connection),
        outstanding: table == .users ? try connection.outstanding(ofUser: identity) : nil)
    }
  }

  private func belonging(
    to identity: String, timeZone: String, _ connection: Connection
  ) throws -> [ShownRow.Belonging] {
    guard table.identity.count == 1 else { return [] }
    var belonging: [ShownRow.Belonging] = []
    for (table, column) in table.namedBy {
      // An app may lack a table that nothing bills by, or the column.
      let found: FoundTable
      do { found = try FoundTable(table, in: connection) } catch DataError.noTable { continue }
      guard found.table.column(column.name) != nil else { continue }
      let named = ComparedColumn(column, of: RowSelection.row)
      let isNamed: Statement = "\(named.sorted) = \(named.sortedValue(identity))"
      let count = try connection.first(
        """
        select count(*)
        from \(unescaped: table.name) \(unescaped: RowSelection.row)
        where \(isNamed)
        """
      ) { row in try row.int(0) }
      belonging.append(
        ShownRow.Belonging(
          table: found.table, column: column, count: count ?? 0,
          rows: count == 0
            ? []
            : try found.rows(
              where: isNamed, limit: ShownRow.mostBelonging, timeZone: timeZone, connection)))
    }
    return belonging
  }

  /// The first rows for which a condition holds, by their identity.
  private func rows(
    where isMeant: Statement, limit: Int, timeZone: String, _ connection: Connection
  ) throws -> [[ShownRow.Value]] {
    let row = RowSelection.row
    let shown = table.columns.filter { $0.visibility == .open }
    let order = table.identity.map { "\(row).\($0)" }.joined(separator: ", ")
    return try connection.query(
      """
      select \(shown.map { MomentSQL.text(of: $0, in: row, zone: timeZone) }.joined())
      from \(unescaped: table.name) \(unescaped: row)
      where \(isMeant)
      order by \(unescaped: order)
      limit \(limit)
      """
    ) { row in
      try shown.enumerated().map { place, column in (column, try row.optionalString(place)) }
    }
  }
}

extension Connection {
  /// What a user has not paid.
  fileprivate func outstanding(ofUser id: String) throws -> ShownRow.Outstanding? {
    try first(
      """
      select count(*), coalesce(sum(open.amount), 0)
      from (
        select \(Balance.outstanding) as amount
        from billing_records r
        \(ExportReader.settlements)
        where r.user_id = \(id)::bigint
          and \(RecordSQL.isInvoice())
      ) open
      where open.amount <> 0
      """
    ) { row in ShownRow.Outstanding(invoices: try row.int(0), amount: try row.decode(1)) }
  }
}
