internal import Postgres

/// A look at a schema that has no baseline of jobrunner's yet: whether the running app's tables are
/// there, and what stands in the way of taking them over. It changes nothing.
struct AdoptionSurvey {
  /// Whether tables of the baseline are there, so that it is recognised and not created.
  private(set) var findsBaseline = false
  private(set) var problems: [AdoptionProblem] = []

  /// - Parameter pending: every migration that is not applied, whichever of them are asked for.
  init(
    _ connection: Connection, schema: String, baseline: Migration, pending: [Migration]
  ) throws {
    let history = CatalogHistory.embedded
    let found = try CatalogReader(connection).objects()
    let byKey = Dictionary(found.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let existing = history.objects(of: baseline.name)
    let tables = existing.filter { $0.kind == .table }
    findsBaseline = tables.contains { byKey[$0.key] != nil }
    if findsBaseline { problems += Self.shape(of: existing, found: byKey) }
    for migration in pending where migration.phase != .baseline {
      problems += Self.occupied(by: migration, in: history, found: byKey)
    }
    let rights = try AdoptionRights(connection, tables: findsBaseline ? tables.map(\.name) : [])
    if problems.isEmpty, findsBaseline, rights.problems.isEmpty {
      problems += try Self.refusedValues(connection)
    }
    problems += rights.problems
  }

  /// Names and types, with tolerance for what SQLAlchemy makes of them. Keys, defaults, nulls and
  /// whatever else the app has stay its own business.
  private static func shape(
    of expected: [CatalogObject], found: [String: CatalogObject]
  ) -> [AdoptionProblem] {
    let missing = Set(
      expected.filter { $0.kind == .table && found[$0.key] == nil }.map(\.name))
    var problems = missing.sorted().map(AdoptionProblem.missingTable)
    for column in expected where column.kind == .column && !missing.contains(column.table) {
      guard let there = found[column.key] else {
        problems.append(.missingColumn(column.name, wanted: column.type))
        continue
      }
      if ColumnTypeFamily(there.type) != ColumnTypeFamily(column.type) {
        problems.append(.wrongType(column.name, found: there.type, wanted: column.type))
      }
    }
    return problems
  }

  private static func occupied(
    by migration: Migration, in history: CatalogHistory, found: [String: CatalogObject]
  ) -> [AdoptionProblem] {
    let made = history.objects(of: migration.name)
    // What belongs to a table that is occupied as a whole need not be told again.
    let tables = Set(made.filter { $0.kind == .table }.map(\.name))
    return made.compactMap { object in
      guard let there = found[object.key], !(object.kind != .table && tables.contains(object.table))
      else { return nil }
      let isWelcome = migration.allows(existing: object) && there.table == object.table
      return isWelcome
        ? nil : .occupied("\(there.kind.rawValue) \(there.name)", migration: migration.name)
    }
  }

  /// What a check on the app's own columns refuses would stop its migration halfway.
  private static func refusedValues(_ connection: Connection) throws -> [AdoptionProblem] {
    let (values, rows) = try connection.query(
      """
      select array(
          select distinct role::text
          from users
          where role::text not in ('USER', 'ADMIN')
          order by 1
          limit 5
        ),
        count(*)
      from users
      where role::text not in ('USER', 'ADMIN')
      """
    ) { row in (try row.decode(0, as: TextArray.self).elements, try row.int(1)) }[0]
    return rows == 0 ? [] : [.refusedValues("users.role", values: values, rows: rows)]
  }
}

extension Migration {
  /// Whether an object may be there before: the file says `if not exists` of it.
  func allows(existing object: CatalogObject) -> Bool {
    let name = object.name.split(separator: ".").last.map(String.init) ?? object.name
    return sql.contains("if not exists \(name) ") || sql.contains("if not exists \(name)\n")
  }
}
