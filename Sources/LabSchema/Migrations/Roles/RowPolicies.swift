internal import Postgres

extension LabRoles {
  /// The statements that let the biller and the accountant see and write every row of the tables that
  /// have row-level security, as far as their rights go; none where that is so. A policy of the app's
  /// stays as it is, also one that restricts: doctor names it.
  ///
  /// Not for the tables' owner, who may be the app's user: where an app forces row-level security
  /// on its own user, that is how it keeps its customers apart.
  func rowPolicies(_ connection: Connection) throws -> [String] {
    let wanted =
      Self.policies(RoleRights.biller, of: biller)
      + Self.policies(RoleRights.accountant, of: accountant)
    let found = try connection.query(
      """
      select w.place, p.oid is not null
      from unnest(
        \(wanted.map(\.table))::text[], \(wanted.map(\.name))::text[]
      ) with ordinality as w (table_name, policy_name, place)
      join pg_catalog.pg_class c on c.relname = w.table_name
        and c.relnamespace = quote_ident(current_schema())::regnamespace
        and c.relrowsecurity
      left join pg_catalog.pg_policy p on p.polrelid = c.oid
        and p.polname = w.policy_name
      where not coalesce(
        p.polpermissive
          and coalesce(pg_get_expr(p.polqual, p.polrelid) = 'true', p.polcmd = 'a')
          and coalesce(pg_get_expr(p.polwithcheck, p.polrelid) = 'true', p.polcmd <> 'a')
          and (
            select array_agg(r.rolname::text) from pg_catalog.pg_roles r
            where r.oid = any (p.polroles)
          ) = array[(\(wanted.map(\.role))::text[])[w.place]],
        false
      )
      order by w.place
      """
    ) { row in (policy: wanted[try row.int(0) - 1], isThere: try row.bool(1)) }
    return found.flatMap { policy, isThere in
      (isThere ? ["drop policy \(policy.name) on \(policy.table)"] : []) + [policy.statement]
    }
  }

  private struct Policy {
    let name: String
    let table: String
    let role: String
    let statement: String
  }

  private static func policies(_ rights: RoleRights, of role: String) -> [Policy] {
    rights.rights.map { right, table, _ in
      let rows =
        switch right {
        case "insert": "with check (true)"
        case "update": "using (true) with check (true)"
        default: "using (true)"
        }
      let name = "\(role)_\(right)"
      return Policy(
        name: name, table: table, role: role,
        statement: "create policy \(name) on \(table) for \(right) to \(role) \(rows)")
    }
  }
}
