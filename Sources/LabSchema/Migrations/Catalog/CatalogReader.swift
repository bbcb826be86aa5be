internal import Billing
package import Postgres

/// Reads what the schema of a connection holds from the server's catalog. The connection's search
/// path has to name that schema alone: names of it are then written without it.
package struct CatalogReader {
  let connection: Connection

  package init(_ connection: Connection) {
    self.connection = connection
  }

  package func objects() throws -> [CatalogObject] {
    let parts: [(CatalogObject.Kind, Statement)] = [
      (.table, Self.tables), (.view, Self.views), (.column, Self.columns),
      (.constraint, Self.constraints), (.index, Self.indexes), (.trigger, Self.triggers),
      (.rule, Self.rules), (.function, Self.functions),
    ]
    return try parts.flatMap { kind, statement in
      try connection.query(statement) { row in
        let definition = Self.line(try row.string(1))
        return CatalogObject(
          kind: kind, name: try row.string(0),
          definition: kind == .view ? ViewDefinition(definition).text : definition)
      }
    }.sorted()
  }

  /// A definition of several lines in one.
  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static let tables: Statement = """
    select c.relname,
      concat_ws('; ',
        case when c.relpersistence <> 'p' then 'unlogged' end,
        case when c.relrowsecurity then 'row security' end,
        case when c.relforcerowsecurity then 'forced row security' end)
    from pg_catalog.pg_class c
    where c.relnamespace = \(SchemaSQL.id) and c.relkind in ('r', 'p')
    """

  private static let views: Statement = """
    select c.relname, case c.relkind when 'm' then 'materialized: ' else '' end
      || pg_get_viewdef(c.oid, true)
    from pg_catalog.pg_class c
    where c.relnamespace = \(SchemaSQL.id) and c.relkind in ('v', 'm')
    """

  private static let columns: Statement = """
    select c.relname || '.' || a.attname,
      concat_ws('; ',
        coalesce('domain ' || format_type(base.domain, null) || ' over ', '')
          || case
            when \(isCitext) then 'citext'
            when b.typtype = 'e' then 'enum ' || format_type(b.oid, null)
            else format_type(b.oid, base.modifier)
          end,
        case
          when a.attcollation not in (0, t.typcollation) then 'collate ' || quote_ident(n.collname)
        end,
        case when a.attnotnull then 'not null' end,
        case
          when a.attidentity <> ''
            then 'identity' || case a.attidentity when 'a' then ' always' else '' end
          when a.attgenerated <> ''
            then 'generated ' || case a.attgenerated when 'v' then 'virtual ' else '' end
              || pg_get_expr(d.adbin, d.adrelid, true)
          when d.adbin is not null then 'default ' || pg_get_expr(d.adbin, d.adrelid, true)
        end)
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid
    join pg_catalog.pg_type t on t.oid = a.atttypid
    cross join lateral (\(baseType)) base
    join pg_catalog.pg_type b on b.oid = base.type
    left join pg_catalog.pg_collation n on n.oid = a.attcollation
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = \(SchemaSQL.id)
      and c.relkind in ('r', 'p')
      and a.attnum > 0
      and not a.attisdropped
    """

  /// What the type of attribute `a` is in the end: of a domain what it is over, through all of them.
  private static let baseType: Statement = """
    with recursive under (type, modifier, depth) as (
      select a.atttypid, a.atttypmod, 0
      union all
      select d.typbasetype, d.typtypmod, under.depth + 1
      from under
      join pg_catalog.pg_type d on d.oid = under.type and d.typtype = 'd'
    )
    select under.type, under.modifier, case when under.depth > 0 then a.atttypid end as domain
    from under
    order by under.depth desc
    limit 1
    """

  /// Whether type `b` is citext, which is installed in whatever schema.
  private static let isCitext: Statement = """
    b.typname = 'citext'
      and exists (
        select
        from pg_catalog.pg_depend e
        join pg_catalog.pg_extension x on x.oid = e.refobjid
        where e.classid = 'pg_catalog.pg_type'::regclass
          and e.objid = b.oid
          and e.refclassid = 'pg_catalog.pg_extension'::regclass
          and e.deptype = 'e'
          and x.extname = 'citext'
      )
    """

  private static let constraints: Statement = """
    select c.relname || '.' || k.conname,
      pg_get_constraintdef(k.oid, true)
        || case
          when exists (
            select from pg_catalog.pg_trigger g
            where g.tgconstraint = k.oid and g.tgenabled not in ('O', 'A')
          ) then ' DISABLED'
          else ''
        end
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class c on c.oid = k.conrelid
    where c.relnamespace = \(SchemaSQL.id)
      and k.contype in ('p', 'u', 'f', 'c', 'x')
    """

  private static let indexes: Statement = """
    select t.relname || '.' || c.relname,
      pg_get_indexdef(i.indexrelid, 0, true) || case when i.indisvalid then '' else ' INVALID' end
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_class t on t.oid = i.indrelid
    where c.relnamespace = \(SchemaSQL.id)
      and not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid
        and k.contype in ('p', 'u', 'x'))
    """

  private static let triggers: Statement = """
    select c.relname || '.' || g.tgname,
      pg_get_triggerdef(g.oid, true)
        || case g.tgenabled when 'A' then ' always' when 'D' then ' disabled' else '' end
    from pg_catalog.pg_trigger g
    join pg_catalog.pg_class c on c.oid = g.tgrelid
    where c.relnamespace = \(SchemaSQL.id) and not g.tgisinternal
    """

  private static let rules: Statement = """
    select c.relname || '.' || r.rulename, pg_get_ruledef(r.oid, true)
    from pg_catalog.pg_rewrite r
    join pg_catalog.pg_class c on c.oid = r.ev_class
    where c.relnamespace = \(SchemaSQL.id) and r.rulename <> '_RETURN'
    """

  /// Search paths and rights are the business of ``RightsSurvey``.
  private static let functions: Statement = """
    select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
      'returns ' || pg_get_function_result(p.oid)
        || case when p.prosecdef then ' security definer' else '' end
        || ' ' || encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex')
    from pg_catalog.pg_proc p
    where p.pronamespace = \(SchemaSQL.id)
      and not exists (
        select from pg_catalog.pg_depend e where e.objid = p.oid and e.deptype = 'e')
    """
}

extension Connection {
  /// The columns that the lab's plain tables have, as `users.phone`.
  func labColumns() throws -> Set<String> {
    Set(
      try query(
        """
        select c.relname || '.' || a.attname
        from pg_catalog.pg_class c
        join pg_catalog.pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = \(SchemaSQL.id)
          and c.relname = any (\(LabTables.all.map(\.name))::text[])
          and c.relkind = 'r'
          and a.attnum > 0
          and not a.attisdropped
        """
      ) { row in try row.string(0) })
  }
}
