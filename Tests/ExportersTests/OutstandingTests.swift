import Billing
internal import Exporters
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

/// January with invoices dated before, in and after it, unpaid ones of December, notes and a refund.
@Suite("What is outstanding")
struct OutstandingTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
    try lab.connection.run(
      script: """
        alter table billing_records disable trigger all;
        alter table billing_payments disable trigger all;
        -- Three of January's invoices are numbered in February.
        update billing_records set invoice_date = '2025-02-03' where invoice_sequence in (28, 29, 30);
        -- Three were posted to December, of each age.
        update billing_records set billing_date = '2024-12-20', billing_period = '2024-12',
          invoice_date = case invoice_sequence when 9 then '2024-12-31'::date
            when 10 then '2024-12-02' else '2024-10-30' end
        where invoice_sequence in (9, 10, 11);
        insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
        select id, 'twice', 5000, '2025-02-09', 1 from billing_records where invoice_sequence = 3;
        """)
  }

  private func sheet(_ script: String, _ scope: ExportScope = .period(ExportLab.period)) throws
    -> String
  {
    try PythonScript.run(
      """
      import openpyxl, sys
      path = sys.argv[1] + "/billing-" + sys.argv[2] + ".xlsx"
      sheet = openpyxl.load_workbook(path)["Outstanding"]
      cached = openpyxl.load_workbook(path, data_only=True)
      values = cached["Outstanding"]
      summary = {row[0]: row[1] for row in cached["Summary"].iter_rows(values_only=True)}
      def line(row): return " ".join([str(values.cell(row, 3).value)] + ["%.2f" % values.cell(row, c).value for c in range(5, 11)])
      \(script)
      """, arguments: [try lab.export(scope).folder, "\(scope)"])
  }

  /// Count, sums by age and sum of what is open on some invoices, by other ways than the program's.
  private func database(_ condition: Statement) throws -> String {
    try lab.connection.query(
      """
      with open as (
        select '2025-01-31' - invoice_date as age,
          final_amount
            - coalesce((select sum(p.amount) from billing_payments p where p.record_id = r.id), 0)
            - coalesce((select sum(a.amount) from billing_adjustments a where a.record_id = r.id), 0)
            as amount
        from billing_records r
        where invoice_number is not null and \(condition)
      )
      select concat_ws(' ', count(*) filter (where amount <> 0),
        coalesce(sum(amount) filter (where age < 0), 0.00),
        coalesce(sum(amount) filter (where age >= 0 and age < 31), 0.00),
        coalesce(sum(amount) filter (where age >= 31 and age < 61), 0.00),
        coalesce(sum(amount) filter (where age >= 61 and age < 91), 0.00),
        coalesce(sum(amount) filter (where age >= 91), 0.00), coalesce(sum(amount), 0.00))
      from open
      """
    ) { try $0.string(0) }[0]
  }

  @Test(
    "a bridge leads from the period's own invoices over earlier ones to the total, to the paisa")
  func bridge() throws {
    let report = try sheet(
      """
      for row in (4, 5, 6, 7): print(line(row))
      print([sheet.cell(row, 1).value for row in (4, 5, 6, 7)])
      print(sheet["J6"].value, sheet["J7"].value)
      """)
    let lines = report.split(separator: "\n").map(String.init)
    #expect(lines[0] == (try database("billing_period = '2025-01'")))
    #expect(lines[1] == (try database("billing_period < '2025-01'")))
    let all = try database("billing_period <= '2025-01'")
    #expect(lines[2] == all)
    #expect(lines[3] == all)
    #expect(
      lines[4...] == [
        "['On invoices of January 2025', 'On earlier invoices', 'On all of them', 'Total of the rows shown']",
        "=SUM(J4:J5) =SUBTOTAL(109,J9:J17)",
      ])
  }

  @Test("invoices dated after the last day have a column of their own, not the newest age's")
  func datedLater() throws {
    let report = try sheet(
      """
      print([cell.value.replace("\\u00a0", " ") for cell in sheet[8]][4:])
      print("%.2f" % sum(values.cell(row, 5).value for row in range(9, sheet.max_row + 1)))
      print(sheet["A3"].value)
      """)
    let expected = try lab.connection.query(
      "select sum(final_amount)::text from billing_records where invoice_sequence in (28, 29, 30)"
    ) { try $0.string(0) }[0]
    #expect(
      report == """
        ['Dated after 31 Jan', '0–30 days', '31–60 days', '61–90 days', 'Over 90 days', 'Outstanding']
        \(expected)
        Of all invoices to the end of the period, its own and earlier ones, by their age on 31 January \
        2025. Payments and notes up to this export are deducted, also those dated later.

        """)
  }

  @Test("a row a customer, most first, with the ages of their invoices; the filter is over them")
  func customers() throws {
    let report = try sheet(
      """
      rows = list(values.iter_rows(min_row=9, values_only=True))
      print(len(rows), [row[9] for row in rows] == sorted([row[9] for row in rows], reverse=True))
      print(all(round(sum(row[4:9]) - row[9], 2) == 0 for row in rows))
      print(sheet.auto_filter.ref, sheet.freeze_panes, sheet.print_title_rows)
      """)
    #expect(report == "9 True\nTrue\nA8:J17 B9 $8:$8\n")
  }

  @Test("Summary tells what is outstanding on invoices from what is not invoiced")
  func summary() throws {
    let report = try sheet(
      """
      names = ["Invoiced", "+ Credit and debit notes on these invoices", "− Paid", "Outstanding on invoices",
        "+ Not yet invoiced", "Outstanding and not yet invoiced"]
      amounts = {}
      block = False
      for row in cached["Summary"].iter_rows(values_only=True):
        if row[0] == "What is to be paid, to this export": block = True
        if row[0] == "Open findings": block = False
        if block: amounts[row[0]] = row[1]
      print(*["%.2f" % amounts[name] for name in names])
      print(amounts["Outstanding on invoices"] == values["J4"].value)
      print(amounts["Outstanding and not yet invoiced"] == cached["Register"]["P3"].value, cached["Days"]["O37"].value == cached["Register"]["P3"].value)
      """)
    let expected = try lab.connection.query(
      """
      with record as (
        select final_amount as final, invoice_number is not null as is_invoiced,
          coalesce((select sum(p.amount) from billing_payments p where p.record_id = r.id), 0) as paid,
          coalesce((select -sum(a.amount) from billing_adjustments a where a.record_id = r.id), 0)
            as notes
        from billing_records r
        where billing_period = '2025-01'
      )
      select concat_ws(' ', sum(final) filter (where is_invoiced),
        sum(notes) filter (where is_invoiced), sum(paid),
        sum(final + notes - paid) filter (where is_invoiced),
        sum(final) filter (where not is_invoiced), sum(final + notes - paid))
      from record
      """
    ) { try $0.string(0) }[0]
    #expect(report == expected + "\nTrue\nTrue True\n")
  }

  @Test("a day's own invoices are all there is in its workbook")
  func day() throws {
    let day = ExportScope.day(try #require(CalendarDate("2025-01-02")))
    let report = try sheet(
      """
      print(values["J4"].value == summary["Outstanding on invoices"] == values["J7"].value, values["C5"].value)
      """, day)
    #expect(report == "True 0\n")
  }

  @Test("where nothing is outstanding, the sheet says so")
  func nothing() throws {
    let december = ExportScope.period(try #require(BillingPeriod("2024-12")))
    try lab.connection.execute(
      "delete from billing_payments where record_id in (select id from billing_records where invoice_sequence in (9, 10, 11))"
    )
    try lab.connection.forge(
      """
      insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
      select id, 'all ' || id, final_amount, '2025-01-29', 1 from billing_records
      where invoice_sequence in (9, 10, 11)
      """)
    try lab.connection.forge(
      """
      update billing_records set status = 'paid', paid_date = '2025-01-29'
      where invoice_sequence in (9, 10, 11)
      """)
    #expect(
      try sheet("print(values['A9'].value, values['J7'].value)", december)
        == "Nothing is outstanding. 0\n")
  }
}
