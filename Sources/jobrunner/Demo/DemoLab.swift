internal import Billing
internal import LabSchema
internal import Postgres

/// The sample lab: made of the SQL files that are compiled into the program.
struct DemoLab {
  let connection: Connection

  /// The nights that are played: business dates.
  static let firstNight = CalendarDate(year: 2025, month: 3, day: 4)!
  static let lastNight = CalendarDate(year: 2025, month: 4, day: 21)!
  private static let id = LabID("6a6f6272-756e-4e65-8465-6d6f00000000")!

  /// What the lab corrects in its app, by the night before which it does so: first some of what it
  /// recorded, so that drafts change and invoiced records drift, and later what it puts right before
  /// a month is closed.
  private static let corrections: [(before: CalendarDate, file: EmbeddedFile)] = [
    (CalendarDate(year: 2025, month: 4, day: 10)!, EmbeddedSQL.demoCorrections),
    (CalendarDate(year: 2025, month: 4, day: 16)!, EmbeddedSQL.demoMonthEnd),
  ]

  /// Fills a schema that was just migrated.
  func load() throws {
    for file in EmbeddedSQL.demoLoad { try connection.run(script: file.text) }
    // Its packages are the same to the byte each time.
    try connection.execute("update billing_lab set lab_id = \(Self.id)")
  }

  /// What a lab puts right after the fact, on the evening before this night.
  func correct(before night: CalendarDate) throws {
    for correction in Self.corrections where correction.before == night {
      try connection.run(script: correction.file.text)
    }
  }
}
