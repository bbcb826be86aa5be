internal import Billing
internal import LabSchema

/// `exceptions-….csv`: every open finding and what to do about it.
enum ExceptionsFile: PackageFile {
  static let resource = "exceptions"
  static let title = "Every open finding and what to do about it"
  static let primaryKey: String? = nil
  static let step = ExportProgress.Step.exceptions

  static func refersToBookings(_ references: PackageReferences) -> Bool { references.exceptions }

  static let columns = ReportColumns<ExceptionRow>([
    .file("booking_id", .identifier, "The booking; empty where it is about an offer.") {
      ReportValue($0.bookingID)
    },
    .file(
      "finding", .choice(FindingKind.allCases.map(\.rawValue)), required: true,
      "The name of what was found (R8)."
    ) { .text($0.kind.rawValue) },
    .file(
      "severity", .choice(FindingSeverity.allCases.map(\.rawValue)), required: true,
      "quarantine: not billed; hold: a draft until released; warn: to be looked at."
    ) { .text($0.severity.rawValue) },
    .file("detail", .text, "What exactly was found.") { .text($0.detail) },
    .file("remedy", .text, required: true, "What to do, or who released or accepted it and why.") {
      .text($0.remedy)
    },
    .file(
      "since", .date, required: true, "The business date of the run that found it first."
    ) { .date($0.since) },
  ])

  static func forEachRow(
    _ reader: ExportReader, _ body: (ExceptionRow) throws -> Void
  ) throws { try reader.exceptions(body) }

  static func days(of row: ExceptionRow) -> (CalendarDate?, CalendarDate?) {
    (row.serviceDate, nil)
  }
}
