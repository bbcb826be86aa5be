package import Postgres

extension Connection {
  /// What the connected user lacks of the rights that the jobs need, as `update on billing_records`;
  /// nothing where all of them are there. The schema has to be current.
  package func missingJobRights() throws -> [String] {
    let wanted = RoleRights.biller.rights
    return try query(
      """
      select wanted.right_name || ' on ' || wanted.table_name
      from unnest(
        \(wanted.map(\.right))::text[], \(wanted.map(\.table))::text[],
        \(wanted.map(\.columns))::text[]
      ) as wanted (right_name, table_name, column_names)
      where not case wanted.column_names
        when '' then has_table_privilege(wanted.table_name, wanted.right_name)
        else (
          select bool_and(has_column_privilege(wanted.table_name, a.attnum, wanted.right_name))
          from pg_catalog.pg_attribute a
          where a.attrelid = wanted.table_name::regclass
            and a.attname = any (string_to_array(wanted.column_names, ', '))
            and not a.attisdropped
        )
      end
      order by wanted.table_name, wanted.right_name
      """
    ) { row in try row.string(0) }
  }
}
