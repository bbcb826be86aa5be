internal import Postgres

/// Tables whose updates a publication sends on.
extension BackfillSurvey {
  /// Whether a published table can be updated depends on its replica identity, and on the filters and
  /// columns of each publication: the server itself is asked, by having it plan an update that it does
  /// not run. A standby plans none, and has its say when the migration comes to it.
  static func publications(
    _ connection: Connection, tables: [String]
  ) throws -> [BackfillEncounter] {
    let published = try connection.query(
      """
      select c.relname::text, quote_ident(c.relname),
        (
          select quote_ident(a.attname)
          from pg_catalog.pg_attribute a
          where a.attrelid = c.oid
            and a.attnum > 0
            and not a.attisdropped
            and a.attgenerated = ''
            and a.attidentity <> 'a'
          order by a.attnum
          limit 1
        ),
        array_agg(p.pubname::text order by p.pubname), pg_is_in_recovery()
      from pg_catalog.pg_class c
      join pg_catalog.pg_publication_tables t
        on t.schemaname = current_schema() and t.tablename = c.relname
      join pg_catalog.pg_publication p on p.pubname = t.pubname
      where c.relnamespace = \(SchemaSQL.id)
        and c.relname = any (\(tables)::text[])
        and p.pubupdate
      group by c.oid, c.relname
      order by c.relname
      """
    ) { row in
      (
        table: try row.string(0), identifier: try row.string(1),
        column: try row.optionalString(2), names: try row.decode(3, as: TextArray.self).elements,
        isStandby: try row.bool(4)
      )
    }
    return try published.map { found in
      var kind = BackfillEncounter.Kind.publications(found.names)
      if let column = found.column, !found.isStandby {
        do {
          try connection.execute(
            """
            explain update \(unescaped: found.identifier)
            set \(unescaped: column) = \(unescaped: column)
            """)
        } catch PostgresError.server(let error) where error.isAboutPublishing {
          kind = .unpublishable(
            found.names,
            refusal: error.message + (error.detail.map { " (\($0))" } ?? ""),
            hasIdentity: error.sqlState != ServerError.objectNotInPrerequisiteState)
        } catch PostgresError.server(let error)
          where error.sqlState == ServerError.insufficientPrivilege
        {
          // Rights are told where they are asked for.
        }
      }
      return BackfillEncounter(table: found.table, kind: kind)
    }
  }
}

extension ServerError {
  /// Whether it is what the server says of a published table whose rows it cannot tell apart, or not by
  /// the columns of the publication.
  fileprivate var isAboutPublishing: Bool {
    [Self.objectNotInPrerequisiteState, Self.invalidColumnReference].contains(sqlState)
  }
}
