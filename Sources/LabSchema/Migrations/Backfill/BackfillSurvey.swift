internal import Postgres

/// A look at the tables that backfills write, for what is met there. It changes nothing, and fires
/// nothing.
struct BackfillSurvey {
  /// In the order of the tables' names; a table's triggers in the order in which they fire.
  let encounters: [BackfillEncounter]

  /// Tables that are not there yet have nothing of the app's.
  init(_ connection: Connection, of migrations: [Migration]) throws {
    let writes = migrations.flatMap(\.writes)
    let tables = Set(writes.map(\.table)).sorted()
    let found =
      try Self.triggers(connection, writes) + Self.rules(connection, writes)
      + Self.rowSecurity(connection, tables)
      + Self.publications(
        connection, tables: Set(writes.filter { $0.event == .update }.map(\.table)).sorted())
    encounters = tables.flatMap { table in found.filter { $0.table == table } }
  }

  /// What stands in the way by itself.
  var stopping: [BackfillEncounter] { encounters.filter(\.stops) }

  /// Who may have kept rows of these tables as they were: triggers of theirs whose text shows that they
  /// may, else such triggers of any table that is written with them, else whatever fires.
  func suspects(of tables: Set<String>) -> [BackfillEncounter] {
    let triggers = encounters.filter { if case .trigger = $0.kind { true } else { false } }
    let able = triggers.filter { encounter in
      if case .trigger(let trigger) = encounter.kind { trigger.maySwallow } else { false }
    }
    let own = able.filter { tables.contains($0.table) }
    return own.isEmpty ? able.isEmpty ? triggers : able : own
  }

  /// The trigger whose function the server names in an error.
  func trigger(behind error: ServerError) -> BackfillEncounter? {
    guard let context = error.context else { return nil }
    return encounters.first { encounter in
      guard case .trigger(let trigger) = encounter.kind else { return false }
      return context.contains(" \(trigger.function) ")
    }
  }

  /// Those of the migrations themselves are part of what is to hold, and none of them is listed.
  private static func triggers(
    _ connection: Connection, _ writes: [BackfillWrite]
  ) throws -> [BackfillEncounter] {
    try connection.query(
      """
      with written as (
        select w.table_name, w.event_name, w.column_list
        from unnest(
          \(writes.map(\.table))::text[], \(writes.map(\.event.rawValue))::text[],
          \(writes.map { $0.columns.joined(separator: " ") })::text[]
        ) as w (table_name, event_name, column_list)
      ), firing as (
        select c.relname::text as table_name, t.tgname, t.tgfoid, t.tgqual,
          t.tginitdeferred,
          -- The bits of tgtype: 1 each row, 2 before, 4 insert, 8 delete, 16 update.
          t.tgtype & 1 <> 0 as is_row,
          t.tgtype & 2 <> 0 as is_before,
          t.tgtype & 4 <> 0 as on_insert,
          t.tgtype & 8 <> 0 as on_delete,
          t.tgtype & 16 <> 0 as on_update,
          (
            select coalesce(array_agg(a.attname::text order by a.attnum), '{}')
            from pg_catalog.pg_attribute a
            where a.attrelid = c.oid
              and a.attnum = any (t.tgattr::int2[])
          ) as of_columns
        from pg_catalog.pg_trigger t
        join pg_catalog.pg_class c on c.oid = t.tgrelid
        where c.relnamespace = \(SchemaSQL.id)
          and not t.tgisinternal
          and t.tgenabled in (
            'A',
            case current_setting('session_replication_role') when 'replica' then 'R' else 'O' end
          )
          and c.relname || '.' || t.tgname <> all (\(CatalogHistory.embedded.triggerNames)::text[])
      )
      select f.table_name, quote_ident(f.tgname), f.tgfoid::regprocedure::text,
        concat_ws(' ',
          case when f.is_before then 'before' else 'after' end,
          array_to_string(
            array[
              case when f.on_insert then 'insert' end,
              case when f.on_update then
                'update' || coalesce(
                  ' of ' || nullif(array_to_string(f.of_columns, ', '), ''), '')
              end,
              case when f.on_delete then 'delete' end
            ],
            ' or '),
          case when f.is_row then 'of each row' else 'of a statement' end,
          case when f.tgqual is not null then 'where its condition holds' end,
          case when f.tginitdeferred then 'at the end of the transaction' end),
        f.is_row and f.is_before,
        case l.lanname when 'plpgsql' then p.prosrc end
      from firing f
      join pg_catalog.pg_proc p on p.oid = f.tgfoid
      join pg_catalog.pg_language l on l.oid = p.prolang
      where exists (
        select from written w
        where w.table_name = f.table_name
          and case w.event_name
            when 'insert' then f.on_insert
            else f.on_update
              and (f.of_columns = '{}' or f.of_columns && string_to_array(w.column_list, ' '))
          end
      )
      order by f.tgname
      """
    ) { row in
      BackfillEncounter(
        table: try row.string(0),
        kind: .trigger(
          FiringTrigger(
            name: try row.string(1), function: try row.string(2), moment: try row.string(3),
            isBeforeRow: try row.bool(4), text: try row.optionalString(5).map(TriggerText.init))))
    }
  }

  private static func rules(
    _ connection: Connection, _ writes: [BackfillWrite]
  ) throws -> [BackfillEncounter] {
    try connection.query(
      """
      select distinct c.relname::text, quote_ident(r.rulename), w.event_name
      from unnest(
        \(writes.map(\.table))::text[], \(writes.map(\.event.rawValue))::text[]
      ) as w (table_name, event_name)
      join pg_catalog.pg_class c on c.relname = w.table_name
        and c.relnamespace = \(SchemaSQL.id)
      join pg_catalog.pg_rewrite r on r.ev_class = c.oid
        and r.ev_type = case w.event_name when 'update' then '2' else '3' end
      where r.ev_enabled in (
        'A', case current_setting('session_replication_role') when 'replica' then 'R' else 'O' end
      )
      order by 2, 3
      """
    ) { row in
      BackfillEncounter(
        table: try row.string(0), kind: .rule(try row.string(1), event: try row.string(2)))
    }
  }

  private static func rowSecurity(
    _ connection: Connection, _ tables: [String]
  ) throws -> [BackfillEncounter] {
    try connection.query(
      """
      select c.relname::text, current_user::text, row_security_active(c.oid)
      from pg_catalog.pg_class c
      where c.relnamespace = \(SchemaSQL.id)
        and c.relname = any (\(tables)::text[])
        and c.relrowsecurity
      """
    ) { row in
      BackfillEncounter(
        table: try row.string(0),
        kind: .rowSecurity(user: try row.string(1), isActive: try row.bool(2)))
    }
  }
}
