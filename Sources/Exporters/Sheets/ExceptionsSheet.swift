internal import Billing
internal import LabSchema

/// *Exceptions*: every open finding, what blocks most first, and what to do about it; then those that
/// a person released or accepted, with the reason.
enum ExceptionsSheet: PackageSheet {
  static let name = "Exceptions"
  static let holdsFigures = false
  static let headerRow = 3
  static let firstRow = 4

  static func about(_ content: PackageContent) -> String {
    """
    What needs a person, and what to do about it. State open is what Summary counts; released and \
    accepted are still so, and somebody decided that they may be.
    """
  }

  static let remarks = [
    columns.remark(
      "severity",
      text: """
        quarantine: the booking is not billed; hold: its record stays a draft until somebody releases \
        it; warn: to be looked at.
        """)
  ]

  static let columns = ReportColumns<ExceptionRow>([
    .sheet("booking_id", "Booking", .identifier, width: .fixed(9.5)) {
      ReportValue($0.bookingID)
    },
    .sheet(
      "finding", "Finding", .choice(FindingKind.allCases.map(\.rawValue)), width: .fixed(20)
    ) { .text($0.kind.rawValue) },
    .sheet(
      "severity", "Severity", .choice(FindingSeverity.allCases.map(\.rawValue)),
      width: .fixed(11), tint: { $0.color }
    ) { .text($0.severity.rawValue) },
    .sheet(
      "state", "State", .choice(FindingState.allCases.map(\.rawValue)), width: .fixed(10),
      tint: { $0.color }
    ) { .text($0.state.rawValue) },
    .sheet("detail", "Detail", .text, width: .fixed(62)) { .text($0.detail) },
    .sheet("remedy", "What to do", .text, width: .fixed(70)) { .text($0.remedy) },
    .sheet("since", "Since", .date, width: .fixed(11.5)) { .date($0.since) },
  ])

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader,
    progress: (Int) -> Void
  ) throws {
    try workbook.addSheet(name, rows: .stream) { sheet in
      try columns.setFixedWidths(of: &sheet)
      sheet.freeze(row: firstRow, column: 0)
      try sheet.finish(content, headerRows: headerRow...headerRow)
      try sheet.writeHeading(content, name, note: summary(content.figures))
      try columns.writeHeader(row: headerRow, to: &sheet)
      let table = StreamedTable(
        columns, wrapping: .always, isAtTop: true, content.look, formatsOf: sheet)
      var row = firstRow
      try reader.exceptions { finding in
        // More than a sheet holds are in the CSV file.
        guard row < Sheet.maximumRows else { return }
        try table.write(finding, row: row, to: &sheet)
        row += 1
      }
      try sheet.filter(
        headerRow: headerRow, lastRow: max(headerRow, row - 1), columns: 0...(columns.count - 1))
      if row == firstRow {
        try sheet.writeNote("Nothing was found that needs a person.", row: firstRow)
      }
    }
  }

  private static func summary(_ figures: ScopeFigures) -> String {
    let open = """
      open: \(figures.quarantines) quarantined, \(figures.holds) on hold, \(figures.warnings) to \
      look at
      """
    return figures.decided == 0 ? open : "\(open) · \(figures.decided) released or accepted"
  }
}

extension ExceptionRow {
  /// What is open is as grave as it is; the others are history.
  fileprivate var color: UInt32 {
    state == .open ? severity.color : SheetLook.Color.muted
  }
}
