internal import Billing
internal import LabSchema
internal import Postgres
internal import Synchronization

/// Makes the packages of a month's days beside the month's own, of the same moment's data, one after the
/// other. More than one thread may be at it, each with a reader of its own.
final class DayWriter: Sendable {
  private struct State: Sendable {
    /// The next one last.
    var waiting: [(date: CalendarDate, draft: PackageDraft)]
    var staged: [StagedDay] = []
    var hasFailed = false
  }

  private let settings: ExportSettings
  private let month: ExportScope
  private let rows: MonthRows
  private let scratch: String
  private let count: Int
  private let state: Mutex<State>

  /// - Parameters:
  ///   - rows: the month's.
  ///   - days: those to make, with the folders in which to do so.
  ///   - scratch: a folder for parts of workbooks.
  init(
    _ days: [(date: CalendarDate, draft: PackageDraft)], of month: ExportScope, rows: MonthRows,
    scratch: String, settings: ExportSettings
  ) {
    self.settings = settings
    self.month = month
    self.rows = rows
    self.scratch = scratch
    count = days.count
    state = Mutex(State(waiting: days.reversed()))
  }

  /// The days that were made, oldest first.
  var staged: [StagedDay] { state.withLock { $0.staged.sorted { $0.date < $1.date } } }

  /// Makes days for as long as there are any.
  ///
  /// - Parameters:
  ///   - reader: the month's, or one that sees the same moment.
  ///   - figures: of all the days.
  ///   - breakdowns: of the days, at least.
  func work(
    _ reader: ExportReader, _ figures: SetFigures, _ breakdowns: [BillingScope: ScopeBreakdown],
    _ progress: (ExportProgress) -> Void = { _ in }
  ) throws {
    do {
      // While one day is read, the one before it is finished: two are in memory at most.
      var unfinished: WorkBeside<StagedDay>?
      defer { unfinished?.wait() }
      while let (date, draft) = next() {
        progress(
          ExportProgress(
            step: .days, rowsDone: state.withLock { count - $0.waiting.count - 1 },
            rowsExpected: count))
        let scope = ExportScope.day(date)
        let writer = PackageWriter(
          settings: settings, scope: scope, reader: reader.moved(to: scope), draft: draft)
        let package = try writer.writeWorkbook(
          beside: writer.takeRows(of: rows, figures), breakdowns[scope] ?? ScopeBreakdown(),
          scratch: scratch
        ) { _ in }
        if let unfinished { add(try unfinished.value()) }
        unfinished = WorkBeside { [month, rows] in
          let package = try package.finish()
          try Self.agree(package, rows.digests.files(of: date), month)
          return StagedDay(date: date, package: package)
        }
      }
      if let unfinished { add(try unfinished.value()) }
    } catch {
      state.withLock { $0.hasFailed = true }
      throw error
    }
  }

  private func next() -> (date: CalendarDate, draft: PackageDraft)? {
    state.withLock { $0.hasFailed ? nil : $0.waiting.popLast() }
  }

  private func add(_ day: StagedDay) { state.withLock { $0.staged.append(day) } }

  /// A day's files, as they are read back from the disk, have to be what the month's rows of that day
  /// came to while they were written.
  private static func agree(
    _ package: StagedPackage, _ expected: [String: String], _ month: ExportScope
  ) throws(ExportError) {
    for file in package.files where expected[file.name].map({ $0 != file.sha256 }) ?? false {
      throw .mismatch(
        file: file.name, problem: "its rows are not those that \(month) has of that day")
    }
  }
}

/// Which days of a month are to be made anew with it.
struct StaleDays {
  let month: ExportScope
  let rows: MonthRows
  /// Days whose records changed: a change need not show in the CSV files.
  let requested: Set<CalendarDate>
  /// Whether a day that is whole and has the month's rows stays as it is whatever else changed: what
  /// was sealed is made whole, and not different.
  let keepsWhole: Bool

  /// Those of the days on which something happened, or that have a package already.
  ///
  /// A day's summary has the day before beside it, so a day that follows a changed one is made anew
  /// as well. The first follows another month, of which nothing is known here.
  func dates(in folder: borrowing PackageFolder) throws -> [CalendarDate] {
    var days: [CalendarDate] = []
    var follows = true
    for date in month.dates {
      let path = folder.published(ExportScope.dayName(date))
      let published = try PublishedPackage(folder: path)
      let files = rows.digests.files(of: date)
      let hasPackage = rows.digests.rows(of: date) > 0 || published != nil
      let isChanged = hasPackage && published?.hasFiles(files) != true
      let isAsked = requested.contains(date)
      // A sealed day is made anew only where something is wrong with it.
      let isDue = !keepsWhole && (isAsked || follows)
      if isAsked || hasPackage, isDue || isChanged || published?.isWhole() != true {
        days.append(date)
      }
      follows = isChanged
    }
    return days
  }
}
