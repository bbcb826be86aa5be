internal import Postgres

/// What customers have not paid of the invoices up to the end of a month, or of one day, by the age
/// that the invoices have on its last day.
package struct OutstandingAmounts: Hashable, Sendable {
  /// Of 0 to 30, 31 to 60, 61 to 90 and more than 90 days.
  package var byAge: [Money]

  package static let ages = ["0–30 days", "31–60 days", "61–90 days", "over 90 days"]
  package static let zero = OutstandingAmounts(byAge: ages.map { _ in .zero })

  package func total() throws(MoneyOverflow) -> Money {
    var total = Money.zero
    for amount in byAge { total = try total + amount }
    return total
  }
}

/// One customer's.
package struct OutstandingRow: Sendable {
  package var userID: UserID
  package var customer: String
  package var invoices: Int
  /// The date of the oldest invoice.
  package var oldest: CalendarDate
  package var amounts: OutstandingAmounts
}

extension ExportReader {
  /// The customers who owe something, or are owed something, by what they owe, most first.
  package func outstanding(_ body: (OutstandingRow) throws -> Void) throws {
    try connection.forEach(
      """
      \(openInvoices)
      select u.id, \(Self.customer), count(*), min(open.invoice_date), \(Self.sumsByAge)
      from open
      join users u on u.id = open.user_id
      group by u.id
      order by sum(open.amount) desc, u.id
      """
    ) { row in
      try body(
        OutstandingRow(
          userID: try row.decode(0), customer: try row.string(1), invoices: try row.int(2),
          oldest: try row.decode(3), amounts: try Self.outstandingAmounts(row, from: 4)))
    }
  }

  /// How many customers and invoices there are, and what they come to; the largest amount of any
  /// customer and age, by magnitude, says how wide a column has to be.
  package func outstandingTotals() throws -> (
    customers: Int, invoices: Int, amounts: OutstandingAmounts, largest: Money
  ) {
    try connection.query(
      """
      \(openInvoices)
      select count(distinct open.user_id), count(*), coalesce(sum(abs(open.amount)), 0),
        \(Self.sumsByAge)
      from open
      """
    ) { row in
      (
        try row.int(0), try row.int(1), try Self.outstandingAmounts(row, from: 3),
        try row.decode(2)
      )
    }[0]
  }

  /// Unpaid invoices, those that a note changed, and those that were paid beyond what was due: no
  /// others can have an amount open.
  private var openInvoices: Statement {
    """
    with candidates as (
      select r.id
      from billing_records r
      where r.status = 'invoiced' and \(isLookedAt)
      union
      select a.record_id
      from billing_adjustments a
      union
      select p.record_id
      from billing_payments p
      join billing_records r on r.id = p.record_id
      where r.status = 'paid'
      group by p.record_id, r.final_amount
      having sum(p.amount) > r.final_amount
    ),
    open as (
      select r.user_id, r.invoice_date, \(scope.last)::date - r.invoice_date as age,
        r.final_amount + adjusted.amount - paid.amount as amount
      from candidates
      join billing_records r on r.id = candidates.id
      \(Self.settlements)
      where r.invoice_number is not null
        and \(isLookedAt)
        and r.final_amount + adjusted.amount - paid.amount <> 0
    )
    """
  }

  /// Whether record `r` is one of those whose payment is looked after: a month looks back to the
  /// first, a day only at its own.
  private var isLookedAt: Statement {
    switch scope {
    case .period: "r.billing_date <= \(scope.last)::date"
    case .day(let date): "r.billing_date = \(date)::date"
    }
  }

  private static let sumsByAge: Statement = """
    coalesce(sum(open.amount) filter (where open.age <= 30), 0),
      coalesce(sum(open.amount) filter (where open.age between 31 and 60), 0),
      coalesce(sum(open.amount) filter (where open.age between 61 and 90), 0),
      coalesce(sum(open.amount) filter (where open.age > 90), 0)
    """

  private static func outstandingAmounts(
    _ row: borrowing Row, from column: Int
  ) throws -> OutstandingAmounts {
    var amounts: [Money] = []
    for index in 0..<OutstandingAmounts.ages.count {
      amounts.append(try row.decode(column + index))
    }
    return OutstandingAmounts(byAge: amounts)
  }
}
