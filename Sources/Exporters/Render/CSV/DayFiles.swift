internal import Billing
internal import LabSchema

/// The CSV files of one kind of a month's days, written together with the month's own, which has all of
/// their rows: so they are read once.
struct DayFiles {
  private let first: CalendarDate
  private let files: [DayFile]

  /// Creates a file for each day, with its header.
  ///
  /// - Parameter name: what a day's file is called in the folder.
  init(
    folder: String, month: ExportScope, header: [UInt8], name: (ExportScope) -> String
  ) throws(SystemFailure) {
    first = month.first
    var files: [DayFile] = []
    for date in month.dates {
      files.append(try DayFile(path: folder + "/" + name(.day(date)), header: header))
    }
    self.files = files
  }

  /// Adds a row, its line ending included; one of a date outside the month belongs to none of its days.
  func add(_ row: ArraySlice<UInt8>, to date: CalendarDate?) throws(SystemFailure) {
    guard let date, case let index = date.days(since: first), files.indices.contains(index) else {
      return
    }
    try files[index].add(row)
  }

  func finish() throws(SystemFailure) {
    for file in files { try file.finish() }
  }
}

/// A file of one day.
private final class DayFile {
  private let file: OutputFile
  private var buffer: [UInt8]

  private static let flushSize = 1 << 13

  init(path: String, header: [UInt8]) throws(SystemFailure) {
    file = try OutputFile(path: path)
    buffer = header
  }

  func add(_ row: ArraySlice<UInt8>) throws(SystemFailure) {
    buffer += row
    if buffer.count >= Self.flushSize { try finish() }
  }

  /// Writes what is left. Whether it is on the disk is asked by who takes the file.
  func finish() throws(SystemFailure) {
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
