internal import Billing
internal import LabSchema
internal import Postgres

/// The sample lab: made of the SQL files that are compiled into the program.
struct DemoLab {
  let connection: Connection

  /// The nights that are played: business dates.
  static let firstNight = CalendarDate(year: 2025, month: 3, day: 4)!
  static let lastNight = CalendarDate(year: 2025, month: 4, day: 21)!
  /// Before this night the lab corrects some of what it recorded.
  static let corrections = CalendarDate(year: 2025, month: 4, day: 10)!

  private static let id = LabID("6a6f6272-756e-4e65-8465-6d6f00000000")!
  private static let correctionsFile = "90_corrections"

  /// Fills a schema that was just migrated.
  func load() throws {
    for file in EmbeddedSQL.demoFiles where file.name != Self.correctionsFile {
      try connection.run(script: file.text)
    }
    // Its packages are the same to the byte each time.
    try connection.execute("update billing_lab set lab_id = \(Self.id)")
  }

  /// What a lab puts right after the fact, so that drafts change and invoiced records drift.
  func correct() throws {
    for file in EmbeddedSQL.demoFiles where file.name == Self.correctionsFile {
      try connection.run(script: file.text)
    }
  }
}
