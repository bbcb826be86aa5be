import Billing
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("How sheets show what a filter or a lab makes of them")
struct SheetFormatsTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
  }

  @Test("totals that a filter changes are grouped by what they come to, above and below zero")
  func filteredTotals() throws {
    let report = try PythonScript.run(
      """
      import openpyxl, sys
      book = openpyxl.load_workbook(sys.argv[1])
      for name, row, columns in [("Register", 3, "GHIJKOP"), ("Outstanding", 7, "EFGHIJ")]:
        sheet = book[name]
        found = {}
        for ranges in sheet.conditional_formatting:
          for rule in ranges.rules:
            assert (rule.type, rule.operator, rule.stopIfTrue) == ("cellIs", "notBetween", True)
            low, high = map(float, rule.formula)
            assert low == -high
            for cells in ranges.sqref.ranges:
              for cell in [c for line in sheet[cells.coord] for c in line] if ":" in cells.coord else [sheet[cells.coord]]:
                found.setdefault(cell.coordinate, []).append((rule.priority, high, rule.dxf.numFmt.formatCode))
        assert sorted(found) == sorted(f"{c}{row}" for c in columns), found
        for cell, rules in found.items():
          assert sheet[cell].number_format == "#,##0.00", cell
          bounds = [(round(high), code) for _, high, code in sorted(rules)]
          if cell in ("G3", "E7"): print(name, cell, bounds)
      """, arguments: [try lab.export().folder + "/billing-2025-01.xlsx"])
    let rules =
      #"[(1000000000, '##\\,##\\,##\\,##\\,##0.00'), (10000000, '##\\,##\\,##\\,##0.00'), "#
      + #"(100000, '##\\,##\\,##0.00')]"#
    #expect(report == "Register G3 \(rules)\nOutstanding E7 \(rules)\n")
  }

  @Test(
    "a lab may be called what it likes: footer, properties and sheets bear it",
    arguments: [
      "24x7 Paws & Claws, Pune", "Bad\u{1}Lab, Pune", String(repeating: "Long&", count: 80),
    ])
  func labNames(address: String) throws {
    try lab.connection.execute(
      """
      insert into clinic_info (clinic_address, google_maps_link, whatsapp_number)
      values (\(address), 'x', '1')
      """)
    let report = try PythonScript.run(
      """
      import re, sys, zipfile
      book = zipfile.ZipFile(sys.argv[1])
      text = book.read("xl/worksheets/sheet1.xml").decode()
      footer = re.search(r"<oddFooter>(.*?)</oddFooter>", text).group(1)
      left = footer.split("&amp;C&amp;8")[0]
      print(left)
      """, arguments: [try lab.export().folder + "/billing-2025-01.xlsx"])
    let font = #"&amp;L&amp;8&amp;"Arial,Regular""#
    #expect(report.hasPrefix(font), "\(report)")
    #expect(report.hasSuffix("· Billing January 2025\n"))
    let name = report.dropFirst(font.count)
    #expect(
      name.hasPrefix("24x7 Paws &amp;&amp; Claws ·") || name.hasPrefix("Bad\u{FFFD}Lab ·")
        || name.contains("Long&amp;&amp;Long") && name.contains("… ·"))
  }

  @Test("a column is as wide as what any filter makes of it, and its sign")
  func widths() throws {
    try lab.connection.run(
      script: """
        alter table billing_adjustments disable trigger all;
        update billing_adjustments set amount = 999999998.00;
        """)
    let register = try ReadWorkbook(try lab.export().folder + "/billing-2025-01.xlsx")
      .sheet("Register")
    let widths = ["K", "P"].compactMap { register.widths[$0] }
    let needed = MoneyLook(currency: .rupee).width(of: Money(minorUnits: -99_999_999_800))
    #expect(widths.count == 2)
    #expect(widths.allSatisfy { $0 >= needed }, "\(widths), \(needed)")
  }
}
