internal import LabSchema

/// `exceptions-….csv`: every open finding and what to do about it.
enum ExceptionsFile {
  static let header = ["booking_id", "finding", "severity", "detail", "remedy", "since"]

  /// - Returns: how many rows it has.
  static func write(
    path: String, format: CSVFormat, from reader: ExportReader, progress: (Int) -> Void
  ) throws -> Int {
    var file = try CSVWriter(path: path, format: format, header: header)
    try reader.exceptions { row in
      file.plain(row.bookingID)
      file.text(row.kind.rawValue)
      file.text(row.severity.rawValue)
      file.text(row.detail)
      file.text(row.remedy)
      file.plain(row.since)
      try file.endRow()
      progress(file.rows)
    }
    let rows = file.rows
    try file.finish()
    return rows
  }
}
