package import Billing
internal import Postgres

/// What decides, in SQL, which bookings are this program's business and what their statuses mean.
package struct OutcomeTerms: Sendable {
  package var serviceDates: ServiceDateSQL
  /// Normalized: trimmed and in lower case (R2).
  package var billableStatuses: [String]
  package var excludedStatuses: [String]
  /// Bookings of earlier service dates are never counted; nil counts all.
  package var firstServiceDate: CalendarDate?

  package init(
    billingZone: String, billableStatuses: [String], excludedStatuses: [String],
    firstServiceDate: CalendarDate?
  ) {
    serviceDates = ServiceDateSQL(billingZone: billingZone)
    self.billableStatuses = billableStatuses
    self.excludedStatuses = excludedStatuses
    self.firstServiceDate = firstServiceDate
  }

  /// The bookings `b` whose service date lies in the scope.
  func isWithin(_ scope: BillingScope) -> Statement {
    let first = max(scope.first, firstServiceDate ?? scope.first)
    return serviceDates.isWithin(first, through: max(scope.last, first.addingDays(-1)))
  }

  var isExcluded: Statement {
    statusIsAmong("b.status", excludedStatuses)
  }

  var isBillable: Statement {
    statusIsAmong("b.status", billableStatuses)
  }

  /// Whether a run was to bill booking `b`'s service date. Without any run nothing can be said to
  /// wait for its night, so every date counts as billed.
  var nightHasCome: Statement {
    """
    \(serviceDates.serviceDate(of: "b")) <= coalesce((\(RunSQL.billedThrough)), 'infinity')
    """
  }

  /// Whether booking `b` has an open finding that quarantines it.
  static let hasQuarantine: Statement = """
    exists (
      select 1
      from billing_findings f
      where f.booking_id = b.id and \(FindingState.isCurrent()) and \(FindingState.isOf(.quarantine))
    )
    """

  /// The outcome of booking `b`, whose record, if there is one, is `r`.
  var outcome: Statement {
    """
    case
      when r.id is not null then \(word: BookingOutcome.billed)
      when \(isExcluded) then \(word: BookingOutcome.excluded)
      when \(isBillable) and \(Self.hasQuarantine) then \(word: BookingOutcome.quarantined)
      else \(word: BookingOutcome.waiting)
    end
    """
  }
}

extension BillingScope {
  /// The records that are posted into it: by `billing_period`, or by `billing_date` for a day.
  func holdsRecord(_ alias: String = "r") -> Statement {
    switch self {
    case .period(let period): "\(unescaped: alias).billing_period = \(period)"
    case .day(let date): "\(unescaped: alias).billing_date = \(date)::date"
    }
  }

  /// The credit and debit notes that are posted into it: into a day those of its date, as far as
  /// they are posted into its month.
  func holdsAdjustment(_ alias: String = "a") -> Statement {
    switch self {
    case .period(let period): "\(unescaped: alias).billing_period = \(period)"
    case .day(let date):
      """
      \(unescaped: alias).adjustment_date = \(date)::date \
      and \(unescaped: alias).billing_period = \(date.period)
      """
    }
  }
}
