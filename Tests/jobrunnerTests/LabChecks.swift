import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// What has to hold of a lab after every step, whatever the step was.
extension ProgramLab {
  static let terms = OutcomeTerms(
    billingZone: "Asia/Kolkata", billableStatuses: ["completed"], excludedStatuses: ["cancelled"],
    firstServiceDate: CalendarDate("2025-01-01"))

  /// Expects that every month with a booking or a record ties out, and that no series has a gap.
  func expectOrder(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let periods = try connection.query(
      """
      select to_char(booking_date at time zone 'Asia/Kolkata', 'YYYY-MM') from bookings
      where booking_date is not null
      union select billing_period from billing_records
      union select billing_period from billing_adjustments
      order by 1
      """
    ) { try $0.decode(0, as: BillingPeriod.self) }
    for period in periods {
      let tieOut = try TieOut.read(.period(period), terms: Self.terms, over: connection)
      #expect(
        tieOut.isTied, "\(period): \(tieOut.failures.map(\.description))",
        sourceLocation: sourceLocation)
    }
    let gaps = try strings(
      """
      with given as (
        select invoice_series_id as series_id, invoice_sequence as sequence from billing_records
        where invoice_series_id is not null
        union all
        select series_id, sequence from billing_adjustments
        union all
        select series_id, generate_series(first_sequence, last_sequence)
        from billing_series_advances
      )
      select s.kind || ' ' || s.fiscal_year
      from billing_number_series s
      left join given on given.series_id = s.series_id
      group by s.series_id
      having count(given.sequence) <> s.last_sequence
        or count(distinct given.sequence) <> s.last_sequence
        or coalesce(max(given.sequence), 0) <> s.last_sequence
      """)
    #expect(gaps.isEmpty, "\(gaps)", sourceLocation: sourceLocation)
  }

  /// What the server logs of the lab's statements, all of which it does, while `body` runs.
  func logged(_ body: () throws -> Void) throws -> String {
    for setting in ["log_statement = 'all'", "log_parameter_max_length = 0"] {
      try connection.execute(
        "alter database \(unescaped: database.name) set \(unescaped: setting)")
    }
    func size() throws -> Int64 {
      try #require(
        try connection.first("select size from pg_stat_file('server.log')") { try $0.int64(0) })
    }
    let start = try size()
    try body()
    let length = try size() - start
    return try #require(
      try connection.first(
        "select pg_read_file('server.log', \(start)::bigint, \(length)::bigint)"
      ) { try $0.string(0) })
  }

  /// Runs a command as the admin, and expects one of these exit codes.
  @discardableResult
  func admin(
    _ arguments: [String], on date: String, exits codes: Set<Int32> = [0],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ChildProcess.Outcome {
    let outcome = try JobrunnerProgram.run(
      arguments + ["--business-date", date],
      environment: environment.merging(["JOBRUNNER_AS": Self.adminEmail]) { $1 }, folder: folder)
    #expect(
      codes.contains(outcome.exitCode),
      "\(arguments): \(outcome.exitCode) \(outcome.standardOutput)\(outcome.standardError)",
      sourceLocation: sourceLocation)
    for output in [outcome.standardOutput, outcome.standardError] {
      let many = output.matches(of: Self.oneOfMany).map(\.output.1)
        .filter { !Self.verbs.contains(String($0)) }
      #expect(many.isEmpty, "\(arguments): 1 \(many)", sourceLocation: sourceLocation)
    }
    return outcome
  }

  /// A one before a word that ends as those of several do, as no sentence should have it.
  private static var oneOfMany: Regex<(Substring, Substring)> { #/(?:^|[ (])1 ([a-z]+s)\b/# }
  private static let verbs: Set = [
    "is", "was", "has", "needs", "s", "waits", "times", "ends", "begins",
  ]

  /// Waits until the program waits for a lock.
  func awaitWaiting() throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      let waiting = try one(
        """
        select count(*)
        from pg_stat_activity
        where datname = current_database() and application_name like 'jobrunner%'
          and wait_event_type = 'Lock'
        """)
      if waiting != "0" { return }
      usleep(10_000)
    }
    throw TestLabError("the program waits for no lock")
  }

  /// The lines a command printed with --json, decoded.
  func json(_ outcome: ChildProcess.Outcome) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    return try #require(object as? [String: Any])
  }

  /// Writes a file into the lab's folder; returns its path.
  func write(_ text: String, to name: String) throws -> String {
    let path = folder + "/" + name
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  func one(_ statement: Statement) throws -> String { try #require(try strings(statement).first) }

  /// The invoice number of a booking.
  func invoice(_ booking: Int) throws -> String {
    try one("select invoice_number from billing_records where booking_id = \(booking)")
  }
}
