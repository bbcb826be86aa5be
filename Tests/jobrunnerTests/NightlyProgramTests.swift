import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

extension DemoLabTests {
  /// The built program on the demo lab, as cron runs it.
  @Suite("The nightly run of the built program")
  struct NightlyProgramTests {
    @Test("writes nothing the second time, counted row by row")
    func secondRunWritesNothing() throws {
      let lab = try BilledDemoLab.shared.get()
      let connection = try lab.database.connect()
      let before = try versions(connection)
      let files = try fileStates(lab.exports)
      let again = try JobrunnerProgram.run(
        ["nightly", "--business-date", BilledDemoLab.nights[2]], environment: lab.environment)
      #expect(again.exitCode == 0, "\(again.standardError)")
      #expect(try versions(connection) == before)
      #expect(before.count > 5000)
      #expect(try fileStates(lab.exports) == files)
      #expect(files.count > 10)
    }

    @Test("numbers without gap or duplicate, restarting on 1 April, at most 16 characters")
    func numbers() throws {
      let connection = try BilledDemoLab.shared.get().database.connect()
      let numbers = try connection.query(
        """
        select invoice_number from billing_records
        where invoice_number is not null
        order by invoice_date, billing_date, booking_id
        """
      ) { try $0.string(0) }
      let older = numbers.filter { $0.hasPrefix("PL/24-25/") }
      let newer = numbers.filter { $0.hasPrefix("PL/25-26/") }
      #expect(!older.isEmpty && !newer.isEmpty)
      #expect(older.count + newer.count == numbers.count)
      for (label, series) in [("24-25", older), ("25-26", newer)] {
        let expected = (1...series.count).map { sequence in
          "PL/\(label)/" + String(repeating: "0", count: 7 - "\(sequence)".count) + "\(sequence)"
        }
        #expect(series == expected)
      }
      #expect(numbers.allSatisfy { $0.count <= 16 })
    }

    @Test("a dry run changes nothing")
    func dryRun() throws {
      let database = try DemoBookings.database()
      let connection = try database.connect()
      let environment = DemoBookings.environment(of: database, exports: "/nowhere/exports")
      let run = try JobrunnerProgram.run(
        ["nightly", "--dry-run", "--business-date", "2025-04-21"], environment: environment)
      #expect(run.exitCode == 0, "\(run.standardError)")
      #expect(run.standardOutput.contains("nothing was changed"))
      #expect(try versions(connection).isEmpty)
      #expect(try connection.first("select count(*) from billing_runs") { try $0.int(0) } == 0)
    }

    @Test("refused with 75, naming the holder, while another has the lab")
    func busy() throws {
      let database = try DemoBookings.database()
      let connection = try database.connect()
      let environment = DemoBookings.environment(of: database, exports: "/nowhere/exports")
      #expect(try LabLock(connection).take())
      let run = try JobrunnerProgram.run(
        ["nightly", "--business-date", "2025-04-21"], environment: environment)
      #expect(run.exitCode == 75)
      #expect(run.standardError.contains("server process \(connection.serverProcess)"))
      #expect(try versions(connection).isEmpty)
    }

    @Test("workbook, CSV and database give the same totals")
    func totalsAgree() throws {
      let lab = try BilledDemoLab.shared.get()
      let expected = try lab.database.connect().first(
        "select sum(final_amount) from billing_records where billing_period = '2025-03'"
      ) { try $0.string(0) }
      let read = try PythonScript.run(
        """
        import csv, sys
        from decimal import Decimal
        from openpyxl import load_workbook
        folder = sys.argv[1]
        book = load_workbook(folder + "/billing-2025-03.xlsx", data_only=True)
        assert book.sheetnames[:3] == ["Summary", "Days", "Register"], book.sheetnames
        rows = list(book["Register"].iter_rows(values_only=True))
        head = next(i for i, row in enumerate(rows) if "Final amount" in row)
        column, booking = rows[head].index("Final amount"), rows[head].index("Booking")
        total = sum(Decimal(str(round(row[column], 2))) for row in rows[head + 1:]
                    if isinstance(row[booking], int) and row[column] is not None)
        cells = [c for row in book["Summary"].iter_rows(values_only=True) for c in row]
        assert any(isinstance(c, (int, float)) and Decimal(str(round(c, 2))) == total for c in cells)
        with open(folder + "/reconciliation-2025-03.csv", newline="") as file:
          lines = [r for r in csv.DictReader(file) if r["billing_period"] == "2025-03"]
        assert sum(Decimal(r["final_amount"]) for r in lines) == total
        print(total)
        """, arguments: [lab.exports + "/2025-03"])
      #expect(read.trimmingCharacters(in: .whitespacesAndNewlines) == expected)
    }

    /// The version of every row the job writes, but for its ledger.
    private func versions(_ connection: Connection) throws -> [String] {
      try connection.query(
        """
        select 'r' || id || ' ' || xmin || ' ' || ctid from billing_records
        union all select 'f' || finding_id || ' ' || xmin || ' ' || ctid from billing_findings
        union all select 's' || series_id || ' ' || xmin || ' ' || ctid from billing_number_series
        union all select 'd' || billing_date || ' ' || ctid from billing_day_summary
        union all select 'm' || billing_period || ' ' || ctid from billing_month_summary
        order by 1
        """
      ) { try $0.string(0) }
    }

    /// Every file below a folder with the moment it was last written.
    private func fileStates(_ folder: String) throws -> [String: Date] {
      var states: [String: Date] = [:]
      for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + path)
        guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
        states[path] = attributes[.modificationDate] as? Date
      }
      return states
    }
  }
}
