internal import ArgumentParser
internal import Billing
internal import LabSchema

extension BillingScope: ExpressibleByArgument {
  /// Reads a month such as `2025-01` or a day such as `2025-01-15`.
  package init?(argument: String) {
    if let period = BillingPeriod(argument) {
      self = .period(period)
    } else if let date = CalendarDate(argument) {
      self = .day(date)
    } else {
      return nil
    }
  }
}
