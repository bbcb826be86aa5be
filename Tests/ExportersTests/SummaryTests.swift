import Billing
internal import Exporters
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@Suite("Summary and its charts")
struct SummaryTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
  }

  private func python(
    _ script: String, _ scope: ExportScope = .period(ExportLab.period)
  ) throws -> String {
    try PythonScript.run(
      """
      import openpyxl, re, sys, zipfile
      path = sys.argv[1] + "/billing-" + sys.argv[2] + ".xlsx"
      book = openpyxl.load_workbook(path)
      cached = openpyxl.load_workbook(path, data_only=True)
      sheet, values = book["Summary"], cached["Summary"]
      parts = zipfile.ZipFile(path)
      charts = [parts.read(name).decode() for name in sorted(parts.namelist()) if "/charts/" in name]
      titles = [re.search(r"<a:t>([^<]*)</a:t>", text).group(1) for text in charts]
      \(script)
      """, arguments: [try lab.export(scope).folder, "\(scope)"])
  }

  @Test("results, changes and the tie-out's differences are formulas whose values they come to")
  func formulas() throws {
    let report = try python(
      """
      count = 0
      for row in sheet.iter_rows():
        for cell in row:
          found = re.fullmatch(r"=ROUND\\(([A-Z0-9+-]+),2\\)", str(cell.value))
          if not found: continue
          computed = eval(re.sub(r"[A-Z]\\d+", lambda name: f"values['{name.group()}'].value", found.group(1)))
          assert round(computed, 2) == round(values[cell.coordinate].value, 2), (cell.coordinate, cell.value)
          count += 1
      first = [row[0].row for row in sheet.iter_rows() if row[0].value == "Tie-out"][0]
      checks = [row for row in range(first + 1, sheet.max_row + 1) if sheet.cell(row, 1).value]
      print([sheet.cell(row, 4).value for row in checks] == [f"=ROUND(C{row}-B{row},2)" for row in checks])
      lines = [row[0].row for row in sheet.iter_rows(max_row=first - 1) if isinstance(values.cell(row[0].row, 2).value, (int, float))]
      print([sheet.cell(row, 4).value for row in lines] == [f"=ROUND(B{row}-C{row},2)" for row in lines])
      results = [row[0].value for row in sheet.iter_rows(max_row=first - 1) if str(row[1].value).startswith("=")]
      print(results, count > 40)
      """)
    #expect(
      report == """
        True
        True
        ['Bookings', 'Records', 'Final amount', 'Outstanding on invoices', \
        'Outstanding and not yet invoiced', 'Open'] True

        """)
  }

  @Test("records are the billed bookings, less those billed elsewhere, and those from elsewhere")
  func records() throws {
    let summary = try ReadWorkbook(try lab.export().folder + "/billing-2025-01.xlsx")
      .sheet("Summary")
    func count(_ label: String) -> Double? {
      summary.rows().first { $0[0].text == label }?[1].number
    }
    #expect(count("Bookings billed") == 60)
    #expect(count("− billed in another period") == 1)
    #expect(count("+ of another period, billed here") == 1)
    #expect(count("Records") == 60)
  }

  @Test("of a period without amounts there is no chart of amounts, without bookings none at all")
  func empty() throws {
    #expect(
      try python("print(titles)") == """
        ['Final amount by day, and running total, INR', 'Bookings by outcome', 'Discount by source']

        """)
    let december = ExportScope.period(try #require(BillingPeriod("2024-12")))
    #expect(try python("print(titles)", december) == "['Bookings by outcome']\n")
    let march = ExportScope.period(try #require(BillingPeriod("2025-03")))
    #expect(try python("print(titles)", march) == "[]\n")
  }

  @Test(
    "the running total of an open month ends with the last day that was billed, in the chart too")
  func running() throws {
    let script = """
      days = cached["Days"]
      running = [days.cell(row, 16).value for row in range(6, 37)]
      last = max(index for index, value in enumerate(running) if value is not None)
      print(last + 1, None in running[:last + 1], round(running[last] - days["K37"].value, 2))
      points = re.findall(r'Days!\\$P\\$6:\\$P\\$36</c:f><c:numCache>(.*?)</c:numCache>', charts[0])[0]
      print(points.count("<c:pt "), re.findall(r'ptCount val="(\\d+)"', points))
      """
    var report = try python(script)
    #expect(report == "31 False 0.0\n31 ['31']\n")
    // Without bookings and records after the 20th, and the nights until the 22nd billed.
    try lab.connection.forge(
      """
      delete from billing_records where billing_date > '2025-01-20';
      update billing_runs set through_date = '2025-01-22'
      """)
    report = try python(script)
    #expect(report == "22 False 0.0\n22 ['31']\n")
    // A record of a later day, billed by a run for that day alone, counts as well.
    try lab.connection.forge("update billing_runs set through_date = '2025-01-04'")
    report = try python(script)
    #expect(report == "20 False 0.0\n20 ['31']\n")
  }
}
