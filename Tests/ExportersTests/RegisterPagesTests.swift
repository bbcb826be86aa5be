import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("A register of more rows than a sheet takes")
struct RegisterPagesTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
  }

  /// What openpyxl finds in the workbook of a month whose sheets take so many rows.
  private func sheets(rowsPerSheet: Int) throws -> String {
    let scope = ExportScope.period(ExportLab.period)
    let folder = try PackageFolder(
      exports: lab.folder.path("exports"), scope: scope, temporaryFolder: lab.folder.path)
    _ = try lab.connection.onSnapshot(.readOnly) {
      let reader = ExportReader(lab.connection, scope: scope, terms: lab.settings().terms)
      return try PackageWriter(
        settings: lab.settings(), scope: scope, reader: reader,
        rowsPerSheet: rowsPerSheet
      ).write(into: folder.draft, of: folder) { _ in }
    }
    return try PythonScript.run(
      """
      import openpyxl, sys
      book = openpyxl.load_workbook(sys.argv[1], data_only=True)
      ids, final = [], 0
      for name in book.sheetnames:
        if not name.startswith("Register"): continue
        sheet = book[name]
        rows = list(sheet.iter_rows(min_row=5, values_only=True))
        own = sum(round(row[9] * 100) for row in rows if row[9] is not None)
        assert own == round(sheet["J3"].value * 100), (name, own, sheet["J3"].value)
        assert [cell.value for cell in sheet[4]][:2] == ["Booking", "Service date"]
        assert sheet.auto_filter.ref == f"A4:Q{4 + len(rows)}", sheet.auto_filter.ref
        assert sheet.freeze_panes == "B5"
        ids += [(row[11].endswith("note"), row[2], row[0]) for row in rows]
        final += own
        print(name, len(rows))
      print(ids == sorted(ids), len(set(ids)), final)
      """, arguments: [folder.draft + "/" + scope.workbookName])
  }

  @Test("goes on in the next sheet, each with its own header, filter and totals")
  func continues() throws {
    let final = try lab.connection.query(
      "select (sum(final_amount) * 100)::bigint from billing_records where billing_period = '2025-01'"
    ) { try $0.int(0) }[0]
    #expect(
      try sheets(rowsPerSheet: 25) == """
        Register 25
        Register (2) 25
        Register (3) 11
        True 61 \(final)

        """)
  }

  @Test(
    "a sheet that is exactly full is followed by none; a note alone takes one", arguments: [60, 61])
  func edges(rowsPerSheet: Int) throws {
    let report = try sheets(rowsPerSheet: rowsPerSheet)
    #expect(
      report.hasPrefix(
        rowsPerSheet == 61 ? "Register 61\nTrue" : "Register 60\nRegister (2) 1\nTrue"))
  }
}
