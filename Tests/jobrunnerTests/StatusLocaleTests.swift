import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// The run decides in Swift and the exports in SQL; both have to see the same statuses (R2).
@Suite struct StatusLocaleTests {
  @Test("R2: a status is the same in the run and in the CSV, under every locale of the database")
  func agreement() throws {
    for options in try TestDatabase.localeOptions {
      let lab = try ProgramLab(in: TestDatabase.make(options: options))
      lab.environment["BILLING_BILLABLE_STATUSES"] = "terminé,finished"
      lab.environment["BILLING_EXCLUDED_STATUSES"] = "iptal,annulé"
      try lab.book(1, on: "2025-01-02", status: "TERMINÉ", items: [])
      try lab.book(2, on: "2025-01-02", status: "\u{a0}Terminé ")
      try lab.book(3, on: "2025-01-02", status: "FINISHED")
      try lab.book(4, on: "2025-01-02", status: "IPTAL")
      try lab.book(5, on: "2025-01-02", status: "ANNULÉ\u{200b}")
      try lab.book(6, on: "2025-01-02", status: "open")
      let outcome = try lab.run("nightly", "--business-date", "2025-01-04")
      #expect(outcome.exitCode == 1, "\(options): \(outcome.standardError)")
      let path = lab.folder + "/exports/2025-01/reconciliation-2025-01.csv"
      let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      #expect(
        rows.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false)[3] }
          == ["quarantined", "billed", "billed", "excluded", "excluded", "waiting"],
        "\(options)")
    }
  }
}
