import Billing
import Testing

@Suite("Distances")
struct DistanceTests {
  @Test(
    "kilometres are written without trailing zeros",
    arguments: [
      (0, "0"), (4000, "4"), (4250, "4.25"), (1, "0.001"), (100, "0.1"), (-1500, "-1.5"),
      (Int64.max, "9223372036854775.807"), (Int64.min, "-9223372036854775.808"),
    ])
  func text(thousandths: Int64, text: String) {
    #expect(Distance(thousandths: thousandths).description == text)
  }

  @Test(
    "R4: a column's text is rounded half up to the metre, but its sign is judged before",
    arguments: [
      ("4.2", .distance(Distance(thousandths: 4200))),
      ("4.2004", .distance(Distance(thousandths: 4200))),
      ("4.2005", .distance(Distance(thousandths: 4201))),
      ("4.2e0", .distance(Distance(thousandths: 4200))),
      ("1e-07", .distance(Distance(thousandths: 0))), ("0", .distance(Distance(thousandths: 0))),
      ("-0", .distance(Distance(thousandths: 0))), ("-0.0001", .negative), ("-1", .negative),
      ("NaN", .notFinite), ("Infinity", .notFinite), ("", .notFinite),
      ("9223372036854775.807", .distance(Distance(thousandths: .max))),
      ("9223372036854775.808", .outOfRange), ("1e300", .outOfRange), ("-1e300", .negative),
    ] as [(String, DistanceReading)])
  func reading(text: String, reading: DistanceReading) {
    #expect(DistanceReading(text.utf8.span) == reading)
  }

  @Test("R4: null is no home visit")
  func none() {
    #expect(DistanceReading(nil) == .none)
  }
}
