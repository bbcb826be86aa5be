internal import Postgres

/// A look at a schema that migrations are pending on: whether the running app's tables are there, what
/// of the plan its team has made already, and what stands in the way of taking it over. It changes
/// nothing.
struct AdoptionSurvey {
  /// Whether tables of the baseline are there and the baseline is pending, so that it is recognised and
  /// not created.
  private(set) var findsBaseline = false
  private(set) var problems: [AdoptionProblem] = []
  /// What is not there and does not stand in the way.
  private(set) var gaps = BaselineGaps()
  /// What takes the place of migrations, by version.
  private(set) var completions: [Int32: Completion] = [:]

  /// - Parameters:
  ///   - pending: every migration that is not applied, whichever of them are asked for.
  ///   - adopted: those that were applied by taking over what was there.
  init(_ connection: Connection, pending: [Migration], adopted: Set<String>) throws {
    let history = CatalogHistory.embedded
    let found = try FoundObjects(connection)
    let relations = try ExistingRelations(connection)
    var planner = CompletionPlanner(found: found, relations: relations, adopted: adopted)
    var altered: Set<String> = []
    let baseline = pending.first { $0.phase == .baseline }
    if let baseline {
      let existing = history.objects(of: baseline.name)
      let tables = existing.filter { $0.kind == .table }.map(\.name)
      findsBaseline = tables.contains { relations.kind(of: $0) != nil }
      if findsBaseline {
        lookAtShape(of: existing, found: found, relations)
        altered.formUnion(tables)
      }
    }
    for migration in pending where migration.phase != .baseline || !findsBaseline {
      planner.add(migration)
    }
    planner.lookAtInserts()
    problems += planner.problems
    completions = planner.completions
    altered.formUnion(planner.tables)
    let rights =
      baseline == nil && completions.isEmpty
      ? [] : try AdoptionRights(connection, tables: altered.sorted()).problems
    if problems.isEmpty, rights.isEmpty {
      if findsBaseline || !completions.isEmpty {
        problems += try OversizedIDs.all(connection).map(AdoptionProblem.oversizedIDs)
      }
      problems += try RowSurvey(connection: connection).problems(planner.demands)
    }
    problems += rights
  }

  /// Names and types, with tolerance for what SQLAlchemy makes of them. Keys, defaults, nulls and
  /// whatever else the app has stay its own business, and so do columns that nobody reads.
  private mutating func lookAtShape(
    of expected: [CatalogObject], found: FoundObjects, _ relations: ExistingRelations
  ) {
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
      switch (BaselineUse(of: column), found[column]) {
      case (.unread, nil): gaps.leave(column)
      case (.addedEmpty, nil), (.named, nil): gaps.add(column)
      case (let use, _?) where use.isOfAnyType: continue
      case (.needed, nil): problems.append(.missingColumn(column.name, wanted: column.type))
      case (_, let known?):
        if !ColumnTypeFamily(known.type).serves(as: ColumnTypeFamily(column.type)) {
          problems.append(.wrongType(column.name, found: known.type, wanted: column.type))
        }
      }
    }
  }
}
