internal import Billing
internal import LabSchema
internal import Postgres

/// Bills the bookings of one chunk: load, decide, save, in one transaction on one snapshot.
struct ChunkJob: LabJob {
  var context: RunContext
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
    var decisions = try decisions(scope, passingOver: passedOver)
    while let (booking, plan) = decisions.next() { try body(booking, plan) }
  }

  /// Decides about a chunk and writes what was decided, in the transaction it is called in. New records
  /// go to the server as they are decided about, which takes them in meanwhile.
  ///
  /// - Parameters:
  ///   - decided: the plan, as soon as it is whole: what is thrown after that was thrown while it was written.
  ///   - whenRead: called between what is read and what is written.
  func bill(
    _ scope: ChunkScope, passingOver passedOver: Set<BookingID>, runID: RunID,
    decided: inout ChunkPlan?, whenRead: () -> Void = {}
  ) throws -> ChunkPlan {
    var decisions = try decisions(scope, passingOver: passedOver)
    whenRead()
    var plan = ChunkPlan()
    var first: NewRecord?
    while first == nil, let (_, booking) = decisions.next() {
      plan.add(booking)
      first = booking.newRecord
    }
    if let first {
      try RunWriter(connection, runID: runID).create { write in
        try write(first)
        while let (_, booking) = decisions.next() {
          plan.add(booking)
          if let record = booking.newRecord { try write(record) }
        }
        decided = plan
      }
    }
    decided = plan
    try saveChanges(plan, runID: runID)
    return plan
  }

  /// Reads all that the bookings of a chunk are decided by.
  private func decisions(
    _ scope: ChunkScope, passingOver passedOver: Set<BookingID>
  ) throws -> ChunkDecisions {
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
    let planner = BookingPlanner(
      PlanContext(
        pricing: pricing, calendar: calendar, businessDate: businessDate,
        serviceDates: serviceDates,
        lookBackFrom: settings.window(
          businessDate: businessDate, start: serviceDates.lowerBound
        ).lookBackFrom,
        finalizing: finalizing))
    return ChunkDecisions(
      planner: planner, records: records, findings: findings, bookings: bookings.makeIterator())
  }

  /// Writes a chunk's plan and counts it, in the transaction that it was decided in.
  func save(_ plan: ChunkPlan, runID: RunID) throws {
    try RunWriter(connection, runID: runID).create(plan.newRecords)
    try saveChanges(plan, runID: runID)
    try RunLedger(connection).chunkDone(runID, plan.counts)
  }

  /// Writes all of a chunk's plan but the new records.
  private func saveChanges(_ plan: ChunkPlan, runID: RunID) throws {
    let records = RunWriter(connection, runID: runID)
    try records.removeDrafts(of: plan.removals)
    try records.change(plan.changedDrafts)
    try records.finalize(plan.finalizations)
    try FindingWriter(connection, runID: runID, businessDate: businessDate)
      .apply(plan.findingChanges)
  }
}

/// What is decided about the bookings of a chunk, one after the other, by id, each as it is asked for.
private struct ChunkDecisions {
  var planner: BookingPlanner
  let records: [BookingID: StoredRecord]
  let findings: [BookingID: [StoredFinding]]
  var bookings: IndexingIterator<[BookingFacts]>

  mutating func next() -> (BookingFacts, BookingPlan)? {
    guard let booking = bookings.next() else { return nil }
    return (
      booking,
      planner.plan(booking, stored: records[booking.id], findings: findings[booking.id] ?? [])
    )
  }
}
