import Billing
internal import Exporters
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@Suite("Workbook, CSV and database say the same")
struct AgreementTests {
  private let lab: ExportLab
  private let package: ExportedPackage

  init() throws {
    lab = try ExportLab()
    package = try lab.export()
  }

  private func python(_ script: String) throws -> String {
    try PythonScript.run(
      """
      import csv, decimal, openpyxl, sys
      folder = sys.argv[1]
      book = openpyxl.load_workbook(folder + "/billing-2025-01.xlsx")
      cached = openpyxl.load_workbook(folder + "/billing-2025-01.xlsx", data_only=True)
      def paise(value):
        return int((decimal.Decimal(repr(value)) * 100).quantize(decimal.Decimal(1)))
      def lines(name):
        return list(csv.DictReader(open(f"{folder}/{name}-2025-01.csv", newline="")))
      \(script)
      """, arguments: [package.folder])
  }

  @Test("Register, its totals, Days, Summary, reconciliation and the database: to the paisa")
  func totals() throws {
    let database = try #require(
      try lab.connection.first(
        """
        select concat_ws(' ', count(*), (sum(base_amount) * 100)::bigint,
          (sum(discount_amount) * 100)::bigint, (sum(distance_charge) * 100)::bigint,
          (sum(final_amount) * 100)::bigint)
        from billing_records
        where billing_period = '2025-01'
        """
      ) { try $0.string(0) })
    let report = try python(
      """
      rows = list(book["Register"].iter_rows(min_row=5, values_only=True))
      notes = [row for row in rows if row[6] is None]
      rows = [row for row in rows if row[6] is not None]
      print(len(rows), *[sum(paise(row[c]) for row in rows) for c in range(6, 10)])
      total = [cell.value for cell in cached["Register"][3]]
      print(len(rows), *[paise(total[c]) for c in range(6, 10)])
      assert [(row[10], row[11], row[12]) for row in notes] == [(-10.5, "credit note", "CN/24-25/000001")]
      assert total[10] == -10.5
      days = cached["Days"]
      print(*[paise(days.cell(37, c).value) // (100 if c == 7 else 1) for c in range(7, 12)])
      summary = cached["Summary"]
      figures = {row[0].value: row[1].value for row in summary.iter_rows(min_row=4, max_row=30)}
      names = ["Base amount", "− Discount", "+ Distance charge", "Final amount"]
      print(figures["Records"], *[paise(figures[name]) for name in names])
      posted = [line for line in lines("reconciliation") if line["billing_period"] == "2025-01"]
      names = ["base_amount", "discount_amount", "distance_charge", "final_amount"]
      print(len(posted), *[sum(paise(float(line[n])) for line in posted) for n in names])
      """)
    #expect(report == String(repeating: database + "\n", count: 5))
  }

  @Test("Discounts, Distance and Tests come to the same as Summary, Days and Register")
  func parts() throws {
    let report = try python(
      """
      def total(sheet, column, nth=-1):
        rows = [row[0].row for row in cached[sheet].iter_rows() if row[0].value == "Total"]
        return paise(cached[sheet][f"{column}{rows[nth]}"].value)
      summary = {}
      for row in cached["Summary"].iter_rows(max_row=39, values_only=True): summary.setdefault(row[0], row[1])
      discount, distance, base = [paise(summary[n]) for n in ("− Discount", "+ Distance charge", "Base amount")]
      register = [cell.value for cell in cached["Register"][3]]
      print({discount, total("Discounts", "G", 0), total("Discounts", "G"), total("Tests", "F", 0), total("Tests", "F"), total("Days", "I"), paise(register[7])} == {discount})
      print({distance, total("Distance", "H"), total("Days", "J"), paise(register[8])} == {distance})
      print({base, total("Tests", "E", 0), total("Tests", "E"), total("Days", "H"), paise(register[6])} == {base})
      print({base - discount, total("Tests", "G", 0), total("Tests", "G")} == {base - discount})
      print({summary["Records"] * 100, total("Distance", "F"), total("Days", "G")} == {summary["Records"] * 100})
      final = [paise(cached["Days"].cell(37, c).value) for c in range(11, 16)]
      print(final[0] + final[2] - final[3] == final[4] == paise(register[15]), final[1] == paise(summary["Invoiced"]))
      print(final[2] == paise(summary["+ Credit and debit notes on these invoices"]), paise(register[10]) == paise(summary["Notes posted here, on any invoice"]))
      print(discount > 0, distance > 0, final[2] < 0)
      """)
    #expect(report == "True\nTrue\nTrue\nTrue\nTrue\nTrue True\nTrue True\nTrue True True\n")
  }

  @Test("every booking of the month is in the reconciliation once, with its outcome")
  func outcomes() throws {
    let report = try python(
      """
      import collections
      rows = lines("reconciliation")
      ids = [int(row["booking_id"]) for row in rows]
      print(ids == list(range(1, 82)))
      print(sorted(collections.Counter(row["outcome"] for row in rows).items()))
      print([row for row in rows if row["booking_id"] == "76"][0]["billing_period"])
      late = [row for row in rows if row["booking_id"] == "81"][0]
      print(late["service_date"], late["billing_date"], late["findings"])
      """)
    #expect(
      report == """
        True
        [('billed', 61), ('excluded', 7), ('quarantined', 4), ('waiting', 9)]
        2025-02
        2024-12-20 2025-01-01 late_booking

        """)
  }

  @Test("a service date is the date in Kolkata, whatever the session's zone")
  func serviceDates() throws {
    let report = try python(
      """
      rows = {row["booking_id"]: row["service_date"] for row in lines("reconciliation")}
      print(rows["1"], rows["3"], rows["4"], rows["80"])
      """)
    #expect(report == "2025-01-01 2025-01-01 2025-01-02 2025-01-30\n")
    let other = try lab.database.connect(timeZone: "America/Los_Angeles")
    let again = try PackageExporter(settings: lab.settings())
      .write(scope: .period(ExportLab.period), over: other)
    #expect(!again.changed)
  }

  @Test("invoices are in the order of their numbers, notes after them")
  func invoices() throws {
    let report = try python(
      """
      rows = lines("invoices")
      numbers = [row["invoice_number"] for row in rows]
      print(numbers == [f"PL/24-25/{n:07}" for n in range(1, 31)] + ["CN/24-25/000001"])
      print(rows[1]["final_amount"], rows[1]["adjusted_amount"], rows[1]["outstanding_amount"])
      print(rows[-1]["final_amount"], rows[-1]["status"], repr(rows[-1]["base_amount"]))
      print(rows[0]["customer"])
      """)
    #expect(
      report == """
        True
        436.90 -10.50 -10.50
        -10.50 credit_note ''
        '=HYPERLINK("http://x.example";"A")

        """)
  }

  @Test("exceptions: what blocks most first, each with what to do; a release is told")
  func exceptions() throws {
    let report = try python(
      """
      rows = lines("exceptions")
      print([row["severity"] for row in rows])
      print(all(row["remedy"] for row in rows))
      print([row for row in rows if row["finding"] == "distance_outlier"][0])
      print(rows[-2]["booking_id"] == "", rows[-2]["finding"], rows[-2]["since"])
      sheet = book["Exceptions"]
      print(sheet.max_row - 4, sheet["B5"].value, sheet["A5"].value)
      """)
    #expect(
      report == """
        ['quarantine', 'quarantine', 'quarantine', 'quarantine', 'hold', 'warn', 'warn', 'warn', \
        'hold']
        True
        {'booking_id': '71', 'finding': 'distance_outlier', 'severity': 'hold', 'detail': "'=120 \
        km", 'remedy': 'Released by Meera: a farm', 'since': '2025-01-28'}
        True bad_offer 2025-01-02
        9 no_items 17

        """)
  }
}
