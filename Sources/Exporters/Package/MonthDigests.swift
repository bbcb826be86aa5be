internal import LabSchema

/// What the three CSV files of a month come to day by day.
struct MonthDigests {
  var reconciliation: DayDigests
  var invoices: DayDigests
  var exceptions: DayDigests

  /// How many rows the day's files have.
  func rows(of date: CalendarDate) -> Int {
    reconciliation.rows(of: date) + invoices.rows(of: date) + exceptions.rows(of: date)
  }

  /// What the day's CSV files have to be, by name.
  func files(of date: CalendarDate) -> [String: String] {
    let day = ExportScope.day(date)
    return [
      day.reconciliationName: reconciliation.sha256(of: date),
      day.invoicesName: invoices.sha256(of: date),
      day.exceptionsName: exceptions.sha256(of: date),
    ]
  }
}
