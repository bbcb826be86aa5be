internal import Billing
internal import PlainText
package import Postgres

/// Which rows of a table are meant: conditions that hold all together, each found to be about columns that
/// there are and values that they can have. What it says in SQL has every value as a parameter.
package struct RowFilter: Sendable {
  let conditions: [FilterCondition]

  /// So many values are compared with at once.
  static let mostValues = 5_000

  /// Reads conditions as people write them.
  ///
  /// - Parameters:
  ///   - texts: each a condition (docs/decisions/0042).
  ///   - table: the rows' table, as this schema has it.
  ///   - find: another table as this schema has it.
  /// - Throws: ``DataError/badRequest(_:remedy:)``, and what `find` throws.
  package init(
    _ texts: [String], of table: Table, find: (Table) throws -> Table = { $0 }
  ) throws {
    conditions = try texts.map { try Self.read($0, of: table, find: find) }
    let values = conditions.reduce(0) { $0 + $1.values }
    guard values <= Self.mostValues else {
      throw DataError.badRequest(
        "the conditions have \(counted(values, "value")): at most \(Self.mostValues) are taken",
        remedy: "ask for fewer at a time")
    }
  }

  /// A filter of the rows of a table that there is.
  package init(_ texts: [String], of found: FoundTable, over connection: Connection) throws {
    try self.init(texts, of: found.table) { try FoundTable($0, in: connection).table }
  }

  private static func read(
    _ text: String, of table: Table, find: (Table) throws -> Table
  ) throws -> FilterCondition {
    func refusal(_ problem: String, _ remedy: String) -> DataError {
      .badRequest("the condition \(ForeignText.shown(text).quoted): \(problem)", remedy: remedy)
    }
    do throws(ValueFault) {
      try ColumnValue.check(text)
    } catch {
      throw refusal("it \(error.problem)", "write a shorter condition, of text alone")
    }
    guard !text.unicodeScalars.contains("\u{FFFD}") else {
      throw refusal(
        "it holds a character that could not be read (U+FFFD)",
        "write it in UTF-8, as the terminal's locale should")
    }
    do {
      var reader = FilterReader(text)
      let written = try reader.condition()
      let path = try ColumnPath(written.path, of: table, find: find)
      return try FilterCondition(written, path)
    } catch let fault as FilterReader.Fault {
      let place = fault.place.isEmpty ? "at its end" : "at \(ForeignText.shown(fault.place).quoted)"
      throw refusal("\(place): \(fault.problem)", Self.grammar)
    } catch let unknown as ColumnPath.Unknown {
      throw refusal(unknown.problem, unknown.remedy)
    } catch let secret as SecretColumn {
      throw secret.asDataError
    } catch let fault as FilterCondition.Fault {
      throw refusal(
        fault.problem, "see what each column takes with: jobrunner data \(table.name)")
    }
  }

  private static let grammar =
    "write it as code=NEW*, 'end_date>=2025-01-01', 'pet.species=Cat', 'status in (pending, collected)' or "
    + "'email is null'"

  /// What has to hold of a row that the statement calls by `alias`.
  ///
  /// - Parameter zone: whose clock tells a day or a moment without an offset: `billing.time_zone`.
  package func holds(of alias: String, zone: String) -> Statement {
    guard !conditions.isEmpty else { return "true" }
    return conditions.map { $0.sql(of: alias, zone: zone) }.joined(separator: "\n  and ")
  }
}
