internal import Billing
package import Postgres

/// Who may do what with the job's own tables and functions, held against what `migrate roles`
/// lists. The app's tables are the app's business.
package struct RightsSurvey {
  /// Each right that somebody but the owner holds on something of the job.
  let held: [RightHeld]
  package let problems: [RightsProblem]

  /// - Parameter prefixes: of group roles that are there or about to be, besides those which the
  ///   schema's own rights tell.
  package init(_ connection: Connection, prefixes: [String] = []) throws {
    let held = try connection.query(Self.rights, Self.decode)
    let roles = try Self.groupRoles(connection, prefixes: prefixes)
    let apps = try Self.apps(connection, among: held)
    self.held = held
    problems =
      held.filter { !Self.isListed($0, roles, apps: apps) }.map(RightsProblem.right)
      + (try connection.query(Self.searchPaths) { row in
        .searchPath(function: try row.string(0), schema: try row.string(1))
      })
      + (try connection.query(Self.publicCreate) { row in
        .createHeldByPublic(schema: try row.string(0))
      })
  }

  /// What a provider's default privileges, or Postgres's own for functions, gave to what a migration
  /// has just made; and functions that were made without their search path.
  var fresh: [RightsProblem] {
    problems.filter { problem in
      switch problem {
      case .right(let held): held.role == nil || held.isByDefault
      case .searchPath: true
      case .createHeldByPublic: false
      }
    }
  }

  private static func isListed(
    _ held: RightHeld, _ roles: [LabRoles], apps: Set<String>
  ) -> Bool {
    guard let role = held.role else { return false }
    if roles.contains(where: { $0.owner == role }) { return true }
    if roles.contains(where: { $0.biller == role }) { return RoleRights.biller.lists(held) }
    if roles.contains(where: { $0.accountant == role }) {
      return RoleRights.accountant.lists(held)
    }
    if roles.contains(where: { $0.admin == role }) { return RoleRights.admin.lists(held) }
    if apps.contains(role), RoleRights.app.lists(held) { return true }
    // The plan's table and what sums it up are for the app to read, by who was named for it.
    return held.right == "select" && !held.isByDefault && readableByTheApp.contains(held.object)
  }

  private static let readableByTheApp =
    [Table.billingRecords.name] + LabTables.summaries.map(\.name)

  /// The roles of the app's: they have all that `migrate roles --app` gives, and no more on the records.
  /// Default privileges that give as much on the plan's tables give more on the records too.
  private static func apps(_ connection: Connection, among held: [RightHeld]) throws -> Set<String>
  {
    let onRecords = held.filter { $0.object == Table.billingRecords.name && $0.role != nil }
    let readers = Dictionary(grouping: onRecords, by: { $0.role ?? "" })
      .filter { $0.value.allSatisfy(RoleRights.app.lists) }
    guard !readers.isEmpty else { return [] }
    let wanted = RoleRights.app.rights
    return Set(
      try connection.query(
        """
        select r.rolname::text
        from pg_catalog.pg_roles r
        where r.rolname = any (\(Array(readers.keys))::text[])
          and not exists (
            select
            from unnest(\(wanted.map(\.right))::text[], \(wanted.map(\.table))::text[])
              as wanted (right_name, table_name)
            left join pg_catalog.pg_class c
              on c.relname = wanted.table_name
              and c.relnamespace = \(SchemaSQL.id)
            where not coalesce(has_table_privilege(r.oid, c.oid, wanted.right_name), false)
          )
        """
      ) { row in try row.string(0) })
  }

  /// The group roles of this schema.
  ///
  /// - Parameter prefixes: of such as are about to be.
  static func groupRoles(
    _ connection: Connection, prefixes: [String] = []
  ) throws -> [LabRoles] {
    (prefixes + (try Self.prefixes(connection))).map(LabRoles.init(prefix:))
  }

  /// What the names of the group roles begin with, of all those made for this schema: an owner that
  /// may create in it, a biller and an accountant that may use it. Those of earlier versions have no admin.
  private static func prefixes(_ connection: Connection) throws -> [String] {
    try connection.query(
      """
      with entries as (
        select r.rolname::text as role, a.privilege_type as right_name
        from pg_catalog.pg_namespace n
        cross join lateral aclexplode(n.nspacl) a
        join pg_catalog.pg_roles r on r.oid = a.grantee
        where n.nspname = current_schema()
      )
      select left(owner.role, -length('_owner'))
      from entries owner
      join entries biller
        on biller.role = left(owner.role, -length('_owner')) || '_biller'
        and biller.right_name = 'USAGE'
      join entries accountant
        on accountant.role = left(owner.role, -length('_owner')) || '_accountant'
        and accountant.right_name = 'USAGE'
      where owner.right_name = 'CREATE' and owner.role like '%\\_owner'
      order by 1
      """
    ) { row in try row.string(0) }
  }

  private static func decode(_ row: borrowing Row) throws(PostgresError) -> RightHeld {
    RightHeld(
      kind: try row.string(0), object: try row.string(1), column: try row.string(2),
      right: try row.string(3), role: try row.optionalString(4), quotedRole: try row.string(5),
      isByDefault: try row.bool(6))
  }

  /// Without the owner's own rights. A function without entries has Postgres's defaults: everybody
  /// may run it.
  private static let rights: Statement = """
    with relations as (
      select c.oid, c.relname, c.relkind, c.relowner, c.relacl
      from pg_catalog.pg_class c
      where c.relnamespace = \(SchemaSQL.id)
        and c.relname = any (\(LabTables.writtenByTheJobs)::text[])
    ),
    entries as (
      select 'table' as kind, quote_ident(r.relname) as object, '' as column_name,
        r.relowner as owner, 'r'::"char" as default_kind, a.grantee, a.privilege_type
      from relations r
      cross join lateral aclexplode(r.relacl) a
      union all
      select 'table', quote_ident(r.relname), quote_ident(c.attname), r.relowner, 'r', a.grantee,
        a.privilege_type
      from relations r
      join pg_catalog.pg_attribute c on c.attrelid = r.oid
      cross join lateral aclexplode(c.attacl) a
      union all
      select 'sequence', quote_ident(s.relname), '', s.relowner, 'S', a.grantee, a.privilege_type
      from relations r
      \(SchemaSQL.joinSequences(of: "r"))
      cross join lateral aclexplode(s.relacl) a
      union all
      select 'function', \(functionName), '', p.proowner, 'f', a.grantee, a.privilege_type
      from pg_catalog.pg_proc p
      cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      where \(isOurFunction)
    )
    select e.kind, e.object, e.column_name, lower(e.privilege_type), g.rolname::text,
      coalesce(quote_ident(g.rolname), 'public'),
      exists (
        select
        from pg_catalog.pg_default_acl d
        cross join lateral aclexplode(d.defaclacl) a
        where d.defaclobjtype = e.default_kind
          and d.defaclnamespace in (0, \(SchemaSQL.id))
          and a.grantee = e.grantee
      )
    from entries e
    left join pg_catalog.pg_roles g on g.oid = e.grantee
    where e.grantee <> e.owner and (e.grantee = 0 or g.oid is not null)
    order by e.kind, e.object, e.column_name, 5 nulls first, 4
    """

  private static let searchPaths: Statement = """
    select \(functionName), quote_ident(current_schema())
    from pg_catalog.pg_proc p
    where \(isOurFunction)
      and coalesce(p.proconfig, '{}') <> array[
        'search_path=' || quote_ident(current_schema()) || ', pg_temp'
      ]
    order by 1
    """

  private static let publicCreate: Statement = """
    select quote_ident(n.nspname)
    from pg_catalog.pg_namespace n
    where n.nspname = current_schema()
      and exists (
        select from aclexplode(n.nspacl) a where a.grantee = 0 and a.privilege_type = 'CREATE'
      )
    """

  private static let functionName: Statement = """
    quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')'
    """

  private static let isOurFunction: Statement = """
    p.pronamespace = \(SchemaSQL.id)
      and p.proname = any (\(CatalogHistory.embedded.functionNames)::text[])
    """
}
