import Billing
internal import Foundation
internal import LabSchema
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("Workbooks")
struct WorkbookTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  @Test("a streamed sheet stands beside one in memory whose chart carries its values")
  func storage() throws {
    try WorkbookFile.write(folder.path("a.xlsx"))
    let report = try PythonScript.run(
      """
      import openpyxl, sys, zipfile
      book = openpyxl.load_workbook(sys.argv[1])
      print(book.sheetnames, book["Days"]["A10"].value, *[str(r) for r in book["Days"].merged_cells.ranges])
      print([cell.value for cell in book["Register"]["A"]][1:3])
      print(book["Register"].freeze_panes, book["Register"].auto_filter.ref)
      parts = zipfile.ZipFile(sys.argv[1])
      print("inlineStr" in parts.read("xl/worksheets/sheet2.xml").decode())
      print("inlineStr" in parts.read("xl/worksheets/sheet1.xml").decode())
      chart = parts.read("xl/charts/chart1.xml").decode()
      print("<c:v>759937.8199999999</c:v>" in chart or "<c:v>759937.82</c:v>" in chart)
      print({info.date_time for info in parts.infolist()})
      """, arguments: [folder.path("a.xlsx")])
    #expect(
      report == """
        ['Days', 'Register'] over two A10:B10
        ['Name', '="<&>� 0']
        B3 A2:B6
        True
        False
        True
        {(1980, 1, 1, 0, 0, 0)}

        """)
  }

  @Test("the same cells give the same bytes")
  func deterministic() throws {
    try WorkbookFile.write(folder.path("a.xlsx"))
    try WorkbookFile.write(folder.path("b.xlsx"))
    #expect(try folder.bytes("a.xlsx") == folder.bytes("b.xlsx"))
  }

  @Test("a number that is not finite is refused", arguments: [Double.nan, .infinity])
  func finite(number: Double) throws {
    var workbook = try Workbook(path: folder.path("a.xlsx"), temporaryFolder: "/tmp")
    #expect(throws: SpreadsheetError.self) {
      try workbook.addSheet("Sheet") { sheet in
        try sheet.write(number, row: 0, column: 0, sheet.format(SheetLook.count))
      }
    }
  }

  @Test("text of any size and kind opens")
  func hostileText() throws {
    let texts = ["\u{1}\u{8}", String(repeating: "&", count: 40_000), "]]>", " x ", "_x0041_"]
    var workbook = try Workbook(path: folder.path("a.xlsx"), temporaryFolder: "/tmp")
    for storage in [Workbook.RowStorage.memory, .stream] {
      try workbook.addSheet("\(storage)", rows: storage) { sheet in
        for (row, text) in texts.enumerated() {
          try sheet.write(text, row: row, column: 0, sheet.format(SheetLook.text))
        }
      }
    }
    try workbook.close()
    try WorkbookCheck.verify(path: folder.path("a.xlsx"), [])
    let lengths = try ReadWorkbook(folder.path("a.xlsx")).sheets.map { sheet in
      sheet.rows().map { $0[0].text?.unicodeScalars.count }
    }
    // Unlike Excel, openpyxl takes an inline text's escapes as they stand.
    #expect(lengths == [[2, 32_767, 3, 3, 7], [2, 32_767, 3, 3, 13]])
  }
}
