internal import Billing
internal import Postgres

extension RowImport {
  /// Finds out of each staged line which row it is, and what is wrong with it.
  package func resolve() throws {
    try acquitUnchanged()
    try match()
    try refuseTwice()
    try markChanges()
    try refuseGaps()
    try refuseBrokenRules()
    try refuseMissingReferences()
    try refuseTakenKeys()
  }

  /// Writes the lines that nothing is wrong with.
  package func write() throws -> ImportResult {
    try writer.refusing {
      var result = ImportResult()
      result.sample = try sample()
      result.digest = try digest()
      result.updated = try update()
      result.inserted = try insert()
      try writer.requireAdmin()
      let counts = try connection.query(
        """
        select count(*) filter (where fault is not null),
          count(*) filter (where fault is null and target is not null and not is_changed)
        from imported_rows
        """
      ) { row in (try row.int(0), try row.int(1)) }[0]
      (result.rejected, result.unchanged) = counts
      return result
    }
  }

  /// The first of the rows that will be changed.
  private func sample() throws -> [RowChange] {
    guard !changing.isEmpty else { return [] }
    let shown = changing.map { columns[$0] }
    let before = shown.map { writer.text(of: $0, in: "t") }
    let after = changing.map { place -> Statement in
      columns[place].type == .instant
        ? MomentSQL.text(ofMoment: typed(place), zone: writer.timeZone) : "\(typed(place))::text"
    }
    let names = table.naturalKey.compactMap { table.column($0) }.map {
      writer.text(of: $0, in: "t")
    }
    return try connection.query(
      """
      select t.id, concat_ws(' ', \((["null"] + names).joined())), \((before + after).joined())
      from imported_rows s
      join \(unescaped: table.name) t on t.id = s.target
      where s.fault is null and s.is_changed
      order by s.line
      limit \(RowChanges.mostShown)
      """
    ) { row in
      let name = try row.string(1)
      var values: [RowChange.Value] = []
      for (place, column) in shown.enumerated() {
        let (old, new) = (
          try row.optionalString(2 + place), try row.optionalString(2 + shown.count + place)
        )
        if old != new { values.append(.init(column: column, before: old, after: new)) }
      }
      return RowChange(id: try row.int64(0), called: name.isEmpty ? nil : name, columns: values)
    }
  }

  /// One text for all that will be written, whatever is shown of it.
  private func digest() throws -> String {
    let fields = columns.indices.map { "c\($0)" }.joined(separator: ", ")
    return try connection.query(
      """
      select coalesce(sum(hashtextextended(row(target, \(unescaped: fields))::text, 0)), 0)::text
      from imported_rows
      where fault is null and (target is null or is_changed)
      """
    ) { row in try row.string(0) }[0]
  }

  /// Each rejected line, in the order of the file.
  package func forEachRejected(_ body: (RejectedLine) throws -> Void) throws {
    try connection.forEach(
      "select line, record, fault from imported_rows where fault is not null order by line"
    ) { row in
      try body(
        RejectedLine(
          number: try row.int(0), record: try row.string(1), reason: try row.string(2)))
    }
  }

  func place(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }

  /// A line that says of a row what it is already, as an export has it, is right as it is.
  private func acquitUnchanged() throws {
    guard let id = place("id") else { return }
    let isSame = columns.indices.map { place -> Statement in
      "\(writer.text(of: columns[place], in: "t")) is not distinct from s.c\(unescaped: "\(place)")"
    }.joined(separator: " and ")
    try connection.execute(
      """
      update imported_rows s set fault = null, target = t.id
      from \(unescaped: table.name) t
      where s.fault is not null and t.id::text = s.c\(unescaped: "\(id)") and \(isSame)
      """)
  }

  private func match() throws {
    if let id = place("id") {
      try connection.execute(
        """
        update imported_rows s set target = t.id
        from \(unescaped: table.name) t
        where s.fault is null and s.c\(unescaped: "\(id)") is not null
          and t.id = s.c\(unescaped: "\(id)")::bigint
        """)
      // A row that was deleted comes back with its id; no other id is made up by a file.
      try connection.execute(
        """
        update imported_rows s set fault = \(table.name)::text || ' has no row ' || s.c\(unescaped: "\(id)")
          || ', nor one that can come back: leave the id empty for a new one'
        where s.fault is null and s.target is null and s.c\(unescaped: "\(id)") is not null
          and not exists (
            select from billing_data_changes h
            where h.table_name = \(table.name) and h.row_id = s.c\(unescaped: "\(id)")::bigint
          )
        """)
    }
    let key = table.naturalKey.compactMap(place)
    guard !key.isEmpty, key.count == table.naturalKey.count else { return }
    let isSame = key.map { place -> Statement in
      let column = columns[place]
      let (mine, theirs) = ("s.c\(place)", "t.\(column.name)::text")
      return column.isPhone
        ? "\(PhoneSQL.number("\(unescaped: mine)")) = \(PhoneSQL.number("\(unescaped: theirs)"))"
        : "\(unescaped: mine) = \(unescaped: theirs)"
    }.joined(separator: " and ")
    let hasNoID: Statement = place("id").map { "s.c\(unescaped: "\($0)") is null" } ?? "true"
    let name = key.map { "s.c\($0)" }.joined(separator: " || ' ' || ")
    try connection.execute(
      """
      with matched as (
        select s.line, min(t.id) as id, count(*) as rows
        from imported_rows s
        join \(unescaped: table.name) t on \(isSame)
        where s.fault is null and s.target is null and \(hasNoID)
        group by s.line
      )
      update imported_rows s
      set target = case when m.rows = 1 then m.id end,
        fault = case when m.rows > 1 then
          m.rows || ' rows are called ' || \(unescaped: name) || ': say the id of the one that is meant'
        end
      from matched m
      where m.line = s.line
      """)
  }

  /// A row that the file has twice is taken from neither line but the first. Rows that the table has may be
  /// called the same: they are told by their ids.
  private func refuseTwice() throws {
    try refuseLater("target", "target::text", "it is the same row as line ")
    let key = table.naturalKey.compactMap(place)
    if !key.isEmpty, key.count == table.naturalKey.count {
      let value = key.map { place in
        columns[place].isPhone ? PhoneSQL.number("c\(unescaped: "\(place)")").sql : "c\(place)"
      }.joined(separator: " || E'\\x1f' || ")
      try refuseLater(
        value, "case when target is null then \(value) end",
        "it has the same \(table.naturalKey.joined(separator: ", ")) as line ")
    }
    if let id = place("id") {
      try refuseLater("c\(id)::bigint", "c\(id)", "it has the id of line ")
    }
  }

  /// - Parameter value: an expression over `imported_rows`.
  func refuseLater(_ value: String, _ key: String, _ words: String) throws {
    try connection.execute(
      """
      with numbered as (
        select line, first_value(line) over (partition by \(unescaped: value) order by line) as first
        from imported_rows
        where fault is null and \(unescaped: key) is not null
      )
      update imported_rows s set fault = \(words)::text || n.first
      from numbered n
      where n.line = s.line and n.first < s.line
      """)
  }

  /// A staged field as its column's type.
  func typed(_ place: Int) -> Statement {
    let column = columns[place]
    if column.type == .instant {
      return MomentSQL.moment(ofText: "s.c\(place)", zone: writer.timeZone)
    }
    return "cast(s.c\(unescaped: "\(place)") as \(unescaped: found.type(of: column)))"
  }

  /// The columns of the file but the id.
  private var written: [Int] { columns.indices.filter { columns[$0].name != "id" } }

  /// Those that a line may change of a row that is there. When it was made and changed and by whom, and what
  /// the app counts, is no news in a file that was exported an hour ago.
  private var changing: [Int] { written.filter { !columns[$0].isKept } }

  private func markChanges() throws {
    guard !changing.isEmpty else { return }
    let differs = changing.map { place -> Statement in
      let column = columns[place].name
      return columns[place].type == .instant
        ? "t.\(unescaped: column)::timestamptz is distinct from \(typed(place))"
        : "t.\(unescaped: column) is distinct from \(typed(place))"
    }.joined(separator: " or ")
    _ = try writer.refusing {
      try connection.execute(
        """
        update imported_rows s set is_changed = true
        from \(unescaped: table.name) t
        where s.fault is null and t.id = s.target and (\(differs))
        """)
    }
  }

  private func update() throws -> Int {
    guard !changing.isEmpty else { return 0 }
    let given = changing.map { place -> Statement in
      "\(unescaped: columns[place].name) = \(typed(place))"
    }
    let filled = try table.columns.compactMap { column in
      try writer.filling(of: column, isNew: false).map { value -> Statement in
        "\(unescaped: column.name) = \(value)"
      }
    }
    return try connection.execute(
      """
      update \(unescaped: table.name) t
      set \((given + filled).joined())
      from imported_rows s
      where s.fault is null and s.is_changed and t.id = s.target
      """)
  }

  private func insert() throws -> Int {
    let id = place("id")
    var inserted = 0
    for hasID in id == nil ? [false] : [false, true] {
      let places = written + (hasID ? id.map { [$0] } ?? [] : [])
      let filled = try table.columns.filter { place($0.name) == nil }.compactMap { column in
        try writer.filling(of: column, isNew: true).map { (column: column.name, value: $0) }
      }
      let names = places.map { columns[$0].name } + filled.map(\.column)
      let values =
        try places.map { place -> Statement in
          guard let value = try writer.standard(of: columns[place]) else { return typed(place) }
          return "coalesce(\(typed(place)), \(value))"
        } + filled.map(\.value)
      let which: Statement =
        id.map { "s.c\(unescaped: "\($0)") is \(unescaped: hasID ? "not null" : "null")" } ?? "true"
      inserted += try connection.execute(
        """
        insert into \(unescaped: table.name) (\(unescaped: names.joined(separator: ", ")))
        select \(values.joined())
        from imported_rows s
        where s.fault is null and s.target is null and \(which)
        order by s.line
        """)
    }
    return inserted
  }
}
