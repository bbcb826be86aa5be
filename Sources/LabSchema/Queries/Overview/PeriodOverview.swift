package import Billing
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
  /// Debit notes minus credit notes posted into the period.
  package let adjustedAmount: Money
  /// The records with all of their notes, minus what was paid of them.
  package let outstandingAmount: Money
  /// What was paid of single records beyond what was due.
  package let overpaidAmount: Money
  package let firstNumber: String?
  package let lastNumber: String?
  /// Findings nobody has decided about (``FindingState``), and the drift among them.
  package let openFindings: Int
  package let drifted: Int
  /// Open findings that wait for a person.
  package let findingsForPerson: Int
  /// Findings that are still so, and were released or accepted.
  package let decidedFindings: Int
  /// The seal that holds; nil where the period is open, or was never sealed.
  package let seal: String?
  package let sealedAt: Instant?
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
        select billing_period from billing_findings f
        where \(FindingState.isCurrent()) and billing_period is not null
        union select billing_period from billing_adjustments
      ),
      noted as (
        select record_id, sum(\(NoteSQL.change())) as amount
        from billing_adjustments a
        group by record_id
      ),
      paid as (
        select record_id, sum(amount) as amount from billing_payments group by record_id
      ),
      settled as (
        select r.billing_period as period,
          sum(coalesce(noted.amount, 0) - coalesce(paid.amount, 0)) as difference,
          sum(
            greatest(
              coalesce(paid.amount, 0)
                - greatest(r.final_amount + coalesce(noted.amount, 0), 0), 0)
          ) as overpaid
        from billing_records r
        left join noted on noted.record_id = r.id
        left join paid on paid.record_id = r.id
        where noted.record_id is not null or paid.record_id is not null
        group by r.billing_period
      ),
      posted as (
        select billing_period as period, sum(\(NoteSQL.change())) as amount
        from billing_adjustments a
        group by billing_period
      )
      select p.period, coalesce(\(PeriodSQL.isClosed("c")), false), coalesce(s.drafts, 0),
        coalesce(s.finalized, 0), coalesce(s.invoiced, 0), coalesce(s.paid, 0),
        coalesce(s.final_amount, 0), coalesce(posted.amount, 0),
        coalesce(s.final_amount, 0) + coalesce(settled.difference, 0),
        coalesce(settled.overpaid, 0), numbers.first, numbers.last,
        (
          select count(*) from billing_findings f
          where \(FindingState.isOpen) and \(FindingState.belongs(to: "p.period"))
        ),
        (
          select count(*) from billing_findings f
          where \(FindingState.isOpen) and \(FindingState.belongs(to: "p.period"))
            and f.kind = \(word: FindingKind.drift)
        ),
        (
          select count(*) from billing_findings f
          where \(FindingState.needsPerson) and \(FindingState.belongs(to: "p.period"))
        ),
        (
          select count(*) from billing_findings f
          where \(FindingState.isCurrent()) and not \(FindingState.isOpen)
            and \(FindingState.belongs(to: "p.period"))
        ),
        sealed.seal, sealed.sealed_at
      from periods p
      left join billing_periods c on c.period = p.period
      left join billing_month_summary s on s.billing_period = p.period
      left join settled on settled.period = p.period
      left join posted on posted.period = p.period
      left join billing_period_seals sealed
        on sealed.period = p.period and \(PeriodSQL.holds("sealed"))
      left join lateral (
        select
          (array_agg(r.invoice_number order by r.invoice_series_id, r.invoice_sequence))[1] as first,
          (array_agg(r.invoice_number
            order by r.invoice_series_id desc, r.invoice_sequence desc))[1] as last
        from billing_records r
        where r.billing_period = p.period and \(RecordSQL.isInvoice())
      ) numbers on true
      order by p.period
      """
    ) { row in
      var column = 0
      return try PeriodOverview(
        period: row.next(&column), isClosed: row.next(&column), drafts: row.next(&column),
        finalized: row.next(&column), invoiced: row.next(&column), paid: row.next(&column),
        finalAmount: row.next(&column), adjustedAmount: row.next(&column),
        outstandingAmount: row.next(&column), overpaidAmount: row.next(&column),
        firstNumber: row.nextIfAny(&column), lastNumber: row.nextIfAny(&column),
        openFindings: row.next(&column), drifted: row.next(&column),
        findingsForPerson: row.next(&column), decidedFindings: row.next(&column),
        seal: row.nextIfAny(&column), sealedAt: row.nextIfAny(&column))
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

extension Connection {
  /// Brings the day and month summaries up to the records, without blocking who reads them, and with
  /// the rights of their owner.
  package func refreshSummaries() throws {
    try execute("select refresh_billing_summaries()")
  }
}
