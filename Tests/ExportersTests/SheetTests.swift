import Billing
internal import Exporters
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@Suite("The sheets")
struct SheetTests {
  private let lab: ExportLab
  private let package: ExportedPackage

  init() throws {
    lab = try ExportLab()
    package = try lab.export()
  }

  private func python(_ script: String) throws -> String {
    try PythonScript.run(
      """
      import openpyxl, re, sys, zipfile
      path = sys.argv[1] + "/billing-2025-01.xlsx"
      book = openpyxl.load_workbook(path)
      cached = openpyxl.load_workbook(path, data_only=True)
      \(script)
      """, arguments: [package.folder])
  }

  @Test("there are these, in this order, and Summary is seen first")
  func order() throws {
    let report = try python("print(book.sheetnames, book.active.title)")
    #expect(
      report == """
        ['Summary', 'Days', 'Register', 'Discounts', 'Distance', 'Tests', 'Outstanding', 'Series', \
        'Exceptions', 'About'] Summary

        """)
  }

  @Test("Register: typed cells, filter, frozen header, totals that follow the filter")
  func register() throws {
    let report = try python(
      """
      sheet = book["Register"]
      print([type(cell.value).__name__ for cell in sheet[5]])
      print(sheet.freeze_panes, sheet.auto_filter.ref, sheet["G3"].value)
      print(sheet["B5"].number_format, sheet["G5"].number_format)
      """)
    #expect(
      report == #"""
        ['int', 'datetime', 'datetime', 'str', 'str', 'str', 'float', 'int', 'int', 'float', \#
        'NoneType', 'str', 'str', 'datetime', 'int', 'float', 'NoneType']
        B5 A4:Q65 =SUBTOTAL(109,G5:G65)
        dd mmm yyyy [>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;#,##0.00

        """#)
  }

  @Test("Days: a row a day, also for those with nothing, running totals, formulas for totals")
  func days() throws {
    let report = try python(
      """
      sheet = book["Days"]
      print(sheet["A6"].value.date(), sheet["A36"].value.date(), sheet["G36"].value)
      print(sheet["A37"].value, sheet["K37"].value, sheet.freeze_panes)
      values = cached["Days"]
      print(round(values["P36"].value - values["K37"].value, 2), values["P37"].value)
      """)
    #expect(
      report == """
        2025-01-01 2025-01-31 0
        Total =SUM(K6:K36) B6
        0.0 None

        """)
  }

  @Test("every total that is a formula has the value that it computes to")
  func cachedTotals() throws {
    let report = try python(
      """
      count = 0
      for sheet in book:
        for row in sheet.iter_rows():
          for cell in row:
            found = re.fullmatch(r"=(SUM|SUBTOTAL)\\((?:109,)?([A-Z]+)(\\d+):[A-Z]+(\\d+)\\)", str(cell.value))
            if not found: continue
            column, first, last = found.group(2), int(found.group(3)), int(found.group(4))
            values = [cached[sheet.title][f"{column}{r}"].value or 0 for r in range(first, last + 1)]
            total = cached[sheet.title][cell.coordinate].value
            assert round(sum(values), 2) == round(total, 2), (sheet.title, cell.coordinate, total)
            count += 1
      print(count > 30)
      """)
    #expect(report == "True\n")
  }

  @Test("Summary: the period beside the one before, marks, and four charts that carry their values")
  func summary() throws {
    let report = try python(
      """
      sheet = book["Summary"]
      print([cell.value for cell in sheet[4]][1:4])
      first = [row[0].row for row in sheet.iter_rows() if row[0].value == "Tie-out"][0]
      marks = []
      while sheet.cell(first + 1 + len(marks), 1).value:
        marks.append(sheet.cell(first + 1 + len(marks), 5).value)
      print(set(marks), len(marks) == \(package.tieOut.checks.count))
      parts = zipfile.ZipFile(path)
      charts = [parts.read(name).decode() for name in sorted(parts.namelist()) if "/charts/" in name]
      days = charts[0]
      print(re.findall(r"<c:(barChart|lineChart|catAx|valAx)>", days))
      print("Days!$K$6:$K$36" in days, "Days!$P$6:$P$36" in days, days.count("<c:pt idx="))
      print(all(text.count("<c:pt idx=") > 0 for text in charts))
      """)
    #expect(
      report == """
        ['January 2025', 'December 2024', 'Change']
        {'✓'} True
        ['barChart', 'lineChart', 'catAx', 'valAx', 'valAx', 'catAx']
        True True 124
        True

        """)
  }

  @Test("Series: from, to, issued as expected; with a gap nothing is written")
  func series() throws {
    let script = """
      for row in cached["Series"].iter_rows(min_row=5, values_only=True):
        if row[1]: print(*row)
      """
    #expect(
      try python(script) == """
        Invoices 24-25 PL/{fy}/{seq:07} PL/24-25/0000001 PL/24-25/0000030 30 0 30 0 30 ✓ no gaps
        Credit notes 24-25 CN/{fy}/{seq:06} CN/24-25/000001 CN/24-25/000001 1 0 1 0 1 ✓ no gaps

        """)
    try lab.connection.run(
      script: """
        alter table billing_records disable trigger all;
        update billing_records set invoice_sequence = 40 where invoice_sequence = 30;
        """)
    let before = try python(script)
    let error = #expect(throws: ExportError.self) { try lab.export() }
    #expect(error?.message.contains("issued = last − first + 1: expected 40, found 30") == true)
    #expect(try python(script) == before)
  }
}
