package import Billing
internal import Postgres

/// What one query reads at once: a month as a whole, or some days, each by itself. Thirty days cost
/// little more than one, and what the days have in common is read once.
///
/// A row says which scope it is of by that scope's first date.
package enum ScopeSet: Sendable {
  case month(BillingPeriod)
  case days([CalendarDate])

  package init(_ scope: BillingScope) {
    switch scope {
    case .period(let period): self = .month(period)
    case .day(let date): self = .days([date])
    }
  }

  package var scopes: [BillingScope] {
    switch self {
    case .month(let period): [.period(period)]
    case .days(let dates): dates.map(BillingScope.day)
    }
  }

  /// The scope that a row is of.
  func scope(_ first: CalendarDate) -> BillingScope {
    switch self {
    case .month(let period): .period(period)
    case .days: .day(first)
    }
  }

  /// The first date of the scope that record `r` is posted into.
  var firstOfRecord: Statement {
    switch self {
    case .month(let period): "\(period.first)::date"
    case .days: "r.billing_date"
    }
  }

  /// The first date of the scope that note `a` is posted into.
  var firstOfNote: Statement {
    switch self {
    case .month(let period): "\(period.first)::date"
    case .days: "a.adjustment_date"
    }
  }

  /// The first date of the scope that finding `f` belongs to.
  var firstOfFinding: Statement {
    switch self {
    case .month(let period): "\(period.first)::date"
    case .days: "f.service_date"
    }
  }

  /// The first date of the scope of a booking `b` of ``OutcomeTerms/bookings(of:)``.
  var firstOfBooking: Statement {
    switch self {
    case .month(let period): "\(period.first)::date"
    case .days: "day.date"
    }
  }

  /// As ``BillingScope/holdsRecord(_:)`` of any of them.
  var holdsRecord: Statement {
    switch self {
    case .month(let period): BillingScope.period(period).holdsRecord()
    case .days(let dates): "r.billing_date = any(\(dates)::date[])"
    }
  }

  /// Whether record `r` is posted into another scope than its booking, of
  /// ``OutcomeTerms/bookings(of:)``, is of.
  var isPostedElsewhere: Statement {
    switch self {
    case .month(let period): "not \(BillingScope.period(period).holdsRecord())"
    case .days: "r.billing_date <> day.date"
    }
  }

  /// As ``BillingScope/holdsAdjustment(_:)`` of any of them.
  var holdsNote: Statement {
    switch self {
    case .month(let period): BillingScope.period(period).holdsAdjustment()
    case .days(let dates):
      """
      a.adjustment_date = any(\(dates)::date[])
      and a.billing_period = \(PeriodSQL.month(of: "a.adjustment_date"))
      """
    }
  }

  /// Whether finding `f` belongs to any of them: to the month in whose way it stands, which for a
  /// booking that came late is the one it is billed in.
  var holdsFinding: Statement {
    switch self {
    case .month(let period): FindingState.belongs(to: "\(period)::text")
    case .days(let dates):
      """
      f.service_date = any(\(dates)::date[])
      and coalesce(f.billing_period, \(PeriodSQL.month(of: "f.service_date")))
        = \(PeriodSQL.month(of: "f.service_date"))
      """
    }
  }
}

extension OutcomeTerms {
  /// The bookings `b` whose service date lies in one of the scopes, to select from; with ``holds(_:)``.
  func bookings(of set: ScopeSet) -> Statement {
    switch set {
    case .month: "bookings b"
    case .days(let dates):
      """
      unnest(\(dates.filter(isCounted))::date[]) as day (date)
      join bookings b on \(serviceDates.isOn("day.date"))
      """
    }
  }

  /// Whether booking `b` is one of those that ``bookings(of:)`` has.
  func holds(_ set: ScopeSet) -> Statement {
    switch set {
    case .month(let period): isWithin(.period(period))
    case .days: "true"
    }
  }

  /// Whether the service date of booking `b` lies in the scope that its record `r` is posted into.
  func isOfScope(ofRecordIn set: ScopeSet) -> Statement {
    switch set {
    case .month(let period): isWithin(.period(period))
    case .days(let dates):
      """
      \(serviceDates.isOn("r.billing_date")) \
      and r.billing_date = any(\(dates.filter(isCounted))::date[])
      """
    }
  }

  private func isCounted(_ date: CalendarDate) -> Bool { date >= firstServiceDate ?? date }
}
