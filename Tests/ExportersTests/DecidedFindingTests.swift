import Billing
internal import Exporters
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@Suite("Findings that a person decided about")
struct DecidedFindingTests {
  private let lab: ExportLab
  private let folder: String

  init() throws {
    lab = try ExportLab()
    try lab.connection.run(
      script: """
        update billing_findings
        set accepted_at = now(), accepted_by = 'Asha', accept_reason = 'a test order',
          accepted_fingerprint = 'f'
        where booking_id = 17;
        insert into billing_findings (
          kind, severity, booking_id, service_date, billing_period, detail, opened_run_id, opened_on,
          accepted_at, accepted_by, accept_reason, accepted_fingerprint
        )
        values
          ('drift', 'warn', 12, '2025-01-05', '2025-01', 'base 1.00 → 2.00', 1, '2025-01-20', now(),
            'Meera', '=settled in cash', 'f'),
          ('drift', 'warn', 14, '2025-01-06', '2025-01', 'base 1.00 → 3.00', 1, '2025-01-20', null,
            null, null, null);
        """)
    folder = try lab.export().folder
  }

  private func python(_ script: String) throws -> String {
    try PythonScript.run(
      """
      import collections, csv, openpyxl, sys
      cached = openpyxl.load_workbook(sys.argv[1] + "/billing-2025-01.xlsx", data_only=True)
      rows = list(cached["Exceptions"].iter_rows(min_row=4, values_only=True))
      header, rows = rows[0], [dict(zip(rows[0], row)) for row in rows[1:]]
      lines = list(csv.DictReader(open(sys.argv[1] + "/exceptions-2025-01.csv", newline="")))
      \(script)
      """, arguments: [folder])
  }

  @Test("ask for nothing more: who accepted or released it and why stands in the remedy's place")
  func remedy() throws {
    let report = try python(
      """
      for line in lines[-3:]: print(line["booking_id"], line["severity"], line["remedy"])
      for row in rows[-3:]: print(row["Booking"], row["Severity"], row["State"], row["What to do"])
      print({row["State"] for row in rows[:-3]}, [row["Booking"] for row in rows if row["Finding"] == "drift"])
      print(all(" by " not in row["What to do"].split(":")[0] for row in rows[:-3]))
      """)
    #expect(
      report == """
        17 quarantine Accepted by Asha: a test order
        71 hold Released by Meera: a farm
        12 warn Accepted by Meera: =settled in cash
        17 quarantine accepted Accepted by Asha: a test order
        71 hold released Released by Meera: a farm
        12 warn accepted Accepted by Meera: =settled in cash
        {'open'} [14, 12]
        True

        """)
  }

  @Test("CSV and sheet have the same findings in the same order, with the same words")
  func same() throws {
    let report = try python(
      """
      def words(row): return row[0] or "", *[text.lstrip("'") for text in row[1:]]
      sheet = [words((str(r["Booking"] or ""), r["Finding"], r["Severity"], r["Detail"], r["What to do"])) for r in rows]
      file = [words((l["booking_id"], l["finding"], l["severity"], l["detail"], l["remedy"])) for l in lines]
      print(sheet == file, len(sheet))
      """)
    #expect(report == "True 11\n")
  }

  @Test("Summary counts what a reader gets who filters the sheet by its state")
  func figures() throws {
    let report = try python(
      """
      names = {"Quarantine a booking": "quarantine", "Hold a record": "hold", "To look at": "warn"}
      summary = {row[0]: row[1] for row in cached["Summary"].iter_rows(values_only=True)}
      open_ones = collections.Counter(row["Severity"] for row in rows if row["State"] == "open")
      print([summary[name] == open_ones[severity] for name, severity in names.items()])
      print(summary["Open"] == sum(open_ones.values()), summary["Open"])
      print(summary["Released or accepted as they are"] == len(rows) - summary["Open"])
      print(cached["Exceptions"]["A2"].value.split("amounts in INR · ")[1])
      """)
    #expect(
      report == """
        [True, True, True]
        True 8
        True
        open: 3 quarantined, 1 on hold, 4 to look at · 3 released or accepted

        """)
  }

  @Test("where nothing is open, the sheet says so")
  func none() throws {
    try lab.connection.execute("delete from billing_findings")
    try lab.export()
    #expect(
      try python("print(len(rows), cached['Exceptions']['A5'].value)")
        == "1 Nothing was found that needs a person.\n")
  }
}
