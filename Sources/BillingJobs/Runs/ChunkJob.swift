internal import Billing
internal import LabSchema
internal import Postgres

/// Bills the bookings of one chunk: load, decide, save, in one transaction on one snapshot.
struct ChunkJob: LabJob {
  let context: RunContext
  let calendar: BillingCalendar
  let serviceDates: ClosedRange<CalendarDate>
  let finalizing: Finalizing

  /// What would be done about the chunk, on a snapshot of its own; nothing is written.
  func plan(_ scope: ChunkScope) throws -> ChunkPlan {
    try connection.onSnapshot(.readOnly) {
      var plan = ChunkPlan()
      try decide(scope) { plan.add($1) }
      return plan
    }
  }

  /// Decides about each booking of a chunk, by id, in the transaction it is called in; nothing is
  /// written.
  ///
  /// - Parameter passedOver: bookings of the chunk that are left for another time.
  func decide(
    _ scope: ChunkScope, passingOver passedOver: Set<BookingID> = [],
    _ body: (BookingFacts, BookingPlan) throws -> Void
  ) throws {
    let reader = context.reader
    let pricing = Pricing(rules: settings.rules, priceBook: try reader.priceBook())
    var bookings = try reader.bookings(scope)
    if !passedOver.isEmpty { bookings.removeAll { passedOver.contains($0.id) } }
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
        finalizing: finalizing))
    for booking in bookings {
      try body(
        booking,
        planner.plan(booking, stored: records[booking.id], findings: findings[booking.id] ?? []))
    }
  }

  /// Writes a chunk's plan, in the transaction that it was decided in.
  func save(_ plan: ChunkPlan, runID: RunID) throws {
    let records = RunWriter(connection, runID: runID)
    try records.removeDrafts(of: plan.removals)
    try records.create(plan.newRecords)
    try records.change(plan.changedDrafts)
    try records.finalize(plan.finalizations)
    try FindingWriter(connection, runID: runID, businessDate: businessDate)
      .apply(plan.findingChanges)
    try RunLedger(connection).chunkDone(runID, plan.counts)
  }
}
