internal import Billing
internal import LabSchema
internal import PlainText

/// Whether a workbook adds up to its manifest's totals, on however many sheets.
struct WorkbookTotals {
  let contents: WorkbookContents
  /// Rows of the register by the manifest.
  let rows: Int
  let totals: PackageTotals
  let scope: ExportScope

  func problems() throws -> [String] {
    var problems: [String] = []
    let found = contents.register.reduce(0) { $0 + $1.rows }
    if found != rows {
      problems.append("its register has \(counted(found, "row")) instead of \(rows)")
    }
    for (column, figure) in RegisterSheets.columns.figures {
      var sum = SheetNumber.zero
      for page in contents.register { sum = try sum + page.sums[column] }
      let expected = totals.value(figure)
      guard sum != SheetNumber(expected) else { continue }
      let shown = sum.amount.map { "\($0)" } ?? "\(sum)"
      problems.append(
        "the \(figure.name) amounts of its register add up to \(shown) instead of \(expected)")
    }
    for page in contents.register { problems += try page.mismatches().map { "\($0)" } }
    guard let summary = contents.figures[SummarySheet.name],
      let days = contents.figures[DaysSheet.name]
    else { return problems }
    return try problems
      + FiguresCheck.mismatches(summary: summary, days: days, scope: scope, totals)
      .map { "\($0)" }
  }
}
