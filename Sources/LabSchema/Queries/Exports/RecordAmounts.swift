internal import Postgres

/// The amounts of a record, or the sums of many.
package struct RecordAmounts: Hashable, Sendable {
  package var base: Money
  package var discount: Money
  package var distance: Money
  package var final: Money
  package var paid: Money
  /// Final and adjusted, minus paid; negative where too much was paid.
  package var outstanding: Money

  package static let zero = RecordAmounts(
    base: .zero, discount: .zero, distance: .zero, final: .zero, paid: .zero, outstanding: .zero)

  package init(
    base: Money, discount: Money, distance: Money, final: Money, paid: Money, outstanding: Money
  ) {
    self.base = base
    self.discount = discount
    self.distance = distance
    self.final = final
    self.paid = paid
    self.outstanding = outstanding
  }

  /// Reads six columns in the order of the fields.
  init(row: borrowing Row, from column: Int) throws(PostgresError) {
    base = try row.decode(column)
    discount = try row.decode(column + 1)
    distance = try row.decode(column + 2)
    final = try row.decode(column + 3)
    paid = try row.decode(column + 4)
    outstanding = try row.decode(column + 5)
  }

  /// The six columns for record `r` with its ``ExportReader/settlements``.
  static let columns: Statement = """
    r.base_amount, r.discount_amount, r.distance_charge, r.final_amount, paid.amount,
      r.final_amount + adjusted.amount - paid.amount
    """

  /// The six columns as sums over records.
  static let sums: Statement = """
    coalesce(sum(r.base_amount), 0), coalesce(sum(r.discount_amount), 0),
      coalesce(sum(r.distance_charge), 0), coalesce(sum(r.final_amount), 0),
      coalesce(sum(paid.amount), 0),
      coalesce(sum(r.final_amount + adjusted.amount - paid.amount), 0)
    """

  package mutating func add(_ other: RecordAmounts) throws(MoneyOverflow) {
    base = try base + other.base
    discount = try discount + other.discount
    distance = try distance + other.distance
    final = try final + other.final
    paid = try paid + other.paid
    outstanding = try outstanding + other.outstanding
  }
}
