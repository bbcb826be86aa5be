import Testing

@testable import Billing

@Suite("How an amount is shown to a person")
struct CurrencyTests {
  @Test(
    "rupees are grouped in lakh and crore, every other currency in thousands",
    arguments: [
      (0, "0.00", "0.00"), (5, "0.05", "0.05"), (-99_999, "-999.99", "-999.99"),
      (123_450, "1,234.50", "1,234.50"), (1_234_500, "12,345.00", "12,345.00"),
      (12_345_600, "1,23,456.00", "123,456.00"), (-123_456_750, "-12,34,567.50", "-1,234,567.50"),
      (100_000_000_000, "1,00,00,00,000.00", "1,000,000,000.00"),
    ])
  func text(minorUnits: Int64, rupees: String, euros: String) {
    #expect(Currency.rupee.text(Money(minorUnits: minorUnits)) == rupees)
    #expect(Currency("EUR")!.text(Money(minorUnits: minorUnits)) == euros)
  }

  @Test("a column has room for as many commas as are written")
  func commas() {
    for grouping in [DigitGrouping.lakhs, .thousands] {
      for count in 1...20 {
        let written = grouping.grouped(String(repeating: "7", count: count))
        #expect(grouping.commas(inDigits: count) == written.count { $0 == "," })
        #expect(written.count { $0 == "7" } == count)
      }
    }
  }

  @Test("a difference has its sign, and a sum may pass what an amount holds")
  func signs() {
    let sum = PlanAmounts.Sum(minorUnits: Int128(Int64.max) * 100)
    #expect(Currency.rupee.signed(sum) == "+92,23,37,20,36,85,47,75,807.00")
    #expect(Currency.rupee.signed(PlanAmounts.Sum() - sum).first == "-")
    #expect(Currency.rupee.signed(PlanAmounts.Sum()) == "0.00")
  }

  @Test("a code is three capitals", arguments: ["inr", "IN", "INRR", "", "I R", "ÄÖÜ"])
  func noCode(text: String) {
    #expect(Currency(text) == nil)
  }
}
