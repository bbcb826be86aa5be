internal import Billing
internal import Postgres

// The amounts of a bill as columns: of `billing_records`, of its events and staging, and of the sums over
// them. Their names and their order are those of ``Amounts/Part``.

extension Amounts {
  /// Reads the amounts' columns from one on.
  init(row: borrowing Row, from column: Int) throws(PostgresError) {
    var next = column
    try self.init(row: row, next: &next)
  }

  /// Reads the next columns, which are the amounts'.
  ///
  /// - Parameter column: the next one; it moves on.
  init(row: borrowing Row, next column: inout Int) throws(PostgresError) {
    self = try Amounts { _ throws(PostgresError) in try row.next(&column) }
  }

  /// How many columns they are.
  static let columnCount = Part.allCases.count

  /// `base_amount, …, final_amount`, or `r.base_amount, …` of a table that a query calls `r`.
  static func columns(of alias: String? = nil) -> Statement {
    list { part in (alias.map { "\($0)." } ?? "") + part.column }
  }

  /// The columns as a table of our own declares them.
  static let declarations = list { "\($0.column) numeric(12, 2)" }

  /// `base_amount = s.base_amount, …`, for an update from rows that a statement calls `s`.
  static func taken(from alias: String) -> Statement {
    list { "\($0.column) = \(alias).\($0.column)" }
  }

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
    var next = column
    try self.init(
      amounts: Amounts(row: row, next: &next), adjusted: row.next(&next), paid: row.next(&next),
      outstanding: row.next(&next))
  }

  /// How many columns they are.
  static let columnCount = Figure.allCases.count

  /// What is outstanding on record `r`, with its ``ExportReader/settlements``.
  static let outstanding: Statement = "\(due) - paid.amount"

  /// What record `r` comes to with all of its notes, with its ``ExportReader/settlements``.
  static let due: Statement = "r.final_amount + adjusted.amount"

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
