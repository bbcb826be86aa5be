internal import Postgres

/// The roles that the lab's app connects as, and what they need beside what they have: rights on the
/// plan's tables, which `migrate apply` made, and nothing of the job's.
struct AppRoles {
  let names: [String]
  /// What of the job's belongs to one of them goes to the owner of these.
  let lab: LabRoles
  /// The lab's group roles, which none of them may be or belong to.
  let groups: [LabRoles]

  /// - Throws: ``AppRoleProblem``, the first.
  func check(_ connection: Connection) throws {
    let own = groups.flatMap(\.names)
    for name in names {
      if name.lowercased() == "public" { throw AppRoleProblem.everybody }
      if own.contains(name) { throw AppRoleProblem.groupRole(role: name) }
      if name.hasPrefix("pg_") { throw AppRoleProblem.serversOwn(role: name) }
      let found = try connection.first(
        """
        select
          exists (
            select from pg_catalog.pg_roles s
            where s.rolsuper and pg_has_role(r.oid, s.oid, 'member')
          ),
          (
            select min(g.rolname::text) from pg_catalog.pg_roles g
            where g.rolname = any (\(own + ["pg_write_all_data"])::text[])
              and pg_has_role(r.oid, g.oid, 'member')
          ),
          (
            -- What belongs to a superuser, or to one of the named, changes hands.
            select min(o.rolname::text)
            from pg_catalog.pg_class c
            join pg_catalog.pg_roles o on o.oid = c.relowner
            where c.relnamespace = \(SchemaSQL.id)
              and c.relname = any (\(LabTables.writtenByTheJobs)::text[])
              and not o.rolsuper
              and o.rolname <> all (\(names)::text[])
              and pg_has_role(r.oid, o.oid, 'member')
          ),
          r.rolname = current_user
        from pg_catalog.pg_roles r
        where r.rolname = \(name)
        """
      ) { row in
        (
          isSuperuser: try row.bool(0), group: try row.optionalString(1),
          owner: try row.optionalString(2), isConnected: try row.bool(3)
        )
      }
      guard let found else { throw AppRoleProblem.missing(role: name) }
      if found.isSuperuser { throw AppRoleProblem.superuser(role: name) }
      if let group = found.group { throw AppRoleProblem.member(role: name, group: group) }
      if let owner = found.owner { throw AppRoleProblem.memberOfOwner(role: name, owner: owner) }
      if found.isConnected, try !owners(connection).isEmpty {
        throw AppRoleProblem.migrator(role: name, group: lab.owner)
      }
    }
  }

  /// Those of them that own something of the job's, which they are not to have.
  func owners(_ connection: Connection) throws -> [String] {
    try connection.query(
      """
      select distinct o.rolname::text
      from pg_catalog.pg_class c
      join pg_catalog.pg_roles o on o.oid = c.relowner
      where c.relnamespace = \(SchemaSQL.id)
        and c.relname = any (\(LabTables.writtenByTheJobs)::text[])
        and o.rolname = any (\(names)::text[])
      order by 1
      """
    ) { row in try row.string(0) }
  }

  /// Those of them that see some of the bookings only.
  func keptApart(_ connection: Connection) throws -> [String] {
    try connection.query(
      """
      select r.rolname::text
      from pg_catalog.pg_roles r
      join pg_catalog.pg_class b on b.relname = \(Table.bookings.name)
        and b.relnamespace = \(SchemaSQL.id)
      where r.rolname = any (\(names)::text[]) and not \(LabRoles.seesEveryBooking)
      order by 1
      """
    ) { row in try row.string(0) }
  }

  /// Whether it is a right that one of the roles is to have.
  func isListed(_ problem: RightsProblem) -> Bool {
    guard case .right(let held) = problem, let role = held.role else { return false }
    return names.contains(role) && RoleRights.app.lists(held)
  }

  /// What the roles are to have: in a schema that was empty, the tables from before the plan too.
  func rights(_ connection: Connection) throws -> RoleRights {
    let isMadeByUs = try connection.query(
      "select exists (select from schema_migrations where phase = 'baseline' and not is_adopted)"
    ) { row in try row.bool(0) }[0]
    guard isMadeByUs else { return .app }
    return .app(with: RoleRights.hadByTheApp.sorted() + RoleRights.appTables)
  }

  /// The statements that give the roles what they lack; none where they lack nothing.
  func grants(_ rights: RoleRights, _ connection: Connection) throws -> [String] {
    guard !names.isEmpty else { return [] }
    let wanted = rights.rights
    return try connection.query(
      """
      with app as (
        select r.oid, quote_ident(r.rolname) as name, place
        from unnest(\(names)::text[]) with ordinality as named (role_name, place)
        join pg_catalog.pg_roles r on r.rolname = named.role_name
      ),
      lab as (
        select c.oid, c.relname, quote_ident(c.relname) as name
        from pg_catalog.pg_class c
        where c.relnamespace = \(SchemaSQL.id)
      )
      select grant_text
      from (
        select app.place as app_place, 0 as part, 0 as place,
          format('grant usage on schema %I to %s', current_schema(), app.name) as grant_text
        from app
        where not has_schema_privilege(app.oid, current_schema(), 'usage')
        union all
        select app.place, 1, wanted.place,
          format('grant %s on %s to %s', wanted.right_name, lab.name, app.name)
        from app
        cross join unnest(
          \(wanted.map(\.right))::text[], \(wanted.map(\.table))::text[]
        ) with ordinality as wanted (right_name, table_name, place)
        join lab on lab.relname = wanted.table_name
        where not has_table_privilege(app.oid, lab.oid, wanted.right_name)
        union all
        -- A serial's sequence takes a right of its own; an identity's does not, and does no harm.
        select app.place, 2, row_number() over (order by s.relname),
          format('grant usage on sequence %I to %s', s.relname, app.name)
        from app
        cross join lab
        \(SchemaSQL.joinSequences(of: "lab"))
        where lab.relname = any (\(wanted.filter { $0.right == "insert" }.map(\.table))::text[])
          and not has_sequence_privilege(app.oid, s.oid, 'usage')
        union all
        -- Who has rights on some columns of the app's tables only has none on those that were added.
        select app.place, 3, added.place,
          format('grant %s (%I) on %s to %s', r.right_name, added.column_name, lab.name, app.name)
        from app
        cross join unnest(
          \(RoleRights.addedColumns.map(\.table))::text[],
          \(RoleRights.addedColumns.map(\.column))::text[]
        ) with ordinality as added (table_name, column_name, place)
        cross join unnest(array['select', 'insert', 'update']) as r (right_name)
        join lab on lab.relname = added.table_name
        join pg_catalog.pg_attribute a on a.attrelid = lab.oid and a.attname = added.column_name
        where has_any_column_privilege(app.oid, lab.oid, r.right_name)
          and not has_column_privilege(app.oid, lab.oid, a.attnum, r.right_name)
      ) as grants
      order by app_place, part, place, grant_text
      """
    ) { row in try row.string(0) }
  }
}
