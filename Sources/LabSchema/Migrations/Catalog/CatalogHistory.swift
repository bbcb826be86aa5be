internal import Billing

/// What each migration adds to a schema's catalog, and takes away: recorded from a server into
/// `catalog.txt`, and compiled into the program. So a schema can be held against what the migrations
/// say without making another one beside it.
package struct CatalogHistory: Sendable {
  private struct Chapter {
    var name: String
    var added: [CatalogObject] = []
    var removed: [CatalogObject] = []
  }

  private var chapters: [Chapter] = []
  private var formsByKey: [String: [CatalogObject]] = [:]
  private var origins: [String: String] = [:]
  private var passing: Set<String> = []

  /// The history of this version's migrations.
  package static let embedded = CatalogHistory(EmbeddedSQL.catalog.text)

  /// - Parameter text: a line `# migration` for each, below it its objects in lines of the form
  ///   `+ kind name | definition`, with `-` for those taken away.
  package init(_ text: String) {
    for line in text.split(separator: "\n") {
      switch line.prefix(2) {
      case "# ": chapters.append(Chapter(name: String(line.dropFirst(2))))
      case "+ ":
        if let object = CatalogObject(line: line.dropFirst(2)) {
          chapters[chapters.count - 1].added.append(object)
        }
      case "- ":
        if let object = CatalogObject(line: line.dropFirst(2)) {
          chapters[chapters.count - 1].removed.append(object)
        }
      default: continue
      }
    }
    for chapter in chapters {
      for object in chapter.removed { passing.insert(object.key) }
      for object in chapter.added {
        passing.remove(object.key)
        formsByKey[object.key, default: []].append(object)
        origins[object.key] = origins[object.key] ?? chapter.name
      }
    }
  }

  /// What a migration makes; what it only changes is none of it.
  package func objects(of migration: String) -> [CatalogObject] {
    guard let chapter = chapters.first(where: { $0.name == migration }) else { return [] }
    let changed = Set(chapter.removed.map(\.key))
    return chapter.added.filter { !changed.contains($0.key) }
  }

  /// What a migration leaves of what it makes or changes.
  func results(of migration: String) -> [CatalogObject] {
    chapters.first { $0.name == migration }?.added ?? []
  }

  /// What was there before of what a migration changes.
  func changed(by migration: String) -> [CatalogObject] {
    guard let chapter = chapters.first(where: { $0.name == migration }) else { return [] }
    let added = Set(chapter.added.map(\.key))
    return chapter.removed.filter { added.contains($0.key) }
  }

  /// Every form that an object has had, in the order of the migrations: made first, changed later.
  func forms(of object: CatalogObject) -> [CatalogObject] { formsByKey[object.key] ?? [] }

  /// The migration that made an object, before others changed it.
  func origin(of object: CatalogObject) -> String? { origins[object.key] }

  /// What a migration takes away for good.
  func takenAway(by migration: String) -> [CatalogObject] {
    guard let chapter = chapters.first(where: { $0.name == migration }) else { return [] }
    let added = Set(chapter.added.map(\.key))
    return chapter.removed.filter { !added.contains($0.key) }
  }

  /// Whether a later migration takes an object away that an earlier one made.
  func isPassing(_ object: CatalogObject) -> Bool { passing.contains(object.key) }

  /// The names of the functions that the migrations make, without their arguments.
  var functionNames: [String] {
    chapters.flatMap(\.added).filter { $0.kind == .function }.map { object in
      String(object.name.prefix { $0 != "(" })
    }
  }

  /// The triggers that the migrations make, each with its table: `billing_runs.keep`.
  var triggerNames: [String] {
    chapters.flatMap(\.added).filter { $0.kind == .trigger }.map(\.name)
  }

  /// What a schema holds after these migrations, and the migration that each object comes from.
  func objects(
    after migrations: Set<String>
  ) -> [(object: CatalogObject, migration: String)] {
    var objects: [String: (CatalogObject, String)] = [:]
    for chapter in chapters where migrations.contains(chapter.name) {
      for object in chapter.removed { objects[object.key] = nil }
      for object in chapter.added { objects[object.key] = (object, chapter.name) }
    }
    return objects.values.sorted { $0.0 < $1.0 }.map { (object: $0.0, migration: $0.1) }
  }
}

extension CatalogObject {
  /// Reads `kind name | definition`.
  init?(line: Substring) {
    let parts = line.split(separator: " | ", maxSplits: 1, omittingEmptySubsequences: false)
    let words = parts[0].split(separator: " ", maxSplits: 1)
    guard words.count == 2, let kind = Kind(rawValue: String(words[0])) else { return nil }
    self.init(
      kind: kind, name: String(words[1]), definition: parts.count == 2 ? String(parts[1]) : "")
  }

  /// As it is written in `catalog.txt`.
  package var line: String {
    definition.isEmpty ? "\(kind.rawValue) \(name)" : "\(kind.rawValue) \(name) | \(definition)"
  }
}

/// Checks of the plan that a later migration takes away again, since what they are over is the app's
/// alone: `users_role_check`. In a database whose app wrote the column before, the app's rows never
/// meet them.
enum PassingChecks {
  /// What follows a migration that makes such a check: one of its name, for the migrations between,
  /// that holds for every row. Empty where it makes none.
  static func script(after migration: Migration) -> String {
    guard migration.phase.isOfThePlan else { return "" }
    let history = CatalogHistory.embedded
    return history.objects(of: migration.name)
      .filter { $0.kind == .constraint && history.isPassing($0) }
      .map { check in
        """
        alter table \(check.table)
          drop constraint \(check.ownName),
          add constraint \(check.ownName) check (true) not valid;

        """
      }
      .joined()
  }
}
