package import Billing
package import LabSchema
internal import Postgres

/// Settles drift, of a month or of one booking: one credit or debit note for each record whose booking
/// would be billed otherwise today, posted into the open period (docs/closing.md, Notes).
package struct AdjustJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  /// What would be posted; nothing is written.
  ///
  /// - Throws: what posting it would be refused with: `NumberingError`, `RunError`.
  package func plan(_ scope: AdjustmentScope) throws -> AdjustmentPlan {
    try context.exported.check(over: connection)
    var plan = try connection.onSnapshot(.readOnly) {
      try decide(scope).adjustments
    }
    if !plan.notes.isEmpty {
      try context.checkInvoiceDate()
      plan.ends = try connection.foreseeNumbering(
        of: plan.notes, formats: settings.noteFormats, fiscalYear: context.fiscalYear,
        date: businessDate, exported: context.exported)
    }
    return plan
  }

  /// Posts the notes, all of them in one transaction.
  ///
  /// - Parameter reviewed: the plan that somebody has agreed to.
  /// - Throws: ``AdjustmentPlanChanged`` where it is not the plan any more; `RunError.busy`,
  ///   `NumberingError`, `PostgresError`.
  package func run(
    _ scope: AdjustmentScope, expecting reviewed: AdjustmentPlan, origin: RunOrigin
  ) throws -> AdjustmentResult {
    let exclusive = context.exclusive(origin)
    return try exclusive.withLab {
      guard try plan(scope).notes == reviewed.notes else { throw AdjustmentPlanChanged() }
      guard !reviewed.notes.isEmpty else { return AdjustmentResult(planned: reviewed) }
      return try exclusive.perform(.adjust) { runID in
        try connection.onSnapshot { try post(scope, runID: runID) }
      }
    }
  }

  private struct Decision {
    var adjustments = AdjustmentPlan()
    var findingChanges: [FindingChange] = []
  }

  private func decide(_ scope: AdjustmentScope) throws -> Decision {
    let job = context.chunkJob(
      calendar: try context.calendar(),
      serviceDates: (try context.startDate() ?? .distantPast)...CalendarDate.distantFuture)
    let bookings = try bookings(of: scope)
    var decision = Decision()
    // A chunk comes by booking id; the notes are numbered in the order of the invoices.
    let place = Dictionary(uniqueKeysWithValues: bookings.enumerated().map { ($1, $0) })
    try context.walk(ChunkScope.pieces(of: bookings, size: settings.chunkSize)) { chunk in
      var plans: [(BookingFacts, BookingPlan)] = []
      try job.decide(chunk) { plans.append(($0, $1)) }
      plans.sort { place[$0.0.id, default: 0] < place[$1.0.id, default: 0] }
      for (booking, plan) in plans {
        try decision.adjustments.add(booking, plan)
        decision.findingChanges += plan.findingChanges
      }
      return plans.count
    }
    return decision
  }

  private func post(_ scope: AdjustmentScope, runID: RunID) throws -> AdjustmentResult {
    let plan = try decide(scope).adjustments
    let open = try openPeriod()
    let posted = try RunWriter(connection, runID: runID).post(
      plan.notes, formats: settings.noteFormats, fiscalYear: context.fiscalYear, date: businessDate,
      period: open, exported: context.exported)
    try connection.settlePaidRecords(plan.notes.map(\.recordID), runID: runID)
    // With the notes posted the drift is none any more: its finding is closed by the same rules.
    let after = try decide(scope)
    let settled = Set(posted.notes.map(\.note.bookingID))
    let unsettled = after.adjustments.notes.map(\.bookingID).filter(settled.contains)
    guard unsettled.isEmpty else { throw AdjustmentNotSettled(bookingIDs: unsettled) }
    try FindingWriter(connection, runID: runID, businessDate: businessDate)
      .apply(after.findingChanges)
    try connection.refreshSummaries()
    return AdjustmentResult(plan: plan, posted: posted, postedInto: open, runID: runID)
  }

  /// The period of the business date, or the next one after it that is open.
  private func openPeriod() throws -> BillingPeriod {
    try context.calendar()
      .billingDate(for: businessDate).period
  }
}

/// What an adjustment did.
package struct AdjustmentResult: Sendable {
  package var plan: AdjustmentPlan
  package var posted: PostedNotes
  package var postedInto: BillingPeriod?
  /// nil where nothing was posted.
  package var runID: RunID?

  /// A plan that was not carried out.
  package init(planned plan: AdjustmentPlan) {
    self.init(plan: plan, posted: PostedNotes(), postedInto: nil, runID: nil)
  }

  init(
    plan: AdjustmentPlan, posted: PostedNotes, postedInto: BillingPeriod?, runID: RunID?
  ) {
    self.plan = plan
    self.posted = posted
    self.postedInto = postedInto
    self.runID = runID
  }
}

/// Bookings, prices or notes changed since the plan was shown; nothing was posted.
package struct AdjustmentPlanChanged: ReportedError, Sendable, CustomStringConvertible {
  package var exitStatus: ExitStatus { .tryLater }
  package var message: String {
    "what is to be adjusted changed since it was planned; nothing was posted"
  }
  package var remedy: String { "run it again and look at the new plan" }

  package var description: String { message }
}

/// A note that does not settle what it was made for: a bug, and nothing of it was kept.
package struct AdjustmentNotSettled: Error, Sendable, CustomStringConvertible {
  let bookingIDs: [BookingID]

  package var description: String {
    "the notes do not settle the drift of bookings "
      + bookingIDs.map(\.description).joined(separator: ", ")
  }
}
