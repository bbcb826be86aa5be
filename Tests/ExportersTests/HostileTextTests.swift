import Billing
internal import Exporters
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@Suite("Names that try to be something else, all the way to the package")
struct HostileTextTests {
  private let lab: ExportLab
  private let package: ExportedPackage

  init() throws {
    lab = try ExportLab(
      naming: #"""
        update users set full_name = 'x' where id = 1;
        update users set full_name = '=cmd|''/c calc''!A1' where id = 2;
        update users set full_name = E'\x01\x02bell\x07' where id = 3;
        update users set full_name = repeat('long ', 8000) where id = 4;
        update users set full_name = E'\u200fשלום\u202e עולם' where id = 5;
        update users set full_name = '🐕‍🦺 "quoted", & <b>' where id = 6;
        update users set full_name = '007' where id = 7;
        update users set full_name = '+91 98450 00000' where id = 8;
        update users set full_name = E'@SUM(A1)\r\n-1+1' where id = 9;
        update pets set name = E'_x0041_ \uFFFE' where user_id = 2;
        """#)
    package = try lab.export()
  }

  private func python(_ script: String) throws -> String {
    try PythonScript.run(
      """
      import csv, openpyxl, sys
      folder = sys.argv[1]
      book = openpyxl.load_workbook(folder + "/billing-2025-01.xlsx")
      names = {}
      for row in book["Register"].iter_rows(min_row=5):
        names[row[3].value[:6]] = row[3]
      with open(folder + "/invoices-2025-01.csv", newline="") as file:
        lines = list(csv.DictReader(file))
      \(script)
      """, arguments: [package.folder])
  }

  @Test(
    "the workbook shows them as they are: as text, cut with a mark, invalid characters replaced")
  func workbook() throws {
    let report = try python(
      """
      for name in sorted(names): print(names[name].data_type, len(names[name].value), ascii(names[name].value[-24:]))
      """)
    #expect(report.contains("s 3 '007'"))
    #expect(report.contains("s 15 '+91 98450 00000'"))
    #expect(report.contains(#"s 17 "=cmd|'/c calc'!A1""#))
    #expect(report.contains(#"'\ufffd\ufffdbell\ufffd'"#))
    #expect(report.contains(#"s 32767 "#) && report.contains(#"\u2026'"#))
    #expect(report.contains(#"\u200f\u05e9\u05dc\u05d5\u05dd\u202e"#))
  }

  @Test("CSV neutralises what a spreadsheet would run, and nothing else")
  func csv() throws {
    let report = try python(
      """
      texts = {line["customer"] for line in lines}
      for start in ["'=cmd", "'+91", "'@SUM", "007", "\\u0001\\u0002bell", "🐕"]:
        print(start if any(text.startswith(start) for text in texts) else "missing " + repr(start))
      print(max(len(text) for text in texts))
      print(all(line["final_amount"].lstrip("-").replace(".", "").isdigit() for line in lines))
      """)
    #expect(report == "'=cmd\n'+91\n'@SUM\n007\n\u{1}\u{2}bell\n🐕\n39999\nTrue\n")
  }

  @Test(
    "every text column of every CSV neutralises plain, wide and hidden formulas; verify reads them"
  )
  func everyTextColumn() throws {
    let starts = [
      "=1", "\u{FF1D}1", "\u{FEFF}=1", "\u{200B}+1", " @SUM(A1)", "\u{FF20}1", "\u{2212}1",
    ]
    for (index, start) in starts.enumerated() {
      let booking = 12 + index
      try lab.connection.execute(
        "update bookings set status = \(start) where id = \(Int32(11 * (index + 1)))")
      try lab.connection.execute(
        """
        insert into billing_findings (
          kind, severity, booking_id, service_date, billing_period, detail, opened_run_id, opened_on,
          released_at, released_by, release_reason
        )
        values ('distance_outlier', 'hold', \(Int32(booking)), '2025-01-09', '2025-01', \(start), 1,
          '2025-01-09', now(), \(start), \(start))
        """)
    }
    let package = try lab.export()
    #expect(try PackageVerifier(path: package.folder).verify().problems.isEmpty)
    let found = try PythonScript.run(
      """
      import csv, json, sys, unicodedata
      folder = sys.argv[1]
      begins = set("=+-@\\uff1d\\uff0b\\uff0d\\uff20\\ufe66\\ufe62\\ufe63\\ufe6b\\u2212")
      def first(text):
        for c in text:
          if not (c.isspace() or unicodedata.category(c) in ("Cc", "Cf")): return c
      for resource in json.load(open(folder + "/datapackage.json"))["resources"]:
        numbers = {f["name"] for f in resource["schema"]["fields"] if f["type"] in ("integer", "number", "date", "yearmonth")}
        neutral = {}
        for line in csv.DictReader(open(folder + "/" + resource["path"], newline="", encoding="utf-8")):
          for name, text in line.items():
            if name in numbers: continue
            if first(text) in begins: print("runs:", name, ascii(text))
            if text[:1] == "'" and first(text[1:]) in begins: neutral[name] = neutral.get(name, 0) + 1
        print(resource["name"], sorted(neutral))
      """, arguments: [package.folder])
    #expect(
      found == """
        reconciliation ['booking_status']
        invoices ['customer']
        exceptions ['detail']

        """)
  }

  @Test("amounts are untouched by any of it")
  func amounts() throws {
    #expect(try PackageVerifier(path: package.folder).verify().problems.isEmpty)
    #expect(package.tieOut.isTied)
  }
}
