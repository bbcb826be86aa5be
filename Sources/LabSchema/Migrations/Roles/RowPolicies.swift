internal import Postgres

extension LabRoles {
  /// The statements that let the biller, the accountant and the admin see and write every row of the tables that
  /// have row-level security, as far as their rights go; none where that is so. A policy of the app's
  /// stays as it is, also one that restricts: doctor names it.
  ///
  /// Not for the tables' owner, who may be the app's user: where an app forces row-level security
  /// on its own user, that is how it keeps its customers apart.
  func rowPolicies(_ connection: Connection) throws -> [String] {
    let wanted =
      Self.policies(RoleRights.biller, of: biller)
      + Self.policies(RoleRights.accountant, of: accountant)
      + Self.policies(RoleRights.admin, of: admin)
    let found = try connection.query(
      """
      select w.place, p.oid is not null
      from \(Self.tables(of: wanted))
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
      (isThere ? ["drop policy \(policy.name) on \(policy.table)"] : []) + [
        policy.statement(to: policy.role)
      ]
    }
  }

  /// A policy that shows, or takes, every row.
  private struct Policy {
    let name: String
    let table: String
    let role: String
    private let right: String

    init(_ right: String, on table: String, to role: String) {
      name = "\(role)_\(right)"
      self.table = table
      self.role = role
      self.right = right
    }

    func statement(to roles: String) -> String {
      let rows =
        switch right {
        case "insert": "with check (true)"
        case "update": "using (true) with check (true)"
        default: "using (true)"
        }
      return "create policy \(name) on \(table) for \(right) to \(roles) \(rows)"
    }
  }

  /// The tables `c` of these policies `w (table_name, policy_name, place)`, where row-level security is on.
  private static func tables(of wanted: [Policy]) -> Statement {
    """
    unnest(
      \(wanted.map(\.table))::text[], \(wanted.map(\.name))::text[]
    ) with ordinality as w (table_name, policy_name, place)
    join pg_catalog.pg_class c on c.relname = w.table_name
      and c.relnamespace = \(SchemaSQL.id)
      and c.relrowsecurity
    """
  }

  private static func policies(_ rights: RoleRights, of role: String) -> [Policy] {
    rights.rights.map { right, table, _ in Policy(right, on: table, to: role) }
  }
}

extension LabRoles {
  /// Whether a role `r` sees no row of a table `n`: row-level security applies to it, and no policy does.
  static let hasNoPolicy: Statement = """
    n.relrowsecurity
      and not r.rolbypassrls
      and (n.relforcerowsecurity or not pg_has_role(r.oid, n.relowner, 'usage'))
      and not exists (
        select
        \(SchemaSQL.policies("p", of: "n"))
      )
    """

  /// Whether a role `r` sees every row of the bookings, `b`. One that sees some is kept to them by the app,
  /// as a role that its customers have is, and what it sees of other tables is not for us to open.
  static let seesEveryBooking: Statement = """
    (
      not b.relrowsecurity
      or r.rolbypassrls
      or not b.relforcerowsecurity and pg_has_role(r.oid, b.relowner, 'usage')
      or exists (
        select
        \(SchemaSQL.policies("p", of: "b"))
          and p.polpermissive
          and p.polcmd in ('*', 'r')
          and pg_get_expr(p.polqual, p.polrelid) = 'true'
      )
    )
    """

  /// The statements that show the app's roles the rows of their tables that have row-level security
  /// and no policy for them at all, so that they would see none: as a provider's switch leaves a new
  /// table. A policy of the app's own is how it keeps its customers apart, and one more would let
  /// everybody see everything; so it is with a role that sees some of the bookings only.
  func rowPolicies(
    _ connection: Connection, _ rights: RoleRights, apps: [String]
  ) throws -> [String] {
    let wanted = rights.rights.map { right, table, _ in
      Policy(right, on: table, to: "\(prefix)_app")
    }
    return try connection.query(
      """
      with needed as (
        select w.place, quote_ident(r.rolname) as role, p.oid as ours, p.polroles
        from \(Self.tables(of: wanted))
        join pg_catalog.pg_roles r on r.rolname = any (\(apps)::text[])
        join pg_catalog.pg_class b on b.relname = \(Table.bookings.name)
          and b.relnamespace = c.relnamespace
        left join pg_catalog.pg_policy p on p.polrelid = c.oid and p.polname = w.policy_name
        where not r.rolbypassrls
          and \(Self.seesEveryBooking)
          and (c.relforcerowsecurity or not pg_has_role(r.oid, c.relowner, 'usage'))
          and not exists (
            select
            \(SchemaSQL.policies("other", of: "c"))
              and (
                other.polname = w.policy_name
                or other.polname <> all (\(wanted.map(\.name))::text[])
              )
          )
      )
      select place, ours is not null,
        string_agg(role, ', ' order by role)
          || coalesce(
            (
              select string_agg(', ' || quote_ident(r.rolname), '' order by r.rolname)
              from pg_catalog.pg_roles r
              where r.oid = any (polroles)
            ),
            ''
          )
      from needed
      group by place, ours, polroles
      order by place
      """
    ) { row in
      let policy = wanted[try row.int(0) - 1]
      let roles = try row.string(2)
      return try row.bool(1)
        ? "alter policy \(policy.name) on \(policy.table) to \(roles)" : policy.statement(to: roles)
    }
  }
}
