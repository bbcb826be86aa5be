internal import Billing
internal import Postgres

/// Whether the connected user may alter the app's tables and create others beside them.
struct AdoptionRights {
  private(set) var problems: [AdoptionProblem] = []

  init(_ connection: Connection, tables: [String]) throws {
    let (user, mayCreate) = try connection.query(
      """
      select current_user::text, has_schema_privilege(current_schema(), 'create')
      """
    ) { row in (try row.string(0), try row.bool(1)) }[0]
    if !mayCreate { problems.append(.noCreateRight(user: user)) }
    problems += try connection.query(
      """
      select c.relname, pg_get_userbyid(c.relowner)::text
      from pg_catalog.pg_class c
      where c.relnamespace = quote_ident(current_schema())::regnamespace
        and c.relname = any (\(tables)::text[])
        and c.relkind in ('r', 'p')
        and not pg_has_role(c.relowner, 'usage')
      order by c.relname
      """
    ) { row in
      .notOwner(table: try row.string(0), owner: try row.string(1), user: user)
    }
  }
}
