internal import Billing
internal import LabSchema

/// Makes the packages of a month's days beside the month's own, of the same moment's data: those
/// whose records changed, and those that are not in place as the month's rows make them.
struct DayWriter {
  let settings: ExportSettings
  /// The month's reader, in its transaction.
  let month: ExportReader
  let rows: MonthRows
  /// Days whose records changed: a change need not show in the CSV files.
  let requested: Set<CalendarDate>
  /// Whether a day that is whole and has the month's rows stays as it is whatever else changed: what
  /// was sealed is made whole, and not different.
  let keepsWhole: Bool

  func write(
    into folder: borrowing PackageFolder, progress: (ExportProgress) -> Void
  ) throws -> [StagedDay] {
    let days = try stale(in: folder)
    guard !days.isEmpty else { return [] }
    let figures = try SetFigures(month, .days(days))
    var staged: [StagedDay] = []
    // While one day is read, the one before it is finished: two are in memory at most.
    var unfinished: WorkBeside<StagedDay>?
    defer { unfinished?.wait() }
    for (index, date) in days.enumerated() {
      progress(ExportProgress(step: .days, rowsDone: index, rowsExpected: days.count))
      let scope = ExportScope.day(date)
      let package = try PackageWriter(
        settings: settings, scope: scope, reader: month.moved(to: scope), figures: figures,
        rows: rows
      )
      .write(into: folder.makeDraft(of: date), of: folder) { _ in }
      if let unfinished { staged.append(try unfinished.value()) }
      let expected = rows.digests.files(of: date)
      let month = month.scope
      unfinished = WorkBeside {
        let package = try package.finish()
        try Self.agree(package, expected, month)
        return StagedDay(date: date, package: package)
      }
    }
    if let unfinished { staged.append(try unfinished.value()) }
    return staged
  }

  /// The days to make anew, of those on which something happened or that have a package already.
  ///
  /// A day's summary has the day before beside it, so a day that follows a changed one is made anew
  /// as well. The first follows another month, of which nothing is known here.
  private func stale(in folder: borrowing PackageFolder) throws -> [CalendarDate] {
    var days: [CalendarDate] = []
    var follows = true
    for date in month.scope.dates {
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
