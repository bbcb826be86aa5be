internal import Postgres

/// A look at a schema that has no baseline of jobrunner's yet: whether the running app's tables are
/// there, and what stands in the way of taking them over. It changes nothing.
struct AdoptionSurvey {
  /// Whether tables of the baseline are there, so that it is recognised and not created.
  private(set) var findsBaseline = false
  private(set) var problems: [AdoptionProblem] = []
  /// What is not there and does not stand in the way.
  private(set) var gaps = BaselineGaps()

  /// - Parameter pending: every migration that is not applied, whichever of them are asked for.
  init(
    _ connection: Connection, schema: String, baseline: Migration, pending: [Migration]
  ) throws {
    let history = CatalogHistory.embedded
    let found = try CatalogReader(connection).objects()
    let relations = try ExistingRelations(connection)
    let existing = history.objects(of: baseline.name)
    let tables = existing.filter { $0.kind == .table }.map(\.name)
    findsBaseline = tables.contains { relations.kind(of: $0) != nil }
    if findsBaseline {
      lookAtShape(of: existing, found: found, relations)
    }
    let collisions = AdoptionCollisions(found: found, relations: relations)
    for migration in pending where migration.phase != .baseline || !findsBaseline {
      problems += collisions.problems(of: migration, making: history.objects(of: migration.name))
    }
    let rights = try AdoptionRights(connection, tables: findsBaseline ? tables : [])
    if problems.isEmpty, findsBaseline, rights.problems.isEmpty {
      problems += try OversizedIDs.all(connection).map(AdoptionProblem.oversizedIDs)
      if !gaps.added.contains("users.role") {
        problems += try Self.refusedValues(connection)
      }
    }
    problems += rights.problems
  }

  /// Names and types, with tolerance for what SQLAlchemy makes of them. Keys, defaults, nulls and
  /// whatever else the app has stay its own business, and so do columns that nobody reads.
  private mutating func lookAtShape(
    of expected: [CatalogObject], found: [CatalogObject], _ relations: ExistingRelations
  ) {
    let there = Dictionary(found.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    var unusable: Set<String> = []
    for table in expected where table.kind == .table {
      if BaselineUse(of: table) == .unread {
        guard relations.kind(of: table.name) == nil else { continue }
        gaps.leave(table)
        unusable.insert(table.name)
      } else if let problem = relations.problem(ofTable: table.name) {
        problems.append(problem)
        unusable.insert(table.name)
      }
    }
    for column in expected where column.kind == .column && !unusable.contains(column.table) {
      switch (BaselineUse(of: column), there[column.key]) {
      case (.unread, nil): gaps.leave(column)
      case (.unread, _): continue
      case (.addedEmpty, nil): gaps.add(column)
      case (.needed, nil): problems.append(.missingColumn(column.name, wanted: column.type))
      case (_, let known?):
        if !ColumnTypeFamily(known.type).serves(as: ColumnTypeFamily(column.type)) {
          problems.append(.wrongType(column.name, found: known.type, wanted: column.type))
        }
      }
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
