package import Billing
internal import Postgres

/// How old an invoice is on the last day of a scope.
package enum InvoiceAge: CaseIterable, Sendable {
  /// Of a date after that day: it was numbered when the scope had passed.
  case datedLater
  case upTo30
  case upTo60
  case upTo90
  case older

  /// - Parameter days: from the invoice's date to the day; below zero where it is dated later.
  package init(days: Int) {
    self =
      switch days {
      case ..<0: .datedLater
      case ...30: .upTo30
      case ...60: .upTo60
      case ...90: .upTo90
      default: .older
      }
  }

  /// Whether `open.age`, in days, is one of these.
  var condition: String {
    switch self {
    case .datedLater: "open.age < 0"
    case .upTo30: "open.age between 0 and 30"
    case .upTo60: "open.age between 31 and 60"
    case .upTo90: "open.age between 61 and 90"
    case .older: "open.age > 90"
    }
  }
}

/// What customers have not paid of the invoices up to the end of a month, or of one day, by the age
/// that the invoices have on its last day.
package struct OutstandingAmounts: Hashable, Sendable {
  /// One for each ``InvoiceAge``, in their order.
  package var byAge: [Money]

  package static let zero = OutstandingAmounts(byAge: InvoiceAge.allCases.map { _ in .zero })

  package func total() throws(MoneyOverflow) -> Money {
    var total = Money.zero
    for amount in byAge { total = try total + amount }
    return total
  }
}

/// What is outstanding on some invoices.
package struct OutstandingTotals: Sendable {
  package var customers = 0
  package var invoices = 0
  package var amounts = OutstandingAmounts.zero
}

/// What is outstanding in all, on the scope's own invoices and on those of earlier ones.
package struct OutstandingSummary: Sendable {
  package var all = OutstandingTotals()
  package var own = OutstandingTotals()
  package var earlier = OutstandingTotals()
  /// The amounts that are open without their signs: nobody owes or is owed more.
  package var magnitude = Money.zero
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
  ///
  /// - Parameter begin: is told before them what they come to.
  package func outstanding(
    _ begin: (OutstandingSummary) throws -> Void, _ body: (OutstandingRow) throws -> Void
  ) throws {
    var summary: OutstandingSummary? = OutstandingSummary()
    func endSummary() throws {
      if let whole = summary.take() { try begin(whole) }
    }
    try connection.forEach(
      """
      \(openInvoices)
      select open.is_own, null::integer as user_id, null as customer, count(distinct open.user_id),
        count(*), min(open.invoice_date), coalesce(sum(abs(open.amount)), 0) as amount,
        \(Self.sumsByAge), 1 as place
      from open
      group by grouping sets ((), (open.is_own))
      union all
      select null, open.user_id, \(Self.lastName), 1, count(*), min(open.invoice_date),
        sum(open.amount), \(Self.sumsByAge), 2
      from open
      group by open.user_id
      order by place, amount desc, user_id
      """
    ) { row in
      guard let userID = try row.decodeOptional(1, as: UserID.self) else {
        try summary?.read(row, amounts: Self.outstandingAmounts(row, from: 7))
        return
      }
      try endSummary()
      try body(
        OutstandingRow(
          userID: userID, customer: try row.string(2), invoices: try row.int(4),
          oldest: try row.decode(5), amounts: try Self.outstandingAmounts(row, from: 7)))
    }
    try endSummary()
  }

  /// Unpaid invoices, those that a note changed, and those marked paid by another amount than was due:
  /// no others can have an amount open.
  private var openInvoices: Statement {
    """
    with candidates as (
      select r.id
      from billing_records r
      where \(RecordSQL.has(.invoiced)) and \(isLookedAt)
      union
      select a.record_id
      from billing_adjustments a
      union
      select r.id
      from billing_records r
      left join billing_payments p on p.record_id = r.id
      where \(RecordSQL.has(.paid)) and \(isLookedAt)
      group by r.id, r.final_amount
      having coalesce(sum(p.amount), 0) <> r.final_amount
    ),
    open as materialized (
      select r.user_id, \(RecordNames.customerIssued) as customer, r.invoice_series_id,
        r.invoice_sequence, r.invoice_date, \(scope.last)::date - r.invoice_date as age,
        \(scope.holdsRecord()) as is_own,
        \(Balance.outstanding) as amount
      from candidates
      join billing_records r on r.id = candidates.id
      \(Self.settlements)
      where \(RecordSQL.isInvoice())
        and \(isLookedAt)
        and \(Balance.outstanding) <> 0
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

  /// A customer who was renamed between two open invoices is called as the later one says.
  private static let lastName: Statement = """
    (
      array_agg(
        open.customer order by open.invoice_series_id desc, open.invoice_sequence desc
      )
    )[1]
    """

  private static let sumsByAge: Statement = {
    let sums = InvoiceAge.allCases.map {
      "coalesce(sum(open.amount) filter (where \($0.condition)), 0)"
    }
    return "\(unescaped: sums.joined(separator: ", "))"
  }()

  private static func outstandingAmounts(
    _ row: borrowing Row, from column: Int
  ) throws -> OutstandingAmounts {
    var amounts: [Money] = []
    for index in InvoiceAge.allCases.indices {
      amounts.append(try row.decode(column + index))
    }
    return OutstandingAmounts(byAge: amounts)
  }
}

extension OutstandingSummary {
  /// Reads the line of all invoices, of the scope's own, or of the earlier ones.
  fileprivate mutating func read(_ row: borrowing Row, amounts: OutstandingAmounts) throws {
    let totals = OutstandingTotals(
      customers: try row.int(3), invoices: try row.int(4), amounts: amounts)
    switch try row.decodeOptional(0, as: Bool.self) {
    case nil: (all, magnitude) = (totals, try row.decode(6))
    case true?: own = totals
    case false?: earlier = totals
    }
  }
}
