import Billing
internal import LabSchema
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("Sheets of a period without anything")
struct EmptyTableTests {
  @Test("no total sums up itself", arguments: ["2024-12", "2025-01"])
  func circular(period: String) throws {
    let lab = try ExportLab()
    let package = try lab.export(.period(try #require(BillingPeriod(period))))
    let formulas = try PythonScript.run(
      """
      import sys
      from openpyxl import load_workbook
      from openpyxl.utils import range_boundaries
      count = 0
      for sheet in load_workbook(sys.argv[1]):
        for row in sheet.iter_rows():
          for cell in row:
            if cell.data_type != "f" or ":" not in cell.value or "!" in cell.value:
              continue
            count += 1
            text = cell.value[cell.value.rindex("(") + 1:].split(",")[-1].rstrip(")")
            left, top, right, bottom = range_boundaries(text)
            if left <= cell.column <= right and top <= cell.row <= bottom:
              print(sheet.title, cell.coordinate, cell.value)
      print(count > 0)
      """, arguments: [package.folder + "/billing-\(period).xlsx"])
    #expect(formulas.split(separator: "\n").map(String.init) == ["True"])
  }
}
