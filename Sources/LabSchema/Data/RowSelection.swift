internal import Billing
package import Postgres

/// What somebody asks of the rows of a table, as it was written.
package struct RowRequest: Sendable {
  /// Conditions that hold all together (``RowFilter``).
  package var conditions: [String] = []
  /// A text that one of the columns that are searched has in it.
  package var search: String?
  /// The columns to show; nil is what anybody may see.
  package var columns: [String]?
  /// The columns to sort by; with a `-` in front the last come first.
  package var sort: [String] = []
  package var limit: Int?
  /// The identity of the row after which to go on.
  package var after: String?

  package init() {}
}

/// Rows of a table, in an order, as texts: one statement, whose rows are read as they come.
package struct RowSelection: Sendable {
  package let found: FoundTable
  /// What is read of each row.
  package let columns: [Column]
  private let filter: RowFilter
  private let search: String?
  private let sort: RowSort
  private let limit: Int?
  /// The sort keys' values of the row after which to go on.
  private let after: [String?]?
  private let timeZone: String

  /// What the statement calls the row.
  static let row = "r"

  /// - Parameter timeZone: whose clock tells days and moments: `billing.time_zone`.
  /// - Throws: ``DataError`` for what is not to be had of the table.
  package init(
    _ request: RowRequest, of found: FoundTable, over connection: Connection, timeZone: String
  ) throws {
    self.found = found
    self.timeZone = timeZone
    let table = found.table
    columns =
      if let names = request.columns {
        try names.map { try found.shownColumn($0, in: "--columns") }
      } else {
        table.columns.filter { $0.visibility == .open }
      }
    filter = try RowFilter(request.conditions, of: found, over: connection)
    search = try request.search.map { text in
      do throws(ValueFault) { try ColumnValue.check(text) } catch {
        throw DataError.badRequest(
          "the text to search for \(error.problem)", remedy: "search for a shorter text")
      }
      guard !table.searched.isEmpty else {
        throw DataError.badRequest(
          "\(table.name) has no texts to search in",
          remedy: "ask for its columns with --where; see them with: jobrunner data \(table.name)")
      }
      return text
    }
    sort = try RowSort(request.sort, of: found)
    if let limit = request.limit, limit < 1 {
      throw DataError.badRequest(
        "--limit \(limit) asks for nothing", remedy: "give it a number above 0")
    }
    limit = request.limit
    after = try request.after.map { [sort] key in
      try found.values(of: sort, at: key, over: connection)
    }
  }

  package var statement: Statement {
    let texts = columns.map { MomentSQL.text(of: $0, in: Self.row, zone: timeZone) }
    let conditions = [
      filter.holds(of: Self.row, zone: timeZone), searched, after.map(sort.isAfter),
    ]
    let limit = limit.map { "\nlimit \($0)::bigint" as Statement } ?? ""
    return """
      select \(texts.joined())
      from \(unescaped: found.table.name) \(unescaped: Self.row)
      where \(conditions.compactMap(\.self).joined(separator: "\n  and "))
      order by \(sort.sql)\(limit)
      """
  }

  /// Reads the rows as they come, in the order of the columns. The first does not wait for the last: the
  /// server plans for a reader who may leave, and is asked for so many at a time, since it sends none of them
  /// before it has all that it was asked for.
  package func forEach(
    over connection: Connection, _ body: (borrowing Row) throws -> Void
  ) throws {
    try connection.transaction(access: .readOnly) {
      try connection.execute("declare listed_rows no scroll cursor for \(statement)")
      var size = Self.firstRows
      while true {
        var count = 0
        try connection.forEach("fetch forward \(unescaped: "\(size)") from listed_rows") { row in
          count += 1
          try body(row)
        }
        guard count == size else { return }
        size = Self.moreRows
      }
    }
  }

  private static let firstRows = 100
  private static let moreRows = 10_000

  /// Rows with the text in one of the columns that are searched, in any case. A telephone number is found
  /// however it is written, or a part of it.
  private var searched: Statement? {
    guard let search else { return nil }
    let pattern = LikePattern.containing(search)
    let digits = search.filter(\.isASCIIDigit)
    let isNumber =
      !digits.isEmpty && search.allSatisfy { $0.isASCIIDigit || " +-()./".contains($0) }
    let alternatives = found.table.searched.compactMap { found.table.column($0) }
      .map { column -> Statement in
        let text: Statement =
          "\(unescaped: Self.row).\(unescaped: column.name)::text ilike \(pattern)::text"
        guard column.isPhone, isNumber else { return text }
        let compared = ComparedColumn(column, of: Self.row)
        // With its country's code, or without it.
        let known = LikePattern.containing(String(digits.suffix(10)))
        return "\(text) or \(compared.digits) like \(known)::text"
      }
    return "(\(alternatives.joined(separator: " or ")))"
  }
}

extension FoundTable {
  /// A column that somebody wants to see.
  ///
  /// - Parameter option: where it was named.
  /// - Throws: ``DataError/badRequest(_:remedy:)``.
  func shownColumn(_ name: String, in option: String) throws -> Column {
    do {
      return try ColumnPath([name.lowercased()], of: table, find: { $0 }).column
    } catch let unknown as ColumnPath.Unknown {
      throw DataError.badRequest("\(option): \(unknown.problem)", remedy: unknown.remedy)
    } catch let secret as SecretColumn {
      throw secret.asDataError
    }
  }

  /// What the row with that identity is sorted by.
  ///
  /// - Throws: ``DataError`` where there is no such row, and its values are needed.
  fileprivate func values(
    of sort: RowSort, at key: String, over connection: Connection
  ) throws -> [String?] {
    let identity = try identity(key, in: "--after")
    if sort.keys.map(\.column.name) == table.identity { return identity.map(\.value) }
    let texts = sort.keys.map { key -> Statement in
      "\(ComparedColumn(key.column, of: RowSelection.row).sorted)::text"
    }
    let values = try connection.first(
      """
      select \(texts.joined())
      from \(unescaped: table.name) \(unescaped: RowSelection.row)
      where \(has(identity))
      """
    ) { row in
      var values: [String?] = []
      for place in sort.keys.indices { values.append(try row.optionalString(place)) }
      return values
    }
    guard let values else {
      throw DataError.refused(
        "\(table.name) has no row \(key.quoted) to go on after",
        remedy: "name the last row that was shown, or begin anew without --after")
    }
    return values
  }
}
