import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Packages of open months that a night does not price any more.
@Suite("Packages of older months")
struct StalePackageTests {
  private let lab: ProgramLab

  /// A booking of January, invoiced, and a night in May.
  init() throws {
    lab = try ProgramLab()
    try lab.book(1, on: "2025-01-05")
    try lab.admin(["nightly"], on: "2025-01-20")
    try lab.admin(["nightly", "--after-gap"], on: "2025-05-10")
    let file = try lab.write(
      "invoice_number,amount,paid_at,reference\n\(try lab.invoice(1)),123.45,2025-05-10,p1\n",
      to: "settlement.csv")
    try lab.admin(["payments", "import", file], on: "2025-05-10")
  }

  private func exports() throws -> String { try #require(lab.environment["EXPORTS_FOLDER"]) }

  private func invoices() throws -> String {
    try String(contentsOfFile: exports() + "/2025-01/invoices-2025-01.csv", encoding: .utf8)
  }

  private func expectSound() throws {
    let run = try JobrunnerProgram.run(["verify", try exports()])
    #expect(run.exitCode == 0, "\(run.standardOutput)")
  }

  @Test("a payment for an invoice of four months ago is in that month's package the next night")
  func payment() throws {
    #expect(try !invoices().contains("123.45"))
    try lab.admin(["nightly"], on: "2025-05-11")
    #expect(try invoices().contains("123.45"))
    try expectSound()
  }

  @Test("a night that could not write the packages is made up for by the next")
  func failedExport() throws {
    let blocked = try lab.run(
      "nightly", "--business-date", "2025-05-11",
      environment: ["EXPORTS_FOLDER": "/dev/null/exports"])
    #expect(blocked.exitCode == 73, "\(blocked.standardError)")
    #expect(try !invoices().contains("123.45"))
    try lab.admin(["nightly"], on: "2025-05-11")
    #expect(try invoices().contains("123.45"))
    try expectSound()
  }

  @Test(
    "a date before all calendars, or after them, is no date in the files",
    arguments: [
      "-infinity", "0044-03-15 BC", "infinity",
    ])
  func impossibleDates(date: String) throws {
    try lab.connection.execute(
      "update bookings set booking_date = \(date)::text::timestamptz where id = 1")
    let run = try lab.admin(["nightly"], on: "2025-05-11", exits: [0, 1])
    #expect(run.exitCode != 70, "\(run.standardError)")
    try lab.admin(["export", "2025-01"], on: "2025-05-11")
    let rows = try String(
      contentsOfFile: exports() + "/2025-01/reconciliation-2025-01.csv", encoding: .utf8)
    #expect(rows.contains("\n1,,"))
    try expectSound()
  }
}
