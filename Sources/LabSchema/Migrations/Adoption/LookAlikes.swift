/// The tables and columns of a schema that look like some of the plan's that it lacks: by the words of
/// their names, by their columns, and by what they refer to. It is for a person to judge.
struct LookAlikes {
  private let expected: [String: TableShape]
  private let candidates: [TableShape]
  private let found: [String: TableShape]

  /// - Parameter expected: what the app's tables hold by the plan.
  init(found: [CatalogObject], expected: [CatalogObject]) {
    let wanted = TableShape.all(of: expected)
    let there = TableShape.all(of: found)
    let taken = Set(LabTables.all.map(\.name))
    self.expected = Dictionary(
      wanted.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.found = Dictionary(there.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    candidates = there.filter { !taken.contains($0.name) }
  }

  /// The tables that look like one of the plan's, at most two, the likest first.
  func tables(for name: String) -> [LookAlike] {
    guard let wanted = expected[name] else { return [] }
    let scored = candidates.compactMap { candidate in
      likeness(of: candidate, to: wanted).map { (candidate: candidate, likeness: $0) }
    }
    let best = scored.map(\.likeness.points).max() ?? 0
    return scored.filter { $0.likeness.points >= best - 1 }
      .sorted { ($1.likeness.points, $0.candidate.name) < ($0.likeness.points, $1.candidate.name) }
      .prefix(2).map { LookAlike(name: $0.candidate.name, shared: $0.likeness.shared) }
  }

  /// What looks like each of the plan's tables whose columns are read.
  var ofTables: [(table: String, alike: [LookAlike])] {
    expected.keys.filter { !BaselineUse.unreadTables.contains($0) }.sorted()
      .map { (table: $0, alike: tables(for: $0)) }
  }

  /// The columns of the same table that look like one of the plan's that it lacks, at most two.
  func columns(for column: CatalogObject) -> [LookAlike] {
    guard let table = found[column.table], let wanted = expected[column.table] else { return [] }
    let name = column.ownName
    let family = ColumnTypeFamily(column.type)
    let others = table.columns.filter { wanted.types[$0] == nil }
    let alike = others.filter { other in
      guard let type = table.types[other], ColumnTypeFamily(type).serves(as: family) else {
        return false
      }
      if name == "id" { return table.key == other }
      if let target = wanted.references[name] {
        return table.references[other].map { isLike($0, target) } ?? false
      }
      return NameWords(other).sharesWord(with: NameWords(name))
    }
    return alike.prefix(2).map { LookAlike(name: "\(column.table).\($0)", shared: []) }
  }

  private struct Likeness {
    var points: Double
    var shared: [String]
  }

  /// Nil where one does not look like the other.
  private func likeness(of candidate: TableShape, to wanted: TableShape) -> Likeness? {
    let named = Self.likeness(ofName: candidate.name, to: wanted.name)
    let telling = wanted.columns.filter { !Self.everywhere.contains($0) }
    var shared: [String] = []
    for column in telling {
      let other = candidate.columns.first { other in
        if let target = wanted.references[column] {
          return candidate.references[other].map { isLike($0, target) } ?? (other == column)
        }
        return NameWords(other) == NameWords(column)
      }
      if let other { shared.append(other) }
    }
    let share = Double(shared.count) / Double(max(1, telling.count))
    let targets = Set(wanted.references.values)
    let refers = targets.allSatisfy { target in
      candidate.references.values.contains { isLike($0, target) }
    }
    let likeness = Likeness(
      points: named + 4 * share + (refers && !targets.isEmpty ? 2 : 0), shared: shared)
    if named >= Self.sameName { return likeness }
    // Another name has to be made up for by what the table holds.
    return refers && share >= (named > 0 ? 0.4 : 0.6) ? likeness : nil
  }

  /// Columns that any table may have.
  private static let everywhere = ["id", "created_at", "updated_at", "is_active", "name"]
  private static let sameName = 2.5

  /// 3: the same words. 2.5: all of them and more, about the same. 1: one of them. 0: none.
  private static func likeness(ofName name: String, to wanted: String) -> Double {
    let (words, expected) = (NameWords(name), NameWords(wanted))
    if words == expected { return 3 }
    if words.contains(expected), words.head == expected.head { return sameName }
    return words.sharesWord(with: expected) ? 1 : 0
  }

  private func isLike(_ name: String, _ wanted: String) -> Bool {
    name == wanted || Self.likeness(ofName: name, to: wanted) >= Self.sameName
  }
}

/// A table or column that looks like another.
package struct LookAlike: Equatable, Sendable {
  package let name: String
  /// Of a table the columns that it has in common with the other, by its own names.
  package let shared: [String]
}

extension LookAlike: CustomStringConvertible {
  package var description: String {
    let shown = shared.prefix(4).joined(separator: ", ")
    return shared.isEmpty ? name : "\(name) (with \(shown)\(shared.count > 4 ? " …" : ""))"
  }
}

/// A table as its catalog entries tell it.
private struct TableShape {
  let name: String
  /// In the order of their names.
  var columns: [String] = []
  var types: [String: String] = [:]
  /// The tables that columns refer to.
  var references: [String: String] = [:]
  /// The column of the primary key, where it is one.
  var key: String?

  static func all(of objects: [CatalogObject]) -> [TableShape] {
    Dictionary(grouping: objects, by: \.table).compactMap { name, objects in
      guard objects.contains(where: { $0.kind == .table }) else { return nil }
      var shape = TableShape(name: name)
      for object in objects {
        switch object.kind {
        case .column:
          shape.columns.append(object.ownName)
          shape.types[object.ownName] = object.type
        case .constraint: shape.add(constraint: object.definition)
        default: continue
        }
      }
      return shape
    }
    .sorted { $0.name < $1.name }
  }

  /// `FOREIGN KEY (user_id) REFERENCES users(id) …`, `PRIMARY KEY (id)`.
  private mutating func add(constraint definition: String) {
    let parts = definition.split(whereSeparator: { "()".contains($0) }).map {
      $0.filter { $0 != "\"" }.split(separator: " ").map(String.init)
    }
    guard parts.count >= 2, parts[1].count == 1, let column = parts[1].first else { return }
    switch parts[0] {
    case ["PRIMARY", "KEY"]: key = column
    case ["FOREIGN", "KEY"]:
      guard parts.count >= 3, parts[2].count == 2, parts[2][0] == "REFERENCES" else { return }
      references[column] = parts[2][1]
    default: return
    }
  }
}
