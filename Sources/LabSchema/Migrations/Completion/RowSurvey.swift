internal import Billing
internal import PlainText
internal import Postgres

/// Looks for rows of the app's that what is added would refuse, before anything is changed.
struct RowSurvey {
  let connection: Connection

  /// What stands in the way, in the order of the demands. Ranges that overlap are looked for only where
  /// every row passes the checks, since a range that ends before it begins is an error.
  func problems(_ demands: [RowDemand]) throws -> [AdoptionProblem] {
    var problems: [AdoptionProblem] = []
    for demand in demands {
      if case .exclusion(let constraint) = demand,
        problems.contains(where: { $0.table == constraint.table })
      {
        continue
      }
      // Several migrations may ask the same of a table.
      if let problem = try problem(demand), !problems.contains(problem) { problems.append(problem) }
    }
    return problems
  }

  private func problem(_ demand: RowDemand) throws -> AdoptionProblem? {
    switch demand {
    case .present(let column):
      let name = SQLName(column.ownName)
      let found = try rows(of: column.table, where: "\(name) is null")
      return found.rows == 0 ? nil : .nulls(column.name, rows: found.rows, ids: found.ids)
    case .noRows(let column):
      let rows = try count(column.table, upTo: 1_000_000)
      return rows == 0
        ? nil : .missingValues(column.name, wanted: column.type, rows: rows)
    case .fewRows(let column):
      let rows = try count(column.table, upTo: RowDemand.fewRowsLimit + 1)
      return rows <= RowDemand.fewRowsLimit
        ? nil : .largeTable(column.name, definition: column.definition)
    case .check(let constraint): return try check(constraint)
    case .unique(let table, let columns): return try duplicates(table, columns)
    case .reference(let table, let column, let target, let key):
      return try orphans(table, column, target, key)
    case .exclusion(let constraint): return try overlaps(constraint)
    case .noRecords:
      let rows = try count(Table.billingRecords.name, upTo: 1_000_000)
      return rows == 0 ? nil : .recordsOfTheApp(rows: rows)
    }
  }

  /// Lines from before the app had quantities, where it made the column without filling it: the plan's
  /// own column gives them 1, and the app's stays as it is. Billing takes none for granted (R3).
  func linesWithoutQuantity(_ found: FoundObjects) throws -> [String] {
    let table = Table.bookingItems.name
    guard found.objects(.column, of: table).contains(where: { $0.ownName == "quantity" }) else {
      return []
    }
    let lines = try rows(of: table, where: "quantity is null")
    guard lines.rows > 0 else { return [] }
    let ids = lines.ids.isEmpty ? "" : ", such as id \(lines.ids.joined(separator: ", "))"
    return [
      "\(counted(lines.rows, "row")) of \(table) \(lines.rows == 1 ? "has" : "have") no quantity\(ids): their bookings are quarantined "
        + "(bad_quantity) until they have one; where each is one test: update \(table) set quantity = 1 "
        + "where quantity is null"
    ]
  }

  // Names and conditions below come from the catalog's record and from the server, never from a user.

  private func check(_ constraint: CatalogObject) throws -> AdoptionProblem? {
    let definition = ConstraintDefinition(constraint.definition)
    guard case .check(let condition) = definition.kind else { return nil }
    let list = definition.list
    // The column may be an enumeration of the app's, to which the condition as it is does not apply.
    let held = list.map { list in
      let words = list.values.map { "\(SQLText($0.lowercased()))" }.joined(separator: ", ")
      return "lower(\(list.column)::text collate \"C\") in (\(words))"
    }
    let refused = "not (\(held ?? condition))"
    let found = try rows(of: constraint.table, where: refused)
    guard found.rows > 0 else { return nil }
    guard let column = list?.column else {
      return .refusedRows(
        constraint.table, condition: condition, rows: found.rows, ids: found.ids)
    }
    let values = try texts(
      """
      select distinct \(unescaped: column)::text
      from \(unescaped: constraint.table)
      where \(unescaped: refused)
      order by 1
      limit 5
      """)
    return .refusedValues("\(constraint.table).\(column)", values: values, rows: found.rows)
  }

  private func duplicates(_ table: String, _ columns: [String]) throws -> AdoptionProblem? {
    let list = columns.joined(separator: ", ")
    let grouped: Statement = """
      select concat_ws(', ', \(unescaped: list)) as value
      from \(unescaped: table)
      where (\(unescaped: list)) is not null
      group by \(unescaped: list)
      having count(*) > 1
      """
    let count =
      try connection.first("select count(*) from (\(grouped)) twice") { try $0.int(0) } ?? 0
    guard count > 0 else { return nil }
    return .duplicates(
      table: table, columns: list, count: count, values: try texts("\(grouped) order by 1 limit 5"))
  }

  private func orphans(
    _ table: String, _ column: String, _ target: String, _ key: String?
  ) throws -> AdoptionProblem? {
    let held = key.map { key in
      " and not exists (select from \(target) target where target.\(key) = \(table).\(column))"
    }
    let condition = "\(table).\(column) is not null" + (held ?? "")
    let found = try rows(of: table, where: condition)
    guard found.rows > 0 else { return nil }
    let values = try texts(
      """
      select distinct \(unescaped: column)::text
      from \(unescaped: table)
      where \(unescaped: condition)
      order by 1
      limit 5
      """)
    return .orphans("\(table).\(column)", target: target, rows: found.rows, values: values)
  }

  private func overlaps(_ constraint: CatalogObject) throws -> AdoptionProblem? {
    guard
      let match = constraint.definition.wholeMatch(
        of: /EXCLUDE USING gist \((.*) WITH &&\)(?: WHERE \((.*)\))?/)
    else { return nil }
    let ids = try texts(
      """
      with ranges as (
        select id, \(unescaped: String(match.1)) as range
        from \(unescaped: constraint.table)
        where \(unescaped: match.2.map(String.init) ?? "true")
      )
      select one.id::text
      from ranges one
      where exists (
        select from ranges other where other.id <> one.id and other.range && one.range)
      order by one.id
      limit 10
      """)
    return ids.isEmpty ? nil : .overlaps(constraint.table, ids: ids)
  }

  /// How many rows meet a condition, and the ids of the first of them.
  private func rows(of table: String, where condition: String) throws -> (rows: Int, ids: [String])
  {
    let count =
      try connection.first(
        """
        select count(*)
        from \(unescaped: table)
        where \(unescaped: condition)
        """
      ) { try $0.int(0) } ?? 0
    guard count > 0 else { return (0, []) }
    let hasID =
      try connection.first(
        """
        select exists (
          select
          from pg_catalog.pg_attribute a
          where a.attrelid = \(table)::regclass and a.attname = 'id' and not a.attisdropped
        )
        """
      ) { try $0.bool(0) } ?? false
    guard hasID else { return (count, []) }
    return (
      count,
      try texts(
        """
        select id::text
        from \(unescaped: table)
        where \(unescaped: condition)
        order by \(unescaped: table).id
        limit 5
        """)
    )
  }

  private func count(_ table: String, upTo limit: Int) throws -> Int {
    try connection.first(
      """
      select count(*)
      from (select from \(unescaped: table) limit \(limit)::bigint) some_rows
      """
    ) { try $0.int(0) } ?? 0
  }

  private func texts(_ statement: Statement) throws -> [String] {
    try connection.query(statement) { try $0.string(0) }
  }
}

/// What the rows of a table of the app's have to be for a completion, or a migration, to pass.
enum RowDemand {
  /// No row has a null there.
  case present(column: CatalogObject)
  /// The column is not there yet, and every row needs a value.
  case noRows(column: CatalogObject)
  /// The column is not there yet, and giving it a value writes the table anew.
  case fewRows(column: CatalogObject)
  case check(constraint: CatalogObject)
  case unique(table: String, columns: [String])
  /// `key` is nil where what is referred to is not there yet.
  case reference(table: String, column: String, target: String, key: String?)
  case exclusion(constraint: CatalogObject)
  /// The records of billing, which the job writes and the app reads.
  case noRecords

  /// How many rows may be written anew in a moment.
  static let fewRowsLimit = 10_000
}
