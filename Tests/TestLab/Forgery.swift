package import Postgres

extension Connection {
  /// Runs a script that writes what no run could have written, or not any more: with the database's
  /// own protections of the job's tables switched off meanwhile, as only their owner can.
  package func forge(_ script: String) throws {
    let triggers = try query(
      """
      select quote_ident(c.relname), quote_ident(g.tgname),
        case g.tgenabled when 'A' then 'always ' else '' end
      from pg_trigger g
      join pg_class c on c.oid = g.tgrelid
      where c.relnamespace = quote_ident(current_schema())::regnamespace
        and c.relname like 'billing\\_%'
        and not g.tgisinternal
        and g.tgenabled <> 'D'
      """
    ) { row in (table: try row.string(0), name: try row.string(1), mode: try row.string(2)) }
    let off = triggers.map { "alter table \($0.table) disable trigger \($0.name);\n" }
    let on = triggers.map { "alter table \($0.table) enable \($0.mode)trigger \($0.name);\n" }
    try run(script: off.joined() + script + ";\n" + on.joined())
  }
}
