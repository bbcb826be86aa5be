package import LabSchema
internal import Postgres

/// Bills the bookings of one chunk: load, decide, save, in one transaction on one snapshot.
package struct ChunkJob {
  let connection: Connection
  let settings: BillingSettings
  let calendar: BillingCalendar
  let businessDate: CalendarDate
  let serviceDates: ClosedRange<CalendarDate>

  /// Tries of a chunk that lost against a change the app made at the same time.
  private static let tries = 5

  /// What would be done about the chunk, on a snapshot of its own; nothing is written.
  package func plan(_ scope: ChunkScope) throws -> ChunkPlan {
    try connection.transaction(.repeatableRead, access: .readOnly) {
      var plan = ChunkPlan()
      try decide(scope) { plan.add($1) }
      return plan
    }
  }

  /// Does it, and marks the chunk done in the same transaction.
  package func carryOut(_ scope: ChunkScope, runID: RunID) throws -> ChunkPlan {
    var attempt = 1
    while true {
      do {
        return try connection.transaction(.repeatableRead) {
          var plan = ChunkPlan()
          try decide(scope) { plan.add($1) }
          try save(plan, runID: runID)
          return plan
        }
      } catch let error as PostgresError where attempt < Self.tries && error.isPassing {
        attempt += 1
      }
    }
  }

  /// Decides about each booking of a chunk, by id, in the transaction it is called in; nothing is
  /// written.
  func decide(
    _ scope: ChunkScope, _ body: (BookingFacts, BookingPlan) throws -> Void
  ) throws {
    let reader = ChunkReader(connection, dates: ServiceDateSQL(billingZone: settings.timeZone))
    let pricing = Pricing(rules: settings.rules, priceBook: try reader.priceBook())
    var bookings = try reader.bookings(scope)
    try reader.addDetails(to: &bookings) { booking in
      settings.rules.statusClass(of: booking.status) == .billable
    }
    let ids = bookings.map(\.id)
    var records = try reader.records(of: ids)
    try reader.addBilledServiceDates(to: &records, of: bookings)
    let findings = try reader.openFindings(of: ids)
    var planner = BookingPlanner(
      PlanContext(
        pricing: pricing, calendar: calendar, businessDate: businessDate,
        serviceDates: serviceDates,
        lookBackFrom: settings.window(
          businessDate: businessDate, start: serviceDates.lowerBound
        ).lookBackFrom,
        graceDays: settings.graceDays))
    for booking in bookings {
      try body(
        booking,
        planner.plan(booking, stored: records[booking.id], findings: findings[booking.id] ?? []))
    }
  }

  /// Writes a chunk's plan, in the transaction that it was decided in.
  func save(_ plan: ChunkPlan, runID: RunID) throws {
    let records = RecordWriter(connection, runID: runID)
    try records.removeDrafts(of: plan.removals)
    try records.writeDrafts(plan.drafts)
    try records.finalize(plan.finalizations)
    try FindingWriter(connection, runID: runID, businessDate: businessDate)
      .apply(plan.findingChanges)
    try RunLedger(connection).chunkDone(runID, plan.counts)
  }
}

extension PostgresError {
  /// Whether the same transaction, tried again on a new snapshot, may pass: a serialization failure
  /// or a deadlock with the app, or a booking that the app deleted meanwhile.
  var isPassing: Bool {
    ["40001", "40P01", "23503"].contains(sqlState)
  }
}
