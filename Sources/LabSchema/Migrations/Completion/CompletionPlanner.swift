internal import Billing

/// Goes through pending migrations in their order, and says of each whether it runs as it is or is
/// completed, what stands in its way, and what it asks of the rows that are there.
struct CompletionPlanner {
  private let history: CatalogHistory
  private let relations: ExistingRelations
  /// What is there now.
  private let now: FoundObjects
  /// What will be there after the migrations so far.
  private var found: FoundObjects
  /// The migrations that were completed, before and by this plan.
  private var adopted: Set<String>
  private(set) var completions: [Int32: Completion] = [:]
  private(set) var problems: [AdoptionProblem] = []
  private(set) var demands: [RowDemand] = []
  /// The tables of the app's that are altered.
  private(set) var tables: Set<String> = []

  init(
    found: FoundObjects, relations: ExistingRelations, adopted: Set<String>,
    history: CatalogHistory = .embedded
  ) {
    self.adopted = adopted
    now = found
    self.found = found
    self.relations = relations
    self.history = history
  }

  private var fitting: Fitting { Fitting(history: history, found: found) }

  mutating func add(_ migration: Migration) {
    if migration.phase.isOfThePlan, isBegun(migration) {
      complete(migration)
    } else {
      run(migration)
    }
  }

  // MARK: As it is

  /// Whether some of what a migration makes is there, or what it changes is not as it was left.
  private func isBegun(_ migration: Migration) -> Bool {
    let results = history.results(of: migration.name)
    let isMade = history.objects(of: migration.name).contains { object in
      if let there = found[object], migration.welcomes(there, as: object) { return false }
      if fitting.fit(of: object) != .absent { return true }
      // Another one of the same table has its name.
      return found[object].map { $0.table == object.table && !$0.isHalfBuilt } ?? false
    }
    return isMade
      || history.changed(by: migration.name).contains { before in
        let after = results.first { $0.key == before.key }
        let essence = found[before]?.essence
        return essence != before.essence && essence != after?.essence
      }
  }

  private mutating func run(_ migration: Migration) {
    let made = history.objects(of: migration.name)
    // What belongs to a table that is occupied as a whole need not be told again.
    var occupied: Set<String> = []
    for object in made where !occupied.contains(object.table) {
      if object.kind == .table, let kind = relations.kind(of: object.name) {
        problems.append(.occupied("\(kind) \(object.name)", migration: migration.name))
        occupied.insert(object.name)
        continue
      }
      if let there = found[object] {
        if !migration.welcomes(there, as: object) { occupy(there, migration) }
        continue
      }
      for name in object.relationNames {
        if let kind = relations.kind(of: name) {
          problems.append(.occupied("\(kind) \(name)", migration: migration.name))
        }
      }
    }
    for object in history.changed(by: migration.name) { found.remove(object) }
    for object in history.results(of: migration.name) where found[object] == nil {
      found.add(object)
    }
    guard migration.phase.isOfThePlan else { return }
    for object in made where object.kind == .constraint && !history.isPassing(object) {
      demand(object)
    }
  }

  private mutating func occupy(_ object: CatalogObject, _ migration: Migration) {
    problems.append(
      .occupied("\(object.kind.rawValue) \(object.name)", migration: migration.name))
  }

  // MARK: Completed

  private mutating func complete(_ migration: Migration) {
    var completion = Completion()
    var script = CompletionScript()
    let comments = ColumnComments(migration)
    var unusable: Set<String> = []
    for expected in history.results(of: migration.name) where !unusable.contains(expected.table) {
      if expected.kind == .table {
        if let kind = relations.kind(of: expected.name), kind != "table" {
          problems.append(.notPlainTable(expected.name, kind: kind))
          unusable.insert(expected.name)
        }
        if expected.isOfRecords { demands.append(.noRecords) }
        continue
      }
      if expected.isIndexOfUnread(lacking: found.columnNames) { continue }
      if history.isPassing(expected) { continue }
      tables.insert(expected.table)
      if let there = wordsBefore(expected, migration) {
        script.drop(there)
        found.remove(there)
        add(expected, migration, &script)
        continue
      }
      switch fitting.fit(of: expected) {
      case .serves(let there):
        if there.definition != expected.definition || there.key != expected.key {
          completion.taken.append("\(there), as \(expected)")
        }
        // An enumeration in place of a check: its labels are the app's, its rows have to be the plan's.
        if expected.kind == .constraint, there.kind == .column { demand(expected) }
      case .lacks(let there, let lacks):
        supply(lacks, to: there, as: expected, &script)
      case .unlike(let there) where expected.kind == .column:
        problems.append(.wrongType(expected.name, found: there.type, wanted: expected.type))
      case .unlike(let there):
        occupy(there, migration)
      case .absent where expected.kind == .column:
        add(column: expected, comment: comments[expected], &script)
      case .absent:
        add(expected, migration, &script)
      }
    }
    for passing in history.takenAway(by: migration.name) {
      // Of an adopted step it is the app's own, and stays.
      guard let there = found[passing], let origin = history.origin(of: passing),
        !adopted.contains(origin)
      else { continue }
      tables.insert(there.table)
      script.drop(there)
      found.remove(there)
    }
    completion.steps = script.steps
    completions[migration.version] = completion
    adopted.insert(migration.name)
  }

  /// A list of words that an earlier migration made, and that this one makes another.
  private func wordsBefore(_ expected: CatalogObject, _ migration: Migration) -> CatalogObject? {
    guard let before = history.changed(by: migration.name).first(where: { $0.key == expected.key }),
      let there = found[before], there.essence == before.essence,
      ConstraintDefinition(before.definition).list != nil,
      ConstraintDefinition(before.definition).kind != ConstraintDefinition(expected.definition).kind
    else { return nil }
    return there
  }

  private mutating func supply(
    _ lacks: [Fitting.Lack], to there: CatalogObject, as expected: CatalogObject,
    _ script: inout CompletionScript
  ) {
    var has = ColumnDefinition(there.definition)
    let wanted = ColumnDefinition(expected.definition)
    for lack in lacks {
      switch lack {
      case .type(let type):
        script.change(there, to: type, from: has, default: wanted.value)
        has.type = wanted.type
        has.collation = wanted.collation
        if wanted.value != .identity { has.value = wanted.value }
      case .value(let value):
        script.set(value, of: there)
        has.value = value
      case .notNull:
        let check = CatalogObject(
          kind: .constraint, name: "\(there.table).\(CompletionScript.presence(of: there))",
          definition: "")
        script.setNotNull(there, isBegun: found[check] != nil)
        has.isNotNull = true
        demands.append(.present(column: there))
      case .validation:
        script.validate(there.ownName, of: there.table)
        let whole = CatalogObject(
          kind: .constraint, name: there.name,
          definition: there.definition.replacing(" NOT VALID", with: ""))
        found.add(whole)
        demand(whole)
        return
      }
    }
    found.add(CatalogObject(kind: .column, name: there.name, definition: has.text))
  }

  private mutating func add(
    column expected: CatalogObject, comment: String?, _ script: inout CompletionScript
  ) {
    var definition = ColumnDefinition(expected.definition)
    if !expected.isOfRecords, let final = history.forms(of: expected).last {
      definition.type = final.type
    }
    switch definition.value {
    case .expression: break
    case .identity, .generated: demands.append(.fewRows(column: expected))
    case .none where definition.isNotNull && NeededValues.contains(expected.name):
      demands.append(.noRows(column: expected))
    // The app does not write it: its inserts have to go on working.
    case .none: definition.isNotNull = false
    }
    script.add(expected, as: definition, comment: comment)
    found.add(
      CatalogObject(kind: .column, name: expected.name, definition: definition.text))
  }

  /// A constraint or an index.
  private mutating func add(
    _ expected: CatalogObject, _ migration: Migration, _ script: inout CompletionScript
  ) {
    guard let name = freeName(for: expected, migration) else { return }
    let final = history.forms(of: expected).last ?? expected
    var made = expected.definition
    if expected.kind == .index {
      guard let index = IndexDefinition(expected.definition) else { return }
      if index.isUnique, let columns = index.columns {
        demands.append(.unique(table: expected.table, columns: columns))
      }
      script.build(index, named: name)
    } else {
      let wanted = ConstraintDefinition(expected.definition)
      switch wanted.kind {
      case .check, .foreignKey:
        script.add(final, named: name, validated: wanted.isValid)
        made = final.definition + (wanted.isValid ? "" : " NOT VALID")
      case .exclusion: script.addExclusion(expected, named: name)
      case .primaryKey(let columns), .unique(let columns):
        let isPrimary = wanted.kind == .primaryKey(columns) && !hasPrimaryKey(expected.table)
        script.addKey(
          isPrimary ? "primary key" : "unique", over: columns, of: expected.table, named: name)
      case .other: return
      }
      demand(final)
    }
    found.add(
      CatalogObject(
        kind: expected.kind, name: "\(expected.table).\(name)", definition: made))
  }

  private func hasPrimaryKey(_ table: String) -> Bool {
    found.objects(.constraint, of: table).contains { $0.definition.hasPrefix("PRIMARY KEY") }
  }

  /// The plan's own name, or another where something of the same table has it already.
  private mutating func freeName(
    for expected: CatalogObject, _ migration: Migration
  ) -> String? {
    let there = found[expected]
    if there?.isHalfBuilt ?? false, there?.table == expected.table { return expected.ownName }
    let kind = expected.relationNames.compactMap(relations.kind(of:)).first
    if there == nil, kind == nil { return expected.ownName }
    let isOfTheTable =
      there?.table == expected.table
      || found.objects(.index, of: expected.table).contains { $0.ownName == expected.ownName }
    guard isOfTheTable, !expected.isOfRecords || expected.kind == .index else {
      problems.append(
        .occupied(
          there.map { "\($0.kind) \($0.name)" } ?? "\(kind ?? "index") \(expected.ownName)",
          migration: migration.name))
      return nil
    }
    return "\(expected.ownName)_plan"
  }

  // MARK: Rows

  /// What a constraint that is made asks of the rows that are there now.
  private mutating func demand(_ constraint: CatalogObject) {
    let table = constraint.table
    let names = found.columns(in: constraint.definition, of: table).map(\.ownName)
    guard now.hasTable(table), !names.isEmpty,
      names.allSatisfy({ now.column($0, of: table) != nil })
    else { return }
    // Of a table that has to be empty, since its columns become of another type: in the type that they
    // have, the condition may mean nothing to the server.
    let isRetyped = names.contains {
      now.column($0, of: table)?.type != found.column($0, of: table)?.type
    }
    guard !(constraint.isOfRecords && isRetyped) else { return }
    switch ConstraintDefinition(constraint.definition).kind {
    case .check: demands.append(.check(constraint: constraint))
    case .primaryKey(let columns), .unique(let columns):
      demands.append(.unique(table: table, columns: columns))
    case .foreignKey(let columns, let target, let targets, _):
      demands.append(
        .reference(
          table: table, column: columns[0], target: target,
          key: now.column(targets[0], of: target) == nil ? nil : targets[0]))
    case .exclusion: demands.append(.exclusion(constraint: constraint))
    case .other: break
    }
  }

  /// What keeps jobrunner from adding rows of its own to tables of the app's, once all is done.
  mutating func lookAtInserts() {
    problems += InsertedRows.all.flatMap { $0.problems(in: found, tables: tables) }
  }
}

extension MigrationPhase {
  /// Whether an app that follows the plan may have made what its migrations make.
  var isOfThePlan: Bool {
    switch self {
    case .p0, .p1, .p2: true
    case .baseline, .jobs, .contract: false
    }
  }
}

/// What a migration says of the columns that it makes.
struct ColumnComments {
  private var statements: [String: String] = [:]

  init(_ migration: Migration) {
    for statement in SQLScript(migration.sql).statements {
      guard let match = statement.prefixMatch(of: /\s*comment on column (\S+) is/) else { continue }
      statements[String(match.1)] = statement.trimmingPrefix { $0.isWhitespace }.description
    }
  }

  subscript(_ column: CatalogObject) -> String? { statements[column.name] }
}
