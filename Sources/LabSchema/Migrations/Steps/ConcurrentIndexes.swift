internal import Billing
internal import Postgres

/// Indexes that are built while the app goes on writing.
extension StepRunner {
  /// Builds each index of the file that is not there yet. One that an earlier try left half built is
  /// dropped first, and one that comes out half built is no success.
  func buildIndexes(_ migration: Migration) throws {
    let left = try indexesOfUnread(migration)
    try buildIndexes(
      SQLScript(migration.sql).statements.filter { statement in
        !(Self.indexName(in: statement).map(left.contains) ?? false)
      }, of: migration)
  }

  func buildIndexes(_ statements: [String], of migration: Migration) throws {
    let limit = "\(max(1, patience.indexBuild.wholeMilliseconds))"
    try connection.withSetting("lock_timeout", limit) {
      for statement in statements {
        guard let name = Self.indexName(in: statement) else {
          throw PostgresError.misuse("\(migration.name) holds more than concurrent indexes")
        }
        try LockRetry(
          connection: connection, patience: patience, migration: migration, report: report
        ).run {
          if try isValid(name) == false {
            try connection.run(script: "drop index concurrently if exists \(name)")
          }
          try connection.run(script: statement)
        }
        guard try isValid(name) == true else {
          throw MigrationError.invalidIndex(migration: migration.name, index: name)
        }
      }
    }
  }

  /// Indexes of the file over tables of the app's that nobody reads, and that are not there or lack
  /// the column.
  private func indexesOfUnread(_ migration: Migration) throws -> Set<String> {
    let columns = try connection.labColumns()
    let made = CatalogHistory.embedded.objects(of: migration.name)
    return Set(made.filter { $0.isIndexOfUnread(lacking: columns) }.map(\.ownName))
  }

  /// Whether an index is whole; nil where there is none of this name.
  private func isValid(_ name: String) throws -> Bool? {
    try connection.first(
      """
      select i.indisvalid and i.indisready
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid
      where c.relname = \(name) and c.relnamespace = \(SchemaSQL.id)
      """
    ) { row in try row.bool(0) }
  }

  /// The name in `create [unique] index concurrently if not exists name on …`.
  static func indexName(in statement: String) -> String? {
    let words = statement.split(whereSeparator: \.isWhitespace).filter { $0 != "unique" }
    let opening = ["create", "index", "concurrently", "if", "not", "exists"]
    guard words.count > opening.count, words.prefix(opening.count).elementsEqual(opening, by: ==)
    else { return nil }
    return String(words[opening.count])
  }
}
