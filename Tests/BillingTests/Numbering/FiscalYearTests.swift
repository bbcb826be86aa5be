import Billing
import TestLab
import Testing

@Suite("Financial years")
struct FiscalYearTests {
  @Test(
    "a date lies in the year that began last",
    arguments: [
      ("2025-03-31", "04-01", "2024-04-01", "24-25"),
      ("2025-04-01", "04-01", "2025-04-01", "25-26"),
      ("2025-12-31", "01-01", "2025-01-01", "2025"), ("2099-04-01", "04-01", "2099-04-01", "99-00"),
      ("2024-02-29", "03-01", "2023-03-01", "23-24"),
      ("2025-01-01", "01-02", "2024-01-02", "24-25"),
    ])
  func containing(day: String, start: String, begins: String, label: String) throws {
    let yearStart = try #require(FiscalYearStart(start))
    let year = FiscalYear(containing: date(day), startingOn: yearStart)
    #expect(year.start == date(begins))
    #expect(year.label == label)
    #expect(year.yearStart == yearStart)
    #expect(year == FiscalYear(starting: date(begins)))
  }

  @Test("years follow one another without a gap, over dates drawn from a seed")
  func chain() throws {
    var random = SeededGenerator(seed: 4)
    for start in ["01-01", "04-01", "07-06", "12-31"] {
      let yearStart = try #require(FiscalYearStart(start))
      for _ in 0..<100 {
        let day = CalendarDate(dayNumber: Int32.random(in: 0...30_000, using: &random))
        let year = FiscalYear(containing: day, startingOn: yearStart)
        #expect(year.contains(day))
        #expect(!year.contains(year.end) && year.contains(year.end.addingDays(-1)))
        #expect(FiscalYear(containing: year.end, startingOn: yearStart).start == year.end)
      }
    }
  }

  @Test(
    "the day on which years start is a day of every year",
    arguments: [
      ("04-01", true), ("12-31", true), ("02-29", false), ("04-31", false), ("13-01", false),
      ("4-1", false), ("04-01-2025", false), ("", false), ("+4-01", false), ("04-+1", false),
    ])
  func start(text: String, isOne: Bool) {
    #expect((FiscalYearStart(text)?.description == text) == isOne)
  }
}
