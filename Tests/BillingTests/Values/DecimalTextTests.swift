import PlainText
import TestLab
import Testing

@Suite("Decimal text")
struct DecimalTextTests {
  private func read(_ text: String, _ digits: Int = 2) -> DecimalText {
    DecimalText(text.utf8.span, fractionDigits: digits)
  }

  private func exact(_ units: Int64, negative: Bool = false) -> DecimalText {
    .number(units: units, isNegative: negative, isExact: true)
  }

  @Test("a number with as many digits as are wanted, or fewer, is exact")
  func exactly() {
    #expect(read("12.34") == exact(1234))
    #expect(read("-12.3") == exact(1230, negative: true))
    #expect(read("+7") == exact(700))
    #expect(read("1.5e1") == exact(1500))
    #expect(read("15E-1") == exact(150))
    #expect(read("0012.3400") == exact(1234))
    #expect(read("0e2147483647") == exact(0))
    #expect(read("5", 0) == exact(5))
  }

  @Test("digits beyond the wanted ones round the magnitude half up, and are told")
  func rounded() {
    let cases: [(String, Int64, Bool)] = [
      ("0.004", 0, false), ("0.005", 1, false), ("0.0049999", 0, false), ("-0.005", 1, true),
      ("1.995", 200, false), ("5e-3", 1, false), ("5e-4", 0, false), ("99e-4", 1, false),
      ("0.0000000000000000000000000000001", 0, false),
    ]
    for (text, units, negative) in cases {
      #expect(
        read(text) == .number(units: units, isNegative: negative, isExact: false), "\(text)")
    }
  }

  @Test("64 bits of units are read, one more is out of range")
  func limits() {
    #expect(read("9223372036854775807", 0) == exact(.max))
    #expect(read("92233720368547758.07") == exact(.max))
    #expect(read("9223372036854775808", 0) == .outOfRange)
    #expect(read("-9223372036854775808", 0) == .outOfRange)
    #expect(read("92233720368547758.075") == .outOfRange, "rounded up it is one more")
    #expect(
      read("92233720368547758.074") == .number(units: .max, isNegative: false, isExact: false))
    #expect(read("1e18", 0) == exact(1_000_000_000_000_000_000))
    #expect(read("1e19", 0) == .outOfRange)
    #expect(read("1e2147483647") == .outOfRange)
    #expect(
      read("1e-2147483648") == .number(units: 0, isNegative: false, isExact: false))
  }

  @Test(
    "what is no number is told apart from what is not finite",
    arguments: [
      ("NaN", DecimalText.notFinite), ("Infinity", .notFinite), ("-Infinity", .notFinite),
      ("nan", .malformed), ("", .malformed), ("-", .malformed), (".", .malformed),
      ("1e", .malformed), ("e5", .malformed), ("1e+", .malformed), ("1e99999999999", .malformed),
      ("1.2.3", .malformed), ("--1", .malformed), ("1 ", .malformed), (" 1", .malformed),
      ("1,2", .malformed), ("١", .malformed), ("1e1.5", .malformed),
    ])
  func noNumber(text: String, expected: DecimalText) {
    #expect(read(text) == expected)
  }

  @Test("any whole number is written and read back as itself")
  func wholeNumbers() {
    var random = SeededGenerator(seed: 7)
    let drawn = (0..<1000).map { place in
      Int64.random(in: .min ... .max, using: &random) >> Int64(place % 64)
    }
    for number in drawn + [0, -1, .max, .min] {
      var bytes: [UInt8] = []
      appendDecimal(number, to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == "\(number)")
      #expect(parseDecimal(bytes.span, as: Int64.self) == number)
    }
  }

  @Test("a whole number that does not fit its type is none")
  func narrow() {
    #expect(parseDecimal("127".utf8.span, as: Int8.self) == 127)
    #expect(parseDecimal("128".utf8.span, as: Int8.self) == nil)
    #expect(parseDecimal("-128".utf8.span, as: Int8.self) == -128)
    #expect(parseDecimal("-129".utf8.span, as: Int8.self) == nil)
    for text in ["", "-", "+", "1.0", "1 ", "0x1"] {
      #expect(parseDecimal(text.utf8.span, as: Int64.self) == nil, "\(text)")
    }
  }

  @Test("digits alone have no sign")
  func digits() {
    #expect(parseDigits("007".utf8.span) == 7)
    #expect(parseDigits("999999999999999999".utf8.span) == 999_999_999_999_999_999)
    for text in ["", "+7", "-7", "7.", " 7", "1000000000000000000", "٧"] {
      #expect(parseDigits(text.utf8.span) == nil, "\(text)")
    }
  }
}
