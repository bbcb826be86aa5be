internal import Billing

/// One step of the schema: a numbered .sql file and its checksum. It is a value; ``Migrator``
/// applies it.
package struct Migration: Equatable, Sendable {
  /// The number in front of the name; migrations are applied in its order.
  package let version: Int32
  /// The file's name without its ending, such as `0003_p0_expand_pets`.
  package let name: String
  package let phase: MigrationPhase
  package let kind: MigrationKind
  package let sql: String
  /// SHA-256 of the text, in hexadecimal.
  package let sha256: String

  /// - Parameters:
  ///   - name: `NNNN_phase_kind_what`; the baseline needs neither kind nor what, and a name without
  ///     a kind is of kind `expand`. Of any other form nil is returned.
  ///   - sql: what it runs; the form that its kind asks for.
  package init?(name: String, sql: String) {
    let parts = name.split(separator: "_", maxSplits: 2)
    guard parts.count >= 2, parts[0].utf8.count == 4,
      parts[0].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let version = Int32(parts[0]), let phase = MigrationPhase(rawValue: String(parts[1]))
    else { return nil }
    self.version = version
    self.name = name
    self.phase = phase
    let word = parts.count == 3 ? parts[2].prefix { $0 != "_" } : ""
    self.kind = MigrationKind(rawValue: String(word)) ?? .expand
    self.sql = sql
    sha256 = Billing.sha256(Array(sql.utf8))
  }
}

/// How the SQL of a migration is run, so that a live database does not notice.
package enum MigrationKind: String, Sendable {
  /// Statements that hold their locks for a moment: all in one transaction, with the ledger's row.
  case expand
  /// `create index concurrently if not exists` statements, each by itself and outside a transaction.
  case index
  /// One statement that is run batch after batch, each a transaction with its cursor: `$1` is the
  /// last id done, `$2` how many ids at most; it returns `last_id`, `ids_seen`, `rows_changed`,
  /// `rows_left` and `newest_row_at`.
  case backfill
  /// `validate constraint` statements, each a transaction of its own.
  case validate

  /// What it does to a table that is in use, in a few words.
  package var effect: String {
    switch self {
    case .expand: "one transaction, locks for a moment"
    case .index: "built while the app writes"
    case .backfill: "in batches, resumes"
    case .validate: "reads, locks nobody out"
    }
  }
}

extension Migration {
  /// Whether the file says `if not exists` of an object.
  func allows(existing object: CatalogObject) -> Bool {
    let name = object.ownName
    return sql.contains("if not exists \(name) ") || sql.contains("if not exists \(name)\n")
  }

  /// Whether one of the app's own serves as well, so that the migration runs as it is: of a column a
  /// type of the same family, of an index the same columns of the same table.
  func welcomes(_ existing: CatalogObject, as object: CatalogObject) -> Bool {
    guard allows(existing: object), existing.table == object.table else { return false }
    switch object.kind {
    case .column:
      return ColumnTypeFamily(existing.type).serves(as: ColumnTypeFamily(object.type))
    default: return existing.definition == object.definition || existing.isHalfBuilt
    }
  }
}

/// The text of a migration whose statements are run one by one.
struct SQLScript {
  /// Without comments and closing semicolons, in order.
  let statements: [String]

  /// - Parameter text: statements that end with a semicolon at the end of a line, and comments on
  ///   lines of their own; no function bodies.
  init(_ text: String) {
    let code = text.split(separator: "\n").filter { !$0.hasPrefix("--") }
    var statements: [String] = []
    var lines: [Substring] = []
    for line in code {
      guard line.last == ";" else {
        lines.append(line)
        continue
      }
      lines.append(line.dropLast())
      statements.append(lines.joined(separator: "\n"))
      lines = []
    }
    self.statements = statements
  }
}
