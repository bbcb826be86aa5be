/// What the migrations would make, held against what goes by those names already.
struct AdoptionCollisions {
  private let found: [String: CatalogObject]
  private let relations: ExistingRelations

  init(found: [CatalogObject], relations: ExistingRelations) {
    self.found = Dictionary(found.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    self.relations = relations
  }

  /// - Parameter made: the objects that the migration makes.
  func problems(of migration: Migration, making made: [CatalogObject]) -> [AdoptionProblem] {
    var problems: [AdoptionProblem] = []
    // What belongs to a table that is occupied as a whole need not be told again.
    var occupied: Set<String> = []
    for object in made where object.kind == .table {
      guard let kind = relations.kind(of: object.name) else { continue }
      occupied.insert(object.name)
      problems.append(.occupied("\(kind) \(object.name)", migration: migration.name))
    }
    for object in made where object.kind != .table && !occupied.contains(object.table) {
      if let problem = problem(of: object, migration) { problems.append(problem) }
    }
    return problems
  }

  private func problem(of object: CatalogObject, _ migration: Migration) -> AdoptionProblem? {
    if let there = found[object.key] {
      return migration.welcomes(there, as: object)
        ? nil
        : .occupied("\(there.kind.rawValue) \(there.name)", migration: migration.name)
    }
    for name in object.relationNames {
      if let kind = relations.kind(of: name) {
        return .occupied("\(kind) \(name)", migration: migration.name)
      }
    }
    return nil
  }
}

extension Migration {
  /// Whether the file says `if not exists` of an object.
  func allows(existing object: CatalogObject) -> Bool {
    let name = object.name.split(separator: ".").last.map(String.init) ?? object.name
    return sql.contains("if not exists \(name) ") || sql.contains("if not exists \(name)\n")
  }

  /// Whether one of the app's own serves as well: of a column a type of the same family, of an
  /// index the same columns of the same table.
  func welcomes(_ existing: CatalogObject, as object: CatalogObject) -> Bool {
    guard allows(existing: object), existing.table == object.table else { return false }
    switch object.kind {
    case .column: return ColumnTypeFamily(existing.type) == ColumnTypeFamily(object.type)
    default: return existing.definition == object.definition || existing.isHalfBuilt
    }
  }
}
