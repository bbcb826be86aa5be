internal import Billing
internal import LabSchema

/// The figures of a month, or of some of its days, which are read for all of them at once.
struct SetFigures: Sendable {
  private var days: [CalendarDate: DayFigures] = [:]
  /// Of the scopes, and of the month or day before each of them; not of one that was not this
  /// program's business yet.
  private(set) var periods: [BillingScope: PeriodFigures] = [:]
  /// None where a scope has no documents.
  let series: [BillingScope: [SeriesFigures]]
  /// None where a scope has no records.
  let runs: [BillingScope: PackageFacts.Run]
  let tieOuts: [BillingScope: TieOut]

  init(_ reader: ExportReader, _ set: ScopeSet) throws {
    series = try reader.series(set)
    runs = try reader.lastRuns(set)
    tieOuts = try reader.tieOuts(set)
    let first = reader.terms.firstServiceDate
    let before = set.scopes.map(\.before).filter { first == nil || $0.last >= first! }
    switch set {
    case .month:
      for scope in set.scopes + before { try read(ScopeSet(scope), reader) }
    case .days(let dates):
      // Most days follow one that is read as well.
      try read(.days(Set(dates + before.map(\.first)).sorted()), reader)
    }
  }

  /// A value for each day of the scope, also for those on which nothing happened.
  func days(of scope: BillingScope) -> [DayFigures] {
    scope.dates.map { days[$0] ?? DayFigures(date: $0) }
  }

  private mutating func read(_ set: ScopeSet, _ reader: ExportReader) throws {
    days.merge(try reader.days(set)) { $1 }
    let figures = try reader.figures(set)
    for scope in set.scopes {
      periods[scope] = try PeriodFigures(days: days(of: scope), figures: figures[scope]!)
    }
  }
}
