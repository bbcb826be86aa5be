import Billing
import Testing

@Suite("Money")
struct MoneyTests {
  @Test(
    "an amount is written with two decimals and its sign, and read back as itself",
    arguments: [
      (0, "0.00"), (1, "0.01"), (-1, "-0.01"), (10, "0.10"), (100, "1.00"), (-123_450, "-1234.50"),
      (999_999_999_999, "9999999999.99"), (Int64.max, "92233720368547758.07"),
      (-Int64.max, "-92233720368547758.07"),
    ])
  func text(units: Int64, text: String) {
    #expect(Money(minorUnits: units).description == text)
    #expect(Money(text.utf8.span) == Money(minorUnits: units))
  }

  @Test("the smallest amount of 64 bits is written, though its magnitude is beyond them")
  func smallest() {
    #expect(Money.smallest.description == "-92233720368547758.08")
  }

  @Test(
    "R3: a column's text is an exact amount, unusable, or too large",
    arguments: [
      ("12.5", .amount(money("12.50"))), ("12.500", .amount(money("12.50"))),
      ("-0.00", .amount(.zero)), ("1e2", .amount(money("100"))), ("1.25e1", .amount(money("12.5"))),
      ("5.", .amount(money("5"))), (".5", .amount(money("0.50"))),
      ("12.505", .unusable), ("0.001", .unusable), ("1e-3", .unusable), ("NaN", .unusable),
      ("Infinity", .unusable), ("-Infinity", .unusable), ("", .unusable), ("-", .unusable),
      ("1,5", .unusable), ("1 ", .unusable), ("1.2.3", .unusable), ("0x10", .unusable),
      ("92233720368547758.08", .outOfRange), ("-92233720368547758.08", .outOfRange),
      ("1e300", .outOfRange), ("0e300", .amount(.zero)),
    ] as [(String, AmountReading)])
  func reading(text: String, reading: AmountReading) {
    #expect(AmountReading(text.utf8.span) == reading)
  }

  @Test("what is beyond 64 bits of paise is an error, never another amount")
  func overflow() throws {
    let one = Money(minorUnits: 1)
    #expect(throws: MoneyOverflow.self) { try Money.largest + one }
    #expect(throws: MoneyOverflow.self) { try Money.smallest - one }
    #expect(throws: MoneyOverflow.self) { try Money.zero - Money.smallest }
    #expect(throws: MoneyOverflow.self) { try Money.largest * 2 }
    #expect(throws: MoneyOverflow.self) { try Money.smallest * -1 }
    #expect(throws: MoneyOverflow.self) {
      try Money.largest.scaled(by: 1001, over: 1000, rounding: .halfAwayFromZero)
    }
    #expect(try Money.largest + Money.zero == Money.largest)
    #expect(try Money.largest - Money.largest == .zero)
    #expect(try Money(minorUnits: Int64.max / 2) * 2 == Money(minorUnits: .max - 1))
  }

  @Test(
    "R4, R5: half a paisa goes away from zero, less than half towards it",
    arguments: [
      (1, 1, 2, 1), (-1, 1, 2, -1), (1, -1, 2, -1), (1, 1, -2, -1), (-1, -1, 2, 1), (3, 1, 2, 2),
      (49, 1, 100, 0), (50, 1, 100, 1), (-49, 1, 100, 0), (-50, 1, 100, -1), (149, 1, 100, 1),
      (150, 1, 100, 2), (7, 0, 100, 0), (0, 5, 100, 0), (10, 1, 3, 3), (20, 1, 3, 7),
    ])
  func rounding(units: Int64, numerator: Int64, denominator: Int64, expected: Int64) throws {
    let scaled = try Money(minorUnits: units)
      .scaled(by: numerator, over: denominator, rounding: .halfAwayFromZero)
    #expect(scaled.minorUnits == expected)
  }

  @Test("an intermediate product of more than 64 bits is exact")
  func wide() throws {
    for amount in [Money.largest, .smallest] {
      #expect(
        try amount.scaled(by: .max, over: .max, rounding: .halfAwayFromZero) == amount)
    }
  }

  @Test(
    "a record's column holds ten digits before the point",
    arguments: [
      ("9999999999.99", true), ("10000000000.00", false), ("-9999999999.99", true),
      ("-10000000000.00", false), ("0", true),
    ])
  func storable(text: String, holds: Bool) {
    #expect(money(text).isStorable == holds)
  }

  @Test("the limits of 64 bits are not storable")
  func limits() {
    #expect(!Money.largest.isStorable && !Money.smallest.isStorable)
    #expect(Money.smallest < .zero && Money.zero < .largest)
    #expect(Money.smallest.isNegative && !Money.zero.isNegative)
  }
}
