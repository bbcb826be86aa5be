internal import Billing
package import LabSchema
package import Postgres

/// The plan's tables and columns as an app's team makes them with SQLAlchemy before jobrunner comes:
/// the names that the plan gives, and types, nulls, keys and indexes as a mapping gives them. It goes by
/// the catalog's record, so that what is added to the plan is made here too.
package struct PlanByTheApp {
  private let connection: Connection

  package init(_ connection: Connection) {
    self.connection = connection
  }

  /// What an app may make beforehand: a table, or a column of a table that it has.
  package struct Part: CustomStringConvertible, Sendable {
    package let migration: Migration
    /// Its columns; of a table all of them.
    package let columns: [CatalogObject]
    package let isTable: Bool

    package var table: String { columns[0].table }
    package var description: String { isTable ? table : columns[0].name }
  }

  package static let parts: [Part] = EmbeddedMigrations.all.flatMap { migration -> [Part] in
    guard [.p0, .p1, .p2].contains(migration.phase) else { return [] }
    let made = CatalogHistory.embedded.objects(of: migration.name)
    let columns = made.filter { $0.kind == .column }
    let tables = made.filter { $0.kind == .table }.map(\.name)
    return tables.map { table in
      Part(migration: migration, columns: columns.filter { $0.table == table }, isTable: true)
    }
      + columns.filter {
        !tables.contains($0.table) && !migration.sql.contains("if not exists \($0.ownName) ")
      }.map {
        Part(migration: migration, columns: [$0], isTable: false)
      }
  }

  package static var tables: [Part] { parts.filter(\.isTable) }

  /// Makes it, and fills it where what it refers to is there.
  package func make(_ part: Part, only names: Set<String>? = nil) throws {
    let columns = part.columns.filter { names?.contains($0.ownName) ?? true }
    if part.isTable {
      let lines = columns.map { "\($0.ownName) \(Self.spelling($0))" } + ["primary key (id)"]
      try connection.run(
        script: "create table \(part.table) (\n\(lines.joined(separator: ",\n"))\n)")
    } else {
      let column = columns[0]
      try connection.run(
        script: "alter table \(column.table) add column \(column.ownName) \(Self.spelling(column))")
    }
    try makeKeys(part, columns)
    try fill(part, columns)
  }

  /// A mapping says neither defaults, which SQLAlchemy gives itself, nor that a column is never null.
  private static func spelling(_ column: CatalogObject) -> String {
    if column.ownName == "id" { return "serial not null" }
    return switch column.type {
    case "text": "varchar"
    case let type where type.hasPrefix("numeric"): "double precision"
    case "timestamp with time zone": "timestamp without time zone"
    default: column.type
    }
  }

  /// Foreign keys without a word on delete, under names of the app's own; unique columns as indexes.
  private func makeKeys(_ part: Part, _ columns: [CatalogObject]) throws {
    for key in CatalogHistory.embedded.objects(of: part.migration.name)
    where key.kind == .constraint {
      if let match = key.definition.prefixMatch(
        of: /FOREIGN KEY \((.*)\) REFERENCES ([a-z_]+)\(id\)/),
        columns.contains(where: { $0.ownName == match.1 && $0.table == key.table }),
        try exists(String(match.2))
      {
        try connection.run(
          script: """
            alter table \(key.table) add constraint fk_\(key.table)_\(match.1)
            foreign key (\(match.1)) references \(match.2) (id)
            """)
      } else if let match = key.definition.wholeMatch(of: /UNIQUE \((.*)\)/),
        columns.contains(where: { $0.ownName == match.1 && $0.table == key.table })
      {
        try connection.run(
          script: "create unique index uq_\(key.table)_\(match.1) on \(key.table) (\(match.1))")
      }
    }
    // As SQLAlchemy names the index of a column, whatever the plan has under this name.
    for column in columns where part.isTable && column.ownName.hasSuffix("_id") {
      try connection.run(
        script:
          "create index ix_\(part.table)_\(column.ownName) on \(part.table) (\(column.ownName))")
    }
  }

  private func exists(_ table: String) throws -> Bool {
    try connection.query("select to_regclass(\(table)) is not null") { try $0.bool(0) }[0]
  }

  /// Rows with a value wherever one can be had; none of billing records, which nobody but jobrunner
  /// computes.
  private func fill(_ part: Part, _ columns: [CatalogObject]) throws {
    guard part.table != "billing_records" else { return }
    let values = try columns.filter { $0.ownName != "id" }.map { column in
      (column: column, value: try value(of: column, in: part))
    }
    let isComplete = values.allSatisfy {
      $0.value != "null" || $0.column.table != "coupon_redemptions"
    }
    guard isComplete, !values.isEmpty else { return }
    if part.isTable {
      let names = values.map(\.column.ownName).joined(separator: ", ")
      try connection.run(
        script: """
          insert into \(part.table) (\(names))
          select \(values.map(\.value).joined(separator: ", "))
          from generate_series(1, \(part.table == "clinic_info" ? 1 : 3)) n
          """)
    } else if let (column, value) = values.first {
      try connection.run(
        script: """
          update \(column.table) set \(column.ownName) = \(value)
          from generate_series(1, 3) n
          where n = \(column.table).id
          """)
    }
  }

  private func value(of column: CatalogObject, in part: Part) throws -> String {
    let made = CatalogHistory.embedded.objects(of: part.migration.name)
    for constraint in made where constraint.kind == .constraint && constraint.table == column.table
    {
      if let match = constraint.definition.prefixMatch(
        of: /FOREIGN KEY \((.*)\) REFERENCES ([a-z_]+)\(id\)/), match.1 == column.ownName
      {
        return try exists(String(match.2))
          ? "(select id from \(match.2) order by id offset n - 1 limit 1)" : "null"
      }
      if let match = constraint.definition.prefixMatch(
        of: /CHECK \(([a-z_]+) = ANY \(ARRAY\['([a-z_]+)'/), match.1 == column.ownName
      {
        return "'\(match.2)'"
      }
    }
    return switch column.type {
    case "text", "character varying(100)": "'\(column.ownName) ' || n"
    case "boolean": "n = 1"
    case "date": "date '2025-01-01' + n"
    case "timestamp with time zone": "timestamp '2025-01-01 09:00' + n * interval '1 day'"
    case "time without time zone": "time '09:00'"
    case "jsonb": "'[1]'"
    default: "n"
    }
  }

  /// What the app's columns of a part hold, row by row.
  package func contents(of part: Part, only names: Set<String>? = nil) throws -> [String] {
    let columns = part.columns.map(\.ownName).filter { names?.contains($0) ?? true }
    return try connection.query(
      """
      select row(\(unescaped: (["id"] + columns).joined(separator: ", ")))::text
      from \(unescaped: part.table)
      order by \(unescaped: part.table).id
      """
    ) { try $0.string(0) }
  }
}
