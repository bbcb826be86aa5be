import Billing
internal import LabSchema

@testable internal import Exporters

/// A small workbook with a streamed sheet beside one in memory, for tests that take it apart.
enum WorkbookFile {
  static let amounts = [12_345, 75_993_782, -1050, 999_999_999_999].map {
    Money(minorUnits: $0)
  }
  static let sum = Money(minorUnits: amounts.reduce(0) { $0 + $1.minorUnits })

  static func expectation(sum: Money = sum, rows: Int = amounts.count) -> SheetExpectation {
    SheetExpectation(
      sheet: "Register", firstRow: 2, rows: rows, totalsRow: 0,
      columns: [SheetExpectation.Column(column: 1, sum: sum)])
  }

  static func write(_ path: String, amounts: [Money] = amounts) throws {
    var workbook = try Workbook(path: path, temporaryFolder: "/tmp")
    try workbook.setProperties(title: "A test", subject: "of a workbook", created: 86_400)
    try writeDays(amounts, to: &workbook)
    try workbook.addSheet("Register", rows: .stream) { sheet in
      let text = sheet.format(SheetLook.text)
      let amount = sheet.format(SheetLook(money: MoneyLook(currency: .rupee)).amount(.zero))
      try sheet.write(
        formula: "=SUBTOTAL(109,B3:B\(amounts.count + 2))", result: sum.cellNumber, row: 0,
        column: 1, amount)
      try sheet.write("Name", row: 1, column: 0, text)
      for (index, value) in amounts.enumerated() {
        try sheet.write("=\"<&>\u{1} \(index)", row: index + 2, column: 0, text)
        try sheet.write(value.cellNumber, row: index + 2, column: 1, amount)
      }
      try sheet.filter(headerRow: 1, lastRow: amounts.count + 1, columns: 0...1)
      sheet.freeze(row: 2, column: 1)
    }
    try workbook.close()
  }

  private static func writeDays(_ amounts: [Money], to workbook: inout Workbook) throws {
    try workbook.addSheet("Days") { sheet in
      let date = sheet.format(SheetLook.date)
      for (index, value) in amounts.enumerated() {
        try sheet.write(45_000 + Double(index), row: index, column: 0, date)
        try sheet.write(value.cellNumber, row: index, column: 1, date)
      }
      try sheet.write("over two", row: 9, columns: 0...1, date)
      try sheet.insert(
        SheetChart(
          kind: .columns(line: nil), title: "Amounts",
          series: SheetChart.Series(
            name: "Amount", sheet: "Days", categoryColumn: 0, valueColumn: 1,
            rows: 0...(amounts.count - 1), colors: [0x2F_6690]),
          categoryFormat: "d", valueFormat: "0", width: 480, height: 240, description: "Amounts"),
        row: 10, column: 0)
    }
  }
}
