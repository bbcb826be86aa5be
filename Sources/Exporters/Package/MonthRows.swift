internal import Billing
internal import Foundation
internal import LabSchema

/// What a month's CSV files are to its days: each day's own, made on the way, and what they come to.
struct MonthRows: Sendable {
  /// Where the files of all days lie until one takes them.
  let folder: String
  let digests: MonthDigests
  let sums: FileSums

  /// Moves a day's file to where its package is made.
  func take(
    _ file: (some PackageFile).Type, of date: CalendarDate, into draft: DraftFolder
  ) throws(SystemFailure) -> WrittenFile {
    let scope = ExportScope.day(date)
    let path = draft.file(file.name(scope))
    guard unsafe rename(folder + "/" + file.name(scope), path) == 0 else {
      throw .last("create", path)
    }
    return WrittenFile(
      resource: file.resource, rows: digests.rows(of: date, in: file.resource),
      days: DayDigests(scope, header: []))
  }
}
