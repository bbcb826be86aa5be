package import Postgres

/// A row of one table, as a value:
///
/// ```swift
/// let booking = try connection.first(
///   "select \(unescaped: Booking.selectList) from bookings where id = \(id)", Booking.init(row:))
/// ```
package protocol TableRow: Equatable, Sendable {
  /// The table, its columns in the order in which `init(row:next:)` reads them.
  static var table: Table { get }

  /// Reads the next columns, which are those of ``selectList``.
  ///
  /// - Parameter column: the next one; it moves on.
  /// - Throws: `PostgresError.decoding` where a column does not hold what the table promises.
  init(row: borrowing Row, next column: inout Int) throws(PostgresError)
}

extension TableRow {
  /// Reads a row of ``selectList`` and nothing before it.
  package init(row: borrowing Row) throws(PostgresError) {
    var column = 0
    try self.init(row: row, next: &column)
  }

  /// The columns for a `select`, in the order in which `init(row:next:)` reads them.
  package static var selectList: String { table.selectList(qualifier: nil) }

  /// The columns of a table that a query gave another name: `selectList(of: "b")` is `b.id, …`.
  package static func selectList(of alias: String) -> String {
    table.selectList(qualifier: alias)
  }
}

extension Row {
  /// The value of the next column, which is never null.
  ///
  /// - Parameter column: the next one; it moves on.
  func next<Value: PostgresDecodable>(_ column: inout Int) throws(PostgresError) -> Value {
    defer { column += 1 }
    return try decode(column)
  }

  /// The value of the next column, or nil where it is null.
  func nextIfAny<Value: PostgresDecodable>(_ column: inout Int) throws(PostgresError) -> Value? {
    defer { column += 1 }
    return try decodeOptional(column)
  }
}
