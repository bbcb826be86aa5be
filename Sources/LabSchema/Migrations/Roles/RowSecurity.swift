internal import Billing
package import Postgres

/// What the row-level security of a lab's tables means for the connected user, and for the owners of
/// the lab's functions, who do part of its work.
///
/// A policy that hides a row is no error to the server: the row is simply not there, and a night
/// would bill by what it sees.
package struct RowSecurity: Sendable {
  /// A table that does not show, or take, every row.
  package struct HidingTable: Equatable, Sendable {
    package let table: String
    /// Who it is hidden from.
    package let user: String
    /// What cannot be done with every row: `select`, `insert`, `update`, `delete`.
    package let rights: [String]
    /// A restrictive policy that applies, which no other one outweighs.
    package let restrictivePolicy: String?
    /// Whether it is so for the table's own owner, because row-level security is forced.
    package let isForced: Bool
  }

  /// In the order of their names; none where every row can be relied on.
  package let hiding: [HidingTable]
  /// Whether a policy applies to anything the user may touch, so that the session has to leave
  /// `row_security` on.
  package let appliesToUser: Bool
  /// The lab's tables that have row-level security, whoever it applies to.
  package let securedTables: [String]
}

extension RowSecurity {
  /// What a command has to be sure of.
  package enum Scope: Sendable {
    /// The tables of the jobs, with the rights that the biller has.
    case jobs
    /// All tables of a lab, as `migrate apply` changes them.
    case schema
    /// What was applied, and no more.
    case migrations

    fileprivate var wanted: [(right: String, table: String)] {
      switch self {
      case .jobs: RoleRights.biller.rights.map { (right: $0.right, table: $0.table) }
      case .schema:
        LabTables.all.flatMap { table in
          ["select", "insert", "update", "delete"].map { (right: $0, table: table.name) }
        }
      case .migrations:
        [Table.schemaMigrations, Table.schemaBackfills].map { (right: "select", table: $0.name) }
      }
    }
  }

  /// Asks the server; tables that are missing are passed over.
  ///
  /// - Parameter writes: whether every right counts; otherwise reading alone.
  package init(_ connection: Connection, scope: Scope, writes: Bool) throws {
    let wanted = scope.wanted.filter { writes || $0.right == "select" }
    securedTables = try connection.query(Self.secured(LabTables.all.map(\.name))) {
      try $0.string(0)
    }
    appliesToUser = try connection.query(Self.applies) { try $0.bool(0) }[0]
    guard !securedTables.isEmpty else {
      hiding = []
      return
    }
    hiding = try connection.query(Self.hiding(wanted)) { row in
      HidingTable(
        table: try row.string(0), user: try row.string(1),
        rights: try row.string(2).split(separator: ",").map(String.init),
        restrictivePolicy: try row.optionalString(3), isForced: try row.bool(4))
    }
  }

  private static func secured(_ tables: [String]) -> Statement {
    """
    select c.relname::text
    from pg_catalog.pg_class c
    where c.relnamespace = \(SchemaSQL.id)
      and c.relrowsecurity
      and c.relname = any (\(tables)::text[])
    order by c.relname
    """
  }

  /// In every schema: a trigger of the app's may write elsewhere.
  private static let applies: Statement = """
    select exists (
      select from pg_catalog.pg_class c
      where c.relrowsecurity
        and row_security_active(c.oid)
        and (
          has_table_privilege(c.oid, 'select, insert, update, delete')
          or has_any_column_privilege(c.oid, 'select, insert, update')
        )
    )
    """

  /// A role sees every row of a table where a permissive policy for it says `true` and no restrictive
  /// one says anything else. The owners of our functions count for what these functions touch: the
  /// job's own tables.
  private static func hiding(_ wanted: [(right: String, table: String)]) -> Statement {
    let own = LabTables.jobs.map(\.name) + [Table.billingRecords.name]
    let functions = CatalogHistory.embedded.functionNames
    return """
      with wanted as (
        select w.right_name, w.table_name, c.oid as relation, c.relowner, c.relforcerowsecurity
        from unnest(\(wanted.map(\.right))::text[], \(wanted.map(\.table))::text[])
          as w (right_name, table_name)
        join pg_catalog.pg_class c on c.relname = w.table_name
          and c.relnamespace = \(SchemaSQL.id)
        where c.relrowsecurity
      ), subject as (
        select r.oid as role, r.rolname, w.*
        from wanted w
        join pg_catalog.pg_roles r on r.rolname = current_user
        where row_security_active(w.relation)
          and (
            has_table_privilege(w.relation, w.right_name)
            or w.right_name <> 'delete' and has_any_column_privilege(w.relation, w.right_name)
          )
        union
        select r.oid, r.rolname, w.*
        from wanted w
        join pg_catalog.pg_proc p on p.prosecdef
          and p.pronamespace = \(SchemaSQL.id)
          and p.proname = any (\(functions)::text[])
        join pg_catalog.pg_roles r on r.oid = p.proowner
        where w.table_name = any (\(own)::text[])
          and not r.rolsuper
          and not r.rolbypassrls
          and (w.relforcerowsecurity or not pg_has_role(r.oid, w.relowner, 'usage'))
          and (
            has_table_privilege(r.oid, w.relation, w.right_name)
            or w.right_name <> 'delete'
              and has_any_column_privilege(r.oid, w.relation, w.right_name)
          )
      ), rule as (
        select s.role, s.relation, s.right_name, p.polname, p.polpermissive,
          p.qual as rows_text, p.with_check as check_text
        from subject s
        join (
          select polrelid, polname, polcmd, polpermissive, polroles,
            pg_get_expr(polqual, polrelid) as qual, pg_get_expr(polwithcheck, polrelid) as with_check
          from pg_catalog.pg_policy
        ) p on p.polrelid = s.relation
          and p.polcmd in (
            '*',
            case s.right_name
              when 'select' then 'r' when 'insert' then 'a' when 'update' then 'w' else 'd'
            end
          )
          and exists (
            select from unnest(p.polroles) as granted
            where granted = 0 or pg_has_role(s.role, granted, 'usage')
          )
      ), policy as (
        -- What a policy does not say restricts nothing, and permits nothing.
        select role, relation, right_name, polname, polpermissive,
          case right_name
            when 'insert' then coalesce(check_text, rows_text, unsaid) = 'true'
            when 'update' then coalesce(rows_text, unsaid) = 'true'
              and coalesce(check_text, 'true') = 'true'
            else coalesce(rows_text, unsaid) = 'true'
          end as is_true
        from rule
        cross join lateral (
          select case when polpermissive then 'false' else 'true' end as unsaid
        ) missing
      )
      select s.table_name, s.rolname::text, string_agg(s.right_name, ',' order by s.right_name),
        (
          select min(p.polname) from policy p
          where p.role = s.role
            and p.relation = s.relation
            and not p.polpermissive
            and not p.is_true
        )::text,
        bool_or(pg_has_role(s.role, s.relowner, 'usage'))
      from subject s
      where not exists (
          select from policy p
          where p.role = s.role
            and p.relation = s.relation
            and p.right_name = s.right_name
            and p.polpermissive
            and p.is_true
        )
        or exists (
          select from policy p
          where p.role = s.role
            and p.relation = s.relation
            and p.right_name = s.right_name
            and not p.polpermissive
            and not p.is_true
        )
      group by s.role, s.relation, s.table_name, s.rolname
      order by s.table_name, s.rolname
      """
  }
}
