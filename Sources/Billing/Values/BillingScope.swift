/// The span of time that is exported, tied out or run again: a month or one day.
package enum BillingScope: Hashable, Sendable {
  case period(BillingPeriod)
  case day(CalendarDate)

  package var first: CalendarDate {
    switch self {
    case .period(let period): period.first
    case .day(let date): date
    }
  }

  package var last: CalendarDate {
    switch self {
    case .period(let period): period.last
    case .day(let date): date
    }
  }

  /// The month it is or lies in.
  package var period: BillingPeriod { first.period }

  package var dates: [CalendarDate] {
    (0...last.days(since: first)).map { first.addingDays($0) }
  }
}

extension BillingScope: CustomStringConvertible {
  /// `2025-01` or `2025-01-15`.
  package var description: String {
    switch self {
    case .period(let period): "\(period)"
    case .day(let date): "\(date)"
    }
  }
}
