internal import Billing
internal import Postgres

/// In which order rows come: by the columns that somebody names, and always by their identity in the end, so
/// that it is one order and every row has its place in it. A row without a value comes after those that have
/// one, whichever way they are sorted.
struct RowSort: Sendable {
  struct Key: Equatable, Sendable {
    let column: Column
    var isDescending = false
    /// Whether rows may lack it.
    let mayBeNull: Bool
  }

  let keys: [Key]

  /// What the statement calls the row.
  private static let row = RowSelection.row

  /// - Parameter texts: names of columns, with a `-` in front where the last come first.
  /// - Throws: ``DataError/badRequest(_:remedy:)``.
  init(_ texts: [String], of found: FoundTable) throws {
    var keys: [Key] = []
    for text in texts {
      let isDescending = text.hasPrefix("-")
      let name = String(isDescending ? text.dropFirst() : text[...])
      let column = try found.shownColumn(name, in: "--sort")
      guard column.type != .jsonb, column.type != .textArray else {
        throw DataError.badRequest(
          "\(column.name) has no order to sort by",
          remedy: "sort by another column of \(found.table.name)")
      }
      guard !keys.contains(where: { $0.column == column }) else { continue }
      keys.append(
        Key(column: column, isDescending: isDescending, mayBeNull: found.takesNull(column)))
    }
    let named = keys.map(\.column.name)
    for name in found.table.identity where !named.contains(name) {
      guard let column = found.table.column(name) else { continue }
      keys.append(Key(column: column, mayBeNull: false))
    }
    self.keys = keys
  }

  /// What follows `order by`.
  var sql: Statement {
    keys.map { key in
      let column = ComparedColumn(key.column, of: Self.row).sorted
      guard key.isDescending else { return column }
      // Postgres lets nulls come first here; saying otherwise costs the index where there can be none.
      return key.mayBeNull ? "\(column) desc nulls last" : "\(column) desc"
    }.joined()
  }

  /// The rows that come after one, whose values of the keys these are.
  func isAfter(_ values: [String?]) -> Statement {
    var alternatives: [Statement] = []
    var same: [Statement] = []
    for (key, value) in zip(keys, values) {
      let column = ComparedColumn(key.column, of: Self.row)
      if let value {
        let sign = key.isDescending ? "<" : ">"
        let bound = column.sortedValue(value)
        let isBeyond: Statement =
          key.mayBeNull
          ? "(\(column.sorted) \(unescaped: sign) \(bound) or \(column.sorted) is null)"
          : "\(column.sorted) \(unescaped: sign) \(bound)"
        alternatives.append((same + [isBeyond]).joined(separator: " and "))
        same.append("\(column.sorted) = \(column.sortedValue(value))")
      } else {
        same.append("\(column.sorted) is null")
      }
    }
    return "(\(alternatives.map { "(\($0))" as Statement }.joined(separator: " or ")))"
  }
}
