package import Billing

/// Why numbers cannot be given.
package enum NumberingError: ReportedError, Equatable, Sendable {
  /// The format was changed within a financial year, while the series still has numbers.
  case formatChanged(NumberSeriesKind, fiscalYear: String, was: String, is: String)
  /// The day on which financial years start was changed within one.
  case yearStartChanged(FiscalYearStart, fiscalYear: String, startedOn: CalendarDate?)
  /// The new format writes numbers that another series has given or can give.
  case numbersMeet(NumberSeriesKind, String, fiscalYear: String, others: NumberSeries)
  /// The invoice date is before the last one used: numbers would not follow dates.
  case dateGoesBack(latest: CalendarDate, invoiceDate: CalendarDate)
  /// Numbers were exported that the database has not given: it was put back to before they were.
  case behindExports(BehindExports)
  /// A number was exported for one booking and is another's here.
  case exportedForAnother(package: String, number: String, exported: BookingID, here: BookingID)
  /// Numbers up to where the series stands that no document has, and that nobody passed over.
  case missing(NumberSeriesKind, first: String, count: Int64, last: Int64)
  /// The format has no such number.
  case beyondFormat(NumberSeriesKind, String, Int64)
}

extension NumberingError: CustomStringConvertible {
  package var description: String { "\(message): \(remedy)" }

  /// What is wrong, in a sentence.
  package var message: String {
    switch self {
    case .formatChanged(let kind, let fiscalYear, let was, let new):
      "\(kind.formatKey) is \(new), and the numbers of \(fiscalYear) were begun as \(was)"
    case .yearStartChanged(let new, let fiscalYear, let startedOn):
      "invoicing.fiscal_year_start is \(new), and the numbers of \(fiscalYear) were begun "
        + (startedOn.map { "in the year from \($0)" } ?? "in years that start on another day")
    case .numbersMeet(let kind, let pattern, let fiscalYear, let others):
      "\(kind.formatKey) is \(pattern), and in \(fiscalYear) it would write numbers of the "
        + "\(others.kind.documents.lowercased()) \(others.fiscalYear) (\(others.numberFormat)) "
        + "again, as numbers compare without case"
    case .dateGoesBack(let latest, let invoiceDate):
      "numbers were given on \(latest) already, so none can be dated \(invoiceDate)"
    case .behindExports(let behind):
      "the database is behind what was exported: \(behind.package) has \(behind.documents), which it "
        + "has not given: was it put back from a backup?"
    case .exportedForAnother(let package, let number, let exported, let here):
      "\(package) has \(number) for booking \(exported), and here it is booking \(here)'s: two "
        + "customers have the same number"
    case .missing(_, let first, let count, let last):
      "no document has \(count == 1 ? first : "\(count) of the numbers from \(first) on"), and the "
        + "series stands at number \(last)"
    case .beyondFormat(let kind, let pattern, let number):
      "\(kind.formatKey), \(pattern), has no number \(number)"
    }
  }

  /// What to do about it.
  package var remedy: String {
    switch self {
    case .formatChanged(let kind, _, let was, _):
      "write back \(kind.formatKey): \(was) until the financial year ends, or the series does"
    case .yearStartChanged(_, _, let startedOn):
      startedOn.map {
        let year = FiscalYear(starting: $0)
        return "write back fiscal_year_start: \(year.yearStart) until \(year.end.addingDays(-1))"
      } ?? "write back fiscal_year_start as it was when they were given"
    case .numbersMeet(let kind, _, _, _):
      "write a \(kind.formatKey) that differs from it in a letter or digit"
    case .dateGoesBack(let latest, _):
      "numbers follow dates; run with --business-date \(latest) or later"
    case .behindExports(let behind):
      "give them back with: jobrunner series adopt \(behind.package) --reason TEXT"
    case .exportedForAnother:
      "look at both with jobrunner explain; where what is here is to stand, let the package be "
        + "written over with: jobrunner exports adopt"
    case .missing(let kind, _, _, let last):
      "give them back with jobrunner series adopt PACKAGE, or pass over them with: jobrunner series "
        + "advance --kind \(kind) --to \(last) --reason TEXT"
    case .beyondFormat: "name the running number, such as 110"
    }
  }
}

extension NumberingError {
  package var exitStatus: ExitStatus { .notConfigured }
}
