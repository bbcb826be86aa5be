internal import Billing
internal import LabSchema

/// *Series*: each number series that the period's documents are in, up to the last of them.
enum SeriesSheet: TableSheet {
  static let name = "Series"

  static func about(_ content: PackageContent) -> String {
    "The number series, each number once and none missing."
  }

  static let remarks = [
    columns.remark(
      "issued", "passed_over", "expected",
      text: """
        Numbers in use up to the last one of this period, those kept free since they were given \
        elsewhere, and last − first + 1.
        """),
    columns.remark(
      "issued_here", text: "How many of them are this period's documents."),
  ]

  static let columns = ReportColumns<SeriesFigures>([
    .sheet("documents", "Documents", .text) { .text($0.kind.documents) },
    .sheet("fiscal_year", "Financial year", .text) { .text($0.fiscalYear) },
    .sheet("number_format", "Format", .text) { .text($0.numberFormat) },
    .sheet("first_number", "From", .text) { .text($0.firstNumber) },
    .sheet("last_number", "To", .text) { .text($0.lastNumber) },
    .sheet("issued", "Issued", .count) { .count($0.issued) },
    .sheet("passed_over", "Passed over", .count) { .count($0.passedOver) },
    .sheet("expected", "Expected", .count) { .count($0.expected) },
    .sheet("gaps", "Gaps", .count) { .count($0.missing) },
    .sheet("issued_here", "Of this period", .count) { .count($0.issuedHere) },
    .sheet("notes", "Notes", .text) { .text(notes($0)) },
  ])

  static func write(
    _ content: PackageContent, as table: SheetTable<SeriesFigures>, to sheet: inout Sheet
  ) throws {
    let last = try table.write(content.series, to: &sheet)
    try table.setWidths(content.series, of: &sheet)
    try sheet.writeNote(
      content.series.isEmpty
        ? "No number was given to a document of this period yet."
        : """
        Each series from its first number to the last one of this period; what was issued \
        later is not counted. Expected = last − first + 1. Passed over: given elsewhere, and \
        kept free here on purpose (jobrunner series advance).
        """, row: last + 1)
  }

  private static func notes(_ series: SeriesFigures) -> String {
    guard series.missing != 0 else { return "✓ no gaps" }
    let numbers = series.gaps.isEmpty ? "" : ": \(series.gaps.joined(separator: ", "))"
    return "✗ \(abs(series.missing)) missing\(numbers)"
  }
}
