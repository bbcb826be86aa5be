internal import Postgres

/// What is wrong with staged lines beyond what each line says of itself: a statement for each kind of fault,
/// over all lines that would be written.
extension RowImport {
  /// Adds to what is wrong with lines that would be written.
  private func refuse(_ words: Statement, where condition: Statement) throws {
    try connection.execute(
      """
      update imported_rows s set fault = \(words)
      where s.fault is null and (s.target is null or s.is_changed) and (\(condition))
      """)
  }

  func refuseGaps() throws {
    for column in table.columns where !column.isGenerated && column.name != "id" {
      let isFilled = found.fills(column) || column.filling != nil
      guard let place = place(column.name) else {
        guard found.requires(column) else { continue }
        let how =
          column.visibility == .secret
          ? "\(column.name) is required, and no file brings it: make the row with jobrunner data \(table.name) create"
          : "\(column.name) is required, and the file has no such column"
        try refuse("\(how)", where: "s.target is null")
        continue
      }
      guard !found.takesNull(column) else { continue }
      try refuse(
        "\("\(column.name) cannot be left without a value")",
        where: """
          s.c\(unescaped: "\(place)") is null and (s.target is not null or \(!isFilled || column.filling == nil))
          """)
    }
  }

  /// The rules, with what the row has in a column that the file lacks. Where the file has both columns most
  /// was told when the line was read; moments that are told in two ways the server alone compares.
  func refuseBrokenRules() throws {
    for rule in table.rules {
      let places = rule.columns.map(place)
      guard places.contains(where: { $0 != nil }) else { continue }
      func value(_ index: Int) -> Statement {
        places[index].map(typed)
          ?? "(select t.\(unescaped: rule.columns[index]) from \(unescaped: table.name) t where t.id = s.target)"
      }
      switch rule {
      case .inOrder(let first, let second):
        try refuse(
          "\("\(first) would be beyond \(second)")", where: "\(value(0)) > \(value(1))")
      case .atMost(let name, let most, let other, let word):
        try refuse(
          "\("\(name) would be more than \(most), where \(other) is \(word)")",
          where: "\(value(0)) > \(most)::text::numeric and lower(\(value(1))::text) = \(word)")
      }
    }
  }

  func refuseMissingReferences() throws {
    for (place, column) in columns.enumerated() {
      guard let other = column.references else { continue }
      try refuse(
        "\("\(column.name) names \(other) ")::text || s.c\(unescaped: "\(place)") || ', which is not there'",
        where: """
          s.c\(unescaped: "\(place)") is not null
            and not exists (
              select from \(unescaped: other) o where o.id = s.c\(unescaped: "\(place)")::bigint
            )
          """)
    }
  }

  /// Unique columns whose value another row has, or another line.
  func refuseTakenKeys() throws {
    for key in try found.uniqueKeys(over: connection) {
      let places = key.compactMap(place)
      guard places.count == key.count, key != ["id"] else { continue }
      let isSame = places.map { place -> Statement in
        "t.\(unescaped: columns[place].name) = \(typed(place))"
      }.joined(separator: " and ")
      try refuse(
        "\("another row has the same \(key.joined(separator: ", "))")",
        where: """
          exists (
            select from \(unescaped: table.name) t
            where \(isSame) and t.id is distinct from s.target
          )
          """)
      let value = places.map { "c\($0)" }.joined(separator: " || E'\\x1f' || ")
      try refuseLater(value, value, "it has the same \(key.joined(separator: ", ")) as line ")
    }
  }
}

extension FoundTable {
  /// The columns of each unique index that covers every row.
  fileprivate func uniqueKeys(over connection: Connection) throws -> [[String]] {
    try connection.query(
      """
      select string_agg(a.attname, ',' order by k.place)
      from pg_catalog.pg_class c
      join pg_catalog.pg_index i on i.indrelid = c.oid
      cross join lateral unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
      join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
      where c.relnamespace = \(SchemaSQL.id)
        and c.relname = \(table.name)
        and i.indisunique
        and i.indpred is null
        and i.indexprs is null
      group by i.indexrelid
      order by 1
      """
    ) { row in try row.string(0).split(separator: ",").map(String.init) }
  }
}
