internal import Billing
internal import LabSchema

/// What the sheets of one package share, read before the first of them is written.
struct PackageContent {
  var scope: ExportScope
  /// Whose package it is.
  var labID: LabID
  var look: SheetLook
  var terms: OutcomeTerms
  var days: [DayFigures]
  var period: PeriodFigures
  /// The same of the month or day before; nil where that was not this program's business yet.
  var before: PeriodFigures?
  var breakdown: ScopeBreakdown
  var series: [SeriesFigures]
  var facts: PackageFacts
  /// What each sheet of the register comes to; there is always one.
  var register: [RegisterTotals]
  var tieOut: TieOut

  var bookings: BookingCounts { period.bookings }
  var figures: ScopeFigures { period.figures }
  var records: Int { period.records }
  var totals: Balance { period.totals }
}

/// What the bookings and records of a month or day come to.
struct PeriodFigures {
  var bookings: BookingCounts
  var figures: ScopeFigures
  var records: Int
  var totals: Balance

  init(bookings: BookingCounts, figures: ScopeFigures, records: Int, totals: Balance) {
    self.bookings = bookings
    self.figures = figures
    self.records = records
    self.totals = totals
  }

  init(days: [DayFigures], figures: ScopeFigures) throws {
    var bookings = BookingCounts()
    var totals = Balance.zero
    for day in days {
      bookings.add(day.bookings)
      try totals += day.balance
    }
    self.bookings = bookings
    self.figures = figures
    records = days.reduce(0) { $0 + $1.records }
    self.totals = totals
  }
}

extension PackageContent {
  /// - Parameters:
  ///   - figures: of a set that the reader's scope is in.
  ///   - breakdown: of that scope.
  ///   - tieOut: of the package so far.
  ///   - rowsPerSheet: how many rows a sheet of the register takes.
  init(
    _ reader: ExportReader, _ figures: SetFigures, _ breakdown: ScopeBreakdown, _ tieOut: TieOut,
    settings: ExportSettings, rowsPerSheet: Int
  ) throws {
    let scope = reader.scope
    self.scope = scope
    labID = try reader.labID()
    look = SheetLook(money: MoneyLook(currency: settings.currency))
    terms = settings.terms
    days = figures.days(of: scope)
    period = figures.periods[scope]!
    before = figures.periods[scope.before]
    self.breakdown = breakdown
    series = figures.series[scope] ?? []
    facts = try reader.facts(run: figures.runs[scope])
    register = try reader.registerTotals(rowsPerSheet: rowsPerSheet)
    if register.isEmpty { register = [RegisterTotals()] }
    self.tieOut = tieOut
  }
}
