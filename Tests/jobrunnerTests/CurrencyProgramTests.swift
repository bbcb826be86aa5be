import Postgres
import TestLab
import Testing

@Suite("What a lab bills in")
struct CurrencyProgramTests {
  @Test("a lab that bills in euros reads its amounts in thousands, one in rupees in lakh")
  func grouping() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-02", items: [(1, "1234567.00")])
    for (currency, amount, other) in [
      ("EUR", "1,234,567.00", "12,34,567.00"), ("INR", "12,34,567.00", "1,234,567.00"),
    ] {
      lab.environment["BILLING_CURRENCY"] = currency
      for arguments in [
        ["nightly", "--business-date", "2025-01-03"], ["status"], ["explain", "1"],
        ["rerun", "2025-01", "--dry-run", "--business-date", "2025-01-03"],
      ] {
        let outcome = try JobrunnerProgram.run(
          arguments, environment: lab.environment, folder: lab.folder)
        #expect(outcome.standardOutput.contains(amount), "\(currency) \(arguments)")
        #expect(!outcome.standardOutput.contains(other), "\(currency) \(arguments)")
      }
    }
    lab.environment["BILLING_CURRENCY"] = "euro"
    let outcome = try lab.run("status")
    #expect(outcome.exitCode == 78)
    #expect(outcome.standardError.contains("billing.currency"))
  }
}
