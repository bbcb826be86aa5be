internal import Billing
internal import Postgres

/// What a schema holds, to be asked for one thing at a time: as it is, or as it will be after the
/// steps before.
struct FoundObjects {
  private var objects: [String: CatalogObject]
  /// The words of enumerations and domains.
  let types: TypeWords

  /// Reads them from the server.
  init(_ connection: Connection) throws {
    let objects = try CatalogReader(connection).objects()
    self.objects = Dictionary(objects.map { ($0.key, $0) }, uniquingKeysWith: { one, _ in one })
    types = try TypeWords(connection)
  }

  var all: [CatalogObject] { objects.values.sorted() }

  /// With their tables, as `users.phone`.
  var columnNames: Set<String> {
    Set(objects.values.filter { $0.kind == .column }.map(\.name))
  }

  /// What goes by an object's name and is of its kind.
  subscript(_ object: CatalogObject) -> CatalogObject? { objects[object.key] }

  func column(_ name: String, of table: String) -> CatalogObject? {
    objects["column \(table).\(name)"]
  }

  func hasTable(_ table: String) -> Bool { objects["table \(table)"] != nil }

  func objects(_ kind: CatalogObject.Kind, of table: String) -> [CatalogObject] {
    objects.values.filter { $0.kind == kind && $0.table == table }.sorted()
  }

  /// Which of a table's columns a constraint or an index is over, going by the words of its
  /// definition.
  func columns(in text: String, of table: String) -> [CatalogObject] {
    let words = Set(
      text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    return objects(.column, of: table).filter { words.contains($0.ownName) }
  }

  mutating func remove(_ object: CatalogObject) { objects[object.key] = nil }

  mutating func add(_ object: CatalogObject) { objects[object.key] = object }
}
