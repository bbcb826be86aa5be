package import Postgres

extension FoundTable {
  /// The ids of the rows that are called so: the one with that id, else those with that natural key. A
  /// telephone number is the same however it is written.
  package func ids(called key: String, over connection: Connection) throws -> [Int64] {
    if let id = Int64(key),
      table.naturalKey.allSatisfy({ table.column($0)?.isPhone != true })
        || id <= Int64(Int32.max)
    {
      let found = try connection.query(
        "select id from \(unescaped: table.name) where id = \(id)"
      ) { row in try row.int64(0) }
      if !found.isEmpty { return found }
    }
    guard table.naturalKey.count == 1, let column = table.column(table.naturalKey[0]) else {
      return []
    }
    let isSame: Statement =
      column.isPhone
      ? """
      regexp_replace(\(unescaped: column.name)::text, '[^0-9]', '', 'g')
        = regexp_replace(\(key)::text, '[^0-9]', '', 'g')
      """
      : "\(unescaped: column.name)::text = \(key)"
    return try connection.query(
      "select id from \(unescaped: table.name) where \(isSame) order by id"
    ) { row in try row.int64(0) }
  }

  /// The id of the row that is called so.
  ///
  /// - Throws: ``DataError`` where there is none, or there are several.
  package func id(called key: String, over connection: Connection) throws -> Int64 {
    let ids = try ids(called: key, over: connection)
    guard let id = ids.first else { throw DataError.noRow(of: table.name, key: key.quoted) }
    guard ids.count == 1 else {
      throw DataError.severalRows(of: table.name, key: key.quoted, ids: ids.map(String.init))
    }
    return id
  }
}
