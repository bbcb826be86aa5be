package import Postgres

/// Where one billing period stands.
package struct PeriodOverview: Equatable, Sendable {
  package let period: BillingPeriod
  package let isClosed: Bool
  package let drafts: Int
  package let finalized: Int
  package let invoiced: Int
  package let paid: Int
  package let finalAmount: Money
  package let firstNumber: String?
  package let lastNumber: String?
  package let openFindings: Int
  package let drifted: Int
}

extension Connection {
  /// Every period that has records, findings or a state, oldest first.
  package func periodOverviews() throws -> [PeriodOverview] {
    try query(
      """
      with periods as (
        select billing_period as period from billing_month_summary
        union select period from billing_periods
        union
        select billing_period from billing_findings
        where closed_run_id is null and billing_period is not null
      )
      select p.period, coalesce(c.state = 'closed', false), coalesce(s.drafts, 0),
        coalesce(s.finalized, 0), coalesce(s.invoiced, 0), coalesce(s.paid, 0),
        coalesce(s.final_amount, 0), numbers.first, numbers.last,
        (
          select count(*) from billing_findings f
          where f.closed_run_id is null and f.billing_period = p.period
        ),
        (
          select count(*) from billing_findings f
          where f.closed_run_id is null and f.billing_period = p.period and f.kind = 'drift'
        )
      from periods p
      left join billing_periods c on c.period = p.period
      left join billing_month_summary s on s.billing_period = p.period
      left join lateral (
        select
          (array_agg(r.invoice_number order by r.invoice_series_id, r.invoice_sequence))[1] as first,
          (array_agg(r.invoice_number
            order by r.invoice_series_id desc, r.invoice_sequence desc))[1] as last
        from billing_records r
        where r.billing_period = p.period and r.invoice_number is not null
      ) numbers on true
      order by p.period
      """
    ) { row in
      PeriodOverview(
        period: try row.decode(0), isClosed: try row.bool(1), drafts: try row.int(2),
        finalized: try row.int(3), invoiced: try row.int(4), paid: try row.int(5),
        finalAmount: try row.decode(6), firstNumber: try row.optionalString(7),
        lastNumber: try row.optionalString(8), openFindings: try row.int(9),
        drifted: try row.int(10))
    }
  }

  /// Whether a month or day has a booking or a record.
  package func hasBookings(_ scope: BillingScope, terms: OutcomeTerms) throws -> Bool {
    try first(
      """
      select exists (select from bookings b where \(terms.isWithin(scope)))
        or exists (select from billing_records r where \(scope.holdsRecord()))
      """
    ) { try $0.bool(0) } ?? false
  }
}
