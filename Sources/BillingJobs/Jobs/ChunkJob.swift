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

  /// What would be done about the chunk; nothing is written.
  package func plan(_ scope: ChunkScope) throws -> ChunkPlan {
    try connection.transaction(.repeatableRead, access: .readOnly) { try decide(scope) }
  }

  /// Does it, and marks the chunk done in the same transaction.
  package func carryOut(_ scope: ChunkScope, runID: RunID) throws -> ChunkPlan {
    var attempt = 1
    while true {
      do {
        return try connection.transaction(.repeatableRead) {
          let plan = try decide(scope)
          try save(plan, runID: runID)
          return plan
        }
      } catch let error as PostgresError where attempt < Self.tries && error.isPassing {
        attempt += 1
      }
    }
  }

  private func decide(_ scope: ChunkScope) throws -> ChunkPlan {
    var plan = ChunkPlan()
    try forEachPlan(of: scope) { _, bookingPlan in plan.add(bookingPlan) }
    return plan
  }

  /// Calls `body` with each booking of a chunk and what is to be done about it, in the transaction
  /// it is called in.
  func forEachPlan(
    of scope: ChunkScope, _ body: (BookingFacts, BookingPlan) throws -> Void
  ) throws {
    let reader = ChunkReader(connection, dates: ServiceDateSQL(billingZone: settings.timeZone))
    let pricing = Pricing(rules: settings.rules, priceBook: try reader.priceBook())
    var bookings = try reader.bookings(scope)
    try reader.addDetails(to: &bookings) { booking in
      settings.rules.statusClass(of: booking.status) == .billable
    }
    let ids = bookings.map(\.id)
    let records = try reader.records(of: ids)
    let findings = try reader.openFindings(of: ids)
    var planner = BookingPlanner(
      PlanContext(
        pricing: pricing, calendar: calendar, businessDate: businessDate,
        serviceDates: serviceDates, graceDays: settings.graceDays))
    for booking in bookings {
      try body(
        booking,
        planner.plan(booking, stored: records[booking.id], findings: findings[booking.id] ?? []))
    }
  }

  private func save(_ plan: ChunkPlan, runID: RunID) throws {
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
