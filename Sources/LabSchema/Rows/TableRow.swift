package import Postgres

/// A row of one table, as a value. Its columns and how it is read stand side by side in one file:
///
/// ```swift
/// let booking = try connection.first(
///   "select \(unescaped: Booking.selectList) from bookings where id = \(id)", Booking.init(row:))
/// ```
package protocol TableRow: Equatable, Sendable {
  /// The table, its columns in the order in which `init(row:)` reads them.
  static var table: Table { get }

  /// Reads a row of ``selectList``.
  ///
  /// - Throws: `PostgresError.decoding` where a column does not hold what the table promises.
  init(row: borrowing Row) throws(PostgresError)
}

extension TableRow {
  /// The columns for a `select`, in the order in which `init(row:)` reads them.
  package static var selectList: String { table.selectList(qualifier: nil) }

  /// The columns of a table that a query gave another name: `selectList(of: "b")` is `b.id, …`.
  package static func selectList(of alias: String) -> String {
    table.selectList(qualifier: alias)
  }
}
