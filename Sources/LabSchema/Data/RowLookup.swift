internal import Billing
package import Postgres

extension FoundTable {
  /// The identities of the rows that are called so: the one with that identity, and those with that natural
  /// key. A telephone number is the same however it is written, and no identity.
  ///
  /// - Parameter key: of several columns the values with commas between them: `12,3,drafted`.
  package func identities(called key: String, over connection: Connection) throws -> [String] {
    var alternatives: [Statement] = []
    if let identity = try? identity(key, in: "") { alternatives.append(has(identity)) }
    if table.naturalKey.count == 1, let column = table.column(table.naturalKey[0]) {
      let own: Statement = "\(unescaped: RowSelection.row).\(unescaped: column.name)::text"
      alternatives.append(
        column.isPhone
          ? "\(PhoneSQL.number(own)) = \(PhoneSQL.number("\(key)::text"))" : "\(own) = \(key)::text"
      )
    }
    guard !alternatives.isEmpty else { return [] }
    let found = try identities(
      where: alternatives.map { "(\($0))" as Statement }.joined(separator: " or "), over: connection
    )
    guard found.isEmpty, table.naturalKey.count == 1 else { return found }
    // In another case, where nothing is called so to the letter.
    return try identities(
      where: """
        lower(\(unescaped: RowSelection.row).\(unescaped: table.naturalKey[0])::text) = lower(\(key)::text)
        """, over: connection)
  }

  private func identities(where isMeant: Statement, over connection: Connection) throws -> [String]
  {
    try connection.query(
      """
      select concat_ws(',', \(identityTexts.joined()))
      from \(unescaped: table.name) \(unescaped: RowSelection.row)
      where \(isMeant)
      order by \(table.identity.map { "\(unescaped: RowSelection.row).\(unescaped: $0)" as Statement }.joined())
      """
    ) { row in try row.string(0) }
  }

  /// The ids of the rows that are called so, of a table whose identity is a number.
  package func ids(called key: String, over connection: Connection) throws -> [Int64] {
    try identities(called: key, over: connection).compactMap { Int64($0) }
  }

  /// The id of the row that is called so.
  ///
  /// - Throws: ``DataError`` where there is none, or there are several.
  package func id(called key: String, over connection: Connection) throws -> Int64 {
    let identity = try identity(called: key, over: connection)
    guard let id = Int64(identity) else { throw DataError.noRow(of: table.name, key: key.quoted) }
    return id
  }

  /// The identity of the row that is called so.
  ///
  /// - Throws: ``DataError`` where there is none, or there are several.
  package func identity(called key: String, over connection: Connection) throws -> String {
    do throws(ValueFault) { try ColumnValue.check(key) } catch {
      throw DataError.badRequest(
        "what names the row \(error.problem)", remedy: "name it by its id")
    }
    let found = try identities(called: key, over: connection)
    guard let identity = found.first else { throw DataError.noRow(of: table.name, key: key.quoted) }
    guard found.count == 1 else {
      throw DataError.severalRows(of: table.name, key: key.quoted, ids: found)
    }
    return identity
  }

  /// The ids of the rows that a filter means, which nobody else writes until the transaction ends.
  package func lockedIDs(
    where filter: RowFilter, timeZone: String, over connection: Connection
  ) throws -> [Int64] {
    try lockedIDs(filter.holds(of: RowSelection.row, zone: timeZone), over: connection)
  }

  /// Those of some rows that a filter does not mean; nobody else writes any of them until the transaction
  /// ends.
  package func lockedIDs(
    among ids: [Int64], whereNot filter: RowFilter, timeZone: String, over connection: Connection
  ) throws -> [Int64] {
    let isOneOf: Statement = "\(unescaped: RowSelection.row).id = any (\(ids)::bigint[])"
    let locked = try lockedIDs(isOneOf, over: connection)
    let holds = filter.holds(of: RowSelection.row, zone: timeZone)
    return try lockedIDs(
      "\(unescaped: RowSelection.row).id = any (\(locked)::bigint[]) and (\(holds)) is not true",
      over: connection)
  }

  private func lockedIDs(_ isMeant: Statement, over connection: Connection) throws -> [Int64] {
    try connection.query(
      """
      select \(unescaped: RowSelection.row).id
      from \(unescaped: table.name) \(unescaped: RowSelection.row)
      where \(isMeant)
      order by \(unescaped: RowSelection.row).id
      for update
      """
    ) { row in try row.int64(0) }
  }

  /// The values of the columns by which a row is told from the others.
  ///
  /// - Parameter option: where they were given.
  /// - Throws: ``DataError/badRequest(_:remedy:)`` where they can be no row's.
  func identity(_ key: String, in option: String) throws -> [(column: Column, value: String)] {
    let columns = table.identity.compactMap { table.column($0) }
    let texts = key.split(
      separator: ",", maxSplits: columns.count - 1, omittingEmptySubsequences: false)
    guard texts.count == columns.count else {
      throw DataError.badRequest(
        "\(option) \(key.quoted) is no row of \(table.name)",
        remedy: "a row of it is named by \(table.identity.joined(separator: ","))")
    }
    return try zip(columns, texts).map { column, text in
      do throws(ValueFault) {
        return (column, try ColumnValue(comparing: String(text), with: column).text ?? "")
      } catch {
        throw DataError.badRequest(
          "\(option) \(String(text).quoted) \(error.problem)",
          remedy: "a row of \(table.name) is named by \(table.identity.joined(separator: ","))")
      }
    }
  }

  /// Whether a row has these values.
  func has(_ identity: [(column: Column, value: String)]) -> Statement {
    identity.map { column, value -> Statement in
      let compared = ComparedColumn(column, of: RowSelection.row)
      return "\(compared.sorted) = \(compared.sortedValue(value))"
    }.joined(separator: " and ")
  }

  private var identityTexts: [Statement] {
    table.identity.map { "\(unescaped: RowSelection.row).\(unescaped: $0)::text" }
  }
}
