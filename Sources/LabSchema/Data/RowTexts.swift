package import Billing
package import Postgres

/// A row as a person reads it: each column that is no secret with its value.
package struct RowTexts: Equatable, Sendable {
  package let id: Int64
  package let columns: [(column: Column, text: String?)]

  package subscript(_ name: String) -> String? {
    columns.first { $0.column.name == name }.flatMap(\.text)
  }

  package static func == (left: RowTexts, right: RowTexts) -> Bool {
    left.id == right.id && left.columns.elementsEqual(right.columns) { $0 == $1 }
  }
}

extension FoundTable {
  /// The rows that a column names so, by id.
  ///
  /// - Parameters:
  ///   - column: a column of numbers, such as a reference.
  ///   - timeZone: whose clock tells moments.
  package func rows(
    where column: String, is id: Int64, timeZone: String, over connection: Connection
  ) throws -> [RowTexts] {
    let shown = table.columns.filter { $0.visibility == .open }
    return try connection.query(
      """
      select r.id, \(shown.map { MomentSQL.text(of: $0, in: "r", zone: timeZone) }.joined())
      from \(unescaped: table.name) r
      where r.\(unescaped: column) = \(id)
      order by r.id
      """
    ) { row in
      RowTexts(
        id: try row.int64(0),
        columns: try shown.enumerated().map { place, column in
          (column, try row.optionalString(place + 1))
        })
    }
  }
}

extension Connection {
  /// The ids of a booking's rows of a table that refers to it.
  package func ids(of table: Table, ofBooking id: BookingID) throws -> Set<Int64> {
    Set(
      try query("select id from \(unescaped: table.name) where booking_id = \(id)") { row in
        try row.int64(0)
      })
  }
}

extension FoundTable {
  /// The id of the one row of a table that has at most one; nil where there is none yet.
  package func onlyRow(over connection: Connection) throws -> Int64? {
    try connection.first("select id from \(unescaped: table.name) order by id limit 1") { row in
      try row.int64(0)
    }
  }
}
