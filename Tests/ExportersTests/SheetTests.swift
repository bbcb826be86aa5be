internal import Exporters
internal import TestLab
internal import Testing

@Suite("The sheets")
struct SheetTests {
  private let folder: String
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
    folder = try lab.export().folder
  }

  private func python(_ script: String) throws -> String {
    try PythonScript.run(
      """
      import openpyxl, sys, zipfile
      book = openpyxl.load_workbook(sys.argv[1] + "/billing-2025-01.xlsx")
      \(script)
      """, arguments: [folder])
  }

  @Test("there are these, in this order, and Summary is seen first")
  func order() throws {
    let report = try python("print(book.sheetnames, book.active.title)")
    #expect(report == "['Summary', 'Days', 'Register', 'Exceptions'] Summary\n")
  }

  @Test("Register: typed cells, filter, frozen header, totals that follow the filter")
  func register() throws {
    let report = try python(
      """
      sheet = book["Register"]
      print([cell.value for cell in sheet[4]])
      print([type(cell.value).__name__ for cell in sheet[5]])
      print(sheet.freeze_panes, sheet.auto_filter.ref, sheet["F3"].value)
      print(sheet["B5"].number_format, sheet["F5"].number_format)
      """)
    #expect(
      report == #"""
        ['Booking', 'Service date', 'Billing date', 'Customer', 'Pet', 'Base amount', \#
        'Discount', 'Distance charge', 'Final amount', 'Status', 'Invoice', 'Invoice date', \#
        'Paid', 'Outstanding', 'Findings']
        ['int', 'datetime', 'datetime', 'str', 'str', 'float', 'int', 'int', 'float', 'str', \#
        'str', 'datetime', 'int', 'float', 'NoneType']
        B5 A4:O64 =SUBTOTAL(109,F5:F64)
        dd mmm yyyy [>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;#,##0.00

        """#)
  }

  @Test("Days: a row a day, also for those with nothing, and formulas for totals")
  func days() throws {
    let report = try python(
      """
      sheet = book["Days"]
      print(sheet["A6"].value.date(), sheet["A36"].value.date(), sheet["G36"].value)
      print(sheet["A37"].value, sheet["K37"].value, sheet.freeze_panes)
      """)
    #expect(
      report == """
        2025-01-01 2025-01-31 0
        Total =SUM(K6:K36) B6

        """)
  }

  @Test("Summary: title, tie-out with marks, and a chart that carries its values")
  func summary() throws {
    let report = try python(
      """
      sheet = book["Summary"]
      print(sheet["A1"].value, sheet["A4"].value)
      first = [row[0].row for row in sheet.iter_rows() if row[0].value == "Tie-out"][0]
      marks = []
      while sheet.cell(first + 1 + len(marks), 1).value:
        marks.append(sheet.cell(first + 1 + len(marks), 8).value)
      print(marks)
      chart = zipfile.ZipFile(sys.argv[1] + "/billing-2025-01.xlsx").read("xl/charts/chart1.xml")
      print(chart.count(b"<c:pt idx="), b"Days!$K$6:$K$36" in chart)
      """)
    #expect(
      report == """
        Billing 2025-01 Bookings, by service date
        ['✓', '✓', '✓', '✓', '✓', '✓', '✓', '✓']
        62 True

        """)
  }

  @Test("each sheet prints on A4 landscape, one page wide, with the period and page numbers")
  func printing() throws {
    let report = try python(
      """
      for sheet in book:
        setup = sheet.page_setup
        print(sheet.title, setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight,
          sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_title_rows,
          sheet.oddFooter.left.text, sheet.oddFooter.right.text)
      """)
    #expect(
      report == """
        Summary 9 landscape None None True None Billing 2025-01 Page &P of &N
        Days 9 landscape None 0 True $4:$5 Billing 2025-01 Page &P of &N
        Register 9 landscape None 0 True $4:$4 Billing 2025-01 Page &P of &N
        Exceptions 9 landscape None 0 True $4:$4 Billing 2025-01 Page &P of &N

        """)
  }
}
