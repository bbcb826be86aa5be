internal import LabSchema

/// `exceptions-….csv`: every open finding and what to do about it.
enum ExceptionsFile: PackageFile {
  static let resource = "exceptions"
  static let title = "Every open finding and what to do about it"

  static let columns = [
    FileColumn("booking_id", .identifier, "The booking; empty where it is about an offer."),
    FileColumn(
      "finding", .choice(FindingKind.allCases.map(\.rawValue)), required: true,
      "The name of what was found (R8)."),
    FileColumn(
      "severity", .choice(FindingSeverity.allCases.map(\.rawValue)), required: true,
      "quarantine: not billed; hold: a draft until released; warn: to be looked at."),
    FileColumn("detail", .text, "What exactly was found."),
    FileColumn(
      "remedy", .text, required: true, "What to do, or who released or accepted it and why."),
    FileColumn("since", .date, required: true, "The business date of the run that found it first."),
  ]

  static func write(
    path: String, format: CSVFormat, from reader: ExportReader, progress: (Int) -> Void
  ) throws -> WrittenFile {
    var file = try CSVWriter(path: path, format: format, header: header)
    var days = DayDigests(reader.scope, header: CSVWriter.header(header, format: format))
    try reader.exceptions { row in
      file.plain(row.bookingID)
      file.text(row.kind.rawValue)
      file.text(row.severity.rawValue)
      file.text(row.detail)
      file.text(row.remedy)
      file.plain(row.since)
      try file.endRow { days.add($0, to: row.serviceDate) }
      progress(file.rows)
    }
    let rows = file.rows
    try file.finish()
    return WrittenFile(rows: rows, days: days)
  }
}
