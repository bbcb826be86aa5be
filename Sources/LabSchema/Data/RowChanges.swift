/// What is done to one row.
package struct RowChange: Equatable, Sendable {
  package struct Value: Equatable, Sendable {
    package let column: Column
    /// As a person reads it; nil where there is none, and where it is a secret.
    package let before: String?
    package let after: String?
  }

  package let id: Int64
  /// What people call it by; nil where it has its id only.
  package let called: String?
  package let columns: [Value]
}

/// What is done to rows of a table: how many, the first of them, and what goes with them.
package struct RowChanges: Equatable, Sendable {
  /// Rows of another table that the database deletes, or takes a reference from, with them.
  package struct Following: Equatable, Sendable {
    package let table: String
    package let deleted: Bool
    package let rows: Int
  }

  package let table: Table
  package let action: DataAction
  /// How many rows were meant; of an update some may have the values already.
  package let meant: Int
  package private(set) var count = 0
  /// The first of the rows, by id.
  package private(set) var sample: [RowChange] = []
  package internal(set) var follow: [Following] = []
  /// Of all that is done, whatever is shown of it.
  private var digest = Digest()

  /// So many rows are shown.
  package static let mostShown = 10

  init(table: Table, action: DataAction, meant: Int) {
    self.table = table
    self.action = action
    self.meant = meant
  }

  mutating func add(_ change: RowChange) {
    count += 1
    if sample.count < Self.mostShown { sample.append(change) }
    digest.add(change)
  }

  /// A number that tells one change from another, within this process.
  private struct Digest: Equatable, Sendable {
    private var value = 0

    mutating func add(_ change: RowChange) {
      var hasher = Hasher()
      hasher.combine(value)
      hasher.combine(change.id)
      for column in change.columns {
        hasher.combine(column.column.name)
        hasher.combine(column.before)
        hasher.combine(column.after)
      }
      value = hasher.finalize()
    }
  }
}

/// A row that was made.
package struct CreatedRow: Equatable, Sendable {
  package let table: Table
  package let id: Int64
  /// As the row is, without its id and secrets.
  package let columns: [RowChange.Value]

  /// Whether the same was made, whatever its number: one that was made and taken back has used a number up.
  package static func == (left: CreatedRow, right: CreatedRow) -> Bool {
    let moments = left.table.columns.filter { [.created, .changed].contains($0.filling) }
    func given(_ row: CreatedRow) -> [RowChange.Value] {
      row.columns.filter { !moments.contains($0.column) }
    }
    return left.table == right.table && given(left) == given(right)
  }
}
