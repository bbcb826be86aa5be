internal import Billing
internal import Postgres

extension FilterCondition {
  /// What has to hold of a row that the statement calls by `alias`.
  func sql(of alias: String, zone: String) -> Statement {
    let holds = holds(of: alias, path.steps[...], depth: 1, zone: zone)
    guard isNegated else { return "(\(holds))" }
    // A row without a value is none of those that have it.
    return path.steps.isEmpty ? "((\(holds)) is not true)" : "(not \(holds))"
  }

  /// A row that is named is looked up, and never joined: no row is there twice.
  private func holds(
    of alias: String, _ steps: ArraySlice<ColumnPath.Step>, depth: Int, zone: String
  ) -> Statement {
    guard let step = steps.first else { return test(of: alias, zone: zone) }
    let named = "f\(depth)"
    let holds = holds(of: named, steps.dropFirst(), depth: depth + 1, zone: zone)
    return """
      exists (
        select from \(unescaped: step.table) \(unescaped: named)
        where \(unescaped: named).\(unescaped: step.identity) = \(unescaped: alias).\(unescaped: step.column.name)
          and (\(holds)))
      """
  }

  private func test(of alias: String, zone: String) -> Statement {
    let column = path.column
    let compared = ComparedColumn(column, of: alias)
    switch test {
    case .hasValue: return "\(unescaped: alias).\(unescaped: column.name) is not null"
    case .compares(let order, .day(let day)):
      // A day begins with its first moment, and is over with the first of the next.
      let isAfterIt = order == .atMost || order == .greater
      let bound = Self.start(of: day, plus: isAfterIt ? 1 : 0, zone: zone)
      let sign = order == .less || order == .atMost ? "<" : ">="
      return "\(compared.sql) \(unescaped: sign) \(bound)"
    case .compares(let order, .value(let text)):
      return "\(compared.sql) \(unescaped: order.rawValue) \(compared.value(text, zone: zone))"
    case .compares(_, .pattern): return "false"
    case .isAmong(let values):
      var alternatives: [Statement] = []
      var exact: [Statement] = []
      for value in values {
        switch value {
        case .value(let text): exact.append(compared.value(text, zone: zone))
        case .pattern(let pattern):
          let text = column.isPhone ? compared.digits : compared.sql
          alternatives.append("\(text) like \(pattern)::text")
        case .day(let day):
          alternatives.append(
            """
            \(compared.sql) >= \(Self.start(of: day, plus: 0, zone: zone))
              and \(compared.sql) < \(Self.start(of: day, plus: 1, zone: zone))
            """)
        }
      }
      if !exact.isEmpty {
        alternatives.append(
          exact.count == 1
            ? "\(compared.sql) = \(exact[0])" : "\(compared.sql) in (\(exact.joined()))")
      }
      return alternatives.count == 1
        ? alternatives[0] : alternatives.map { "(\($0))" as Statement }.joined(separator: " or ")
    }
  }

  private static func start(of day: CalendarDate, plus days: Int, zone: String) -> Statement {
    days == 0
      ? "(\(day)::date::timestamp at time zone \(zone))"
      : "((\(day)::date + 1)::timestamp at time zone \(zone))"
  }
}

/// A column as it is compared and sorted, whatever type an app has given it: a cast to the type that it has
/// already costs nothing, and leaves its indexes to be used.
struct ComparedColumn {
  private let column: Column
  private let alias: String

  /// - Parameter alias: what the statement calls its row.
  init(_ column: Column, of alias: String) {
    self.column = column
    self.alias = alias
  }

  private var name: String { "\(alias).\(column.name)" }

  /// As it is compared with what somebody asks for: a word in any case, a telephone number by its digits.
  var sql: Statement {
    if column.isWord { return "lower(btrim(\(unescaped: name)::text) collate \"C\")" }
    if column.isPhone { return PhoneSQL.number("\(unescaped: name)::text") }
    return sorted
  }

  /// As it is compared with what is known of a part of it.
  var digits: Statement { PhoneSQL.digits("\(unescaped: name)::text") }

  /// As it is sorted.
  var sorted: Statement {
    switch column.type {
    // The app's may be wider, and each width has its own operators.
    case .integer, .bigint: "\(unescaped: name)"
    default: "\(unescaped: name)::\(unescaped: cast)"
    }
  }

  /// A value to compare it with.
  func value(_ text: String, zone: String) -> Statement {
    if column.type == .instant { return MomentSQL.moment(text, zone: zone) }
    if column.isPhone { return PhoneSQL.number("\(text)::text") }
    return "\(column.isWord ? ColumnValue.trimmed(text).lowercased() : text)::\(unescaped: cast)"
  }

  /// A value that it was sorted by, as the database wrote it.
  func sortedValue(_ text: String) -> Statement { "\(text)::\(unescaped: cast)" }

  private var cast: String {
    switch column.type {
    case .boolean: "boolean"
    case .integer, .bigint: "bigint"
    case .number, .numeric: "numeric"
    case .text, .varchar, .textArray, .jsonb: "text"
    case .date: "date"
    case .time: "time"
    case .instant: "timestamptz"
    case .uuid: "uuid"
    }
  }
}
