internal import Billing
package import Postgres

/// The group roles of a lab: who may change its schema, who may bill, who may read and import
/// payments, who may write the lab's data. Nobody logs in as one of them; they are granted to users.
package struct LabRoles: Equatable, Sendable {
  /// What the names begin with; roles belong to a whole server, so two labs have two prefixes.
  package let prefix: String

  /// - Parameter prefix: one that ``isName(_:)`` accepts.
  package init(prefix: String) {
    self.prefix = prefix
  }

  /// Changes the schema: what `migrate` needs.
  package var owner: String { "\(prefix)_owner" }
  /// What the jobs need: no change of the schema.
  package var biller: String { "\(prefix)_biller" }
  /// Reads the summaries and registers, imports payments.
  package var accountant: String { "\(prefix)_accountant" }

  /// Writes the lab's data: what `data` needs, and the commands beside it. One who decides about
  /// findings or bills besides is a member of the biller too.
  package var admin: String { "\(prefix)_admin" }

  /// All four.
  package var names: [String] { [owner, biller, accountant, admin] }

  /// Whether a text can begin a role's name: small letters, digits and `_`, a letter first.
  package static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, (97...122).contains(first), text.utf8.count <= 40 else {
      return false
    }
    return text.utf8.allSatisfy { byte in
      (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
    }
  }

  /// Creates what is missing and takes from others what is not theirs, in one transaction; run again
  /// it changes nothing.
  ///
  /// - Parameter apps: roles that the app connects as.
  /// - Throws: ``AppRoleProblem`` for one that cannot be the app's.
  package func create(_ connection: Connection, apps: [String] = []) throws {
    let statements = try statements(connection, apps: apps)
    try connection.transaction {
      // The tables are in use: rather fail soon than make the app wait.
      try connection.execute("select set_config('lock_timeout', '2s', true)")
      for statement in statements { try connection.run(script: statement) }
    }
  }

  /// Those of the app's roles that own something of the job's, which `create` gives to the owner.
  package func owners(_ connection: Connection, among apps: [String]) throws -> [String] {
    try AppRoles(names: apps, lab: self, groups: []).owners(connection)
  }

  /// Those of the app's roles that see some of the bookings only: they get no policy on other tables.
  package func keptApart(_ connection: Connection, among apps: [String]) throws -> [String] {
    try AppRoles(names: apps, lab: self, groups: []).keptApart(connection)
  }

  /// What `create` would run, each without its semicolon.
  ///
  /// - Throws: ``AppRoleProblem`` for an app's role that cannot be one.
  package func statements(
    _ connection: Connection, apps names: [String] = []
  ) throws -> [String] {
    let apps = AppRoles(
      names: names, lab: self, groups: try RightsSurvey.groupRoles(connection, prefixes: [prefix]))
    try apps.check(connection)
    let there = try connection.query(
      "select rolname::text from pg_roles where rolname = any (\(self.names)::text[])"
    ) { row in try row.string(0) }
    let (schema, database) = try connection.query(
      "select quote_ident(current_schema()), quote_ident(current_database())"
    ) { row in (try row.string(0), try row.string(1)) }[0]
    // The names below are those of this schema, also where somebody runs the printed statements.
    var statements = ["set search_path to \(schema)"]
    statements += self.names.filter { !there.contains($0) }
      .map { "create role \($0) nologin" }
    statements += [
      "grant usage, create on schema \(schema) to \(owner)",
      "grant usage on schema \(schema) to \(biller), \(accountant), \(admin)",
      // The jobs, the backfills and imports stage rows in tables of their session.
      "grant temporary on database \(database) to \(self.names.joined(separator: ", "))",
    ]
    statements += try ownership(connection, apps: names)
    let columns = try connection.labColumns()
    statements += RoleRights.biller.grants(to: biller, of: columns)
    statements += RoleRights.accountant.grants(to: accountant, of: columns)
    statements += RoleRights.admin.grants(to: admin, of: columns)
    statements += try sequences(of: LabTables.writable.map(\.name), connection)
      .map { "grant usage on sequence \($0) to \(admin)" }
    statements += try RightsSurvey(connection, prefixes: [prefix]).problems
      .filter { $0.isRepairedByRoles && !apps.isListed($0) }.map(\.repair)
    let rights = try apps.rights(connection)
    statements += try apps.grants(rights, connection)
    statements += try rowPolicies(connection)
    statements += try rowPolicies(connection, rights, apps: names)
    return statements
  }

  /// The sequences that an insert into these tables takes a right on: a serial's, not an identity's.
  private func sequences(of tables: [String], _ connection: Connection) throws -> [String] {
    try connection.query(
      """
      select quote_ident(s.relname)
      from pg_catalog.pg_class c
      \(SchemaSQL.joinSequences(of: "c"))
        and d.deptype = 'a'
      where c.relnamespace = \(SchemaSQL.id)
        and c.relname = any (\(tables)::text[])
      order by s.relname
      """
    ) { row in try row.string(0) }
  }

  /// To alter a table one has to be its owner or a member of it. Where that is a user of the app,
  /// membership leaves everything as it is. A superuser's tables change hands instead: membership
  /// in a superuser would be much more than the right to alter tables. So does what of the job's
  /// belongs to the app's own role, as it does where that role migrated: an owner may do everything.
  private func ownership(_ connection: Connection, apps: [String]) throws -> [String] {
    let functions = CatalogHistory.embedded.functionNames
    let jobs = LabTables.writtenByTheJobs + [LabTables.peopleLock]
    let objects = try connection.query(
      """
      select kind, name, quote_ident(r.rolname),
        r.rolsuper or is_jobs and r.rolname = any (\(apps)::text[])
      from (
        select case c.relkind
            when 'm' then 'materialized view'
            when 'v' then 'view'
            else 'table'
          end as kind,
          quote_ident(c.relname) as name, c.relowner as owner,
          c.relname = any (\(jobs)::text[]) as is_jobs
        from pg_catalog.pg_class c
        where c.relnamespace = \(SchemaSQL.id)
          and c.relname = any (\(LabTables.all.map(\.name) + [LabTables.peopleLock])::text[])
        union all
        select 'function',
          quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')',
          p.proowner, true
        from pg_catalog.pg_proc p
        where p.pronamespace = \(SchemaSQL.id)
          and p.proname = any (\(functions)::text[])
      ) owned
      join pg_catalog.pg_roles r on r.oid = owned.owner
      where r.rolname <> \(owner)
      order by kind, name
      """
    ) { row in
      (
        kind: try row.string(0), name: try row.string(1), owner: try row.string(2),
        changesHands: try row.bool(3)
      )
    }
    let members = Set(
      try connection.query(
        """
        select quote_ident(g.rolname)
        from pg_catalog.pg_auth_members m
        join pg_catalog.pg_roles g on g.oid = m.roleid
        join pg_catalog.pg_roles r on r.oid = m.member
        where r.rolname = \(owner)
        """
      ) { row in try row.string(0) })
    let owners = Set(objects.filter { !$0.changesHands }.map(\.owner)).subtracting(members).sorted()
    return owners.map { "grant \($0) to \(owner)" }
      + objects.filter(\.changesHands).map { "alter \($0.kind) \($0.name) owner to \(owner)" }
  }
}
