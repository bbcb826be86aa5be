internal import LabSchema

/// What the register of a workbook comes to, added up from its cells.
enum WorkbookTotals {
  /// - Throws: where the workbook is damaged, or a total it shows is not the sum of its cells.
  static func read(path: String) throws -> RegisterTotals {
    let archive = try ZipArchive(path: path)
    let index = try WorkbookCheck.index(of: archive)
    var totals = RegisterTotals()
    var page = 0
    while let part = index.part(ofSheet: RegisterSheets.name(page)) {
      guard let entry = archive.entries.first(where: { $0.name == part }) else {
        throw SpreadsheetError.damaged(part: part, problem: "it is missing")
      }
      let expectation = SheetExpectation(
        sheet: RegisterSheets.name(page), firstRow: RegisterSheets.firstRow, rows: 0,
        totalsRow: RegisterSheets.totalsRow,
        columns: RegisterColumns.sums(RegisterTotals()).map {
          SheetExpectation.Column(column: $0.column, sum: .zero)
        })
      let sums = try WorkbookCheck.scan(entry, of: archive, with: SheetSums(expectation))
      try sums.checkShownTotals()
      totals.records += sums.rows
      let amounts = Dictionary(
        uniqueKeysWithValues: zip(expectation.columns.map(\.column), sums.sums))
      try totals.add(amounts)
      page += 1
    }
    guard page > 0 else {
      throw SpreadsheetError.damaged(part: "xl/workbook.xml", problem: "there is no Register")
    }
    return totals
  }
}

extension RegisterTotals {
  /// Adds what the columns of one sheet come to.
  fileprivate mutating func add(_ columns: [Int: Money]) throws(MoneyOverflow) {
    func sum(_ column: Int) -> Money { columns[column] ?? .zero }
    adjusted = try adjusted + sum(RegisterColumns.note)
    try amounts.add(
      RecordAmounts(
        base: sum(RegisterColumns.base), discount: sum(RegisterColumns.discount),
        distance: sum(RegisterColumns.distance), final: sum(RegisterColumns.final),
        paid: sum(RegisterColumns.paid), outstanding: sum(RegisterColumns.outstanding)))
  }
}
