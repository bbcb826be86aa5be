internal import Billing

/// A schema beside what its migrations say it holds.
package struct CatalogComparison: Equatable, Sendable {
  package struct Difference: Equatable, Sendable {
    package let expected: CatalogObject
    package let found: CatalogObject
  }

  package private(set) var missing: [CatalogObject] = []
  package private(set) var different: [Difference] = []
  /// What is there besides: the app's own tables and columns, or somebody's index.
  package private(set) var extra: [CatalogObject] = []
  /// What lets others do more with the job's own than they should.
  package let rights: [RightsProblem]

  /// Whether everything is there as it should be; extra objects are nobody's fault.
  package var isClean: Bool { missing.isEmpty && different.isEmpty && rights.isEmpty }

  /// - Parameters:
  ///   - applied: the migrations of the schema's ledger.
  ///   - found: what the schema holds.
  ///   - rights: what is wrong with who may do what.
  init(
    history: CatalogHistory, migrations: [Migration], applied: [AppliedMigration],
    found: FoundObjects, rights: [RightsProblem]
  ) {
    self.rights = rights
    let byName = Dictionary(migrations.map { ($0.name, $0) }, uniquingKeysWith: { one, _ in one })
    let adopted = Set(applied.filter(\.isAdopted).map(\.name))
    let apps = Set(adopted.flatMap { history.objects(of: $0) }.map(\.table))
    let columns = Set(found.all.filter { $0.kind == .column }.map(\.name))
    let fitting = Fitting(history: history, found: found)
    var rest = Dictionary(found.all.map { ($0.key, $0) }, uniquingKeysWith: { one, _ in one })
    for (object, migration) in history.objects(after: Set(applied.map(\.name))) {
      // Who made it says whose it is, whatever was changed of it since.
      let origin = history.origin(of: object) ?? migration
      let isAdopted = adopted.contains(origin)
      let isOfThePlan = byName[origin]?.phase.isOfThePlan ?? false
      if !adopted.isEmpty, isOfThePlan, history.isPassing(object) {
        rest[object.key] = nil
        continue
      }
      if isAdopted, isOfThePlan {
        if object.isIndexOfUnread(lacking: columns) { continue }
        compare(object, fitting.fit(of: object), &rest)
        continue
      }
      guard let there = rest.removeValue(forKey: object.key) else {
        // Keys and indexes of the app's own tables are the app's business.
        if isAdopted, object.kind != .table, object.kind != .column { continue }
        // And so is what nobody reads, with the indexes on it.
        if isAdopted, BaselineUse(of: object) == .unread { continue }
        if apps.contains(object.table), object.isIndexOfUnread(lacking: columns) { continue }
        if object.kind == .trigger, BaselineUse.unreadTables.contains(object.table),
          !columns.contains(where: { $0.hasPrefix("\(object.table).") })
        {
          continue
        }
        missing.append(object)
        continue
      }
      let mayBeOlder =
        !adopted.isEmpty && byName[origin]?.allows(existing: object) ?? false
      let isSame =
        if isAdopted || mayBeOlder && object.kind == .column {
          object.kind != .column || isAdopted && BaselineUse(of: object).isOfAnyType
            || ColumnTypeFamily(there.type).serves(as: ColumnTypeFamily(object.type))
        } else if apps.contains(object.table), !object.isOfRecords {
          // What was added to the app's tables is written down with the types of its columns.
          there.essence == object.essence && there.table == object.table
        } else {
          there == object
        }
      if !isSame { different.append(Difference(expected: object, found: there)) }
    }
    // What a table of somebody else's consists of is nobody's business here.
    let others = Set(rest.values.filter { $0.kind == .table }.map(\.name))
    extra = rest.values.filter { $0.kind == .table || !others.contains($0.table) }.sorted()
  }

  /// What was the app's when it was taken over serves as long as it does what was taken over then.
  private mutating func compare(
    _ expected: CatalogObject, _ fit: Fitting.Fit, _ rest: inout [String: CatalogObject]
  ) {
    switch fit {
    case .serves(let there): rest[there.key] = nil
    case .lacks(let there, _), .unlike(let there):
      rest[there.key] = nil
      different.append(Difference(expected: expected, found: there))
    case .absent: missing.append(expected)
    }
  }
}
