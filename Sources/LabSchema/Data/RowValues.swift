internal import Billing
internal import PlainText

/// What a person gives the columns of a row: `column=value`, each once and each checked.
package struct RowValues: Sendable {
  package private(set) var values: [(column: Column, value: ColumnValue)] = []

  /// The columns that are given a value.
  package var columns: [String] { values.map(\.column.name) }

  subscript(_ column: String) -> ColumnValue? {
    values.first { $0.column.name == column }?.value
  }

  /// What is wrong with what was given, each in a sentence: who writes the row refuses it with these, and with
  /// whatever else is wrong.
  package private(set) var faults: [String] = []

  /// Reads what stands on a command line. `column=` leaves the column without a value, or with an empty
  /// text where it has to have one; `column=""` gives it an empty text.
  ///
  /// - Parameters:
  ///   - assignments: each `column=value`.
  ///   - secret: gives the value of a secret column, which stands on no command line: there it is written
  ///     `column=-`.
  /// - Throws: what `secret` throws.
  package init(
    _ assignments: [String], of found: FoundTable, secret: (Column) throws -> String
  ) rethrows {
    for assignment in assignments {
      guard let equals = assignment.firstIndex(of: "=") else {
        faults.append("\(assignment.quoted) is no column=value")
        continue
      }
      let name = String(assignment[..<equals])
      let text = String(assignment[assignment.index(after: equals)...])
      guard let column = found.table.column(name) else {
        faults.append(Self.unknown(name, in: found.table))
        continue
      }
      if columns.contains(column.name) {
        faults.append("\(column.name) is given twice")
      } else if column.visibility == .secret, text != "-" {
        faults.append(
          "\(column.name) is a secret, and no argument: write - for it, and give it on standard input"
        )
      } else {
        let text = column.visibility == .secret ? try secret(column) : text
        do throws(ValueFault) {
          values.append((column, try Self.value(text, of: column, found)))
        } catch {
          // What is missing is told of a column that was not named at all.
          unusable.insert(column.name)
          faults.append(Self.sentence(column, text, error))
        }
      }
    }
  }

  /// The same with one more, such as one that another of them says.
  package func adding(_ assignment: String, of found: FoundTable) throws -> RowValues {
    var whole = self
    let more = RowValues([assignment], of: found) { _ in "" }
    whole.values += more.values
    whole.faults += more.faults
    whole.unusable.formUnion(more.unusable)
    return whole
  }

  private var unusable: Set<String> = []

  /// Whether something was given for a column, usable or not.
  func names(_ column: String) -> Bool { unusable.contains(column) || self[column] != nil }

  /// Values that the program itself gives.
  package init(_ values: [(String, ColumnValue)], of table: Table) {
    self.values = values.compactMap { name, value in table.column(name).map { ($0, value) } }
  }

  /// - Throws: ``ValueFault``.
  static func value(
    _ text: String, of column: Column, _ found: FoundTable
  ) throws(ValueFault) -> ColumnValue {
    if column.isGenerated { throw ValueFault("cannot be given: the database makes it") }
    if text == "\"\"", column.isText { return try emptyText(for: column, found) }
    guard text.isEmpty else { return try ColumnValue(key(text, of: column, found), for: column) }
    if found.takesNull(column) { return .null }
    guard column.isText else { throw ValueFault("cannot be left without a value") }
    return try emptyText(for: column, found)
  }

  /// A text without the blanks around it where a row is called by it: nobody could type them.
  static func key(_ text: String, of column: Column, _ found: FoundTable) -> String {
    found.table.naturalKey.contains(column.name) ? ColumnValue.trimmed(text) : text
  }

  /// An empty text, which nobody can call a row by.
  ///
  /// - Throws: ``ValueFault``.
  static func emptyText(for column: Column, _ found: FoundTable) throws(ValueFault) -> ColumnValue {
    if found.table.naturalKey.contains(column.name) {
      throw ValueFault("cannot be empty: it is what the row is called by")
    }
    return .text("")
  }

  /// What is wrong with a value, in a sentence that shows no secret.
  static func sentence(_ column: Column, _ text: String, _ fault: ValueFault) -> String {
    let isShown = column.visibility == .open && !text.isEmpty && !column.isGenerated
    return "\(column.name) \(isShown ? "\(text.quoted) " : "")\(fault.problem)"
  }

  static func unknown(_ name: String, in table: Table) -> String {
    "\(table.name) has no column \(name.quoted)"
      + NearWords.question(name, among: table.columns.map(\.name))
  }
}

extension Column {
  /// Whether it holds any text, an empty one too.
  var isText: Bool {
    switch type {
    case .text, .varchar: choices == nil
    default: false
    }
  }
}

extension String {
  /// As a message quotes what somebody wrote: cut where it is long.
  package var quoted: String {
    count > 60 ? "\"\(prefix(60))…\"" : "\"\(self)\""
  }
}
