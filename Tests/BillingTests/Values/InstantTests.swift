import Billing
import Testing

@Suite("Instants and times of day")
struct InstantTests {
  @Test(
    "an instant is the same one in every offset",
    arguments: [
      "2025-01-15 04:00:00+00", "2025-01-15 09:30:00+05:30", "2025-01-14 23:00:00-05",
      "2025-01-15 09:53:28+05:53:28",
    ])
  func offsets(text: String) {
    #expect(Instant(iso: text.utf8.span)?.microseconds == 1_736_913_600_000_000)
  }

  @Test(
    "an instant is written in UTC, with six decimals where it has a fraction",
    arguments: [
      (0, "1970-01-01 00:00:00+00"), (-1, "1969-12-31 23:59:59.999999+00"),
      (1_736_913_600_500_000, "2025-01-15 04:00:00.500000+00"),
      (-62_135_596_800_000_000, "0001-01-01 00:00:00+00"), (Int64.max, "infinity"),
      (Int64.min, "-infinity"),
    ])
  func text(microseconds: Int64, text: String) {
    #expect(Instant(microseconds: microseconds).description == text)
  }

  @Test(
    "what is no instant is none",
    arguments: [
      "", "2025-01-15", "2025-01-15 09:30:00", "2025-02-30 09:30:00+00", "2025-01-15 09:30:00+",
      "2025-01-15 25:30:00+00", "2025-01-15 09:30:00.1234567+00", "2025-01-15T09:30:00Z",
      "2025-01-15 09:30:00+5", "2025-01-15 09:30:00+05x30", "2025-01-15 09:30:00+05:+3",
      "2025-01-15 09:30:00+-5",
    ])
  func none(text: String) {
    #expect(Instant(iso: text.utf8.span) == nil)
  }

  @Test(
    "a time of day is read to the microsecond, and the end of a day is one",
    arguments: [
      ("00:00:00", 0), ("09:30:00", 34_200_000_000), ("00:00:00.5", 500_000),
      ("23:59:59.999999", 86_399_999_999), ("24:00:00", 86_400_000_000), ("00:00:00.000001", 1),
    ])
  func times(text: String, microseconds: Int64) {
    #expect(TimeOfDay(iso: text.utf8.span)?.microseconds == microseconds)
  }

  @Test(
    "what no clock shows is none",
    arguments: [
      "", "9:30:00", "09:30", "09:60:00", "09:30:60", "24:00:01", "25:00:00", "09:30:00.",
      "09:30:00.1234567", "09:-1:00", "-1:30:00", "09:30:+5", "09:30:00.-1", "09:30:00,5",
    ])
  func noTime(text: String) {
    #expect(TimeOfDay(iso: text.utf8.span) == nil)
  }

  @Test("a fraction is written in six digits, a whole second without")
  func timeText() {
    #expect(TimeOfDay(microseconds: 34_200_000_000).description == "09:30:00")
    #expect(TimeOfDay(microseconds: 34_200_050_000).description == "09:30:00.050000")
    #expect(TimeOfDay(microseconds: 86_400_000_000).description == "24:00:00")
  }

  @Test(
    "a payment is of a day, or with an offset of a moment",
    arguments: [
      ("2025-01-15", .date(date("2025-01-15"))), ("2025-01-15 23:59", .date(date("2025-01-15"))),
      ("2025-01-15T09:30:00.5", .date(date("2025-01-15"))),
      ("2025-01-15T04:00:00Z", .moment(Instant(microseconds: 1_736_913_600_000_000))),
      ("2025-01-15 09:30 +05:30", .moment(Instant(microseconds: 1_736_913_600_000_000))),
      ("2025-01-15 09:30:00+0530", .moment(Instant(microseconds: 1_736_913_600_000_000))),
      ("2025-01-14T23:00:00-05", .moment(Instant(microseconds: 1_736_913_600_000_000))),
      ("2025-01-15 24:00:00", nil), ("2025-01-15 09:30:00+14:01", nil),
      ("2025-01-15 09:30:00+05:60", nil), ("2025-01-15 ", nil), ("2025-01-+5", nil),
      ("15-01-2025", nil), ("2025-01-15x09:30:00", nil), ("2025-01-15 09:30:00Zulu", nil),
    ] as [(String, PaidAt?)])
  func paidAt(text: String, expected: PaidAt?) {
    #expect(PaidAt(text) == expected)
  }
}
