internal import LabSchema

/// *Series*: each number series that the period's documents are in, up to the last of them.
enum SeriesSheet {
  static let name = "Series"
  static let headerRow = 3
  static let issuedColumn = 5
  static let passedOverColumn = 6
  static let expectedColumn = 7
  static let gapsColumn = 8
  static let hereColumn = 9

  static func write(_ content: PackageContent, to workbook: inout Workbook) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content, name)
      let table = SheetTable(columns: columns, look: content.look, headerRow: headerRow)
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
      sheet.freeze(row: table.firstRow, column: 0)
      try sheet.finish(content, headerRows: headerRow...headerRow)
    }
  }

  private static func notes(_ series: SeriesFigures) -> String {
    guard series.missing != 0 else { return "✓ no gaps" }
    let numbers = series.gaps.isEmpty ? "" : ": \(series.gaps.joined(separator: ", "))"
    return "✗ \(abs(series.missing)) missing\(numbers)"
  }

  private static let columns: [TableColumn<SeriesFigures>] = [
    .text("Documents") { $0.kind.documents },
    .text("Financial year") { $0.fiscalYear },
    .text("Format") { $0.numberFormat },
    .text("From") { $0.firstNumber },
    .text("To") { $0.lastNumber },
    .number("Issued", total: .none) { .count($0.issued) },
    .number("Passed over", total: .none) { .count($0.passedOver) },
    .number("Expected", total: .none) { .count($0.expected) },
    .number("Gaps", total: .none) { .count($0.missing) },
    .number("Of this period", total: .none) { .count($0.issuedHere) },
    .text("Notes") { notes($0) },
  ]
}
