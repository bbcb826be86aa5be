import Billing
import TestLab
import Testing

@Suite("Calendar dates and billing periods")
struct CalendarDateTests {
  @Test(
    "a date is its number of days since 1970",
    arguments: [
      ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
      ("2025-03-10", 20_157), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
    ])
  func dayNumbers(text: String, number: Int32) {
    #expect(date(text).dayNumber == number)
    #expect(CalendarDate(dayNumber: number).description == text)
  }

  @Test("each day of 500 years is the day after the one before it, and reads back as itself")
  func calendar() {
    var day = date("1800-01-01")
    for year in 1800..<2300 {
      for month in 1...12 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        let read = (1...days).map { CalendarDate(year: year, month: month, day: $0) }
        #expect(read == (0..<days).map { day.addingDays($0) })
        #expect(CalendarDate(year: year, month: month, day: days + 1) == nil)
        day = day.addingDays(days)
      }
    }
  }

  @Test(
    "what is no date is none",
    arguments: [
      "", "2025", "2025-01", "2025-1-15", "2025-01-15 ", "2025/01/15", "2025-02-29", "1900-02-29",
      "2025-04-31", "2025-13-01", "2025-00-01", "2025-01-00", "0000-01-01", "12025-01-01",
      // A sign is no digit.
      "+025-01-15", "2025-+1-15", "2025-01-+5", "-025-01-15", "2025-01--5", "２０２５-01-15",
    ])
  func none(text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test(
    "what is no month is none",
    arguments: [
      "", "2025", "2025-1", "2025-00", "2025-13", "0000-01", "2025-01-15", "2025-+1", "+025-01",
      "2025- 1",
    ])
  func noPeriod(text: String) {
    #expect(BillingPeriod(text) == nil)
  }

  @Test("a month has its first day and its last, and lies in its year")
  func months() throws {
    let february = try #require(BillingPeriod("2024-02"))
    #expect(february.dates == date("2024-02-01")...date("2024-02-29"))
    #expect((february.year, february.month) == (2024, 2))
    #expect(february.description == "2024-02")
    #expect(february.next == BillingPeriod("2024-03"))
    #expect(february.adding(months: -2) == BillingPeriod("2023-12"))
    #expect(february.adding(months: 11) == BillingPeriod("2025-01"))
    #expect(february.previous < february && !(february < february))
    #expect(date("2024-02-29").period == february)
  }

  @Test("months and days count alike, over a thousand dates drawn from a seed")
  func laws() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<1000 {
      let day = CalendarDate(dayNumber: Int32.random(in: -719_162...2_932_896, using: &random))
      let (year, month, number) = day.components
      #expect(CalendarDate(year: year, month: month, day: number) == day)
      #expect(CalendarDate(day.description) == day)
      #expect(day.period.dates.contains(day))
      #expect(day.known == day)
      let days = Int.random(in: -1000...1000, using: &random)
      #expect(day.addingDays(days).days(since: day) == days)
      #expect(day.period.adding(months: days).adding(months: -days) == day.period)
    }
  }

  @Test("what stands for a date far away is later or earlier than any, and known to no calendar")
  func farAway() {
    #expect(CalendarDate.distantPast < date("0001-01-01"))
    #expect(date("9999-12-31") < .distantFuture)
    #expect(CalendarDate.distantPast.known == nil && CalendarDate.distantFuture.known == nil)
    #expect(date("0001-01-01").addingDays(-1).known == nil)
  }

  @Test("a scope is the days of a month or the one day")
  func scope() throws {
    let month = BillingScope.period(try #require(BillingPeriod("2025-02")))
    #expect(month.dates.count == 28)
    #expect("\(month)" == "2025-02")
    let day = BillingScope.day(date("2025-02-10"))
    #expect(day.dates == [date("2025-02-10")])
    #expect(day.period == month.period)
    #expect("\(day)" == "2025-02-10")
  }
}
