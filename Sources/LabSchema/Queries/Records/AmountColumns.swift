internal import Billing
internal import Postgres

// The amounts of a bill as columns: of `billing_records`, of its events and staging, and of the sums over
// them. Their names and their order are those of ``Amounts/Part``.

extension Amounts {
  /// Reads the amounts' columns from one on.
  init(row: borrowing Row, from column: Int) throws(PostgresError) {
    var place = column - 1
    self = try Amounts { _ throws(PostgresError) in
      place += 1
      return try row.decode(place)
    }
  }

  /// How many columns they are.
  static let columnCount = Part.allCases.count

  /// `base_amount, …, final_amount`, or `r.base_amount, …` of a table that a query calls `r`.
  static func columns(of alias: String? = nil) -> Statement {
    list { part in (alias.map { "\($0)." } ?? "") + part.column }
  }

  /// The columns as a table of our own declares them.
  static let declarations = list { "\($0.column) numeric(12, 2)" }

  /// `base_amount = excluded.base_amount, …`, for an insert that meets a row.
  static let takenFromExcluded = list { "\($0.column) = excluded.\($0.column)" }

  /// What the others come to (R6), as an expression over rows that a query calls `alias`.
  static func total(_ term: (Part) -> String) -> String {
    Part.terms.enumerated().map { index, each in
      index == 0 && each.isAdded
        ? term(each.part) : "\(each.isAdded ? "+" : "-") \(term(each.part))"
    }.joined(separator: " ")
  }

  /// What is said of each part, separated by commas.
  static func list(_ text: (Part) -> String) -> Statement {
    "\(unescaped: Part.allCases.map(text).joined(separator: ", "))"
  }
}

extension Balance {
  /// Reads the columns of ``columns``, or of ``sums``, from one on.
  init(row: borrowing Row, from column: Int) throws(PostgresError) {
    let next = column + Amounts.columnCount
    self.init(
      amounts: try Amounts(row: row, from: column), adjusted: try row.decode(next),
      paid: try row.decode(next + 1), outstanding: try row.decode(next + 2))
  }

  /// How many columns they are.
  static let columnCount = Figure.allCases.count

  /// What is outstanding on record `r`, with its ``ExportReader/settlements``.
  static let outstanding: Statement = "r.final_amount + adjusted.amount - paid.amount"

  /// The figures of record `r` with its ``ExportReader/settlements``.
  static let columns: Statement = """
    \(Amounts.columns(of: "r")), adjusted.amount, paid.amount, \(outstanding)
    """

  /// The figures as sums over records.
  static let sums: Statement = """
    \(Amounts.list { "coalesce(sum(r.\($0.column)), 0)" }), coalesce(sum(adjusted.amount), 0),
      coalesce(sum(paid.amount), 0), coalesce(sum(\(outstanding)), 0)
    """
}

extension Statement {
  /// Expressions separated by commas.
  static func list(_ parts: [Statement]) -> Statement {
    parts.dropFirst().reduce(parts[0]) { "\($0), \($1)" }
  }
}
