internal import Billing
internal import PlainText

/// A column of a row, or of a row that it refers to: `status`, `pet.species`, `booking.user.phone`.
struct ColumnPath: Equatable, Sendable {
  /// From one row to the one that it names.
  struct Step: Equatable, Sendable {
    let column: Column
    /// The table of the row that is named, and the column that names it there.
    let table: String
    let identity: String
  }

  let steps: [Step]
  let column: Column

  /// - Parameters:
  ///   - names: in small letters, at least one.
  ///   - table: where the first one is.
  ///   - find: a table as this schema has it.
  /// - Throws: ``Unknown``, ``SecretColumn``, and what `find` throws.
  init(_ names: [String], of table: Table, find: (Table) throws -> Table) throws {
    var steps: [Step] = []
    var table = table
    for name in names.dropLast() {
      let step = try Self.step(name, from: table)
      guard let next = LabTables.named(step.table) else { throw Unknown(name: name, table: table) }
      steps.append(step)
      table = try find(next)
    }
    guard let name = names.last, let column = table.column(name) else {
      throw Unknown(name: names.last ?? "", table: table)
    }
    guard column.visibility != .secret else { throw SecretColumn(column: column, table: table) }
    self.steps = steps
    self.column = column
  }

  /// The reference that is called so: by its column, with or without `_id`, or by its table where it is the
  /// only one to it.
  private static func step(_ name: String, from table: Table) throws -> Step {
    let references = table.columns.compactMap { column in
      column.references.flatMap { LabTables.named($0) }.map { (column: column, table: $0) }
    }
    let byColumn = references.filter { $0.column.name == name || $0.column.name == "\(name)_id" }
    let byTable = references.filter { $0.table == LabTables.named(name) }
    guard let found = byColumn.first ?? (byTable.count == 1 ? byTable[0] : nil) else {
      throw Unknown(name: name, table: table, isReference: true)
    }
    return Step(column: found.column, table: found.table.name, identity: found.table.identity[0])
  }

  /// A name that is no column's, and no reference's.
  struct Unknown: Error {
    let name: String
    let table: Table
    var isReference = false

    var problem: String {
      if isReference, table.column(name) != nil {
        return "\(table.name).\(name) names no other row"
      }
      let names = isReference ? references : columns + references
      return "\(table.name) has no \(isReference ? "reference" : "column") \(name.quoted)"
        + NearWords.question(name, among: names)
    }

    var remedy: String {
      if isReference, references.isEmpty { return "\(table.name) names no rows of other tables" }
      return isReference
        ? "what \(table.name) names is \(references.joined(separator: ", ")), as in \(references[0]).id"
        : "its columns are \(columns.joined(separator: ", "))"
    }

    private var columns: [String] {
      table.columns.filter { $0.visibility != .secret }.map(\.name)
    }

    private var references: [String] {
      table.columns.filter { $0.references != nil }.map { column in
        column.name.hasSuffix("_id") ? String(column.name.dropLast(3)) : column.name
      }
    }
  }
}

/// A column that is neither shown nor told about.
struct SecretColumn: Error {
  let column: Column
  let table: Table

  var problem: String {
    "\(table.name).\(column.name) is a secret: it is never shown, and nothing is found or sorted by it"
  }

  var asDataError: DataError {
    .badRequest(problem, remedy: "leave it out; see the others with: jobrunner data \(table.name)")
  }
}
