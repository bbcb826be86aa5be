internal import Billing
internal import Postgres

/// The names that a schema has given away, of whatever kind: tables, views, indexes, sequences and
/// types share one room, and a table takes a name among the types as well.
struct ExistingRelations {
  /// What goes by each name, in words.
  private let kinds: [String: String]
  /// Tables whose rows have a unique `id`, to which a foreign key can point.
  private let keyed: Set<String>

  init(_ connection: Connection) throws {
    let rows = try connection.query(
      """
      select c.relname::text,
        case c.relkind
          when 'r' then case c.relpersistence when 'p' then 'table' else 'unlogged table' end
          when 'p' then 'partitioned table'
          when 'v' then 'view'
          when 'm' then 'materialized view'
          when 'f' then 'foreign table'
          when 'S' then 'sequence'
          when 'i' then 'index'
          when 'I' then 'partitioned index'
          else 'type'
        end
      from pg_catalog.pg_class c
      where c.relnamespace = \(SchemaSQL.id)
      union all
      select t.typname::text, 'type'
      from pg_catalog.pg_type t
      where t.typnamespace = \(SchemaSQL.id)
        and t.typrelid = 0
        and t.typcategory <> 'A'
      """
    ) { row in (try row.string(0), try row.string(1)) }
    kinds = Dictionary(rows, uniquingKeysWith: { first, _ in first })
    keyed = Set(
      try connection.query(
        """
        select c.relname::text
        from pg_catalog.pg_index i
        join pg_catalog.pg_class c on c.oid = i.indrelid
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'id'
        where c.relnamespace = \(SchemaSQL.id)
          and i.indisunique
          and i.indisvalid
          and i.indpred is null
          and i.indimmediate
          and i.indnkeyatts = 1
          and i.indkey[0] = a.attnum
        """
      ) { row in try row.string(0) })
  }

  /// What goes by this name, such as `view`; nil where it is free.
  func kind(of name: String) -> String? { kinds[name] }

  /// What keeps a table of the app's from being altered while it is in use and referred to.
  func problem(ofTable table: String) -> AdoptionProblem? {
    guard let kind = kinds[table] else { return .missingTable(table) }
    if kind != "table" { return .notPlainTable(table, kind: kind) }
    return keyed.contains(table) ? nil : .noKey(table)
  }
}

extension CatalogObject {
  /// The names that making it takes in the schema's one room.
  var relationNames: [String] {
    let own = name.split(separator: ".").last.map(String.init) ?? name
    switch kind {
    case .table, .view, .index: return [own]
    case .column where definition.contains("; identity"): return ["\(table)_\(own)_seq"]
    case .constraint where ["PRIMARY", "UNIQUE", "EXCLUDE"].contains(type.prefix { $0 != " " }):
      return [own]
    default: return []
    }
  }
}
