package import Billing
package import LabSchema
internal import Postgres

/// Opens a closed month again. What was finalized or invoiced in it stays as it is: only new and
/// late bookings can be posted into it.
package struct ReopenJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  /// - Returns: the seal that held until now; nil where the month was never sealed.
  /// - Throws: ``ClosingError`` where it is not closed, or later months are; `RunError.busy`.
  @discardableResult
  package func run(
    _ period: BillingPeriod, reason: String, origin: RunOrigin
  ) throws -> PeriodSeal? {
    let closings = ClosingQueries(connection)
    let exclusive = context.exclusive(origin)
    return try exclusive.withLab {
      guard try closings.isClosed(period) else {
        throw ClosingError.notClosed(period)
      }
      let later = try closings.closedPeriods(after: period)
      guard later.isEmpty else { throw ClosingError.laterClosed(period, later) }
      let seal = try closings.seal(of: period)
      return try exclusive.performAtOnce(.reopen) { runID in
        try closings.reopen(period, reason: reason, runID: runID)
        return seal
      }
    }
  }
}
