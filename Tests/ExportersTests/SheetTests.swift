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

  private func workbook() throws -> ReadWorkbook {
    try ReadWorkbook(package.folder + "/billing-2025-01.xlsx")
  }

  @Test("there are these, in this order, and Summary is seen first")
  func order() throws {
    let book = try workbook()
    #expect(
      book.names == [
        "Summary", "Days", "Register", "Discounts", "Distance", "Tests", "Outstanding", "Series",
        "Exceptions", "About",
      ])
    #expect(book.active == "Summary")
  }

  @Test("Register: typed cells, filter, frozen header, totals that follow the filter")
  func register() throws {
    let register = try workbook().sheet("Register")
    #expect(
      register.rows(from: 5)[0].map(\.kind) == [
        .number, .date, .date, .text, .text, .text, .number, .number, .number, .number, .nothing,
        .text, .text, .date, .number, .number, .nothing,
      ])
    #expect(register.frozen == "B5")
    #expect(register.filter == "A4:Q65")
    #expect(register["G3"].formula == "=SUBTOTAL(109,G5:G65)")
    #expect(register["B5"].format == "dd mmm yyyy")
    #expect(
      register["G5"].format
        == #"[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;#,##0.00"#)
  }

  @Test("Days: a row a day, also for those with nothing, running totals, formulas for totals")
  func days() throws {
    let days = try workbook().sheet("Days")
    #expect(days["A6"].day == CalendarDate("2025-01-01"))
    #expect(days["A36"].day == CalendarDate("2025-01-31"))
    #expect(days["G36"].number == 0)
    #expect(days["A37"].text == "Total")
    #expect(days["K37"].formula == "=SUM(K6:K36)")
    #expect(days.frozen == "B6")
    #expect(days["P36"].amount != nil)
    #expect(days["P36"].amount == days["K37"].amount)
    #expect(days["P37"].kind == .nothing)
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
