internal import Billing
internal import LabSchema

/// Whether *Discounts*, *Distance* and *Tests* come to what the reconciliation says: it has no offer, no
/// kilometre and no test, so of their rows it is the sums that are held, by their formulas.
struct TablesCheck {
  let totals: Balance
  let reconciliation: ReconciliationSums

  func mismatches(
    discounts: SheetFigures, distance: SheetFigures, tests: SheetFigures
  ) throws -> [SpreadsheetError] {
    try self.discounts(discounts) + self.distance(distance) + self.tests(tests)
  }

  /// By source, and by offer and coupon.
  private func discounts(_ sheet: SheetFigures) throws -> [SpreadsheetError] {
    let sections = totals.amounts.discount == .zero ? 0 : 2
    let given = Array(repeating: SheetNumber(totals.amounts.discount), count: sections)
    let records = sections == 0 ? [] : [SheetNumber(reconciliation.discounted)]
    return sheet.expectTotals(given, DiscountsSheet.columns.position(DiscountsSheet.givenColumn))
      + sheet.expectTotals(records, DiscountsSheet.columns.position(DiscountsSheet.recordsColumn))
  }

  private func distance(_ sheet: SheetFigures) throws -> [SpreadsheetError] {
    let charges = DistanceSheet.columns.position(Amounts.Part.distance.column)
    guard reconciliation.records > 0 else { return [] }
    let problems =
      sheet.expectTotals(
        [SheetNumber(reconciliation.records)], DistanceSheet.columns.position("records"))
      + sheet.expectTotals([SheetNumber(totals.amounts.distance)], charges)
    guard let rows = sheet.sections(charges).first else { return problems }
    return problems
      + rows.filter { !isPriced(sheet, $0) }.map {
        sheet.problem("the charges of row \($0 + 1) are not those of its rates")
      }
  }

  /// Whether visits cost what their rates say, but for a cent's half that each was rounded by (R4).
  private func isPriced(_ sheet: SheetFigures, _ row: Int) -> Bool {
    func number(_ column: String) -> Double? {
      sheet[row, DistanceSheet.columns.position(column)].map { Double($0.thousandths) / 1000 }
    }
    guard let visits = number("records"), let distance = number("km"),
      let charge = number(Amounts.Part.distance.column)
    else { return false }
    guard let base = number("base_charge"), let perKm = number("charge_per_km"),
      let free = number("free_km")
      // Records without a visit, or whose explanation does not say.
    else { return true }
    let beyond = distance - visits * free
    if charge == 0, beyond <= 0 { return true }
    return abs(visits * base + beyond * perKm - charge) <= visits * 0.005 + 0.001
  }

  /// By category, and by category and test; the top tests above them are rows of the last.
  private func tests(_ sheet: SheetFigures) throws -> [SpreadsheetError] {
    let place = TestsSheet.columns.position
    let (bookings, quantity) = (place("bookings"), place("quantity"))
    let (base, discount) = (place(Amounts.Part.base.column), place("discount_share"))
    let netColumn = place(TestsSheet.netColumn)
    let hasLines = !sheet.sections(netColumn).isEmpty
    guard hasLines || totals.amounts.base != .zero || totals.amounts.discount != .zero else {
      return []
    }
    let net = try totals.amounts.base - totals.amounts.discount
    var problems: [SpreadsheetError] = []
    for (column, sum) in [
      (base, totals.amounts.base), (discount, totals.amounts.discount), (netColumn, net),
    ] {
      problems += sheet.expectTotals([SheetNumber(sum), SheetNumber(sum)], column)
    }
    let sections = sheet.sections(netColumn)
    guard sections.count == 2 else { return problems }
    func line(_ row: Int) -> [SheetNumber?] {
      (bookings...netColumn).map { sheet[row, $0] }
    }
    let lines = Set(sections[1].map(line))
    for row in TestsSheet.headerRow + 1..<sections[0].lowerBound
    where sheet[row, netColumn] != nil && !lines.contains(line(row)) {
      problems.append(sheet.problem("row \(row + 1) is none of the tests below"))
    }
    for row in sections.flatMap({ Array($0) }) {
      if let base = sheet[row, base], let discount = sheet[row, discount],
        try base - discount != sheet[row, netColumn]
      {
        problems.append(sheet.problem("base − discount of row \(row + 1) is not its net amount"))
      }
      // A booking has a test at least once.
      guard let bookings = sheet[row, bookings] else { continue }
      let quantity = sheet[row, quantity] ?? .zero
      if bookings > quantity || bookings > SheetNumber(reconciliation.records) {
        problems.append(sheet.problem("row \(row + 1) has more bookings than there are"))
      }
    }
    return problems
  }
}

extension SheetFigures {
  /// The rows that the totals of a column add up, section by section.
  fileprivate func sections(_ column: Int) -> [ClosedRange<Int>] {
    formulas.compactMap { formula in
      guard formula.column == column, case .sum(column, let rows) = formula.formula else {
        return nil
      }
      return rows
    }
  }

  /// What is wrong with the totals of a column, section by section.
  fileprivate func expectTotals(_ expected: [SheetNumber], _ column: Int) -> [SpreadsheetError] {
    let totals = formulas.filter { $0.column == column }.map {
      (row: $0.row, number: self[$0.row, column])
    }
    let name = CellName.columnName(column)
    guard totals.count == expected.count else {
      return [problem("column \(name) has \(totals.count) totals instead of \(expected.count)")]
    }
    return zip(totals, expected).flatMap { total, number in
      expect(number, total.row, column, "a total")
    }
  }
}
