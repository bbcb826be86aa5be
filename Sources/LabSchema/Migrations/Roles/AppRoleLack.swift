package import Postgres

/// A role of the app's that has no rights on tables of the plan's: `migrate roles --app` gives it what it
/// lacks.
package struct AppRoleLack: Equatable, Sendable {
  package let role: String
  /// In the plan's order; at least one.
  package let tables: [String]

  /// As in "site may write bookings, but cannot use staff, pets, test_batch_groups and 8 more tables".
  package var message: String {
    let named = tables.prefix(3).joined(separator: ", ")
    let more = tables.count > 3 ? " and \(tables.count - 3) more tables" : ""
    return "\(role) may write bookings, but cannot use \(named)\(more)"
  }
}

extension Connection {
  /// Who may write bookings, and not read and write every table of the plan's that the app has, those
  /// that the next `migrate apply` makes included. Who sees some of the bookings only is not named: it
  /// may be a role of the app's customers, for whom `migrate roles --app` is not. Superusers lack
  /// nothing, and the group roles have other work. That somebody keeps `update` or `delete` from a role
  /// is his decision.
  package func appRolesWithoutRights() throws -> [AppRoleLack] {
    let groups = try RightsSurvey.groupRoles(self).flatMap(\.names)
    return try query(
      """
      with booking as (
        select c.oid, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity
        from pg_catalog.pg_class c
        where c.relname = \(Table.bookings.name)
          and c.relnamespace = \(SchemaSQL.id)
      ),
      writer as (
        select a.grantee
        from booking b
        cross join lateral aclexplode(coalesce(b.relacl, acldefault('r', b.relowner))) a
        where a.privilege_type = 'INSERT'
        union
        select a.grantee
        from booking b
        join pg_catalog.pg_attribute k on k.attrelid = b.oid
        cross join lateral aclexplode(k.attacl) a
        where a.privilege_type = 'INSERT'
      ),
      needed as (
        select place, table_name, c.oid, c.relowner, c.relrowsecurity, c.relforcerowsecurity
        from unnest(\(RoleRights.appTables)::text[]) with ordinality as wanted (table_name, place)
        left join pg_catalog.pg_class c
          on c.relname = wanted.table_name
          and c.relnamespace = \(SchemaSQL.id)
      )
      select r.rolname::text, string_agg(table_name, ',' order by place)
      from writer w
      join pg_catalog.pg_roles r on r.oid = w.grantee
      cross join booking b
      cross join needed n
      where not r.rolsuper
        and \(LabRoles.seesEveryBooking)
        and r.rolname <> all (\(groups)::text[])
        and exists (
          select
          from unnest(array['select', 'insert']) as right_name
          where case
            when n.oid is not null then
              not has_any_column_privilege(r.oid, n.oid, right_name) or \(LabRoles.hasNoPolicy)
            -- What is not there yet will be the connected user's, who may have default privileges.
            else
              not pg_has_role(r.oid, current_user, 'usage')
              and not exists (
                select
                from pg_catalog.pg_default_acl d
                cross join lateral aclexplode(d.defaclacl) a
                where d.defaclrole = quote_ident(current_user)::regrole
                  and d.defaclobjtype = 'r'
                  and d.defaclnamespace in (0, \(SchemaSQL.id))
                  and lower(a.privilege_type) = right_name
                  and (a.grantee = 0 or pg_has_role(r.oid, a.grantee, 'usage'))
              )
          end
        )
      group by r.rolname
      order by 1
      """
    ) { row in
      AppRoleLack(
        role: try row.string(0),
        tables: try row.string(1).split(separator: ",").map(String.init))
    }
  }
}
