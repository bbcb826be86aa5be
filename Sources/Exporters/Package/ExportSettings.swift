package import Billing
package import LabSchema

/// Where packages go and how they are written.
package struct ExportSettings: Sendable {
  /// The folder that holds one folder a period.
  package var folder: String
  /// Where parts of a workbook lie while it is written; it needs room for the sheets uncompressed.
  package var temporaryFolder: String
  package var lineEnding: LineEnding
  /// Whether the CSV files begin with a byte order mark.
  package var byteOrderMark: Bool
  package var currency: Currency
  package var terms: OutcomeTerms
  /// Which program writes them: another one may write the same data otherwise.
  package var program: String
  /// How long a run waits for another process that writes a package of the same month.
  package var patience = Duration.seconds(600)

  /// - Parameters:
  ///   - timeZone: the zone that service dates are in, by the name Postgres knows.
  ///   - billableStatuses, excludedStatuses: normalized (R2).
  ///   - firstServiceDate: `billing.start_date`.
  ///   - program: such as its version and when it was built.
  package init(
    folder: String, temporaryFolder: String = "/tmp", lineEnding: LineEnding = .lf,
    byteOrderMark: Bool = false, currency: Currency = .rupee, timeZone: String = "Asia/Kolkata",
    billableStatuses: [String], excludedStatuses: [String], firstServiceDate: CalendarDate?,
    program: String = ""
  ) {
    self.folder = folder
    self.temporaryFolder = temporaryFolder
    self.lineEnding = lineEnding
    self.byteOrderMark = byteOrderMark
    self.currency = currency
    self.program = program
    terms = OutcomeTerms(
      billingZone: timeZone, billableStatuses: billableStatuses,
      excludedStatuses: excludedStatuses, firstServiceDate: firstServiceDate)
  }

  var csvFormat: CSVFormat {
    CSVFormat(lineEnding: lineEnding, byteOrderMark: byteOrderMark)
  }
}
