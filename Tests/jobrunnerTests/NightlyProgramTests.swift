import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// The built program on the demo lab, as cron runs it.
@Suite("The nightly run of the built program")
struct NightlyProgramTests {
  private static let nights = ["2025-03-25", "2025-04-02", "2025-04-21"]

  private func lab() throws -> (TestDatabase, Connection, [String: String]) {
    let database = try TestDatabase.make()
    let connection = try database.connect()
    for file in EmbeddedSQL.demoFiles where file.name != "90_corrections" {
      try connection.run(script: file.text)
    }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-test-\(UUID().uuidString)").path
    let environment = [
      "DATABASE_URL": database.url, "BILLING_START_DATE": "2025-02-01", "EXPORTS_FOLDER": folder,
    ]
    return (database, connection, environment)
  }

  @Test("writes nothing the second time, counted row by row")
  func secondRunWritesNothing() throws {
    let (database, connection, environment) = try lab()
    defer { withExtendedLifetime(database) {} }
    defer { try? FileManager.default.removeItem(atPath: environment["EXPORTS_FOLDER"]!) }
    for night in Self.nights {
      let run = try JobrunnerProgram.run(
        ["nightly", "--business-date", night], environment: environment)
      #expect([0, 1].contains(run.exitCode), "\(run.standardError)")
    }
    let before = try versions(connection)
    let files = try fileStates(environment["EXPORTS_FOLDER"]!)
    let again = try JobrunnerProgram.run(
      ["nightly", "--business-date", "2025-04-21"], environment: environment)
    #expect(again.exitCode == 0, "\(again.standardError)")
    #expect(try versions(connection) == before)
    #expect(before.count > 5000)
    #expect(try fileStates(environment["EXPORTS_FOLDER"]!) == files)
    #expect(files.count > 10)
  }

  @Test("numbers without gap or duplicate, restarting on 1 April, at most 16 characters")
  func numbers() throws {
    let (database, connection, environment) = try lab()
    defer { withExtendedLifetime(database) {} }
    defer { try? FileManager.default.removeItem(atPath: environment["EXPORTS_FOLDER"]!) }
    for night in Self.nights {
      _ = try JobrunnerProgram.run(["nightly", "--business-date", night], environment: environment)
    }
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
    let (database, connection, environment) = try lab()
    defer { withExtendedLifetime(database) {} }
    let run = try JobrunnerProgram.run(
      ["nightly", "--dry-run", "--business-date", "2025-04-21"], environment: environment)
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(run.standardOutput.contains("nothing was changed"))
    #expect(try versions(connection).isEmpty)
    #expect(try connection.first("select count(*) from billing_runs") { try $0.int(0) } == 0)
  }

  @Test("refused with 75, naming the holder, while another has the lab")
  func busy() throws {
    let (database, connection, environment) = try lab()
    defer { withExtendedLifetime(database) {} }
    #expect(try LabLock(connection).take())
    let run = try JobrunnerProgram.run(
      ["nightly", "--business-date", "2025-04-21"], environment: environment)
    #expect(run.exitCode == 75)
    #expect(run.standardError.contains("server process \(connection.serverProcess)"))
    #expect(try versions(connection).isEmpty)
  }

  @Test("workbook, CSV and database give the same totals")
  func totalsAgree() throws {
    let (database, connection, environment) = try lab()
    defer { withExtendedLifetime(database) {} }
    let folder = environment["EXPORTS_FOLDER"]!
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for night in Self.nights {
      _ = try JobrunnerProgram.run(["nightly", "--business-date", night], environment: environment)
    }
    let expected = try connection.first(
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
      """, arguments: [folder + "/2025-03"])
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
