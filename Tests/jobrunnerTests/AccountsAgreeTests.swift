import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// The same month's accounts, as `status`, a night and the workbook give them.
@Suite("Accounts of a month agree")
struct AccountsAgreeTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
  }

  private func workbook(_ script: String) throws -> String {
    try PythonScript.run(
      """
      import openpyxl, sys
      book = openpyxl.load_workbook(sys.argv[1], data_only=True)
      summary = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
      statuses = [row[11] for row in book["Register"].iter_rows(min_row=5, values_only=True)]
      \(script)
      """, arguments: ["\(lab.folder)/now/2025-01/billing-2025-01.xlsx"])
  }

  private func january(on date: String) throws -> [String: Any] {
    let run = try lab.admin(["status", "--json"], on: date)
    let periods = try JSONSerialization.jsonObject(with: Data(run.standardOutput.utf8))
    return try #require(
      (periods as? [[String: Any]])?.first { $0["period"] as? String == "2025-01" })
  }

  @Test("status and Summary count the same findings, the decided ones apart")
  func findings() throws {
    try lab.book(1, on: "2025-01-05", items: [])
    try lab.book(2, on: "2025-01-06", items: [])
    try lab.book(3, on: "2025-01-07", items: [(1, "0.00")])
    try lab.book(4, on: "2025-01-08")
    try lab.connection.execute("update booking_items set unit_price = null where booking_id = 4")
    let night = try lab.json(
      lab.admin(["nightly", "--json"], on: "2025-01-09", exits: [1]))
    #expect(night["needs_person"] as? Int == 3)
    let before = try january(on: "2025-01-09")
    #expect(before["open_findings"] as? Int == 4)
    #expect(before["needs_person"] as? Int == 3)
    let id = try lab.one("select finding_id::text from billing_findings where booking_id = 1")
    try lab.admin(["findings", "accept", id, "--reason", "a test order"], on: "2025-01-09")
    let held = try lab.one("select finding_id::text from billing_findings where booking_id = 3")
    try lab.admin(["findings", "release", held, "--reason", "a gift"], on: "2025-01-09")
    let status = try january(on: "2025-01-09")
    #expect(status["open_findings"] as? Int == 2)
    #expect(status["needs_person"] as? Int == 1)
    #expect(status["decided_findings"] as? Int == 2)
    #expect(try lab.run("export", "2025-01", "--out", lab.folder + "/now").exitCode == 0)
    #expect(
      try workbook(
        "print(summary['Open'], summary['To look at'], summary['Released or accepted as they are'])"
      )
        == "2 1 2\n")
  }

  @Test("an invoice of nothing and one that was credited in full are settled; files say paid")
  func settled() throws {
    for booking in 1...3 { try lab.book(booking, on: "2025-01-05") }
    try lab.book(4, on: "2025-01-05", items: [(1, "0.00")])
    lab.environment["CHECKS_SEVERITY_ZERO_AMOUNT"] = "off"
    try lab.admin(["nightly"], on: "2025-01-10")
    try lab.connection.execute("update bookings set status = 'cancelled' where id = 2")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-01-10", exits: [0, 1])
    let file = try lab.write(
      "invoice_number,amount,paid_at,reference\n\(try lab.invoice(3)),500,2025-01-10,p1\n",
      to: "s.csv")
    try lab.admin(["payments", "import", file], on: "2025-01-10")
    #expect(try lab.run("export", "2025-01", "--out", lab.folder + "/now").exitCode == 0)
    #expect(
      try workbook("print(sorted(filter(None, statuses)), summary['of which paid or settled'])")
        == "['credit note', 'invoiced', 'paid', 'settled', 'settled'] 3\n")
    let csv = try String(
      contentsOfFile: lab.folder + "/now/2025-01/reconciliation-2025-01.csv", encoding: .utf8)
    #expect(!csv.contains("settled"))
    #expect(csv.split(separator: "\n").filter { $0.contains(",paid,") }.count == 3)
    #expect(
      try lab.admin(["explain", "4"], on: "2025-01-10").standardOutput
        .hasPrefix("booking 4, settled, invoice"))
    #expect(
      try lab.admin(["explain", "3"], on: "2025-01-10").standardOutput
        .hasPrefix("booking 3, paid, invoice"))
  }
}
