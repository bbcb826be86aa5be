internal import Billing
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
  /// What looks like something that is made anew, where else a lab's tables are, and what billing
  /// makes of rows that the app could not have meant so; in sentences without their ends.
  private(set) var remarks: [String] = []

  /// What runs of a migration in an app's database, where that is not its own text, by version.
  private(set) var scripts: [Int32: String] = [:]

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
    let existing = baseline.map { history.objects(of: $0.name) } ?? []
    let alike = LookAlikes(found: found.all, expected: existing)
    if baseline != nil {
      let tables = existing.filter { $0.kind == .table }.map(\.name)
      findsBaseline = tables.contains { relations.kind(of: $0) != nil }
      if findsBaseline {
        lookAtShape(of: existing, found: found, relations, alike)
        altered.formUnion(tables)
      }
    }
    for migration in pending where migration.phase != .baseline || !findsBaseline {
      planner.add(migration)
    }
    planner.lookAtInserts()
    problems += planner.problems
    if baseline != nil { try lookForOthers(connection, alike) }
    // What they are called comes first: to give their indexes other names would be in vain.
    let others = Set(problems.flatMap(\.tablesAlike))
    problems.removeAll { $0.isName(takenByOneOf: others) }
    completions = planner.completions
    altered.formUnion(planner.tables)
    let spelling = WordSpelling(in: found)
    for migration in pending where findsBaseline || !adopted.isEmpty {
      let sql = migration.kind == .backfill ? spelling.spelled(migration.sql) : migration.sql
      let script = sql + PassingChecks.script(after: migration)
      if script != migration.sql { scripts[migration.version] = script }
    }
    let rights =
      baseline == nil && completions.isEmpty
      ? [] : try AdoptionRights(connection, tables: altered.sorted()).problems
    if problems.isEmpty, rights.isEmpty {
      if findsBaseline || !completions.isEmpty {
        problems += try OversizedIDs.all(connection).map(AdoptionProblem.oversizedIDs)
      }
      let survey = RowSurvey(connection: connection)
      problems += try survey.problems(planner.demands)
      if !completions.isEmpty { remarks += try survey.linesWithoutQuantity(found) }
    }
    problems += rights
  }

  /// Names and types, with tolerance for what SQLAlchemy makes of them. Keys, defaults, nulls and
  /// whatever else the app has stay its own business, and so do columns that nobody reads.
  private mutating func lookAtShape(
    of expected: [CatalogObject], found: FoundObjects, _ relations: ExistingRelations,
    _ alike: LookAlikes
  ) {
    var unusable: Set<String> = []
    for table in expected where table.kind == .table {
      if BaselineUse(of: table) == .unread {
        guard relations.kind(of: table.name) == nil else { continue }
        gaps.leave(table)
        unusable.insert(table.name)
      } else if let problem = relations.problem(ofTable: table.name) {
        problems.append(
          problem == .missingTable(table.name)
            ? .missingTable(table.name, lookAlikes: alike.tables(for: table.name)) : problem)
        unusable.insert(table.name)
      }
    }
    for column in expected where column.kind == .column && !unusable.contains(column.table) {
      switch (BaselineUse(of: column), found[column]) {
      case (.unread, nil): gaps.leave(column)
      case (let use, nil) where use != .needed:
        gaps.add(column)
        if use == .addedEmpty { note(alike.columns(for: column), insteadOf: column) }
      case (let use, _?) where use.isOfAnyType: continue
      case (_, nil):
        problems.append(
          .missingColumn(
            column.name, wanted: column.type, lookAlikes: alike.columns(for: column)))
      case (_, let known?):
        if !ColumnTypeFamily(known.type).serves(as: ColumnTypeFamily(column.type)) {
          problems.append(.wrongType(column.name, found: known.type, wanted: column.type))
        }
      }
    }
  }

  private mutating func note(_ alike: [LookAlike], insteadOf column: CatalogObject) {
    remarks += alike.map { "\($0) looks like \(column.name), which is added empty all the same" }
  }

  /// Names the schemas that hold tables which are missing, and where none of the baseline is there,
  /// what looks like its tables.
  private mutating func lookForOthers(_ connection: Connection, _ alike: LookAlikes) throws {
    let missing = problems.compactMap { problem in
      if case .missingTable(let table, _) = problem { table } else { nil }
    }
    guard !findsBaseline || !missing.isEmpty else { return }
    let others = try OtherSchema.all(connection)
    if findsBaseline {
      problems += others.filter { other in missing.contains(where: other.tables.contains) }
        .map(AdoptionProblem.elsewhere)
      return
    }
    let alikes = alike.ofTables
    let found = alikes.filter { !$0.alike.isEmpty }
    // Most of an app's tables by other names: a lab of its own, made beside them, would stay empty.
    if found.count >= Self.anApp {
      problems =
        alikes.map { .missingTable($0.table, lookAlikes: $0.alike) } + problems
        + others.map(AdoptionProblem.elsewhere)
      return
    }
    remarks += others.map(\.description)
    remarks += found.flatMap { table, alike in
      alike.map { "\($0) looks like the plan's table \(table), and is left alone" }
    }
  }

  /// How many of the plan's tables something has to look like, for it to be an app's.
  private static let anApp = 3
}

/// Whether the connected user may alter the app's tables and create others beside them.
struct AdoptionRights {
  private(set) var problems: [AdoptionProblem] = []

  init(_ connection: Connection, tables: [String]) throws {
    let (user, mayCreate) = try connection.query(
      """
      select current_user::text, has_schema_privilege(current_schema(), 'create')
      """
    ) { row in (try row.string(0), try row.bool(1)) }[0]
    if !mayCreate { problems.append(.noCreateRight(user: user)) }
    problems += try connection.query(
      """
      select c.relname, pg_get_userbyid(c.relowner)::text
      from pg_catalog.pg_class c
      where c.relnamespace = \(SchemaSQL.id)
        and c.relname = any (\(tables)::text[])
        and c.relkind in ('r', 'p')
        and not pg_has_role(c.relowner, 'usage')
      order by c.relname
      """
    ) { row in
      .notOwner(table: try row.string(0), owner: try row.string(1), user: user)
    }
  }
}
